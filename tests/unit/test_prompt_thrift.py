"""Which prompts an endpoint is given: by its speed and its room, not to and fro, or as somebody set it."""

from typing import Any

import pytest

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import NappingClock, serving
from tests.unit.model_calls import GOOD, asked, model_of
from troupe.core.errors import Misconfigured
from troupe.headless.headless_model import open_model
from troupe.llm.openai.prompt_thrift import PromptThrift
from troupe.llm.port.prompt_fit import PortraitLength, PromptFit


def shorts(thrift: PromptThrift, *speeds: float | None) -> list[bool]:
    seen: list[bool] = []
    for speed in speeds:
        thrift.learn(speed)
        seen.append(thrift.fit.short)
    return seen


def test_nearby_it_is_short_until_the_endpoint_has_shown_to_be_fast() -> None:
    thrift = PromptThrift(PortraitLength.AUTO, near=True)
    assert thrift.fit.short
    assert shorts(thrift, None, 24, 400, 900, 400, 260, 200, 400) == [
        True,
        True,
        True,
        False,
        False,
        False,
        True,
        True,
    ]


def test_elsewhere_it_is_whole_whatever_the_silence() -> None:
    assert shorts(PromptThrift(PortraitLength.AUTO, near=False), None, 3, 4000) == [False, False, False]


@pytest.mark.parametrize(("context", "short"), [(4_096, True), (8_192, True), (32_768, False), (None, False)])
def test_little_room_asks_for_a_short_one(context: int | None, short: bool) -> None:
    thrift = PromptThrift(PortraitLength.AUTO, near=True, context=context)
    assert shorts(thrift, 2_000) == [short]
    assert thrift.fit.context == context


@pytest.mark.parametrize("length", [PortraitLength.WHOLE, PortraitLength.SHORT])
def test_a_setting_goes_before_all_that_is_learnt(length: PortraitLength) -> None:
    thrift = PromptThrift(length, near=True, context=4_096)
    assert set(shorts(thrift, 3, 3_000)) == {length is PortraitLength.SHORT}


@pytest.mark.parametrize(
    ("pages", "context"),
    [
        ({"/props": {"total_slots": 1, "default_generation_settings": {"n_ctx": 8192}}}, 8192),
        ({"/props": {"total_slots": 4}}, None),
        (
            {"/v1/models": {"data": [{"id": "m", "max_model_len": 16384}, {"id": "n", "max_model_len": 4096}]}},
            16384,
        ),
        ({}, None),
    ],
)
async def test_the_room_is_asked_of_a_server_at_home(pages: Any, context: int | None) -> None:
    async with serving(fake.says(GOOD), pages=pages) as endpoint, model_of(endpoint, NappingClock()) as model:
        assert model.fit == PromptFit(short=True)
        await model.complete(asked())
        assert model.fit.context == context


def test_scripts_may_set_it_and_a_wrong_word_is_an_error() -> None:
    base = "http://127.0.0.1:9/v1"
    assert not open_model("m", base_url=base, env={"TROUPE_PORTRAIT": "whole"}).fit.short
    assert open_model("m", base_url="https://far.example/v1", portrait="short", env={}).fit.short
    with pytest.raises(Misconfigured, match="TROUPE_PORTRAIT"):
        open_model("m", base_url=base, env={"TROUPE_PORTRAIT": "tiny"})
