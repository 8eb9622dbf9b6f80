"""Delivery: exactly one attempt a mark, and every way in which an attempt can end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from pydantic import JsonValue, SecretStr

from bot.delivery.channel_history import History
from bot.delivery.delivery_reconciliation import Doubts
from bot.delivery.outbox_drain import OutboxDrain
from bot.delivery.row_sending import Sending
from bot.delivery.single_request import SingleRequests
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhooks
from tests.unit.fake_stores import TENANT, WORLD, FakeOutbox, FakeStores, a_row, put_offs
from tests.unit.scripted_discord import Says, ScriptedDiscord, limits, refuses
from troupe.core.clock import ManualClock, settle
from troupe.worlds.outbox import Failed, OutboxRow, RowStatus, Sent, Unknown
from troupe.worlds.outbox.house_notice_row import HouseNoticeRow
from troupe.worlds.outbox.offers_over_row import OffersOverRow
from troupe.worlds.outbox.react_row import ReactRow
from troupe.worlds.outbox.remove_row import RemoveRow
from troupe.worlds.world import WorldKey

KEY = WorldKey(TENANT, WORLD)
LIST = "GET /channels/20/webhooks"
MAKE = "POST /channels/20/webhooks"
HOOK: dict[str, JsonValue] = {"id": "70", "token": "hook-token", "application_id": "99"}
SPEAK = "POST /webhooks/70/hook-token"
DELETE = "DELETE /webhooks/70/hook-token/messages/601"
HISTORY = "GET /channels/20/messages"


class House:
    """A delivery against a scripted Discord."""

    def __init__(self, clock: ManualClock, discord: ScriptedDiscord, base: str) -> None:
        self.clock = clock
        self.discord = discord
        self.rest = SingleRequests(base, SecretStr("bot-token"))
        self.heard: list[WorldKey] = []
        self.problems: list[str] = []
        discord.script(LIST, Says([HOOK]))
        discord.script(SPEAK, Says({"id": "600"}))

    def with_rows(self, *rows: OutboxRow) -> tuple[FakeOutbox, FakeStores, OutboxDrain]:
        outbox = FakeOutbox(self.clock, *rows)
        stores = FakeStores(outbox)
        webhooks = Webhooks(self.rest, lambda: "99", lambda: "98")
        pacing = Pacing(self.clock)
        site = "https://discord.com"
        return (
            outbox,
            stores,
            OutboxDrain(
                lambda _: stores.as_stores(),
                Sending(self.rest, webhooks, pacing, site=site, faces=None),
                webhooks,
                Doubts(History(self.rest), webhooks, self.clock, site=site, bot_id=lambda: "98"),
                pacing,
                self.clock,
                owner="me",
                heard=self.heard.append,
                problem=self.problems.append,
            ),
        )


@pytest_asyncio.fixture
async def house(clock: ManualClock) -> AsyncIterator[House]:
    discord = ScriptedDiscord()
    house = House(clock, discord, await discord.start())
    await house.rest.open()
    yield house
    await house.rest.close()
    await discord.stop()


async def test_a_row_that_was_expected_is_sent_only_if_it_may_be(house: House) -> None:
    """What a commit said is first may have been stopped since, or stand behind another."""
    outbox, _, delivery = house.with_rows(a_row(1, "First."), a_row(2, "Second."))
    delivery.expect(outbox.rows["row-1"])
    assert await delivery.drain(KEY) is None
    assert [asked.body["content"] for asked in house.discord.requests(SPEAK)] == ["First.", "Second."]
    outbox, _, delivery = house.with_rows(a_row(3, "Third."))
    outbox.stopped = True
    delivery.expect(outbox.rows["row-3"])
    assert await delivery.drain(KEY) is None
    assert len(house.discord.requests(SPEAK)) == 2


async def test_speech_is_posted_once_as_the_persona_and_pings_nobody(house: House) -> None:
    outbox, _, delivery = house.with_rows(a_row(1, "Hi @everyone <@5>"))
    assert await delivery.drain(KEY) is None
    (asked,) = house.discord.requests(SPEAK)
    assert asked.body == {
        "content": "Hi @everyone <@5>",
        "username": "Lisa Carter",
        "allowed_mentions": {"parse": []},
    }
    assert asked.query == {"wait": "true"}
    assert asked.token is None
    assert outbox.attempts == [Sent(message_id="600", webhook_id="70")]
    assert house.heard == [KEY]


async def test_speech_in_a_thread_goes_through_the_webhook_of_its_channel(house: House) -> None:
    outbox, _, delivery = house.with_rows(a_row(1, place="21"))
    await delivery.drain(KEY)
    assert house.discord.requests(SPEAK)[0].query == {"wait": "true", "thread_id": "21"}
    assert outbox.rows["row-1"].status is RowStatus.SENT


async def test_rows_go_out_in_order_through_one_webhook_found_once(house: House) -> None:
    _, _, delivery = house.with_rows(*(a_row(n, f"line {n}") for n in range(1, 5)))
    await delivery.drain(KEY)
    assert [a.body["content"] for a in house.discord.requests(SPEAK)] == [f"line {n}" for n in range(1, 5)]
    assert len(house.discord.requests(LIST)) == 1


async def test_a_webhook_of_somebody_else_is_not_used(house: House) -> None:
    house.discord.script(
        LIST, Says([HOOK | {"id": "71", "application_id": "1"}, HOOK | {"id": "72", "token": None}])
    )
    house.discord.script(MAKE, Says(HOOK))
    outbox, _, delivery = house.with_rows(a_row(1))
    await delivery.drain(KEY)
    assert house.discord.requests(MAKE)[0].body == {"name": "Troupe"}
    assert outbox.rows["row-1"].status is RowStatus.SENT


async def test_a_notice_is_the_bots_own_and_carries_a_nonce(house: House) -> None:
    post = "POST /channels/20/messages"
    house.discord.script(post, Says({"id": "601"}))
    outbox, _, delivery = house.with_rows(a_row(1, "Simulated people live here.", kind=HouseNoticeRow))
    await delivery.drain(KEY)
    (asked,) = house.discord.requests(post)
    assert asked.token == "Bot bot-token"
    assert asked.body["allowed_mentions"] == {"parse": []}
    assert asked.body["enforce_nonce"] is True
    assert len(str(asked.body["nonce"])) <= 25
    assert outbox.attempts == [Sent(message_id="601")]


async def test_a_reaction_is_put_on_its_message(house: House) -> None:
    put = "PUT /channels/20/messages/400/reactions/👍/@me"
    house.discord.script(put, Says(None, 204))
    outbox, _, delivery = house.with_rows(a_row(1, "👍", kind=ReactRow, target="400"))
    await delivery.drain(KEY)
    assert len(house.discord.requests(put)) == 1
    assert outbox.rows["row-1"].status is RowStatus.SENT


async def test_a_limit_puts_the_row_off_and_is_not_tried_again_before(house: House) -> None:
    house.discord.script(SPEAK, limits(2.5), Says({"id": "600"}))
    outbox, _, delivery = house.with_rows(a_row(1))
    again = await delivery.drain(KEY)
    assert again == house.clock.now() + timedelta(seconds=2.5)
    assert await delivery.drain(KEY) == again
    assert len(house.discord.requests(SPEAK)) == 1
    await house.clock.advance(2.5)
    assert await delivery.drain(KEY) is None
    assert outbox.rows["row-1"].status is RowStatus.SENT


async def test_a_row_that_is_blocked_for_a_minute_fails(house: House) -> None:
    house.discord.script(SPEAK, limits(25))
    outbox, stores, delivery = house.with_rows(a_row(1))
    for _ in range(3):
        await delivery.drain(KEY)
        await house.clock.advance(25)
    assert outbox.rows["row-1"].status is RowStatus.FAILED
    assert len(put_offs(outbox)) == 2
    assert stores.worlds.paused == []
    assert house.problems


async def test_the_next_row_waits_when_the_allowance_is_used_up(
    house: House,
) -> None:
    used_up = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "2"}
    house.discord.script(SPEAK, Says({"id": "600"}, headers=used_up), Says({"id": "601"}))
    outbox, _, delivery = house.with_rows(a_row(1), a_row(2, "More."))
    draining = asyncio.create_task(delivery.drain(KEY))
    await outbox.settled.wait()
    await settle()
    assert outbox.rows["row-2"].status is RowStatus.PENDING
    await house.clock.advance(2)
    assert await draining is None
    assert outbox.rows["row-2"].status is RowStatus.SENT
    assert len(house.discord.requests(SPEAK)) == 2


async def test_a_deleted_webhook_is_made_anew_once(house: House) -> None:
    house.discord.script(SPEAK, refuses(404, 10015))
    house.discord.script(LIST, Says([HOOK]), Says([]))
    house.discord.script(MAKE, Says(HOOK | {"id": "71", "token": "new"}))
    house.discord.script("POST /webhooks/71/new", Says({"id": "600"}))
    outbox, _, delivery = house.with_rows(a_row(1))
    assert await delivery.drain(KEY) is None
    assert outbox.rows["row-1"].status is RowStatus.SENT


async def test_a_webhook_that_is_deleted_again_and_again_fails_the_row(house: House) -> None:
    house.discord.script(SPEAK, refuses(404, 10015))
    outbox, _, delivery = house.with_rows(a_row(1))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.FAILED
    assert len(house.discord.requests(SPEAK)) == 2


@pytest.mark.parametrize(
    ("code", "words"), [(50013, "Manage Webhooks"), (50001, "View Channel")], ids=["webhooks", "channel"]
)
async def test_a_missing_permission_pauses_the_world_and_is_named(house: House, code: int, words: str) -> None:
    house.discord.script(LIST, refuses(403, code))
    outbox, stores, delivery = house.with_rows(a_row(1))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.FAILED
    assert words in stores.worlds.paused[0]
    assert words in outbox.notices[0]
    assert "<#20>" in outbox.notices[0]
    assert "/world resume" in outbox.notices[0]


async def test_too_many_webhooks_says_what_to_delete(house: House) -> None:
    house.discord.script(LIST, Says([]))
    house.discord.script(MAKE, refuses(400, 30007))
    outbox, stores, delivery = house.with_rows(a_row(1))
    await delivery.drain(KEY)
    assert stores.worlds.paused
    assert "Integrations" in outbox.notices[0]


async def test_a_notice_that_may_not_be_posted_fails_without_another_notice(house: House) -> None:
    house.discord.script("POST /channels/20/messages", refuses(403, 50013))
    outbox, stores, delivery = house.with_rows(a_row(1, kind=HouseNoticeRow))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.FAILED
    assert stores.worlds.paused == []
    assert outbox.notices == []
    assert "Send Messages" in house.problems[0]


async def test_a_rejected_message_fails_alone(house: House) -> None:
    house.discord.script(SPEAK, refuses(400, 50035), Says({"id": "600"}))
    outbox, stores, delivery = house.with_rows(a_row(1), a_row(2))
    await delivery.drain(KEY)
    assert [row.status for row in outbox.rows.values()] == [RowStatus.FAILED, RowStatus.SENT]
    assert stores.worlds.paused == []


@pytest.mark.parametrize(
    "answer", [Says(reset=True), Says(status=502), Says(None, 204)], ids=["reset", "502", "no message"]
)
async def test_an_answer_that_is_lost_is_looked_for_and_never_sent_twice(house: House, answer: Says) -> None:
    house.discord.script(SPEAK, answer)
    arrived: JsonValue = {
        "id": "601",
        "content": "Hello.",
        "webhook_id": "70",
        "application_id": "99",
        "author": {"id": "70", "username": "Lisa Carter"},
    }
    house.discord.script(HISTORY, Says([arrived]))
    outbox, _, delivery = house.with_rows(a_row(1))
    again = await delivery.drain(KEY)
    assert again == house.clock.now() + timedelta(seconds=10)
    assert isinstance(outbox.attempts[0], Unknown)
    assert house.discord.requests(HISTORY) == []
    await house.clock.advance(10)
    await delivery.drain(KEY)
    assert house.discord.requests(HISTORY)[0].query["after"] == "500"
    assert outbox.rows["row-1"].message_id == "601"
    assert len(house.discord.requests(SPEAK)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "Hello!"},
        {"author": {"id": "70", "username": "Oscar"}},
        {"webhook_id": "71", "application_id": "1"},
        {"id": "700"},
    ],
    ids=["other words", "other name", "other webhook", "bound to another row"],
)
async def test_only_the_very_message_counts_as_arrived(house: House, changes: dict[str, JsonValue]) -> None:
    arrived: dict[str, JsonValue] = {
        "id": "601",
        "content": "Hello.",
        "webhook_id": "70",
        "application_id": "99",
        "author": {"id": "70", "username": "Lisa Carter"},
    }
    house.discord.script(HISTORY, Says([arrived | changes]))
    outbox, _, delivery = house.with_rows(a_row(1))
    outbox.others.add("700")
    outbox.lose("row-1")
    await delivery.drain(KEY)
    assert len(house.discord.requests(SPEAK)) == 1
    assert outbox.rows["row-1"].message_id == "600"


async def test_without_history_a_lost_message_is_not_sent_again_but_shown(house: House) -> None:
    house.discord.script(HISTORY, refuses(403, 50013))
    outbox, stores, delivery = house.with_rows(a_row(1))
    outbox.lose("row-1")
    await delivery.drain(KEY)
    assert house.discord.requests(SPEAK) == []
    assert isinstance(outbox.attempts[0], Failed)
    assert "Read Message History" in outbox.notices[0]
    assert stores.worlds.paused == []


async def test_nothing_is_sent_after_a_stop(house: House) -> None:
    outbox, _, delivery = house.with_rows(a_row(1))
    outbox.stopped = True
    assert await delivery.drain(KEY) is None
    assert house.discord.requests(SPEAK) == []


async def test_a_server_out_of_reach_puts_the_row_off(house: House) -> None:
    await house.discord.stop()
    outbox, _, delivery = house.with_rows(a_row(1))
    assert await delivery.drain(KEY) == house.clock.now() + timedelta(seconds=5)
    assert len(put_offs(outbox)) == 1


async def test_a_global_limit_holds_every_lane(house: House) -> None:
    house.discord.script(SPEAK, limits(3, everywhere=True), Says({"id": "600"}))
    outbox, _, delivery = house.with_rows(a_row(1))
    await delivery.drain(KEY)
    outbox.rows["row-1"] = a_row(1)
    draining = asyncio.create_task(delivery.drain(KEY))
    await house.clock.advance(2)
    assert not draining.done()
    await house.clock.advance(1)
    await draining
    assert outbox.rows["row-1"].status is RowStatus.SENT


def a_deletion(number: int, *, webhook_id: str | None = "70", place: str | None = None) -> OutboxRow:
    row = a_row(number, "", kind=RemoveRow, target="601", place=place)
    return row.model_copy(update={"webhook_id": webhook_id})


async def test_a_message_is_deleted_through_the_webhook_that_posted_it(house: House) -> None:
    house.discord.script(DELETE, Says(status=204))
    outbox, _, delivery = house.with_rows(a_deletion(1), a_deletion(2, place="21"))
    await delivery.drain(KEY)
    assert [(asked.query, asked.token) for asked in house.discord.requests(DELETE)] == [
        ({}, None),
        ({"thread_id": "21"}, None),
    ]
    assert [row.status for row in outbox.rows.values()] == [RowStatus.SENT] * 2


@pytest.mark.parametrize("webhook_id", ["71", None])
async def test_a_message_of_a_webhook_that_is_gone_is_deleted_as_the_bot(
    house: House, webhook_id: str | None
) -> None:
    house.discord.script("DELETE /channels/20/messages/601", Says(status=204))
    outbox, _, delivery = house.with_rows(a_deletion(1, webhook_id=webhook_id))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.SENT
    assert house.discord.requests(MAKE) == []


async def test_a_message_that_is_gone_already_is_deleted(house: House) -> None:
    house.discord.script(DELETE, refuses(404, 10008))
    outbox, _, delivery = house.with_rows(a_deletion(1))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.SENT
    assert house.problems == []


async def test_a_deletion_that_is_not_allowed_fails_with_the_permission_and_pauses_nothing(house: House) -> None:
    house.discord.script("DELETE /channels/20/messages/601", refuses(403, 50013))
    outbox, stores, delivery = house.with_rows(a_deletion(1, webhook_id="71"))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.FAILED
    assert "Manage Messages" in house.problems[0]
    assert stores.worlds.paused == []


async def test_a_deletion_whose_answer_was_lost_is_made_again(house: House) -> None:
    house.discord.script(DELETE, Says(status=500), Says(status=204))
    outbox, _, delivery = house.with_rows(a_deletion(1))
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.UNKNOWN
    await house.clock.advance(11)
    await delivery.drain(KEY)
    assert outbox.rows["row-1"].status is RowStatus.SENT
    assert house.discord.requests(HISTORY) == []


async def test_a_message_sent_in_an_outage_of_the_database_is_settled_after_it_and_sent_once(house: House) -> None:
    outbox, _, delivery = house.with_rows(a_row(1))
    outbox.out_of_order = 4
    draining = asyncio.create_task(delivery.drain(KEY))
    while outbox.out_of_order:
        await house.clock.advance(1)
        await asyncio.sleep(0)
    await house.clock.advance(1)
    await draining
    assert outbox.attempts == [Sent(message_id="600", webhook_id="70")]
    assert len(house.discord.requests(SPEAK)) == 1
    assert house.problems == []


@pytest.mark.parametrize("answer", [Says({"id": "601"}), refuses(404, 10008)])
async def test_a_message_loses_its_buttons_and_one_that_is_gone_has_none(house: House, answer: Says) -> None:
    edit = "PATCH /channels/20/messages/601"
    house.discord.script(edit, answer)
    never = a_row(2, "", kind=OffersOverRow).model_copy(update={"target_message": None})
    outbox, _, delivery = house.with_rows(a_row(1, "", kind=OffersOverRow, target="601"), never)
    await delivery.drain(KEY)
    assert [asked.body for asked in house.discord.requests(edit)] == [{"components": []}]
    assert [row.status for row in outbox.rows.values()] == [RowStatus.SENT] * 2
    assert house.problems == []
