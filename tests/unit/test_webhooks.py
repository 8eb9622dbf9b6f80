"""Webhooks are found or made once a channel, however many ask at once."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pydantic import JsonValue, SecretStr

from bot.delivery.single_request import Limited, Lost, NotSent, RequestRefused, SingleRequests
from bot.delivery.webhooks import Webhooks
from tests.unit.scripted_discord import Says, ScriptedDiscord, limits, refuses

LIST = "GET /channels/20/webhooks"
MAKE = "POST /channels/20/webhooks"
HOOK: dict[str, JsonValue] = {"id": "70", "token": "hook-token", "application_id": "99"}


@pytest_asyncio.fixture
async def discord() -> AsyncIterator[ScriptedDiscord]:
    scripted = ScriptedDiscord()
    yield scripted
    await scripted.stop()


@pytest_asyncio.fixture
async def rest(discord: ScriptedDiscord) -> AsyncIterator[SingleRequests]:
    rest = SingleRequests(await discord.start(), SecretStr("bot-token"))
    await rest.open()
    yield rest
    await rest.close()


async def test_many_who_ask_at_once_cause_one_search(discord: ScriptedDiscord, rest: SingleRequests) -> None:
    discord.script(LIST, Says([]))
    discord.script(MAKE, Says(HOOK))
    webhooks = Webhooks(rest, lambda: "99", lambda: "98")
    found = await asyncio.gather(*(webhooks.of("20") for _ in range(10)))
    assert {webhook.id for webhook in found} == {"70"}
    assert len(discord.asked) == 2


async def test_a_failed_search_is_made_again_by_the_next(discord: ScriptedDiscord, rest: SingleRequests) -> None:
    discord.script(LIST, Says(status=500), Says([HOOK]))
    webhooks = Webhooks(rest, lambda: "99", lambda: "98")
    with pytest.raises(Lost):
        await webhooks.of("20")
    assert (await webhooks.of("20")).id == "70"


async def test_a_forgotten_webhook_is_looked_for_again(discord: ScriptedDiscord, rest: SingleRequests) -> None:
    discord.script(LIST, Says([HOOK]), Says([HOOK | {"id": "71"}]))
    webhooks = Webhooks(rest, lambda: "99", lambda: "98")
    assert (await webhooks.of("20")).id == "70"
    webhooks.forget("20")
    assert (await webhooks.of("20")).id == "71"
    assert webhooks.owns("70", None)
    assert webhooks.owns("5", "99")
    assert not webhooks.owns("5", "6")


async def test_where_no_application_is_told_the_maker_counts(
    discord: ScriptedDiscord, rest: SingleRequests
) -> None:
    theirs: JsonValue = {"id": "71", "token": "t", "user": {"id": "5"}}
    mine: JsonValue = {"id": "72", "token": "t", "user": {"id": "98"}}
    discord.script(LIST, Says([theirs, mine]))
    assert (await Webhooks(rest, lambda: "99", lambda: "98").of("20")).id == "72"


async def test_its_token_does_not_print(discord: ScriptedDiscord, rest: SingleRequests) -> None:
    discord.script(LIST, Says([HOOK]))
    webhook = await Webhooks(rest, lambda: "99", lambda: "98").of("20")
    assert "hook-token" not in f"{webhook!r} {webhook}"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refuses(403, 50013), RequestRefused),
        (limits(1), Limited),
        (Says(status=503), Lost),
        (Says({"not": "a list"}), Lost),
        (Says(status=204), Lost),
    ],
)
async def test_every_answer_has_one_meaning(
    discord: ScriptedDiscord, rest: SingleRequests, answer: Says, error: type[Exception]
) -> None:
    discord.script(LIST, answer)
    with pytest.raises(error) as raised:
        await Webhooks(rest, lambda: "99", lambda: "98").of("20")
    assert "bot-token" not in str(raised.value)


async def test_what_could_not_be_sent_differs_from_what_may_have_arrived(
    discord: ScriptedDiscord, rest: SingleRequests
) -> None:
    discord.script("POST /x", Says(reset=True))
    with pytest.raises(Lost):
        await rest.send("POST", "/x", body={})
    assert len(discord.asked) == 1
    await discord.stop()
    with pytest.raises(NotSent):
        await rest.send("POST", "/x", body={})
