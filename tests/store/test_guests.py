"""Humans in a session beside its people: asked, revealed, counted apart, and gone when they withdraw."""

import pytest

from db.database import SqlDatabase
from tests.store.guests import BEN, MARA, Front, guide_for_guests, hold_front
from tests.store.leftovers import texts_of
from tests.store.sessions import Held
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.usage import Usage
from troupe.research.guides.guide import AnswerOrder, Guide, GuideSection
from troupe.research.moves.next_move import Rest
from troupe.research.reruns.rerun_planning import RerunOrder, planned_runs
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import SpeakerRole
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.outbox import Failed, Offer, Sent
from troupe.worlds.sessions.session_move import MoveKind, NewMove
from troupe.worlds.sessions.session_view import Standing
from troupe.worlds.sessions.vote import Vote

NOW = ("now", 0)


async def test_all_answer_unseen_and_are_revealed_at_once(database: SqlDatabase, clock: ManualClock) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    mara, ben = await front.join(MARA), await front.join(BEN, "Tea drinker")
    assert (mara.name, ben.name) == ("Guest 1", "Tea drinker")
    assert await front.join(MARA) == mara
    with pytest.raises(Conflict, match="Choose another"):
        await front.join(MARA.model_copy(update={"id": "1"}), "oscar")
    await front.to_a_question(2)
    await front.answer(await front.claim(), "I am {name}, and I drink water.")
    view = await front.view()
    assert {one.standing for one in view.asked} == {Standing.HELD}
    assert [guest.name for guest in view.awaited] == ["Guest 1", "Tea drinker"]
    assert not await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee.")
    assert not await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee, black.")
    assert isinstance(await front.next(), Rest)
    assert await front.deliver() == []  # nobody sees what anybody else has answered
    assert list(front.offered.values()) == [(Offer.ANSWER,)]
    assert (await front.says(BEN, "I only drink tea.")).invited
    lines = await front.revealed()
    assert front.offered == {}
    assert lines[-1] == "👤 **Guest 1:** Coffee, black."
    assert sorted(lines[:-1]) == [f"I am {name}, and I drink water." for name in ("Lisa", "Marta", "Oscar")]
    run = await front.run()
    given = {(a.participant, a.missing): len(a.lines) for a in run.answers if a.step == "now"}
    assert given == {(who, ""): 1 for who in ("lisa", "oscar", "marta", "guest_1", "guest_2")}
    assert [(p.id, p.name) for p in run.participants if p.human] == [
        ("guest_1", "Guest 1"),
        ("guest_2", "Tea drinker"),
    ]
    assert {line.speaker for line in run.lines if line.role.value == "human"} == {"Guest 1", "Tea drinker"}
    assert not any(
        secret in run.model_dump_json() for member in (MARA, BEN) for secret in (member.id, member.name)
    )
    await front.claim()
    assert (await front.view()).worlds[0].busy is False  # an answer of a guest is heard, and answered by nobody
    assert isinstance(await front.next(), NewMove)


async def test_the_time_box_ends_the_waiting_and_so_does_next(database: SqlDatabase, clock: ManualClock) -> None:
    front = await hold_front(database, clock, guide_for_guests(minutes=4, probes=("Why?",)))
    await front.join(MARA)
    await front.to_a_question(2)
    await front.all_answer()
    due = (await front.view()).moves[-1].due_at
    assert due is not None
    assert await database.next_wake() == due
    await clock.advance(119)
    assert isinstance(await front.next(), Rest)
    await clock.advance(1)
    await front.revealed()
    with pytest.raises(Conflict, match="too late"):
        await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee.")
    assert await front.claim() == []  # nobody answers what is gone
    await front.to_a_question()  # the probe
    await front.stores.sessions.release(front.id)
    await front.deliver()
    assert front.offered == {}
    turns = await front.claim()
    assert isinstance(await front.next(), Rest)  # the people are waited for, whoever is in a hurry
    await front.answer(turns, "Because {name}.")
    await front.revealed()
    late = [a.missing for a in (await front.run()).answers if a.participant == "guest_1"]
    assert late == ["had not answered when the time was over"] * 2


async def test_a_guest_is_called_in_turn(database: SqlDatabase, clock: ManualClock) -> None:
    front = await hold_front(database, clock, guide_for_guests(AnswerOrder.POPCORN), "Lisa", "Oscar")
    guest = await front.join(MARA)
    await front.move()
    called: list[str] = []
    while (await front.move()).kind is MoveKind.ASK:
        lines = await front.deliver()
        if (await front.view()).moves[-1].guests == (guest.id,):
            called.append(lines[-1])
            assert await front.claim() == []
            assert isinstance(await front.next(), Rest)
            assert await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee.")
            assert await front.deliver() == ["👤 **Guest 1:** Coffee."]
            await front.claim()
        else:
            await front.all_answer()
            await front.deliver()
    assert len(called) == 1
    assert called[0].startswith("🎙️ Guest 1")
    run = await front.run()
    assert {a.participant for a in run.answers if a.lines} == {"lisa", "oscar", "guest_1"}


async def test_two_of_thirty_two_voters_are_human_and_counted_apart(
    database: SqlDatabase, clock: ManualClock
) -> None:
    steps = tuple(step for step in guide_for_guests().steps if step.key == "buy")
    guide = Guide(title="Tea", sections=(GuideSection(title="All", steps=steps),))
    people = tuple(f"{first}{second}" for first in ("Ka", "Lo", "Mi", "Nu", "Pe") for second in "abdefg")
    front = await hold_front(database, clock, guide, *people)
    guests = [await front.join(MARA), await front.join(BEN)]
    await front.move()
    poll = await front.move()
    assert (poll.kind, len(poll.asked), poll.guests) == (MoveKind.POLL, 30, tuple(guest.id for guest in guests))
    assert await front.deliver() == ["🗳️ Would you buy it?"]
    assert await front.claim() == []
    for person_id in poll.asked:
        await front.vote(person_id)
    assert await front.next() == Rest()
    mine = Vote(ballot="buy", participant="", chosen=("no",), reason="Too dear.")
    await front.stores.guests.vote(front.id, MARA.id, mine)
    with pytest.raises(Conflict, match="voted"):
        await front.stores.guests.vote(front.id, MARA.id, mine)
    await front.stores.guests.vote(front.id, BEN.id, mine.model_copy(update={"chosen": ("yes",), "reason": ""}))
    view = await front.view()
    assert (len(view.votes), len(view.guest_votes)) == (30, 2)
    await front.closed()
    assert list(front.offered.values()) == [(Offer.VOTE,)]
    assert await front.deliver() == []
    assert front.offered == {}
    assert (await front.move()).kind is MoveKind.FINISH
    with pytest.raises(Conflict, match="over"):
        await front.stores.guests.vote(front.id, BEN.id, mine)
    votes = (await front.run()).votes
    assert [(vote.participant, vote.chosen) for vote in votes[-2:]] == [
        ("guest_1", ("no",)),
        ("guest_2", ("yes",)),
    ]


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_question_that_is_over_while_it_is_on_its_way_keeps_no_button(
    database: SqlDatabase, clock: ManualClock, *, arrives: bool
) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    await front.join(MARA)
    await front.move()
    await front.move()
    (world_id,) = await front.worlds()
    outbox = front.stores.outbox
    row = await outbox.head(world_id)
    assert row is not None
    assert row.offers == (Offer.ANSWER,)
    assert await outbox.mark(row.id, "test", 30.0)
    await front.stores.sessions.end(front.id, "closed by Ana")
    await outbox.settle(row.id, Sent(message_id="1") if arrives else Failed(reason="it is gone"))
    edit = await outbox.head(world_id)
    assert edit is not None
    assert (edit.kind, edit.target_message) == ("offers_over", "1" if arrives else None)


async def test_resume_is_offered_until_everyone_listens_again(database: SqlDatabase, clock: ManualClock) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    await front.to_a_question(2)
    (world_id,) = await front.worlds()
    await front.stores.worlds.halt(world_id, "Ana", "Everyone is silent.")
    await front.deliver()
    assert list(front.offered.values()) == [(Offer.RESUME,)]
    await front.stores.worlds.resume(world_id, "Ana")
    await front.deliver()
    assert front.offered == {}


async def test_who_has_not_joined_is_not_heard_and_the_moderator_is(
    database: SqlDatabase, clock: ManualClock
) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    await front.to_a_question(2)
    posted = await front.says(MARA, "I have a secret about tea.")
    assert posted.invited is False
    assert posted.event is not None
    assert posted.event.text == ""
    moderator = MARA.model_copy(update={"id": "7"})  # who asked for the session
    heard = await front.says(moderator, "Take your time.")
    assert heard.event is not None
    assert (heard.invited, heard.event.author.name, heard.event.text) == (True, "Moderator", "Take your time.")
    with pytest.raises(NotFound):
        await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee.")
    assert not any(
        "secret" in text or MARA.id in text or MARA.name in text for _, text in await texts_of(database)
    )


async def test_a_question_taken_back_takes_along_what_guests_answered(
    database: SqlDatabase, clock: ManualClock
) -> None:
    front = await hold_front(database, clock, guide_for_guests(probes=("Why?",)))
    await front.join(MARA)
    await front.join(BEN)
    await front.to_a_question(2)
    await front.answer(await front.claim(), "I am {name}, and quassia is what I drink.")
    await front.stores.guests.answer(front.id, MARA.id, NOW, "Nothing but quassia tea, every single day.")
    await front.says(BEN, "My own quassia grows behind the shed.")
    (line,) = (await front.view()).moves[-1].posted
    assert await front.stores.sessions.take_back(front.id, line.event) == 2
    assert await front.stores.sessions.take_back(front.id, line.event) == 0
    assert [name for name, text in await texts_of(database) if "quassia" in text] == []
    view = await front.view()
    assert (view.guest_answers, view.awaited, view.worlds[0].held) == ((), (), False)
    with pytest.raises(Conflict, match="too late"):
        await front.stores.guests.answer(front.id, MARA.id, NOW, "Quassia.")
    assert set(await front.deliver()) == {""}  # messages are deleted, and nothing is said
    why = {(a.participant, a.missing) for a in (await front.run()).answers if a.step == "now"}
    assert why == {
        (who, "the question was taken back") for who in ("lisa", "oscar", "marta", "guest_1", "guest_2")
    }
    assert await front.claim() == []  # nobody answers what is gone
    await front.to_a_question()  # the probe is asked of all, and what was taken back does not count for it
    assert len((await front.view()).awaited) == 2


async def test_what_guests_said_already_goes_with_the_question_that_they_answered_alone(
    database: SqlDatabase, clock: ManualClock
) -> None:
    front = await hold_front(database, clock, guide_for_guests(probes=("Why?",)))
    await front.join(MARA)
    for words in ("Every morning a pot of quassia.", "My doctor swears by bitters."):
        await front.to_a_question(2 if "pot" in words else 1)
        await front.answer(await front.claim(), "I am {name}.")
        view = await front.view()
        place = (view.moves[-1].step, view.moves[-1].probe)
        await front.stores.guests.answer(front.id, MARA.id, place, words)
        if "pot" in words:
            await front.revealed()
            await front.claim()
    first = next(move for move in view.moves if move.step == "now")
    await front.stores.sessions.take_back(front.id, first.posted[0].event)
    assert not any("quassia" in text for _, text in await texts_of(database))
    assert [answer.text for answer in (await front.view()).guest_answers] == ["My doctor swears by bitters."]
    assert (await front.revealed())[-1] == "👤 **Guest 1:** My doctor swears by bitters."


async def answered(front: Front) -> None:
    """Mara has said and voted something, and Lisa has repeated it."""
    await front.to_a_question(2)
    await front.answer(await front.claim(), "I am {name}.")
    await front.stores.guests.answer(front.id, MARA.id, NOW, "I drink nothing but cold quinoline tea at home.")
    await front.revealed()
    await front.claim()
    poll = await front.move()
    await front.deliver()
    (world_id,) = await front.worlds()
    said = [event.id for event in await front.stores.transcripts.read(world_id) if "quinoline" in event.text]
    assert said
    for person_id in poll.asked:
        await front.vote(person_id, *said, reason="Somebody here drinks quinoline.")
    vote = Vote(ballot="buy", participant="", chosen=("no",), reason="I have my quinoline.")
    await front.stores.guests.vote(front.id, MARA.id, vote)


async def test_whoever_withdraws_takes_everything_along(database: SqlDatabase, clock: ManualClock) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    await front.join(MARA, "Quinoline fan")
    await answered(front)
    assert await front.stores.guests.joined_by(MARA.id) == (front.id,)
    assert await front.stores.guests.withdraw(front.id, MARA.id)
    assert not await front.stores.guests.withdraw(front.id, MARA.id)
    assert await front.stores.guests.joined_by(MARA.id) == ()
    left = [name for name, text in await texts_of(database) if "uinoline" in text or MARA.id in text]
    assert left == []
    assert "" in await front.deliver()  # the message with their words is taken out of the channel
    run = await front.run()
    assert (run.withdrawn, [p.id for p in run.participants if p.human]) == (1, [])
    assert {vote.chosen for vote in run.votes} == {("yes",)}
    assert (await front.join(MARA)).name == "Guest 2"


async def test_in_a_fork_a_guest_is_replayed_as_said_votes_nothing_and_may_still_withdraw(
    database: SqlDatabase, clock: ManualClock
) -> None:
    front = await hold_front(database, clock, guide_for_guests())
    await front.join(MARA, "Robin")
    await front.to_a_question(2)
    await front.answer(await front.claim(), "Water for {name}.")
    await front.stores.guests.answer(front.id, MARA.id, NOW, "Coffee, black.")
    await front.revealed()
    assert await front.claim() == []
    await front.move()  # the ballot, in which the guest is asked too
    point = await fork_point(front.stores, front.id, "buy")
    study = (await front.stores.sessions.get(front.id)).study_id
    (new,) = planned_runs(front.plan, study, RerunOrder(replicates=(0,), fork=point))
    fork = await front.stores.sessions.plan(new)
    await front.stores.sessions.start(fork.id)
    plan = SessionPlan.model_validate_json(new.plan)
    await Held(database, front.stores, clock, plan, fork.id).move()

    async def humans() -> list[tuple[str, str]]:
        run = await read_run(front.stores, fork.id, model="m", stand_in=True, usage=Usage())
        assert not any(person.human for person in run.participants)
        assert not run.votes
        return [(line.speaker, line.text) for line in run.lines if line.role is SpeakerRole.HUMAN]

    assert await humans() == [("Robin (replayed as said)", "Coffee, black.")]
    await front.stores.guests.withdraw(front.id, MARA.id)
    assert await humans() == []
