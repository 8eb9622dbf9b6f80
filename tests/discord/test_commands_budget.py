"""The daily cap on simcord's Discord: commands that ask a model at once spend no more than a server may."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from bot.features.shared.budgeted_model import capped_at
from tests.discord.answers import cards
from tests.discord.command_stage import Stage, raised_stage
from tests.discord.test_commands_writing import ANSWER, WORDS
from troupe.authoring.persona_writing import WritingResult, write_persona
from troupe.core.clock import ManualClock
from troupe.core.errors import OverBudget
from troupe.core.usage import Usage
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.minds.mind import Mind
from troupe.people.persona.writing_brief import Brief
from troupe.ports import Cap


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


class Full(Scripted):
    """Takes its time, and uses all that was expected at most."""

    async def complete(self, request: Request[T]) -> Reply[T]:
        reply = await super().complete(request)
        for _ in range(200):
            await asyncio.sleep(0)
        usage = Usage(calls=1, tokens_in=reply.usage.tokens_in, tokens_out=request.max_tokens)
        return Reply(reply.value, usage, reply.model, reply.request_hash)


async def test_twelve_people_written_at_once_stay_under_the_cap(stage: Stage) -> None:
    model = Full({("", "persona"): [ANSWER] * 4}, name="grand")
    stage.house.mind = Mind(Understudy(), {"grand": model})
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": "grand"}))
    stage.house.limit = Cap()
    first = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    assert cards(first)[0].title == "Armindo Teixeira"
    each = (await stage.stores.budgets.today()).usage.tokens
    cap = each * 9 // 2
    stage.house.limit = Cap(tokens=cap)

    async def written() -> WritingResult:
        """As each command does, with a model of its own; simcord takes one command at a time."""
        llm = await capped_at(stage.house, stage.stores, str(stage.runner.id))
        return await write_persona(llm, Brief(text=WORDS), seed=1)

    ends = await asyncio.gather(*(written() for _ in range(12)), return_exceptions=True)
    assert [type(end) for end in ends].count(WritingResult) == 3
    assert [type(end) for end in ends].count(OverBudget) == 9
    spend = await stage.stores.budgets.today()
    assert (spend.usage.calls, spend.reserved.tokens) == (4, 0)
    assert spend.usage.tokens <= cap
    refused = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    assert cards(refused)[0].title == "Not yet"
    assert len(model.requests) == 4
