"""/cast on simcord's Discord: people come, go, are listed and shown."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.core.errors import ModelTimeout
from troupe.core.usage import Usage
from troupe.llm.scripted_model import Scripted
from troupe.worlds.guild_settings import GuildSettings


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def names(stage: Stage) -> list[str]:
    return [p.name for p in await stage.stores.casts.of((await stage.world()).id)]


async def test_a_person_is_added_and_removed(stage: Stage) -> None:
    await stage.open()
    told(await stage.runner.slash(stage.channel, "cast add", persona="ewan-moss"))
    assert await names(stage) == ["Ana Sol", "Ben Ray", "Ewan Moss"]
    told(await stage.runner.slash(stage.channel, "cast remove", person="Ben"))
    assert await names(stage) == ["Ana Sol", "Ewan Moss"]


async def test_somebody_already_here_is_refused_in_private(stage: Stage) -> None:
    await stage.open()
    assert "Ana Sol" in stage.refused(await stage.runner.slash(stage.channel, "cast add", persona="ana-sol"))
    assert await names(stage) == ["Ana Sol", "Ben Ray"]


async def test_the_list_shows_everyone_as_simulated(stage: Stage) -> None:
    await stage.open()
    embed = told(await stage.runner.slash(stage.channel, "cast list"))
    assert "**Ana Sol**, 31, Baker, Lisbon" in (embed.description or "")
    assert "simulated" in (embed.footer.text or "")


async def test_someone_is_shown_with_face_and_as_simulated_here_or_from_the_library(stage: Stage) -> None:
    await stage.open()
    here = await stage.runner.slash(stage.channel, "cast show", person="ana")
    embed = told(here)
    assert embed.title == "Ana Sol"
    assert "simulated person, here" in (embed.footer.text or "")
    assert here.response is not None
    assert [file.filename for file in here.response.attachments] == ["face.png"]
    other = told(await stage.runner.slash(stage.channel, "cast show", person="Dora Finch"))
    assert "library" in (other.footer.text or "")


async def test_those_here_and_those_of_the_library_are_offered(stage: Stage) -> None:
    world = await stage.open()
    ana, ben = await stage.stores.casts.of(world.id)
    leaving = await stage.runner.autocomplete(stage.channel, "cast remove", "person", "")
    assert [choice["value"] for choice in leaving] == [ana.id, ben.id]
    coming = await stage.runner.autocomplete(stage.channel, "cast add", "persona", "diver")
    assert [choice["name"] for choice in coming] == ["Cleo Vale, Diver"]
    shown = await stage.runner.autocomplete(stage.channel, "cast show", "person", "")
    assert [choice["value"] for choice in shown] == [ana.id, ben.id, "cleo-vale", "dora-finch", "ewan-moss"]


async def test_where_nobody_lives_nobody_is_offered(stage: Stage) -> None:
    assert await stage.runner.autocomplete(stage.channel, "cast remove", "person", "") == []


async def test_a_newcomer_knows_nothing_unless_asked_for(stage: Stage) -> None:
    await stage.open()
    embed = told(await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale"))
    assert embed.description == "They know nothing of what was said before."
    assert not [event for event in await stage.record() if event.kind == "briefed"]


async def test_a_newcomer_is_told_a_summary_that_says_who_made_it(stage: Stage) -> None:
    world = await stage.open()
    for question in ("Is the rye bread in the oven?", "How long does rye bread take?"):
        await stage.talker.slash(stage.channel, "ask", person="ana", question=question)
    embed = told(await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale", knows="summary"))
    assert "Tom asked: “How long does rye bread take?”" in (embed.description or "")
    assert "understudy" in (embed.description or "")
    (briefed,) = [event for event in await stage.record() if event.kind == "briefed"]
    assert briefed.author.kind == "person"
    assert briefed.stand_in
    assert (await stage.stores.budgets.today()).usage.calls == 1
    await stage.stores.mailbox.erase(world.id, [event.message_id or "" for event in await stage.record()])
    assert not any("rye" in event.text for event in await stage.record())


async def test_a_newcomer_who_knows_everything_has_read_it(stage: Stage) -> None:
    world = await stage.open()
    await stage.talker.slash(stage.channel, "ask", person="ana", question="Is the bread done?")
    told(await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale", knows="all"))
    await stage.talker.slash(stage.channel, "ask", person="cleo", question="Did you hear?")
    turns = (await stage.house.engine.claim(world.key)).turns
    cleo = next(turn.scene for turn in turns if turn.scene.person.name == "Cleo Vale")
    assert [event.text for event in cleo.history] == ["Is the bread done?", "Did you hear?"]
    assert len(cleo.unread) == 1
    await stage.house.engine.play(turns)


async def test_where_nothing_was_said_there_is_nothing_to_tell(stage: Stage) -> None:
    await stage.open()
    embed = told(await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale", knows="summary"))
    assert "Nothing was said" in (embed.description or "")
    assert (await stage.stores.budgets.today()).usage.calls == 0


async def test_a_summary_that_fails_or_cannot_be_paid_brings_nobody(stage: Stage) -> None:
    await stage.open()
    await stage.talker.slash(stage.channel, "ask", person="ana", question="Is the bread done?")
    grand = stage.house.mind.player("grand")
    assert isinstance(grand, Scripted)
    grand.add(
        "cleo-vale", "summary", ModelTimeout("no answer within 60 seconds", usage=Usage(calls=1, tokens_in=9))
    )
    await stage.stores.guilds.change(lambda _: GuildSettings(model="grand"))
    late = await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale", knows="summary")
    assert "no answer within" in stage.refused(late).lower()
    assert (await stage.stores.budgets.today()).usage.tokens == 9
    await stage.stores.guilds.change(lambda _: GuildSettings(tokens_per_day=20, model="grand"))
    poor = await stage.runner.slash(stage.channel, "cast add", persona="cleo-vale", knows="summary")
    assert "no room for a summary" in stage.refused(poor)
    assert await names(stage) == ["Ana Sol", "Ben Ray"]


async def test_talkativeness_is_a_word_or_a_number_and_lives_in_this_world(stage: Stage) -> None:
    world = await stage.open()

    async def settle(how: str) -> str:
        result = await stage.runner.slash(stage.channel, "cast talkativeness", person="ana", talkativeness=how)
        return told(result).description or ""

    assert "**80%**: joins in often" in await settle("chatty")
    assert (await stage.stores.casts.of(world.id))[0].talkativeness == 0.8
    assert "**35%**" in await settle("0,35")
    assert "**5%**: speaks only when called" in await settle("5%")
    assert "**50%** (their own)" in await settle("their own")
    assert (await stage.stores.casts.of(world.id))[0].settled is None
    wrong = await stage.runner.slash(stage.channel, "cast talkativeness", person="ana", talkativeness="loud")
    assert "“loud” is neither a number from 0 to 1 nor one of: silent, quiet" in stage.refused(wrong)
    offered = await stage.runner.autocomplete(stage.channel, "cast talkativeness", "talkativeness", "chat")
    assert [choice["value"] for choice in offered] == ["chatty", "very chatty"]


async def test_two_are_related_and_it_is_seen_and_taken_back(stage: Stage) -> None:
    await stage.open()

    async def relate(how: str, **more: str) -> str:
        result = await stage.runner.slash(stage.channel, "cast relate", person="ana", other="ben", how=how, **more)
        return told(result).description or ""

    assert "Ana is Ben's aunt.\n-# Both know it" in await relate("Ana is  Ben's aunt.")
    assert "Only Ana Sol knows it" in await relate("Ana knows whose cup it is.", known="one")
    shown = told(await stage.runner.slash(stage.channel, "cast show", person="ana"))
    fields = {field.name: field.value for field in shown.fields}
    assert fields["With others here"] == "- Ben Ray: Ana knows whose cup it is."
    ben = (await stage.stores.casts.of((await stage.world()).id))[1]
    assert [relation.text for relation in ben.relations] == ["Ana is Ben's aunt."]
    assert "forgotten" in await relate("Nothing")
    assert [person.relations for person in await stage.stores.casts.of((await stage.world()).id)] == [(), ()]
