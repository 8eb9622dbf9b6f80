"""The buttons of an analyst under a report: themes renamed, joined and left out, answers coded, a table made. The
report changes where it stands, and says by whom."""

from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import discord
import pytest_asyncio
import simcord
from pydantic import BaseModel

from bot.features.focusgroup.reporting.report_buttons import TABLE, THEMES
from bot.features.focusgroup.session.session_board import REPORT
from tests.discord.answers import cards, components, file
from tests.discord.command_stage import Stage, raised_stage
from tests.discord.test_study_report import pressed
from tests.store.sessions import Held, a_plan
from troupe.core.clock import ManualClock
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.research.analysis.by_model import reading_forms as forms
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces

SAID = "Lemon tea with ice, because lemon keeps me awake, and it costs 3 euros, says {name}."


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def read(stage: Stage) -> str:
    """A study in which three people have answered, its report posted backstage; the id of its reading."""
    plan, here = a_plan(), str(stage.channel.id)
    places = SessionPlaces(guild_id=str(stage.guild.id), backstage=here)
    new = NewSession(plan=plan.model_dump_json(), seed=plan.seed, places=places)
    session = await stage.stores.sessions.plan(new)
    await stage.stores.sessions.start(session.id)
    held = Held(stage.house.database, stage.stores, stage.house.clock, plan, session.id)
    await held.move()
    await held.move()
    await held.answer(await held.claim(), SAID)
    await stage.stores.sessions.end(session.id, "closed by Ana")
    await pressed(stage, REPORT, session.id)
    (job,) = await stage.stores.jobs.latest("reading")
    return job.id


async def report(stage: Stage) -> tuple[discord.Message, str]:
    """The one report that stands in the channel, and its page."""
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    (message,) = [message async for message in channel.history() if message.attachments]
    return message, (await message.attachments[0].read()).decode()


def shown(result: simcord.InteractionResult) -> simcord.ResponseMessage:
    assert result.response is not None
    return result.response


def themes(result: simcord.InteractionResult) -> list[str]:
    """The values of the menu of themes."""
    (menu,) = [part for part in components(shown(result)) if "options" in part]
    return [option["value"] for option in menu["options"]]


async def test_themes_are_changed_where_the_report_stands_and_the_change_is_the_analysts(stage: Stage) -> None:
    reading = await read(stage)
    assert "(the understudy, by rule)" in (await report(stage))[1]
    desk = await pressed(stage, THEMES, reading)
    first, second, *_ = themes(desk)
    (refusal,) = cards(await stage.runner.click(shown(desk), label="Rename…"))
    assert "above first" in (refusal.description or "")
    await stage.runner.select(shown(desk), values=[first])
    form = await stage.runner.click(shown(desk), label="Rename…")
    done = await stage.runner.submit_modal(form, {"name": "Staying awake", "summary": "All for one thing."})
    assert "“Staying awake” now" in (cards(done)[0].description or "")
    message, page = await report(stage)
    assert "Staying awake" in page
    assert "an analyst&#39;s hand" in page
    fields = {field.name: field.value or "" for field in message.embeds[0].fields}
    assert "Rita renamed" in fields["Changed by hand"]
    desk = await pressed(stage, THEMES, reading)
    await stage.runner.select(shown(desk), values=[first, second])
    form = await stage.runner.click(shown(desk), label="Join…")
    await stage.runner.submit_modal(form, {"name": "Both of them"})
    desk = await pressed(stage, THEMES, reading)
    assert second not in themes(desk)
    await stage.runner.select(shown(desk), values=[first])
    form = await stage.runner.click(shown(desk), label="Leave out…")
    await stage.runner.submit_modal(form, {"why": "too thin"})
    (_, page), (session,) = await report(stage), await stage.stores.sessions.all()
    assert "rejected “Both of them”: too thin" in page
    await pressed(stage, REPORT, session.id)  # read anew, it would be lost what was changed
    assert len(await stage.stores.jobs.latest("reading")) == 1
    assert "rejected “Both of them”: too thin" in (await report(stage))[1]


def reader(request: Request[Any]) -> BaseModel | Mapping[str, Any] | str:
    """A model that reads, codes and fills in fields, by the first line that it is shown, whose number is in
    brackets."""
    said = request.messages[-1].content
    line = int(said.partition("[")[2].partition("]")[0] or 0)
    quote = {"line": line, "quote": "lemon keeps me awake"}
    codes = tuple({"key": key, "name": key.title(), "given_when": "said"} for key in ("taste", "sleep"))
    by_form: dict[type[BaseModel], Mapping[str, Any]] = {
        forms.ReadThemes: {"themes": ({"name": "Awake", "summary": "", "quotes": (quote,)},)},
        forms.ReadFindings: {"findings": ()},
        forms.ReadReply: {"text": "So it is."},
        forms.ReadCodes: {"codes": codes, "answers": ({**quote, "codes": ("taste",)},)},
        forms.ReadFields: {"fields": ({"key": "price", "value": "3 euros", "lines": (line,)},)},
    }
    return request.output.model_validate(by_form[request.output])


async def test_answers_are_coded_and_a_table_is_made_and_both_stand_in_the_report(stage: Stage) -> None:
    stage.house.mind = Mind(Scripted(otherwise=reader))
    stage.house.limit = stage.house.limit.model_copy(update={"tokens": None, "usd": None})
    reading = await read(stage)
    assert "So it is." in (await report(stage))[1]  # the right of reply of those quoted
    choice = await stage.runner.click(shown(await pressed(stage, THEMES, reading)), label="Code answers…")
    await stage.runner.select(shown(choice), values=["now"])
    answers = await stage.runner.click(shown(await pressed(stage, THEMES, reading)), label="Recode…")
    codes = await stage.runner.select(shown(answers), values=["0"])
    await stage.runner.select(shown(codes), values=["sleep"])
    _, page = await report(stage)
    assert "coded the answer of" in page
    form = await pressed(stage, TABLE, reading)
    table = await stage.runner.submit_modal(form, {"fields": "price", "rows": "session"})
    assert "median: 3 (n = 1)" in (cards(table)[0].description or "")
    assert (await file(table)).decode("utf-8-sig").startswith("session,name,price,price_lines")
    assert "For each session" in (await report(stage))[1]


async def test_the_understudy_makes_no_table(stage: Stage) -> None:
    (refusal,) = cards(await pressed(stage, TABLE, await read(stage)))
    assert "language model" in (refusal.description or "")
