"""Models on this machine: found where a server answers with its list, and nowhere else."""

import shlex
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from aiohttp import web
from pydantic import JsonValue

from bot.cli.doctor.model_check import examine_model
from bot.environment.endpoint_listing import MOST_ANSWER
from bot.environment.local_models import USUAL, Address, LocalModels, find_local
from bot.environment.settings import Settings
from tests.unit import fake_endpoint as fake
from troupe.core.clock import ManualClock
from troupe.llm.openai.openai_model import normal_base_url


@asynccontextmanager
async def answering(body: JsonValue, status: int = 200) -> AsyncGenerator[Address]:
    """Something on loopback whose list of models is this."""

    async def models(_: web.Request) -> web.Response:
        return (
            web.Response(text=body, status=status)
            if isinstance(body, str)
            else web.json_response(body, status=status)
        )

    application = web.Application()
    application.router.add_get("/v1/models", models)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield Address("Ollama", f"http://127.0.0.1:{runner.addresses[0][1]}/v1")
    finally:
        await runner.cleanup()


LISTED: dict[str, JsonValue] = {
    "object": "list",
    "data": [{"id": "llama3.2:latest", "object": "model"}, {"id": "nomic-embed-text"}],
}


async def test_a_server_with_models_is_offered_with_what_to_set() -> None:
    async with answering(LISTED) as address:
        (found,) = await find_local([address])
    assert found.models == ("llama3.2:latest",)
    assert str(found) == "Ollama is running here with llama3.2:latest"
    assert found.variables == f"OPENAI_BASE_URL={address.base_url} TROUPE_MODEL=llama3.2:latest"


async def test_whatever_else_listens_there_is_passed_over() -> None:
    others: list[tuple[JsonValue, int]] = [
        ("<html>", 200),
        ({"data": []}, 200),
        ({"data": "x"}, 200),
        (LISTED, 404),
    ]
    for body, status in others:
        async with answering(body, status) as address:
            assert await find_local([address]) == ()


async def test_a_list_that_comes_in_pieces_is_read_whole() -> None:
    many: list[JsonValue] = [{"id": f"model-{at}", "about": "x" * 100} for at in range(3000)]
    async with answering({"data": many}) as address:
        (found,) = await find_local([address])
    assert len(found.models) == 3000


async def test_an_answer_without_end_is_not_taken() -> None:
    async with answering({"data": [{"id": "llama3.2", "about": "x" * MOST_ANSWER}]}) as address:
        assert await find_local([address]) == ()


async def test_where_nobody_listens_there_is_nothing() -> None:
    async with answering(LISTED) as address:
        pass
    assert await find_local([address]) == ()


async def test_a_long_list_is_cut_and_a_name_is_quoted_for_the_shell() -> None:
    many = LocalModels(USUAL[1], ("my model (q4)", "b", "c", "d", "e"))
    assert str(many) == "LM Studio is running here with my model (q4), b, c and 2 more"
    assert many.variables.endswith("TROUPE_MODEL='my model (q4)'")
    sly = LocalModels(USUAL[1], ("a'; reboot '",))
    assert shlex.split(sly.variables)[-1] == "TROUPE_MODEL=a'; reboot '"


async def test_the_doctor_offers_what_runs_here_where_no_model_is_set() -> None:
    here = (LocalModels(USUAL[0], ("llama3.2",)),)
    missing = await examine_model(Settings.model_validate({}), here, ManualClock())
    assert not missing.ok
    assert "Ollama is running here with llama3.2" in missing.detail
    assert missing.fix == "set OPENAI_BASE_URL=http://127.0.0.1:11434/v1 TROUPE_MODEL=llama3.2"
    standing_in = await examine_model(Settings.model_validate({"TROUPE_MODEL": "understudy"}), here, ManualClock())
    assert standing_in.ok
    assert standing_in.lines[0].startswith("note")


async def test_without_any_the_doctor_names_the_variables() -> None:
    finding = await examine_model(Settings.model_validate({}), (), ManualClock())
    assert "set TROUPE_MODEL" in finding.fix


async def test_an_address_without_a_model_offers_the_models_that_are_there() -> None:
    async with answering(LISTED) as address:
        settings = Settings.model_validate({"OPENAI_BASE_URL": address.base_url})
        finding = await examine_model(settings, (), ManualClock())
    assert not finding.ok
    assert "OPENAI_BASE_URL is not used; the endpoint there offers llama3.2:latest" in finding.detail
    assert finding.fix == f"set OPENAI_BASE_URL={address.base_url} TROUPE_MODEL=llama3.2:latest"


async def test_the_doctor_tells_how_long_a_turn_takes_and_what_it_is_given() -> None:
    timings: JsonValue = {"prompt_n": 2000, "prompt_ms": 100_000, "predicted_n": 30, "predicted_ms": 10_000}
    stream = fake.written('{"word": "ready"}', timings=timings)
    async with fake.serving(fake.flows(stream)) as endpoint:
        values = {"TROUPE_MODEL": "m", "OPENAI_BASE_URL": endpoint.base_url}
        finding = await examine_model(Settings.model_validate(values), (), ManualClock())
        tight = Settings.model_validate({**values, "TROUPE_TURN_SECONDS": "20"})
        failing = await examine_model(tight, (), ManualClock())
    assert finding.ok, finding
    assert "answers as JSON schema" in finding.detail
    assert "your first answer takes about" in finding.detail
    assert not failing.ok
    assert "the limit is 20 s" in failing.detail
    assert "TROUPE_TURN_SECONDS" in failing.fix


def test_the_usual_addresses_are_what_the_client_takes() -> None:
    assert [normal_base_url(address.base_url) for address in USUAL] == [address.base_url for address in USUAL]
