"""/persona from-text and enrich on simcord's Discord: written by the server's model, seen, saved, written anew."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from pydantic import JsonValue

from tests.discord.answers import cards, files, labels, press, refusal
from tests.discord.command_stage import PEOPLE, Stage, raised_stage
from tests.discord.test_commands_talk import Impatient, was_deferred
from troupe.core.clock import ManualClock
from troupe.core.errors import ModelBusy, ModelRefused
from troupe.core.usage import Usage
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import CutShort, Scripted, ScriptedReply
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_gaps import gaps
from troupe.people.persona.persona_version import Editor
from troupe.ports import Cap
from troupe.worlds.guild_settings import Makers

BEN = Editor(name="Ben", id="8")
WORDS = "a retired tram driver from Porto who distrusts apps"
ANSWER: dict[str, JsonValue] = {
    "name": "Armindo Teixeira",
    "age": 71,
    "style": "Dry.",
    "beliefs": ["Trams, always."],
}
MARA = Persona.model_validate({"name": "Mara Quint", "age": 57, "style": "Dry."})


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def grand(stage: Stage, purpose: str, *replies: ScriptedReply) -> Scripted:
    """The server's people are played by a model that answers so."""
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": "grand"}))
    stage.house.limit = Cap()
    model = stage.house.mind.player("grand")
    assert isinstance(model, Scripted)
    model.add("", purpose, *replies)
    return model


# Writing from a text


async def test_someone_is_written_seen_and_saved_offline(stage: Stage) -> None:
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    who, about = cards(review)
    assert (about.title, about.description) == ("From these words", WORDS)
    assert "no language model" in str(about.fields[0].value)
    assert "not saved yet" in (who.footer.text or "")
    assert labels(review) == ["Save", "Save and bring here", "Write anew"]
    assert files(review)[0] == "face.png"
    assert await stage.stores.personas.all() == ()
    await press(stage, review, "Save")
    (kept,) = await stage.stores.personas.all()
    assert kept.persona.name == who.title
    assert not gaps(kept.persona)
    assert kept.version.note == f"written by understudy from “{WORDS}”"


async def test_written_anew_is_someone_else_and_both_can_be_saved(stage: Stage) -> None:
    first = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    second = await press(stage, first, "Write anew")
    assert cards(second)[1].description == WORDS
    assert cards(second)[0].title != cards(first)[0].title
    await press(stage, first, "Save")
    await press(stage, second, "Save and bring here")
    assert len(await stage.stores.personas.all()) == 2
    (person,) = await stage.stores.casts.of((await stage.world()).id)
    assert person.name == cards(second)[0].title


async def test_without_words_a_form_asks_for_them(stage: Stage) -> None:
    form = await stage.runner.slash(stage.channel, "persona from-text")
    review = await stage.runner.submit_modal(form, {"text": WORDS})
    assert cards(review)[1].description == WORDS


async def test_the_chosen_model_writes_unlike_those_here_and_its_cost_counts(stage: Stage) -> None:
    await stage.open("ana")
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    model = await grand(stage, "persona", ANSWER)
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    assert cards(review)[0].title == "Armindo Teixeira"
    assert str(cards(review)[1].fields[0].value) == "Written by grand."
    prompt = model.requests[0].messages[-1].content
    assert WORDS in prompt
    assert "Ana Sol, 31, Baker, Lisbon" in prompt
    assert "Mara Quint, 57" in prompt
    assert PEOPLE[1].name not in prompt
    assert (await stage.stores.budgets.today()).usage.calls == 1


async def test_while_it_is_written_that_is_said(stage: Stage) -> None:
    seen: list[discord.Embed] = []

    def answer(_: Request[Any]) -> dict[str, JsonValue]:
        seen.extend(stage.channel.history(viewer=stage.runner)[-1].embeds)
        return ANSWER

    await grand(stage, "persona", answer)
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    assert [(one.title, one.description) for one in seen] == [("✍️ Writing…", WORDS)]
    assert cards(review)[0].title == "Armindo Teixeira"


async def test_a_name_that_is_taken_is_said(stage: Stage) -> None:
    await stage.stores.personas.save("armindo-teixeira", Persona(name="Armindo Teixeira"), BEN)
    await grand(stage, "persona", ANSWER)
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    assert "yours already, version 1" in str(cards(review)[1].fields[-1].value)
    assert labels(review)[0] == "Save as a new version"


async def test_a_failing_model_loses_no_words_and_never_becomes_the_understudy(stage: Stage) -> None:
    failure = ModelRefused("The model would not answer.", usage=Usage(calls=1, tokens_in=40))
    await grand(stage, "persona", failure, ANSWER)
    refused = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    (line,) = cards(refused)
    assert (line.title, line.description) == ("Not yet", f"The model would not answer.\n\n{WORDS}")
    assert (await stage.stores.budgets.today()).usage.tokens_in == 40
    form = await press(stage, refused, "Try again")
    review = await stage.runner.submit_modal(form, {"text": WORDS})
    assert cards(review)[0].title == "Armindo Teixeira"


async def test_a_draft_that_breaks_off_is_kept_shown_as_unfinished_and_gone_on_with(stage: Stage) -> None:
    await grand(stage, "persona", CutShort({"name": "Armindo Teixeira", "age": 71}))
    model = await grand(stage, "enrich", ModelBusy("The model is busy."), {"style": "Dry.", "beliefs": ["Trams."]})
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    told = {field.name: str(field.value) for field in cards(review)[1].fields}
    assert "stopped before the end" in told["Unfinished"]
    assert "`/persona edit`" in told["Unfinished"]
    assert labels(review) == ["Save", "Save and bring here", "Write the rest", "Write anew"]
    busy = await press(stage, review, "Write the rest")
    assert (cards(busy)[0].title, cards(busy)[0].description) == ("Not yet", "The model is busy.")
    whole = await press(stage, review, "Write the rest")
    assert "Armindo Teixeira" in model.requests[-1].messages[-1].content
    assert cards(whole)[1].description == WORDS
    assert "Unfinished" not in [field.name for field in cards(whole)[1].fields]
    await press(stage, whole, "Save")
    (kept,) = await stage.stores.personas.all()
    assert (kept.persona.age, kept.persona.style, kept.persona.beliefs) == (71, "Dry.", ("Trams.",))


async def test_an_unfinished_draft_can_be_saved_as_it_is(stage: Stage) -> None:
    await grand(stage, "persona", CutShort({"name": "Armindo Teixeira", "age": 71}))
    review = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    await press(stage, review, "Save")
    (kept,) = await stage.stores.personas.all()
    assert kept.version.note == f"written by grand from “{WORDS}”, unfinished"


async def test_at_the_cap_nothing_is_asked_and_no_words_are_lost(stage: Stage) -> None:
    model = await grand(stage, "persona")
    stage.house.limit = Cap(tokens=1000)
    refused = await stage.runner.slash(stage.channel, "persona from-text", text=WORDS)
    (line,) = cards(refused)
    assert "Today's budget" in (line.description or "")
    assert WORDS in (line.description or "")
    assert model.requests == []


@pytest.mark.parametrize(
    ("command", "options"), [("from-text", {"text": WORDS}), ("from-text", {}), ("enrich", {"persona": "ana"})]
)
async def test_it_takes_the_right_to_make(stage: Stage, command: str, options: dict[str, str]) -> None:
    refused = await stage.talker.slash(stage.channel, f"persona {command}", **options)
    assert "may make and change personas" in stage.refused(refused)


async def test_bringing_takes_manage_channels(stage: Stage) -> None:
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"makers": Makers.EVERYONE}))
    review = await stage.talker.slash(stage.channel, "persona from-text", text=WORDS)
    assert review.response is not None
    refused = await stage.talker.click(review.response, label="Save and bring here")
    assert "**Manage Channels**" in (cards(refused)[0].description or "")
    assert await stage.stores.personas.all() == ()


# Completing


async def test_what_someone_lacks_is_shown_and_saved(stage: Stage) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    review = await stage.runner.slash(stage.channel, "persona enrich", persona="mara")
    what, about = cards(review)
    assert what.title == "Mara Quint, completed"
    assert "+ **beliefs**: " in (what.description or "")
    assert "no language model" in (about.description or "")
    assert labels(review) == ["Save as a new version", "Write anew"]
    await press(stage, review, "Save as a new version")
    kept = await stage.stores.personas.get("mara-quint")
    assert (kept.ref.version, kept.version.note) == (2, "completed by understudy")
    assert (kept.persona.age, kept.persona.style) == (57, "Dry.")
    assert not gaps(kept.persona)
    nothing = await stage.runner.slash(stage.channel, "persona enrich", persona="mara")
    assert "lacks nothing" in stage.refused(nothing)


async def test_someone_of_the_library_is_completed_as_a_copy_for_those_living_too(stage: Stage) -> None:
    await stage.open("ana")
    (ana,) = await stage.stores.casts.of((await stage.world()).id)
    review = await stage.runner.slash(stage.channel, "persona enrich", persona="ana")
    assert labels(review)[0] == "Save as a copy of your own"
    applied = await press(stage, review, "Save and apply to those living here (memory kept)")
    assert "✅" in (cards(applied)[1].description or "")
    (changed,) = await stage.stores.casts.of((await stage.world()).id)
    assert (changed.id, changed.ref) == (ana.id, (await stage.stores.personas.get("ana-sol")).ref)


async def test_a_completion_that_breaks_off_says_so_and_the_way_on(stage: Stage) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    await grand(stage, "enrich", CutShort({"health": "Well."}))
    what, about = cards(await stage.runner.slash(stage.channel, "persona enrich", persona="mara"))
    assert "+ **health**: Well." in (what.description or "")
    assert about.title == "Unfinished"
    assert "`/persona enrich` once more" in (about.description or "")


async def test_who_was_changed_meanwhile_is_not_overwritten(stage: Stage) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    review = await stage.runner.slash(stage.channel, "persona enrich", persona="mara")
    await stage.stores.personas.save("mara-quint", Persona(name="Mara Quint"), BEN, "edited", expected=1)
    assert "changed or removed meanwhile" in refusal(await press(stage, review, "Save as a new version"))
    assert (await stage.stores.personas.get("mara-quint")).ref.version == 2


async def test_a_model_that_fails_to_complete_can_be_asked_again(stage: Stage) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    model = await grand(stage, "enrich", ModelBusy("The model is busy; try again in a minute."), ANSWER)
    refused = await stage.runner.slash(stage.channel, "persona enrich", persona="mara")
    assert cards(refused)[0].description == "The model is busy; try again in a minute."
    review = await press(stage, refused, "Try again")
    assert "+ **beliefs**: Trams, always." in (cards(review)[0].description or "")
    assert len(model.requests) == 2


async def test_at_the_cap_nobody_is_completed(stage: Stage) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    model = await grand(stage, "enrich")
    stage.house.limit = Cap(tokens=1000)
    refused = await stage.runner.slash(stage.channel, "persona enrich", persona="mara")
    assert "Today's budget" in stage.refused(refused)
    assert model.requests == []


# A slow disk


@pytest.mark.parametrize("command", ["from-text", "enrich"])
async def test_slow_preparations_are_deferred_and_still_answered(stage: Stage, command: str) -> None:
    await stage.stores.personas.save("mara-quint", MARA, BEN)
    stage.house.clock = Impatient()
    given = {"text": WORDS} if command == "from-text" else {"persona": "Mara Quint"}
    review = await stage.runner.slash(stage.channel, f"persona {command}", **given)
    assert was_deferred(stage)
    assert labels(review)[0].startswith("Save")
