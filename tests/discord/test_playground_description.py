"""That the judge judges: Discord's API description finds what is wrong, and the common routes pass it."""

import discord
import pytest

from bot.playground.server import Exchange
from tests.discord.openapi_oracle import DESCRIPTION, MISSING, Oracle
from tests.discord.playground_stage import staged

pytestmark = pytest.mark.skipif(not DESCRIPTION.exists(), reason=MISSING)


def _exchange(body: object, answer: object, status: int = 200) -> Exchange:
    path = "/channels/{channel}/messages"
    return Exchange("POST", path, path, {}, body, status, answer)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("exchange", "complaint"),
    [
        (_exchange({"content": 5}, {}), "request of POST /channels/{channel}/messages at /content"),
        (_exchange({"content": "x"}, {"id": "1"}), "answer of POST"),
        (_exchange({"content": "x"}, {"oops": 1}, 400), "error of POST"),
        (_exchange({"content": "x"}, {}, 299), "never answers 299"),
    ],
)
def test_what_differs_from_the_description_is_a_problem(exchange: Exchange, complaint: str) -> None:
    oracle = Oracle()
    oracle.observe(exchange)
    assert complaint in oracle.problems[0]


def test_a_route_that_discord_does_not_have_is_a_problem() -> None:
    oracle = Oracle()
    oracle.observe(Exchange("GET", "/sandwiches", "/sandwiches", {}, None, 200, {}))
    assert oracle.problems == ["GET /sandwiches is not in Discord's description"]


async def test_what_a_bot_does_every_day_is_as_described() -> None:
    async with staged() as stage, stage.bot() as bot:
        place = stage.place(bot)
        hook = await place.create_webhook(name="troupe")
        said = await hook.send("hello", username="Lisa", avatar_url="http://127.0.0.1:9/a.png", wait=True)
        await said.edit(content="hello!")
        sent = await place.send("x", reference=discord.MessageReference.from_message(said))
        await sent.add_reaction("👍")
        assert len([m async for m in place.history()]) == 2
        everyday = {
            "GET /users/@me",
            "GET /oauth2/applications/@me",
            "POST /channels/{}/webhooks",
            "POST /webhooks/{}/{}",
            "PATCH /webhooks/{}/{}/messages/{}",
            "POST /channels/{}/messages",
            "PUT /channels/{}/messages/{}/reactions/{}/@me",
            "GET /channels/{}/messages",
        }
        assert everyday <= stage.oracle.judged
