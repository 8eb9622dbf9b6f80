"""A session over real sockets: asked in front, answered by everyone, voted in private, told of on its card."""

import discord

from bot.features.focusgroup.session.session_card import BETWEEN_EDITS
from tests.flow.stage import PEOPLE, Stage, says
from troupe.people.library.library import ref_of
from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import Ballot, Guide, GuideQuestion, GuideSection, StudyKind
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.events.author import HumanAuthor
from troupe.worlds.sessions.session_note import NewNote, NoteKind
from troupe.worlds.sessions.study_session import (
    NewSession,
    PauseReason,
    SessionPlaces,
    SessionStatus,
    StudySession,
)

GUIDE = Guide(
    title="Cold tea",
    sections=(
        GuideSection(
            title="All",
            steps=(
                GuideQuestion(key="now", text="What do you drink?"),
                Ballot(key="buy", text="Would you buy it?", options=("yes", "no")),
            ),
        ),
    ),
)


async def begun(stage: Stage) -> StudySession:
    """A session in the stage's channel, its card in another, started."""
    await stage.stores.worlds.close(stage.world.id, "Ana")
    back = stage.discord.create_text_channel(stage.guild, "backstage")
    backstage = await stage.app.client.fetch_channel(back.id)
    assert isinstance(backstage, discord.TextChannel)
    card = await backstage.send("Planned.")
    members = {
        slug: PanelMember(persona=one, ref=ref_of(one, slug))
        for one in PEOPLE
        for slug in [one.name.split()[0].lower()]
    }
    plan = SessionPlan(guide=GUIDE, panel="two", members=members, seed=1)
    places = SessionPlaces(
        guild_id=str(stage.guild.id), front=str(stage.channel.id), backstage=str(back.id), card=str(card.id)
    )
    session = await stage.stores.sessions.plan(NewSession(plan=plan.model_dump_json(), seed=1, places=places))
    await stage.stores.sessions.start(session.id)
    return session


async def card_of(stage: Stage, session: StudySession) -> str:
    backstage = await stage.app.client.fetch_channel(int(session.places.backstage or 0))
    assert isinstance(backstage, discord.TextChannel)
    await stage.pass_time(BETWEEN_EDITS)
    message = await backstage.fetch_message(int(session.places.card or 0))
    return str([part.to_dict() for part in message.components])


async def test_a_session_is_held_in_front_and_told_of_on_its_card(stage: Stage) -> None:
    session = await begun(stage)
    for slug, words in (("lisa", "Water."), ("oscar", "Wine.")):
        stage.llm.add(slug, "turn", says(words))
        stage.llm.add(slug, "ballot", {"reason": "Because.", "choice": "yes"})
    stage.app.pokes.poke_jobs(session.tenant)
    await stage.calm()
    await stage.app.jobs.idle()  # the votes
    await stage.calm()
    lines = [text for _, text in await stage.lines()]
    assert lines[-4:-3] == ["🎙️ What do you drink?"]
    assert sorted(lines[-3:-1]) == ["Water.", "Wine."]
    assert lines[-1].startswith("🗳️ A vote is taken now")
    view = await stage.stores.sessions.view(session.id)
    assert view.session.status is SessionStatus.ENDED
    assert [vote.chosen for vote in view.votes] == [("yes",), ("yes",)]
    assert "played to its end" in await card_of(stage, session)


async def test_a_stop_in_front_pauses_the_session(stage: Stage) -> None:
    session = await begun(stage)
    stage.gate.clear()
    stage.app.pokes.poke_jobs(session.tenant)
    await stage.llm.asked(2)
    async with stage.told("message"):
        await stage.say("stop")
    stage.gate.set()
    await stage.calm()
    kept = await stage.stores.sessions.get(session.id)
    assert (kept.status, kept.pause) == (SessionStatus.PAUSED, PauseReason.STOPPED)
    assert "said stop" in await card_of(stage, session)
    assert [text for _, text in await stage.lines()][-1] != "Water."


async def test_interviews_are_held_each_in_a_thread_of_the_front(stage: Stage) -> None:
    await stage.stores.worlds.close(stage.world.id, "Ana")
    rooms = [await stage.thread(one.name) for one in PEOPLE]
    members = {
        slug: PanelMember(persona=one, ref=ref_of(one, slug))
        for one in PEOPLE
        for slug in [one.name.split()[0].lower()]
    }
    guide = GUIDE.model_copy(update={"study": StudyKind.INTERVIEWS})
    plan = SessionPlan(guide=guide, panel="two", members=members, seed=1, room_notices=("Room 1", "Room 2"))
    places = SessionPlaces(
        guild_id=str(stage.guild.id), front=str(stage.channel.id), rooms=tuple(str(room) for room in rooms)
    )
    new = NewSession(plan=plan.model_dump_json(), seed=1, by_hand=True, places=places)
    session = await stage.stores.sessions.plan(new)
    ana = HumanAuthor(id=str((await stage.call("GET", "/users/@me"))["id"]), name="Ana")
    await stage.stores.notes.add(session.id, NewNote(kind=NoteKind.MODERATOR, by=ana))
    await stage.stores.sessions.release(session.id)
    await stage.stores.sessions.start(session.id)
    stage.llm.add("lisa", "turn", says("Water."))
    stage.llm.add("oscar", "turn", says("Wine."))
    stage.app.pokes.poke_jobs(session.tenant)
    await stage.calm()
    held = {room: [text for _, text in await stage.lines(room)][-2:] for room in rooms}
    assert sorted(held.values()) == [["🎙️ What do you drink?", "Water."], ["🎙️ What do you drink?", "Wine."]]
    (asked,) = [room for room, lines in held.items() if lines[-1] == "Water."]
    stage.llm.add("lisa", "turn", says("From the tap."))
    async with stage.told("message"):
        await stage.say("Which water?", place=asked)
    await stage.calm()
    assert [text for _, text in await stage.lines(asked)][-1] == "From the tap."
    assert len([line for room in rooms for line in await stage.said(room)]) == 3
    found = await stage.stores.sessions.at_channel(str(asked))
    assert found is not None
    assert found.id == session.id
