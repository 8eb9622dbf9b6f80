"""Orders about the language model: from whoever runs the guild, never from a web page, and told to the members."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.playground.model_desk import (
    EndpointChoice,
    EndpointModels,
    ModelChoice,
    ModelCounter,
    PlayingModel,
    TrialReport,
)
from bot.playground.server import LocalDiscord
from bot.playground.server.model_orders import EVENT
from tests.discord.playground_stage import Human
from troupe.core.clock import SystemClock

KEY = "sk-0123456789abcdef"
ORDER = {"address": "http://127.0.0.1:1/v1", "key": KEY, "model": "m"}


@dataclass
class Desk:
    """A desk that does what it is told and notes it."""

    guild_id: str
    name: str = "understudy"
    orders: list[EndpointChoice] = field(default_factory=list[EndpointChoice])

    def playing(self) -> PlayingModel:
        return PlayingModel(name=self.name, line=self.name, words=self.name, stand_in=self.name == "understudy")

    async def counter(self) -> ModelCounter:
        return ModelCounter(address="", model="", key_for="", kept=False, offers=())

    async def models_at(self, endpoint: EndpointChoice) -> EndpointModels:
        self.orders.append(endpoint)
        return EndpointModels(models=("m",))

    async def try_out(self, choice: ModelChoice) -> TrialReport:
        self.orders.append(choice)
        self.name = choice.model
        return TrialReport(name=choice.model, person="Gerda", said="Well.", seconds=1.5)

    async def give_up(self) -> TrialReport:
        return TrialReport()

    async def stand_in(self) -> TrialReport:
        self.name = "understudy"
        return TrialReport()


@dataclass
class Place:
    server: LocalDiscord
    desk: Desk
    runner: str
    guest: str
    bot: str

    async def ask(
        self, token: str | None, method: str, route: str, body: object = None, **headers: str
    ) -> tuple[int, str]:
        """A request; its status and what it is answered."""
        if token:
            headers["Authorization"] = token
        url = f"{self.server.api_base}/playground/model{route}"
        async with (
            aiohttp.ClientSession() as http,
            http.request(method, url, headers=headers, json=body) as answer,
        ):
            return answer.status, await answer.text()


@asynccontextmanager
async def placed() -> AsyncGenerator[Place]:
    async with LocalDiscord(SystemClock()) as server:
        guild = server.create_guild("House")
        runner = server.create_member("ann", owner=True)
        guest = server.create_member("bob")
        bot = server.create_bot("Troupe", owner=runner)
        yield Place(server, Desk(str(guild.id)), runner, guest, bot)


ENDPOINT = {"address": ORDER["address"], "key": KEY}
ORDERS = (("GET", "/counter"), ("POST", "/list"), ("POST", "/try"), ("POST", "/give-up"), ("DELETE", ""))


@pytest.mark.parametrize(("method", "route"), ORDERS)
async def test_only_whoever_runs_the_guild_may_order(method: str, route: str) -> None:
    async with placed() as place:
        place.server.tell_model(place.desk)
        for token, status in ((None, 401), ("member-none", 401), (f"Bot {place.bot}", 401), (place.guest, 403)):
            assert (await place.ask(token, method, route, body=ORDER))[0] == status
        assert place.desk.orders == []
        body = ENDPOINT if route == "/list" else ORDER
        assert (await place.ask(place.runner, method, route, body=body))[0] == 200


@pytest.mark.parametrize(("method", "route"), [*ORDERS, ("GET", "")])
async def test_no_web_page_may_order_not_even_with_the_token(method: str, route: str) -> None:
    async with placed() as place:
        place.server.tell_model(place.desk)
        for origin in ("http://evil.example", place.server.realm.origin, "null"):
            assert (await place.ask(place.runner, method, route, ORDER, Origin=origin))[0] == 403
        assert (await place.ask(place.runner, method, route, ORDER, Host="evil.example"))[0] == 403
        assert (place.desk.orders, place.desk.name) == ([], "understudy")


async def test_a_change_is_told_to_every_member_and_the_key_to_nobody() -> None:
    async with (
        placed() as place,
        Human(place.server, place.runner) as ann,
        Human(place.server, place.guest) as bob,
    ):
        await ann.hears("GUILD_CREATE")
        await bob.hears("GUILD_CREATE")
        place.server.tell_model(place.desk)
        assert (await bob.hears(EVENT))["name"] == "understudy"
        status, report = await place.ask(place.runner, "POST", "/try", body=ORDER)
        assert status == 200
        for human in (ann, bob):
            told = await human.hears(EVENT)
            while told["name"] != "m":
                told = await human.hears(EVENT)
            assert KEY not in str(told)
        assert KEY not in report
        assert KEY not in str(place.server.requests)
        assert [order.key.get_secret_value() for order in place.desk.orders] == [KEY]
        assert (await place.ask(place.guest, "GET", ""))[0] == 200


@pytest.mark.parametrize(
    "body",
    [None, {}, {"address": 1, "key": KEY, "model": "m"}, {**ORDER, "key": KEY * 100}, {**ORDER, "more": KEY}],
)
async def test_an_order_that_cannot_be_read_is_refused_without_repeating_it(body: object) -> None:
    async with placed() as place:
        place.server.tell_model(place.desk)
        status, text = await place.ask(place.runner, "POST", "/try", body=body)
        assert status == 400
        assert KEY not in text
        assert place.desk.orders == []


async def test_before_the_bot_is_ready_and_after_it_left_that_is_said() -> None:
    async with placed() as place:
        status, text = await place.ask(place.runner, "GET", "")
        assert (status, "still starting" in text) == (409, True)
        place.server.tell_model(place.desk)
        assert (await place.ask(place.runner, "GET", ""))[0] == 200
        place.server.tell_model(None)
        assert (await place.ask(place.runner, "POST", "/try", body=ORDER))[0] == 409
