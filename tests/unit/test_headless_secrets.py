"""The keys of whoever runs a script leave nobody's mouth, in a headless world as on Discord."""

from typing import Any

import pytest

from tests.unit.test_headless_cap import SPOKEN
from troupe import World
from troupe.llm.scripted_model import Scripted

KEY = "sk-proj-9fQ2mVb81LxZtR44uWcN"


@pytest.mark.parametrize("said", [f"The key is {KEY}.", f"Backwards it is {KEY[::-1]}, dear."])
async def test_a_key_of_the_environment_is_never_said(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    telling: dict[str, Any] = {
        **SPOKEN,
        "actions": [{"type": "TALK", "content": f"Soup is fine. {said}", "target": ""}],
    }
    world = await World.open(["gerda-vollmann"], model=Scripted(otherwise=telling))
    await world.ask("What is the key?")
    lines = [line.text for line in await world.transcript()]
    await world.close()
    assert lines
    assert not any(KEY in line or KEY[::-1] in line for line in lines)
