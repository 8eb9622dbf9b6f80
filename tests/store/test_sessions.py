"""A session as a store: a move is one transaction, who has answered is read from rows, votes are kept once."""

import pytest

from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.sessions import Held, a_guide, a_plan, hold_session
from tests.store.stage import TENANT
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.usage import Usage
from troupe.ports import Cap
from troupe.research.guides.guide import AnswerOrder, GuideQuestion, StudyKind
from troupe.research.moves.next_move import Halt, Rest
from troupe.research.sessions.study import SpeakerRole
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.outbox import Sent
from troupe.worlds.sessions.session_move import MissingReason, MoveKind, NewMove
from troupe.worlds.sessions.session_note import NewNote, NoteKind
from troupe.worlds.sessions.session_view import Standing
from troupe.worlds.sessions.study_session import NewSession, PauseReason, SessionStatus
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import HumanAuthor


async def held(database: SqlDatabase, clock: ManualClock, **kind: object) -> Held:
    return await hold_session(database, clock, a_plan(a_guide(**kind)))  # pyright: ignore[reportArgumentType]


async def to_the_ballot(session: Held) -> tuple[str, ...]:
    """Play until the ballot is open; returns whom it asks."""
    while (move := await session.move()).kind is not MoveKind.POLL:
        await session.all_answer()
    return move.asked


async def test_a_session_goes_from_its_plan_to_its_end(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    asked = await to_the_ballot(session)
    for person_id in asked:
        await session.vote(person_id)
    kinds: list[MoveKind] = []
    while isinstance(move := await session.next(), NewMove):
        kinds.append(move.kind)
        assert await session.stores.sessions.carry(session.id, move)
        await session.all_answer()
    assert kinds == [MoveKind.SKIP, MoveKind.ASK, MoveKind.FINISH]
    view = await session.view()
    assert view.session.status is SessionStatus.ENDED
    assert view.session.ended_early == ""
    assert [(move.kind.value, move.step, move.probe) for move in view.moves] == [
        *[("open", "", 0), ("ask", "now", 0), ("ask", "now", 1), ("show", "idea", 0), ("poll", "buy", 0)],
        *[("skip", "no_buy", 0), ("ask", "end", 0), ("finish", "", 0)],
    ]
    assert all(len(move.answers) == 3 for move in view.moves if move.kind is MoveKind.ASK)
    assert all(a.events and a.missing is None for move in view.moves for a in move.answers)
    assert {vote.participant for vote in view.votes} == set(asked)
    spoken = await session.stores.sessions.spoken(session.id)
    said = {person.id: f"Tea, says {person.name}." for person in view.people.values()}
    lines = sum(move.kind is MoveKind.ASK for move in view.moves)
    assert {person_id: (one.lines, one.characters) for person_id, one in spoken.items()} == {
        person_id: (lines, lines * len(words)) for person_id, words in said.items()
    }


async def test_a_move_is_made_once(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    await session.move()
    move = await session.next()
    assert isinstance(move, NewMove)
    assert await session.stores.sessions.carry(session.id, move)
    assert not await session.stores.sessions.carry(session.id, move)
    assert len((await session.view()).moves) == 2
    (world_id,) = await session.worlds()
    said = [event for event in await session.stores.transcripts.read(world_id) if event.kind == "said"]
    assert [event.text for event in said] == ["What do you drink now?"]


async def test_a_question_waits_for_everyone_and_reveals_at_once(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session = await held(database, clock)
    await session.move()
    await session.move()
    turns = await session.claim()
    assert len(turns) == 3
    await clock.advance(3 * 24 * 3600)  # nobody is ever late: no time limit cuts a round short
    await session.answer(turns[:2])
    assert isinstance(await session.next(), Rest)
    standings = {asked.standing for asked in (await session.view()).asked}
    assert standings == {Standing.WAITING}
    await session.stores.turns.fail(turns[2], "the model was down", Usage())
    view = await session.view()
    assert [asked.standing for asked in view.asked] == [Standing.SETTLED] * 3
    missing = [asked.answer for asked in view.asked if asked.answer.missing is not None]
    assert [answer.missing for answer in missing] == [MissingReason.FAILED]
    (world_id,) = await session.worlds()
    events = {event.id: event for event in await session.stores.transcripts.read(world_id)}
    assert events[missing[0].fault or ""].text == "the model was down"
    assert isinstance(await session.next(), NewMove)


async def test_popcorn_calls_one_after_the_other(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock, order=AnswerOrder.POPCORN)
    await session.move()
    heard: list[str] = []
    for _ in range(3):
        move = await session.move()
        assert (move.step, move.probe) == ("now", 0)
        (turn,) = await session.all_answer()
        heard.append(turn.scene.person.name)
        said = [event.text for event in turn.scene.history if event.kind == "said"]
        assert sum(text.startswith("Tea, says") for text in said) == len(heard) - 1
    assert sorted(heard) == ["Lisa", "Marta", "Oscar"]
    assert (await session.move()).probe == 1


async def test_each_has_a_room_in_interviews(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock, study=StudyKind.INTERVIEWS)
    await session.move()
    assert len(await session.worlds()) == 3
    await session.move()
    turns = await session.all_answer()
    assert len(turns) == 3
    assert len({turn.world_id for turn in turns}) == 3
    await session.move()
    (turn, *_) = await session.claim()
    assert sum(event.text.startswith("Tea, says") for event in turn.scene.history) == 1


async def test_a_stop_in_front_pauses_and_the_question_comes_again(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session = await hold_session(database, clock, a_plan(), channel="100")
    await session.move()
    await session.move()
    row = await session.stores.outbox.head((await session.worlds())[0])
    assert row is not None
    assert row.kind == "moderator"
    assert await session.claim() == []  # nobody has heard what is not there yet
    assert await session.stores.outbox.mark(row.id, "test", 30.0)
    await session.stores.outbox.settle(row.id, Sent(message_id="900", webhook_id=None))
    turns = await session.claim()
    assert len(turns) == 3
    await session.say("stop")
    assert await session.next() == Halt(PauseReason.STOPPED)
    await session.stores.sessions.pause(session.id, PauseReason.STOPPED)
    assert isinstance(await session.next(), Rest)
    await session.stores.sessions.resume(session.id, "Ana")
    again = await session.move()
    assert (again.step, again.probe, len(again.asked)) == ("now", 0, 3)
    assert again.lines[0].addressed == again.asked


async def test_at_the_cap_it_pauses_and_asks_again_later(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    await session.move()
    await session.move()
    turns = await session.claim(Cap(tokens=150))
    assert len(turns) == 1
    await session.answer(turns)
    assert await session.next() == Halt(PauseReason.BUDGET)
    await session.stores.sessions.pause(session.id, PauseReason.BUDGET)
    assert (await session.view()).session.pause is PauseReason.BUDGET
    await session.stores.sessions.resume(session.id, "Ana")
    assert isinstance(await session.next(), NewMove)
    again = await session.move()
    assert len(again.asked) == 2
    assert turns[0].person_id not in again.asked


async def test_words_of_a_vote_go_with_what_they_were_made_from(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    asked = await to_the_ballot(session)
    await session.say("The cellar holds quinoline.")
    (world_id,) = await session.worlds()
    told = next(e for e in await session.stores.transcripts.read(world_id) if "quinoline" in e.text)
    await session.vote(asked[0], told.id, reason="Because of the quinoline.")
    await session.vote(asked[1], reason="I like it cold.")
    assert any("quinoline" in text for place, text in await texts_of(database) if "vote" in place)
    assert await session.stores.mailbox.erase(world_id, [told.message_id or ""]) == 1
    assert not [place for place, text in await texts_of(database) if "quinoline" in text]
    votes = {vote.participant: vote for vote in (await session.view()).votes}
    assert (votes[asked[0]].chosen, votes[asked[0]].reason) == (("yes",), "")
    assert votes[asked[1]].reason == "I like it cold."


async def test_a_vote_counts_once_and_only_from_whoever_holds_the_job(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session = await held(database, clock)
    asked = await to_the_ballot(session)
    job = await session.vote(asked[0])
    again = Vote(ballot="buy", participant=asked[0], chosen=("no",))
    assert await session.stores.sessions.vote(job, session.id, again)
    await session.stores.sessions.miss(session.id, Vote(ballot="buy", participant=asked[0], missing="late"))
    await session.stores.jobs.cancel(job.id)
    assert not await session.stores.sessions.vote(job, session.id, again)
    (vote,) = (await session.view()).votes
    assert (vote.chosen, vote.missing) == (("yes",), "")


async def test_a_plan_may_change_until_it_is_started(database: SqlDatabase) -> None:
    sessions = database.tenant(TENANT).sessions
    session = await sessions.plan(NewSession(plan="first", study_id="s", seed=1))
    assert await sessions.plan(NewSession(plan="second", study_id="s", seed=1)) == session
    await sessions.replan(session.id, "third")
    assert (await sessions.view(session.id)).plan == "third"
    await sessions.start(session.id)
    with pytest.raises(Conflict):
        await sessions.replan(session.id, "fourth")
    with pytest.raises(NotFound):
        await database.tenant("guild:2").sessions.get(session.id)
    assert await database.running_sessions() == (session.key,)


async def test_one_session_at_a_time_in_a_channel(database: SqlDatabase, clock: ManualClock) -> None:
    first = await hold_session(database, clock, a_plan(), channel="100")
    with pytest.raises(Conflict, match="another session"):
        await hold_session(database, clock, a_plan(), channel="100")
    await first.stores.sessions.end(first.id, "closed by Ana")
    second = await hold_session(database, clock, a_plan(), channel="100")
    newest = await second.stores.sessions.at_channel("100")
    assert newest is not None
    assert newest.id == second.id


async def test_by_hand_each_step_waits_to_be_released(database: SqlDatabase, clock: ManualClock) -> None:
    session = await hold_session(database, clock, a_plan(), by_hand=True)
    await session.move()
    assert await session.next() == Rest(by_hand=True)
    inserted = '{"kind": "question", "key": "x", "text": "And in winter?"}'
    await session.stores.sessions.insert(session.id, inserted)
    assert (await session.move()).lines[0].text == "And in winter?"
    await session.all_answer()
    assert await session.next() == Rest(by_hand=True)
    await session.stores.sessions.release(session.id)
    assert (await session.move()).step == "now"
    await session.all_answer()
    assert (await session.move()).probe == 1  # a step that has begun goes on to its end
    await session.all_answer()
    assert await session.next() == Rest(by_hand=True)


async def test_forgetting_who_asked_erases_the_plan(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    await session.move()
    assert await session.stores.sessions.forget("7") == 1
    view = await session.view()
    assert (view.plan, view.session.asked_for, view.session.status) == ("", None, SessionStatus.ENDED)


async def test_the_next_question_waits_until_a_members_line_is_answered(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session = await held(database, clock)
    await session.move()
    await session.move()
    await session.all_answer()
    await session.say("Marta, why tea?")
    assert isinstance(await session.next(), Rest)
    turns = await session.claim()
    assert [turn.scene.person.name for turn in turns] == ["Marta"]
    assert isinstance(await session.next(), Rest)
    await session.answer(turns)
    move = await session.move()
    assert (move.kind, move.step, move.probe) == (MoveKind.ASK, "now", 1)


async def test_a_question_taken_back_goes_with_its_answers(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    await session.move()
    move = await session.move()
    await session.answer(await session.claim(), "Herb tea of {name}.")
    await session.move()
    await session.answer(await session.claim(), "Because of my health, says {name}.")
    view = await session.view()
    (line,) = view.moves[1].posted
    assert await session.stores.sessions.take_back(session.id, line.event) == 4
    assert await session.stores.sessions.take_back(session.id, line.event) == 0
    texts = [text for _, text in await texts_of(database)]
    assert not any("Herb tea" in text for text in texts)
    assert any("Because of my health" in text for text in texts)
    run = await read_run(session.stores, session.id, model="m", stand_in=False, usage=Usage())
    assert run.taken_back == 1
    assert {answer.missing for answer in run.answers if answer.probe == 0} == {"the answer was taken back"}
    answer = next(line for line in run.lines if line.role is SpeakerRole.PERSON)
    with pytest.raises(NotFound):
        await session.stores.sessions.take_back(session.id, answer.id)
    assert move.step == "now"


async def test_notes_are_kept_beside_a_session(database: SqlDatabase, clock: ManualClock) -> None:
    session = await held(database, clock)
    notes, ana = session.stores.notes, HumanAuthor(id="7", name="Ana")
    await session.move()
    await session.move()
    await session.all_answer()
    (world_id,) = await session.worlds()
    said = [event for event in await session.stores.transcripts.read(world_id) if event.kind == "said"]
    quote = NewNote(kind=NoteKind.QUOTE, by=ana, event=said[1].id)
    assert await notes.add(session.id, quote) == await notes.add(session.id, quote)
    with pytest.raises(Conflict):
        await notes.add(session.id, NewNote(kind=NoteKind.PREDICTION, by=ana, text="All say no."))
    probe = await notes.add(session.id, NewNote(kind=NoteKind.SUGGESTION, by=ana, text="Ask about ice"))
    step = GuideQuestion(key="live", text="And with ice?").model_dump_json()
    assert await notes.ask(probe.id, step)
    assert not await notes.ask(probe.id, step)
    assert [note.settled for note in await notes.of(session.id, NoteKind.SUGGESTION)] == [True]
    move = await session.move()
    assert move.probe == 1
    await session.all_answer()
    assert [line.text for line in (await session.move()).lines] == ["And with ice?"]
    run = await read_run(session.stores, session.id, model="m", stand_in=False, usage=Usage())
    assert run.quoted == (said[1].id,)
    assert await notes.forget("7") == 2
    assert await notes.of(session.id) == ()


async def test_a_whisper_is_one_persons_thought_and_an_intervention(
    database: SqlDatabase, clock: ManualClock
) -> None:
    session = await held(database, clock)
    await session.move()
    lisa = next(one for one in (await session.view()).people.values() if one.name == "Lisa")
    ana = HumanAuthor(id="7", name="Ana")
    note = NewNote(kind=NoteKind.THOUGHT, by=ana, text="It smells of plastic.", person=lisa.id)
    await session.stores.notes.whisper(session.id, note)
    await session.move()
    turns = {turn.scene.person.name: turn for turn in await session.claim()}
    shown = {name: [event.text for event in turn.scene.history] for name, turn in turns.items()}
    assert "It smells of plastic." in shown["Lisa"]
    assert "It smells of plastic." not in [*shown["Oscar"], *shown["Marta"]]
    await session.answer(list(turns.values()))
    run = await read_run(session.stores, session.id, model="m", stand_in=False, usage=Usage())
    assert [(one.participant, one.kind, one.text) for one in run.interventions] == [
        ("lisa", "thought", "It smells of plastic.")
    ]
    assert "It smells of plastic." not in [line.text for line in run.lines]
    with pytest.raises(NotFound):
        await session.stores.notes.whisper(session.id, note.model_copy(update={"person": "nobody"}))
