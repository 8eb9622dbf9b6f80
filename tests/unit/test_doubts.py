"""A message that may have arrived is looked for where it must be, and only the very message counts."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from pydantic import JsonValue, SecretStr

from bot.delivery.channel_history import PAGE, PAGES, History, snowflake_at
from bot.delivery.delivery_reconciliation import Doubts
from bot.delivery.single_request import SingleRequests
from bot.delivery.webhooks import Webhooks
from tests.unit.fake_stores import FakeOutbox, FakeStores, a_row
from tests.unit.scripted_discord import Says, ScriptedDiscord
from troupe.core.clock import ManualClock
from troupe.worlds.outbox import OutboxRow, Sent
from troupe.worlds.outbox.house_notice_row import HouseNoticeRow
from troupe.worlds.outbox.offers_over_row import OffersOverRow
from troupe.worlds.outbox.outbox_row import AnyRow
from troupe.worlds.outbox.pin_row import PinRow
from troupe.worlds.outbox.react_row import ReactRow
from troupe.worlds.outbox.remove_row import RemoveRow

BOT = "98"
HISTORY = "GET /channels/20/messages"
NOTICE: dict[str, JsonValue] = {"id": "601", "content": "Stopped.", "author": {"id": BOT, "username": "Troupe"}}
LINE: dict[str, JsonValue] = {
    "id": "601",
    "content": "Hello.",
    "webhook_id": "70",
    "application_id": "99",
    "author": {"id": "70", "username": "Lisa Carter"},
}


class Search:
    """The search for one row, against a history as scripted."""

    def __init__(self, clock: ManualClock, discord: ScriptedDiscord, base: str) -> None:
        self.clock = clock
        self.discord = discord
        self.rest = SingleRequests(base, SecretStr("bot-token"))
        self.outbox = FakeOutbox(clock)
        self.webhooks = Webhooks(self.rest, lambda: "99", lambda: BOT)
        history = History(self.rest)
        self.doubts = Doubts(history, self.webhooks, clock, site="https://discord.com", bot_id=lambda: BOT)

    async def find(self, row: OutboxRow, *pages: Sequence[JsonValue]) -> Sent | None:
        self.discord.script(HISTORY, *(Says(list(page)) for page in pages))
        return await self.doubts.look_for(FakeStores(self.outbox).as_stores(), row)

    @property
    def starts(self) -> list[str]:
        return [asked.query["after"] for asked in self.discord.requests(HISTORY)]


@pytest_asyncio.fixture
async def search(clock: ManualClock) -> AsyncIterator[Search]:
    discord = ScriptedDiscord()
    search = Search(clock, discord, await discord.start())
    await search.rest.open()
    yield search
    await search.rest.close()
    await discord.stop()


async def test_a_notice_that_arrived_is_not_posted_again(search: Search) -> None:
    row = a_row(1, "Stopped.", kind=HouseNoticeRow)
    assert await search.find(row, [NOTICE]) == Sent(message_id="601")


@pytest.mark.parametrize(
    "changes",
    [
        {"author": {"id": "5", "username": "Troupe"}},
        {"webhook_id": "70"},
        {"content": "Stopped!"},
        {"id": "700"},
    ],
    ids=["someone else's", "a webhook's", "other words", "bound to another row"],
)
async def test_a_notice_is_not_taken_for_another_message(search: Search, changes: dict[str, JsonValue]) -> None:
    search.outbox.others.add("700")
    row = a_row(1, "Stopped.", kind=HouseNoticeRow)
    other: JsonValue = {**NOTICE, **changes}
    assert await search.find(row, [other]) is None


async def test_a_notice_is_found_whatever_space_discord_trimmed(search: Search) -> None:
    row = a_row(1, "Stopped.  \n", kind=HouseNoticeRow)
    assert await search.find(row, [NOTICE]) == Sent(message_id="601")


async def test_a_line_is_never_taken_for_a_notice_of_the_same_words(search: Search) -> None:
    assert await search.find(a_row(1, "Hello.", kind=HouseNoticeRow), [LINE]) is None
    author: JsonValue = {"id": BOT, "username": "Lisa Carter"}
    own: JsonValue = {**LINE, "webhook_id": None, "application_id": None, "author": author}
    assert await search.find(a_row(1, "Hello."), [own]) is None


async def test_the_search_starts_behind_the_last_message_that_is_settled(search: Search) -> None:
    assert await search.find(a_row(1), [LINE]) == Sent(message_id="601", webhook_id="70")
    assert search.starts == ["500"]


async def test_without_such_a_message_the_search_starts_a_minute_before_the_attempt(search: Search) -> None:
    """Discord's clock may be behind ours: a search from the very second of the attempt would miss the message, and
    the line would be posted twice."""
    attempt = datetime(2026, 1, 5, 12, tzinfo=UTC)
    row = a_row(1).model_copy(update={"after_message": None, "marked_at": attempt})
    await search.clock.advance(3600)
    assert await search.find(row, [LINE]) is not None
    assert search.starts == [str(snowflake_at(attempt - timedelta(seconds=60)))]


async def test_a_row_that_does_not_know_its_attempt_is_searched_for_from_a_minute_ago(search: Search) -> None:
    row = a_row(1).model_copy(update={"after_message": None, "marked_at": None})
    await search.find(row, [])
    assert search.starts == [str(snowflake_at(search.clock.now() - timedelta(seconds=60)))]


def test_a_moment_as_a_snowflake_is_that_of_discords_first_second_and_never_negative() -> None:
    assert snowflake_at(datetime(2015, 1, 1, tzinfo=UTC)) == 0
    assert snowflake_at(datetime(2015, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1000 << 22
    assert snowflake_at(datetime(2014, 12, 31, tzinfo=UTC)) == 0


def others(first: int, count: int) -> list[JsonValue]:
    """Newest first, as Discord answers."""
    author: JsonValue = {"id": "5", "username": "ana"}
    return [{"id": str(n), "content": "chat", "author": author} for n in range(first + count - 1, first - 1, -1)]


async def test_a_line_behind_a_page_of_chatter_is_found(search: Search) -> None:
    first, second = others(1000, PAGE), [*others(1101, 3), LINE | {"id": "1100"}]
    assert await search.find(a_row(1), first, second) == Sent(message_id="1100", webhook_id="70")
    assert search.starts == ["500", str(1000 + PAGE - 1)]


async def test_a_page_that_is_not_full_is_the_last(search: Search) -> None:
    assert await search.find(a_row(1), others(1000, PAGE - 1)) is None
    assert search.starts == ["500"]


async def test_the_search_ends_after_twenty_pages(search: Search) -> None:
    """A channel that floods faster than it can be read would hold the world up for ever."""
    assert await search.find(a_row(1), others(1000, PAGE)) is None
    assert len(search.starts) == PAGES == 20


@pytest.mark.parametrize("kind", [ReactRow, PinRow, OffersOverRow, RemoveRow])
async def test_what_done_twice_is_done_once_is_not_looked_for(search: Search, kind: type[AnyRow]) -> None:
    assert await search.find(a_row(1, "Hello.", kind=kind, target="400"), [LINE]) is None
    assert search.starts == []


async def test_of_two_messages_alike_the_earlier_unbound_one_is_taken(search: Search) -> None:
    search.outbox.others.add("601")
    twins: list[JsonValue] = [LINE | {"id": "603"}, LINE | {"id": "602"}, LINE]
    assert await search.find(a_row(1), twins) == Sent(message_id="602", webhook_id="70")
