"""The models of an endpoint by its address and key, and in one line each what is wrong with these."""

import pytest
from aiohttp import web
from pydantic import JsonValue

from bot.environment.endpoint_listing import LONGEST_NAME, list_models_at
from bot.environment.local_models import Address
from tests.unit.fake_endpoint import listing
from tests.unit.test_local_models import answering

KEY = "sk-proj-0123456789abcdef"


async def asked(body: JsonValue, status: int = 200, key: str | None = KEY) -> tuple[Address, str, tuple[str, ...]]:
    async with answering(body, status) as address:
        answer = await list_models_at(address.base_url, key)
    return address, answer.fault, answer.models


async def test_the_models_that_can_speak_are_listed_once() -> None:
    names = ("llama3.2:3b", "nomic-embed-text", "llama3.2:3b", "", "two\nlines", "x" * (LONGEST_NAME + 1), "qwen")
    _, fault, models = await asked(listing(*names))
    assert (fault, models) == ("", ("llama3.2:3b", "qwen"))


async def test_an_address_is_taken_as_people_write_it() -> None:
    async with answering(listing("a")) as address:
        bare = address.base_url.removeprefix("http://").removesuffix("/v1")
        for given in (bare, f" {address.base_url}/ ", f"{address.base_url}/chat/completions"):
            answer = await list_models_at(given, None)
            assert (answer.base_url, answer.models) == (address.base_url, ("a",))


@pytest.mark.parametrize(
    ("status", "body", "key", "told"),
    [
        (401, {"error": f"Incorrect API key: {KEY}"}, KEY, "refuses this key (401)"),
        (403, {}, KEY, "refuses this key (403)"),
        (401, {}, None, "asks for a key (401)"),
        (429, {}, KEY, "is busy (429)"),
        (503, {}, KEY, "is failing (503)"),
        (200, "<!doctype html>", None, "often ends in /v1"),
        (404, {}, KEY, ""),
        (200, {"data": "none"}, KEY, ""),
    ],
)
async def test_what_is_wrong_is_said_without_the_key(
    status: int, body: JsonValue, key: str | None, told: str
) -> None:
    address, fault, models = await asked(body, status, key)
    assert told in fault
    assert bool(fault) is bool(told)
    assert KEY not in fault
    assert models == ()
    if fault:
        assert address.base_url in fault
        assert fault.endswith(".")


async def test_an_address_where_nobody_listens_is_said_to_be_dead() -> None:
    async with answering(listing("a")) as address:
        pass
    answer = await list_models_at(address.base_url, None)
    assert answer.fault == f"Nothing answers at {address.base_url}. Does the server run, and is the address right?"


@pytest.mark.parametrize(
    ("address", "key", "told"),
    [
        ("ftp://127.0.0.1/v1", None, "no address"),
        ("http://127.0.0.1:notaport/v1", None, "no address"),
        ("http://", None, "no address"),
        ("http://me:secret@127.0.0.1:1/v1", None, "Leave name and password out"),
        ("http://127.0.0.1:1/v1", "two words", "That is no key"),
        ("http://127.0.0.1:1/v1", "line\r\nX-Evil: 1", "That is no key"),
        ("http://127.0.0.1:1/v1", "schlüssel", "That is no key"),
        ("", None, "OpenAI needs a key"),
    ],
)
async def test_what_cannot_be_asked_is_not_asked(address: str, key: str | None, told: str) -> None:
    fault = (await list_models_at(address, key)).fault
    assert told in fault
    assert "secret" not in fault


async def test_a_secure_address_of_a_plain_server_is_explained() -> None:
    async with answering(listing("a")) as address:
        answer = await list_models_at(address.base_url.replace("http", "https", 1), None)
    assert answer.fault


async def test_a_redirect_is_not_followed_with_the_key() -> None:
    elsewhere: list[str] = []

    async def elsewhere_models(request: web.Request) -> web.Response:
        elsewhere.append(request.headers.get("Authorization", ""))
        return web.json_response(listing("stolen"))

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound("/other")

    application = web.Application()
    application.router.add_get("/v1/models", moved)
    application.router.add_get("/other", elsewhere_models)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        answer = await list_models_at(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", KEY)
    finally:
        await runner.cleanup()
    assert (answer.models, elsewhere) == ((), [])
