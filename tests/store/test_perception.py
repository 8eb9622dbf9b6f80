"""Perception in SQL against the slow model: people come and go, members write, call, delete and mute, turns take
lines, pass over others and give them back."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy import select as select_columns
from sqlmodel import Session, select

import db
from db.database import SqlDatabase
from db.perception.witnessing import (
    ANYONE,
    IN_WORLD,
    ONE,
    SAME_WORLD,
    as_hearer,
    passed_over,
    read,
    told,
    unread,
    witnessed,
)
from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow
from db.tx.transaction import table_of
from tests.store.perceived import CLAIMED, PASSED, READ, UNREAD, perceived
from tests.store.perception_model import Key, PerceptionModel
from tests.store.stage import (
    ANA,
    BEN,
    CHANNEL,
    TENANT,
    USAGE,
    Stage,
    always_adds,
    open_stage,
    outcome,
    persona,
    says,
)
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.ids import seeded_ids
from troupe.worlds.action import React
from troupe.worlds.briefing import Briefing
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant
from troupe.worlds.transcript import Delivery, Event, HumanAuthor
from troupe.worlds.turn import CommitStatus, Outcome, Provenance, Turn
from troupe.worlds.world import Caps

EVE = HumanAuthor(id="9", name="Eve")
MEMBERS = (ANA, BEN, EVE)
CAPS = Caps.model_validate({"unsent": 50})
_EVENT, _PERSON = table_of(EventRow).c, table_of(PersonRow).c
_PREDICATES = {
    "told": (told(ONE), told(ANYONE)),
    "unread": (unread(ONE), unread(ANYONE)),
    "read": (read(ONE), read(ANYONE)),
    "passed": (told(ONE) & passed_over(ONE), told(ANYONE) & passed_over(ANYONE)),
    "witnessed": (witnessed(ONE), witnessed(ANYONE)),
}
_BY_ONE = {name: select_columns(_EVENT.id).where(*IN_WORLD, one) for name, (one, _) in _PREDICATES.items()}
_BY_ANYONE = {
    name: select_columns(_PERSON.id, _EVENT.id).where(*SAME_WORLD, anyone)
    for name, (_, anyone) in _PREDICATES.items()
}


@dataclass
class Play:
    """A world, the model of it, and what can happen; `choice` says to whom, with what, how much."""

    stage: Stage
    database: SqlDatabase
    model: PerceptionModel = field(default_factory=PerceptionModel)
    turns: list[Turn] = field(default_factory=list[Turn])
    said_in: dict[str, str] = field(default_factory=dict[str, str])
    names: int = 0
    choice: int = 0

    def one(self, options: Sequence[str]) -> str:
        return sorted(options)[self.choice % len(options)]

    async def hear(self) -> None:
        place = ("thread-5", CHANNEL, CHANNEL)[self.choice % 3]
        await self.stage.hear("Well?", MEMBERS[self.choice % 2], place=place)

    async def whisper(self) -> None:
        """To one or two of those present, or to somebody who is not; it names another, who does not hear it."""
        present = sorted(self.model.present)
        to = (*present[self.choice % len(present) :][: 1 + self.choice % 2], "somebody-else")
        await self.stage.hear("Oscar, Lisa, psst?", MEMBERS[self.choice % 2], whispered_to=to)

    async def hear_for_somebody(self) -> None:
        lines = [
            event for event in await self.stage.events() if event.author.kind == "person" and event.message_id
        ]
        if lines:
            await self.stage.hear("And you?", MEMBERS[self.choice % 2], reply_to=lines[-1].message_id)

    async def hear_much(self) -> None:
        """More than a turn is shown; twice at most, since it takes long."""
        for _ in range(70 if len(self.model.lines) < 100 else 0):
            await self.stage.hear("word " * (self.choice % 60), EVE)

    async def replace_the_newest(self) -> None:
        said = [event for event in await self.stage.events() if event.author.kind == "human" and event.message_id]
        if said and not said[-1].erased:
            readers = self.model.readers(said[-1].id)
            await self.stage.hear("Well!", ANA, replaces=said[-1].message_id)
            await self.sync(readers=readers)

    async def join(self) -> None:
        if len(self.model.present) > 4:
            return
        self.names += 1
        everything = self.choice % 2 == 0
        sources = tuple(event.id for event in await self.stage.stores.transcripts.said(self.stage.id, 5))
        provenance = Provenance(model="t", prompts_hash="p", request_hash="r", stand_in=True)
        told_first = Briefing(text="They talk.", sources=sources, through=1, provenance=provenance, usage=USAGE)
        person = await self.stage.stores.casts.add(
            *(self.stage.id, *persona(f"Pia{self.names}")),
            everything=everything,
            briefing=told_first if sources else None,
        )
        self.model.joins(person.id, everything=everything)

    async def leave(self) -> None:
        if len(self.model.present) > 1:
            person_id = self.one(list(self.model.present))
            await self.stage.stores.casts.remove(self.stage.id, person_id)
            await self.sync()
            self.model.leaves(person_id)

    async def claim(self) -> None:
        claimed = await self.stage.claim(self._rule, lease=5)
        for turn in claimed.turns:
            renewed = [one for one in self.turns if one.id == turn.id]
            self.turns = [one for one in self.turns if one.id != turn.id] + [turn]
            if not renewed:
                assert turn.scene.called <= {event for who, event in self.model.addressed if who == turn.person_id}
                self.model.claims(turn)

    def _rule(self, view: FloorView) -> FloorDecision:
        """One or two people, for the newest line or an older one, which may be said to others as well."""
        for member in view.members:
            self._lays_cursor(view, member.id, member.unread)
        if not view.recent:
            return FloorDecision(reason="nothing")
        event = view.recent[-1 - self.choice % min(len(view.recent), 3)]
        people = [member.id for member in view.members]
        called = {event.id: tuple(people[: self.choice % 3])} if self.choice % 5 else {}
        hearers = [one for one in people if one in event.addressed or not event.facets.private]
        granted = hearers[self.choice % max(len(hearers), 1) :][: 1 + self.choice % 2]
        grants = tuple(
            Grant(person_id=one, trigger=event.id, obliged=self.choice % 4 == 0, reason="drawn") for one in granted
        )
        calls = {(one, event_id) for event_id, those in called.items() for one in those}
        newest = max((line.heard or 0 for line in self.model.lines.values()), default=0)
        if view.through >= newest:  # else it is a look at a backlog, which grants nothing
            calls |= {(grant.person_id, grant.trigger) for grant in grants if grant.obliged}
        self.model.called(calls)
        return FloorDecision(grants=grants, called=called, reason="drawn")

    def _lays_cursor(self, view: FloorView, person_id: str, unread_places: tuple[int, ...]) -> None:
        since = (view.recent[0].heard or 0) if view.recent else 0
        open_lines = self.model.in_state(person_id, UNREAD, CLAIMED)
        places = sorted(self.model.lines[event_id].heard or 0 for event_id in open_lines)
        assert list(unread_places) == [place for place in places if since <= place <= view.through]

    async def speak(self) -> None:
        await self._commit(says("Oh."))

    async def react(self) -> None:
        await self._commit(outcome(React(content="👍", target="#1")))

    async def _commit(self, decided: Outcome) -> None:
        if not self.turns:
            return
        turn = self.turns.pop(self.choice % len(self.turns))
        done = await self.stage.commit(turn, decided, always_adds)
        if done.status is CommitStatus.AGAIN and done.turn is not None:
            again = done.turn
            await self.sync()
            self.turns.append(again)
            self.model.called((again.person_id, event_id) for event_id in again.scene.called)
            news = [gap.through for gap in again.scene.passed if gap not in turn.scene.passed]
            self.model.claims(again, max(news, default=0))
        elif done.status is CommitStatus.COMMITTED:
            mine = [
                event
                for event in await self.stage.events()
                if event.facets.spoken and event.author.kind == "person"
            ]
            self.said_in |= {event.id: turn.id for event in mine if event.id not in self.said_in}

    async def deliver(self) -> None:
        for number in range(3):
            row = await self.stage.stores.outbox.head(self.stage.id)
            if row is not None:
                self.stage.counter += 1
                await self.stage.send_head(f"d{self.stage.counter}-{number}")

    async def redo(self) -> None:
        said = [event for event in await self.stage.events() if event.author.kind == "person" and event.message_id]
        for event in said[-1:]:
            with suppress(NotFound, Conflict):
                await self.stage.stores.moderation.redo(self.stage.id, event.message_id or "", ANA)
                await self.sync()
                self.model.gives_back(self.said_in[event.id])

    async def delete(self) -> None:
        ids = [event.message_id for event in self.model.lines.values() if event.message_id and not event.erased]
        if ids:
            await self.stage.stores.mailbox.erase(self.stage.id, [ids[-1 - self.choice % min(len(ids), 4)]])

    async def mute(self) -> None:
        member = MEMBERS[self.choice % 3]
        theirs = [one.id for one in self.model.lines.values() if one.author == member]
        if await self.stage.stores.mutes.toggle(self.stage.id, member):
            await self.sync()
            self.model.nobody_answers(theirs)

    async def live_on(self) -> None:
        person = next(one for one in await self.stage.stores.casts.of(self.stage.id))
        await self.stage.stores.casts.update_persona(person.id, person.persona, person.ref, "Ana")

    async def stop_and_resume(self) -> None:
        await self.stage.stores.worlds.halt(self.stage.id, "Ana")
        await self.stage.stores.worlds.resume(self.stage.id, "Ana")
        await self.sync()
        self.model.all_read()

    async def pause_and_resume(self) -> None:
        """Whoever called for an answer that the pause keeps from being posted is answered after it."""
        before = [event.id for event in await self.stage.events() if event.delivery is Delivery.PENDING]
        await self.stage.stores.worlds.pause(self.stage.id, "403")
        await self.stage.stores.worlds.resume(self.stage.id, "Ana")
        await self.sync()
        for event_id in before:
            if event_id in self.said_in:
                self.model.answer_lost(self.said_in[event_id])

    async def wait(self) -> None:
        await self.stage.clock.advance(6)

    async def sync(self, readers: set[str] | None = None) -> None:
        """The model learns what is in the record, and which turns have ended."""
        rows = await self.database.engine.read(_statuses)
        self.model.sees(await self.stage.stores.transcripts.read(self.stage.id, limit=5000), readers or ())
        self.model.settles(rows)
        self.turns = [turn for turn in self.turns if turn.id in self.model.open]


def _statuses(connection: Connection) -> dict[str, str]:
    return {row.id: row.status for row in Session(connection).exec(select(TurnRow)).all()}


STEPS: dict[str, Callable[[Play], Awaitable[None]]] = {
    step.__name__: step
    for step in (
        *(Play.hear, Play.whisper, Play.hear_for_somebody, Play.hear_much, Play.replace_the_newest),
        *(Play.join, Play.leave, Play.live_on),
        *(Play.claim, Play.speak, Play.react, Play.deliver, Play.wait),
        *(Play.redo, Play.delete, Play.mute, Play.stop_and_resume, Play.pause_and_resume),
    )
}
OFTEN = [*sorted(STEPS), *("claim", "speak", "hear") * 3]
"""What mostly happens, happens mostly here too."""


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.sampled_from(OFTEN), st.integers(0, 999)), min_size=5, max_size=20))
def test_what_people_perceive_is_what_the_model_says(steps: list[tuple[str, int]]) -> None:
    asyncio.run(_play(steps))


async def _play(steps: list[tuple[str, int]]) -> None:
    clock = ManualClock()
    database = await db.open("sqlite://", clock=clock, ids=seeded_ids(1))
    assert isinstance(database, SqlDatabase)
    play = Play(await open_stage(database, clock, "Lisa", "Oscar", caps=CAPS), database)
    for person in play.stage.people:
        play.model.joins(person.id)
    for name, choice in steps:
        play.choice = choice
        await STEPS[name](play)
        await play.sync()
        await database.engine.read(lambda connection: _check(connection, play))
    await database.engine.read(lambda connection: _check_predicates(connection, play))
    await _check_former_lives(play)
    await database.close()


def _check(connection: Connection, play: Play) -> None:
    db_session, model = Session(connection), play.model
    states: dict[Key, str] = {(one.person_id, one.event_id): one.state for one in perceived(connection)}
    live = {event_id for event_id, event in model.lines.items() if not event.erased}
    expected = {key: state for key, state in model.state.items() if key[1] in live}
    assert _asked_for(states, model.present) == _asked_for(expected, model.present)
    for turn in db_session.exec(select(TurnRow)).all():
        assert turn.passed == model.passed_by(turn.id)


def _asked_for(states: dict[Key, str], present: set[str]) -> dict[Key, str]:
    """The states as far as anybody asks for them: nothing waits for somebody who has left."""
    return {key: READ if state == UNREAD and key[0] not in present else state for key, state in states.items()}


def _check_predicates(connection: Connection, play: Play) -> None:
    """The conditions of SQL, for one person and for everybody at once."""
    db_session, model = Session(connection), play.model
    found = {name: _by_anyone(connection, name) for name in _PREDICATES}
    for person in db_session.exec(select(PersonRow)).all():
        wanted = {
            "told": model.in_state(person.id, UNREAD, CLAIMED, READ, PASSED),
            "unread": model.in_state(person.id, UNREAD),
            "read": model.in_state(person.id, READ, CLAIMED),
            "passed": model.in_state(person.id, PASSED),
        }
        wanted["witnessed"] = wanted["told"] | (model.own[person.id] - _erased(db_session))
        for name, events in wanted.items():
            if name in ("unread", "read") and person.id not in model.present:
                continue
            assert _by_one(connection, name, person) == events, name
            assert {event_id for person_id, event_id in found[name] if person_id == person.id} == events, name


def _erased(db_session: Session) -> set[str]:
    return {row.id for row in db_session.exec(select(EventRow)).all() if row.erased}


def _by_one(connection: Connection, name: str, person: PersonRow) -> set[str]:
    values = {f"given_{key}": value for key, value in as_hearer(person).items()}
    return {row.id for row in connection.execute(_BY_ONE[name], {"given_tenant": TENANT, **values})}


def _by_anyone(connection: Connection, name: str) -> set[Key]:
    rows = connection.execute(_BY_ANYONE[name], {"given_tenant": TENANT})
    return {(row[0], row[1]) for row in rows}


async def _check_former_lives(play: Play) -> None:
    """Whoever is carried over brings what they witnessed, without what muting members said."""
    muted = set(await play.stage.stores.mutes.of(play.stage.id))
    lines: dict[str, Event] = play.model.lines
    for person_id, own in play.model.own.items():
        life = await play.stage.stores.casts.former_life(person_id)
        known = play.model.in_state(person_id, UNREAD, CLAIMED, READ, PASSED) | own
        heard = {
            one.id
            for event_id in known
            if (one := lines.get(event_id)) is not None
            and one.facets.summarised
            and not one.erased
            and one.author not in muted
        }
        if len(heard) < 400:
            assert {event.id for event in life.said} == heard
