"""Decisions of a moderator person in the store: kept once, copied with a fork, erased with what they came of."""

import pytest

from db.database import SqlDatabase
from tests.store.guests import MARA, Front
from tests.store.leftovers import texts_of
from tests.store.sessions import Held, a_guide, a_plan, hold_session
from tests.store.stage import persona
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict
from troupe.people.persona.panel import PanelMember
from troupe.ports import Cap
from troupe.research.guides.guide import Guide, GuideQuestion
from troupe.research.moves.chaired_move import Deciding
from troupe.research.moves.next_move import Rest
from troupe.research.reruns.rerun_planning import RerunOrder, planned_runs
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.jobs.job import JobScope, NewJob
from troupe.worlds.sessions.moderator_decision import DecisionKind, NewDecision

SAID = "my kettle whistles a tune at six"
PROBE = f"You said that {SAID}. What is it about that?"


def chaired_plan() -> SessionPlan:
    guide: Guide = a_guide()
    steps = tuple(
        step.model_copy(update={"free_probes": 1}) if isinstance(step, GuideQuestion) else step
        for step in guide.steps
    )
    section = guide.sections[0].model_copy(update={"steps": steps})
    moderator = PanelMember(persona=persona("Imke")[0], ref=persona("Imke")[1])
    plan = a_plan(guide.model_copy(update={"sections": (section,)}), "Lisa", "Oscar")
    return plan.model_copy(update={"moderator": moderator})


async def decided(session: Held, *sources: str, person: str | None = None) -> bool:
    """A job brings a decision that was made from these events; whether it was ours."""
    number = (await session.view()).session.moves
    lisa = next(iter((await session.view()).people))
    new = NewJob(kind="moderating", request="{}", scope=JobScope.of_world((await session.worlds())[0]))
    asked = await session.stores.jobs.add(new, Cap())
    assert asked is not None
    claim = await session.stores.jobs.claim(60.0, asked.id)
    assert claim is not None
    assert await session.stores.jobs.made_from(claim.job, sources)
    wanted = NewDecision(
        number=number,
        kind=DecisionKind.PROBE,
        step="now",
        person=person or lisa,
        by="Imke",
        text=PROBE,
        reason="a tune?",
    )
    return await session.stores.sessions.decide(claim.job, session.id, wanted)


async def answered(database: SqlDatabase, clock: ManualClock) -> tuple[Held, list[str]]:
    """A session led by Imke whose first question and fixed probe were answered; with the events of the answers."""
    session = await hold_session(database, clock, chaired_plan(), by_hand=True)
    await session.stores.sessions.hand_over(session.id, session.plan.model_dump_json())
    for _ in range(3):
        await session.move()
        await session.answer(await session.claim(), f"{{name}} says {SAID}.")
    assert await session.next() == Deciding(3)
    events = [event for one in (await session.view()).asked for event in one.answer.events]
    return session, events


async def test_a_decision_is_copied_with_a_fork_and_goes_with_its_lines(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session, events = await answered(database, clock)
    assert await decided(session, *events)
    assert await decided(session, *events)  # another job: the first decision stays
    move = await session.move()
    assert (move.step, move.probe, len(move.asked)) == ("now", 2, 1)
    assert move.speaker is not None
    await session.answer(await session.claim())
    view = await session.view()
    assert [one.text for one in view.decisions] == [PROBE]
    await session.stores.sessions.leave_undecided(session.id, view.session.moves, "lost")
    assert (await session.move()).step == "idea"
    fork = await fork_point(session.stores, session.id, "idea")
    new = planned_runs(session.plan, view.session.study_id, RerunOrder(replicates=(0,), fork=fork))[-1]
    copy = await session.stores.sessions.plan(new)
    await session.stores.sessions.start(copy.id)
    forked = Held(database, session.stores, clock, SessionPlan.model_validate_json(new.plan), copy.id)
    await forked.move()
    copied = (await forked.view()).decisions[0]
    assert (copied.text, copied.person in (await forked.view()).people) == (PROBE, True)
    question = (await session.view()).moves[2].posted[0].event
    await session.stores.sessions.take_back(session.id, question)
    assert [one.text for held in (session, forked) for one in (await held.view()).decisions if one.text] == []
    assert not [text for _, text in await texts_of(database) if SAID in text and "You said" in text]


async def test_the_lead_changes_hands_without_losing_a_question(database: SqlDatabase, clock: ManualClock) -> None:
    session, events = await answered(database, clock)
    sessions = session.stores.sessions
    await sessions.hand_over(session.id, None)
    assert (await sessions.get(session.id)).released == 1
    assert await decided(session, *events)  # its job was under way
    assert not isinstance(await session.next(), Deciding)
    await sessions.release(session.id)
    await sessions.hand_over(session.id, session.plan.model_dump_json())
    assert (await session.move()).probe == 2
    await sessions.end(session.id, "over")
    with pytest.raises(Conflict, match="ended"):
        await sessions.hand_over(session.id, None)


async def test_a_guest_is_probed_by_name_and_waited_for_until_their_time_is_over(
    database: SqlDatabase, clock: ManualClock
) -> None:
    plan = chaired_plan()
    held = await hold_session(database, clock, plan, channel="100", by_hand=True)
    session = Front(held.database, held.stores, held.clock, held.plan, held.id)
    await session.stores.sessions.hand_over(session.id, plan.model_dump_json())
    guest = await session.join(MARA)
    await session.move()
    for _ in range(2):
        await session.move()
        await session.deliver()
        await session.answer(await session.claim())
        assert await session.stores.guests.answer(session.id, MARA.id, await place(session), "Coffee.") is False
        await session.revealed()
        assert await session.claim() == []  # the floor has looked at what was said
    assert await session.next() == Deciding(3)
    assert await decided(session, person=guest.id)
    move = await session.move()
    assert (move.asked, move.guests) == ((), (guest.id,))
    (line,) = [text for text in await session.deliver() if "You said" in text]
    assert line == f"Guest 1: {PROBE}"
    assert await session.claim() == []
    assert await session.next() == Rest()
    await clock.advance(10 * 60)
    await session.closed()
    assert (await session.move()).step == "idea"
    run = await session.run()
    late = [answer for answer in run.answers if answer.probe == 2]
    assert [(answer.participant, answer.lines) for answer in late] == [("guest_1", ())]


async def place(session: Held) -> tuple[str, int]:
    last = (await session.view()).last
    assert last is not None
    return last.step, last.probe
