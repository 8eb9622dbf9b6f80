"""The settings in docs/models.md, each block tried as somebody would who copies it into `.env`."""

import re
from pathlib import Path

import pytest

from bot.environment.language_models import build_model, build_others
from bot.environment.settings import load_settings, variable_names
from tests.unit.fake_endpoint import Behaviour, fails, says, serving, unless
from tests.unit.model_calls import GOOD, asked
from troupe.core.clock import ManualClock
from troupe.llm.openai.openai_model import OpenAIModel, normal_base_url

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = dict(re.findall(r"^## ([^\n]+)\n\n```ini\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
ADDRESSES = {
    "OpenAI": "https://api.openai.com/v1",
    "Azure": "https://your-resource.openai.azure.com/openai/v1",
    "Ollama": "http://localhost:11434/v1",
    "LM Studio": "http://localhost:1234/v1",
    "llama.cpp": "http://localhost:8080/v1",
    "vLLM": "http://localhost:8000/v1",
    "OpenRouter": "https://openrouter.ai/api/v1",
}


def test_every_server_has_its_block() -> None:
    assert set(BLOCKS) == {*ADDRESSES, "Without a model"}


@pytest.mark.parametrize("server", ADDRESSES)
async def test_a_block_copied_into_env_makes_a_model_at_the_right_address(server: str, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(BLOCKS[server], encoding="utf-8")
    settings = load_settings({}, file)
    models = [build_model(settings, ManualClock()), *build_others(settings, ManualClock()).values()]
    assert normal_base_url(settings.openai_base_url) == ADDRESSES[server]
    assert [model.name for model in models] == [settings.model, *settings.models]
    for model in models:
        assert isinstance(model, OpenAIModel)
        await model.close()


async def test_the_stand_in_says_that_it_is_none(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(BLOCKS["Without a model"], encoding="utf-8")
    assert build_model(load_settings({}, file), ManualClock()).stand_in


@pytest.mark.parametrize("block", BLOCKS)
def test_a_block_names_only_what_is_read(block: str) -> None:
    set_there = {line.partition("=")[0] for line in BLOCKS[block].splitlines() if not line.startswith("#")}
    assert set_there <= variable_names()


REASONING = unless(
    lambda body: "max_tokens" in body,
    fails(
        400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
    ),
    unless(
        lambda body: body.get("temperature") is not None,
        fails(400, "Unsupported value: 'temperature' does not support 1.0 with this model."),
        says(GOOD),
    ),
)
WITHOUT_SCHEMAS = unless(
    lambda body: "json_schema" in str(body.get("response_format")),
    fails(400, "This model does not support response_format json_schema."),
    says(GOOD),
)
WITHOUT_SEED = unless(
    lambda body: "seed" in body, fails(422, "extra fields not permitted: seed"), says(f"```json\n{GOOD}\n```")
)
THINKS_ALOUD = says(f"<think>It may rain, but {{mood: bad}} is too much.</think>{GOOD}")


@pytest.mark.parametrize(
    "manner",
    [REASONING, WITHOUT_SCHEMAS, WITHOUT_SEED, THINKS_ALOUD],
    ids=["a reasoning model", "no schemas", "no seed", "thinks aloud"],
)
async def test_the_manners_of_servers_are_learnt_and_cost_nothing_the_second_time(manner: Behaviour) -> None:
    async with serving(manner) as endpoint:
        model = OpenAIModel("m", base_url=endpoint.base_url, clock=ManualClock())
        first = await model.complete(asked())
        learning = len(endpoint.bodies)
        second = await model.complete(asked())
        await model.close()
    assert first.value == second.value
    assert len(endpoint.bodies) == learning + 1
