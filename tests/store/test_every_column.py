"""An erasure knows every column: each is declared, and a secret that has got into all of them leaves them all."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Connection, LargeBinary, String
from sqlalchemy.types import TypeDecorator

import db
from db.database import SqlDatabase
from db.schema.tables.all_tables import TABLES
from db.schema.tables.memory_tables import MemoryMemberRow, MemoryRow, MemorySourceRow
from db.schema.tables.session_decision_tables import (
    SessionDecisionRow,
    SessionDecisionSourceRow,
    SessionDecisionWordsRow,
)
from db.schema.tables.session_tables import SessionRow, SessionVoteRow, SessionVoteSourceRow, SessionVoteWordsRow
from db.tx.entities import table_of
from tests.store.erasable_columns import WITH_WORDS, WITHOUT_WORDS, Leaving
from tests.store.leftovers import texts_of
from tests.store.stage import (
    TENANT,
    USAGE,
    Stage,
    grant_unread,
    only,
    open_stage,
    outcome,
    persona,
    says,
    together,
)
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids
from troupe.core.usage import Estimate
from troupe.ports import Cap, ModelCall, NewWorld
from troupe.worlds.action import Talk, Think
from troupe.worlds.briefing import Briefing
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.jobs.job import JobDone, JobFailed, NewJob
from troupe.worlds.outbox import Offer
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import Provenance

ZOE = HumanAuthor(id="4711000471100", name="Zoeleth")
WORD = "quinoline"
TEXT = f"The safe in the cellar opens with {WORD}."
TRACES = (WORD, ZOE.name, ZOE.id)
NUMBERS = {"speech_prints.print", "line_terms.key"}
"""Made of words, and holding none."""
ERASABLE = WITH_WORDS[Leaving.EVENT] | WITH_WORDS[Leaving.PROMPT] | WITH_WORDS[Leaving.SOURCE]


def columns() -> Iterator[str]:
    """Those that could hold words."""
    for table in TABLES.sorted_tables:
        for column in table.c:
            if column.name != "tenant" and not column.foreign_keys and _of_text(column):
                yield f"{table.name}.{column.name}"


def _of_text(column: "Column[object]") -> bool:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, String | LargeBinary)


def test_every_column_says_how_words_leave_it() -> None:
    without = {f"{table}.{name}" for table, names in WITHOUT_WORDS.items() for name in names.split()}
    declared = [*without, *(name for names in WITH_WORDS.values() for name in names)]
    assert sorted(declared) == sorted({*columns(), *NUMBERS}), "see tests/store/erasable_columns.py"


def test_a_column_that_is_not_declared_is_found() -> None:
    assert {"event_texts.text", "avatars.png", "people.state", "job_words.text"} <= set(columns())


def told_of(view: FloorView) -> FloorDecision:
    """A floor that says in its reasons what was said."""
    decision = only(view.members[0].id)(view)
    grants = tuple(grant.model_copy(update={"reason": f"since {WORD} was named"}) for grant in decision.grants)
    notes = {member.id: f"does not know {WORD}" for member in view.members[1:]}
    return decision.model_copy(update={"grants": grants, "reason": f"about {WORD}", "notes": notes})


async def planted(stage: Stage) -> None:
    """Zoe's secret gets wherever words can get."""
    lisa, oscar, marta = stage.people
    posted = await stage.hear(TEXT, ZOE, message_id="m-secret")
    assert posted.event is not None
    await stage.stores.mailbox.revise(stage.id, "m-secret", f"{TEXT} Really.", stage.clock.now())
    (turn,) = (await stage.claim(told_of)).turns
    await stage.commit(turn, outcome(Talk(content="I see."), Think(content=f"So it is {WORD}."), mood=f"{WORD}!"))
    await stage.send_head("900")
    await stage.hear("What did she say?")
    (turn,) = (await stage.claim(only(oscar.id))).turns
    await stage.commit(turn, says(f"She said that {TEXT}", mood=f"proud of {WORD}"))
    await stage.send_head("901")
    await stage.hear("And you, Lisa?")
    (turn,) = (await stage.claim(only(lisa.id))).turns
    await stage.stores.turns.fail(turn, f"the answer was no JSON: {WORD}", USAGE)
    await _carried(stage, lisa.id, posted.event.id)
    await _worked_on(stage, posted.event.id)
    assert isinstance(stage.database, SqlDatabase)
    event_id, heard = posted.event.id, posted.event.heard or 0
    await stage.database.engine.write(lambda connection: _remembered(connection, stage, event_id, heard))
    await stage.database.engine.write(lambda connection: _voted(connection, stage, event_id, marta.id))
    await stage.hear("All of you: what is it?")
    held, quoting, *_ = (await stage.claim(together)).turns
    await stage.commit(held, outcome(Talk(content="Fine."), Think(content=WORD), mood=WORD))
    await stage.commit(quoting, outcome(Talk(content=TEXT), mood=WORD))


async def _carried(stage: Stage, former_id: str, event_id: str) -> None:
    """Into another world, where it is said again and not yet sent, and whoever hears of it there thinks of it."""
    briefing = Briefing(
        text=f"You learned of {WORD}.",
        sources=(event_id,),
        through=1,
        provenance=Provenance(model="test", prompts_hash="p", request_hash="r"),
        usage=USAGE,
    )
    await stage.stores.casts.add(stage.id, *persona("Pia"), briefing=briefing)
    world = await stage.stores.worlds.open(
        NewWorld(name="attic", channel_id="101", notice="Welcome.", offers=(Offer.MUTE,)),
        [persona("Lisa"), persona("Otto")],
    )
    life, _ = await stage.stores.casts.of(world.id)
    await stage.stores.casts.carry_over(life.id, former_id, briefing)
    people = await stage.stores.casts.of(world.id)
    attic = Stage(stage.database, stage.stores, stage.clock, world, people, counter=50)
    await attic.hear("How are you?")
    for turn in (await attic.claim(grant_unread)).turns:
        await attic.commit(turn, outcome(Talk(content=TEXT), Think(content=f"Not a word of {WORD}."), mood=WORD))


async def _worked_on(stage: Stage, event_id: str) -> None:
    """Jobs whose prompts showed it: one under way, one that is done, one that failed, one asked with its words."""
    jobs = stage.stores.jobs
    for request in ("sum up", "sum up", "sum up", f"Who knows that {TEXT}"):
        assert await jobs.add(NewJob(kind="test", request=request, estimate=Estimate(tokens=9), calls=1), Cap())
    claims = [await jobs.claim(60.0) for _ in range(3)]
    for claim in claims:
        assert claim is not None
        assert await jobs.made_from(claim.job, [event_id])
        call = ModelCall(purpose="test", model="test", estimate=Estimate(tokens=1))
        reservation = await jobs.reserve(claim.job, call, Cap(), 60.0)
        assert reservation is not None
        await jobs.keep(claim.job, reservation, USAGE, "one", f"They say {WORD}.")
    assert claims[0] is not None
    assert claims[1] is not None
    await jobs.end(claims[0].job, JobDone(result=f"A draft of {WORD}."))
    await jobs.end(claims[1].job, JobFailed(fault="ModelRefused", words=f"no {WORD} here"))


def _voted(connection: Connection, stage: Stage, event_id: str, person_id: str) -> None:
    now, (session_id, ballot, voter) = stage.clock.now(), ("s1", "buy", person_id)
    for row in (
        SessionRow(id=session_id, tenant=TENANT, status="running", created_at=now),
        SessionVoteRow(
            session_id=session_id,
            ballot=ballot,
            person_id=voter,
            tenant=TENANT,
            chosen=("yes",),
            prices=(),
            at=now,
        ),
        SessionVoteWordsRow(
            session_id=session_id,
            ballot=ballot,
            person_id=voter,
            tenant=TENANT,
            part="reason",
            text=f"For {WORD}.",
        ),
        SessionVoteSourceRow(
            session_id=session_id, ballot=ballot, person_id=voter, tenant=TENANT, event_id=event_id
        ),
    ):
        connection.execute(table_of(type(row)).insert(), row.model_dump())
    asked = f"What of {WORD}?"
    for row in (
        SessionDecisionRow(
            session_id=session_id, number=2, tenant=TENANT, kind="probe", step="now", lines=(), at=now
        ),
        SessionDecisionWordsRow(session_id=session_id, number=2, tenant=TENANT, part="text", text=asked),
        SessionDecisionSourceRow(session_id=session_id, number=2, tenant=TENANT, event_id=event_id),
    ):
        connection.execute(table_of(type(row)).insert(), row.model_dump())


def _remembered(connection: Connection, stage: Stage, event_id: str, heard: int) -> None:
    now, person_id = stage.clock.now(), stage.people[0].id
    memory = MemoryRow(
        id="memory-1",
        tenant=TENANT,
        world_id=stage.id,
        person_id=person_id,
        number=1,
        kind="fact",
        text=f"It opens with {WORD}.",
        topic=WORD,
        about=f"the {WORD} safe",
        said_by=ZOE.name,
        at=now,
        made_at=now,
        first=heard,
        through=heard,
        newest=heard,
    )
    source = MemorySourceRow(memory_id="memory-1", event_id=event_id, tenant=TENANT)
    member = MemoryMemberRow(memory_id="memory-1", member_id=ZOE.id, tenant=TENANT)
    for row in (memory, source, member):
        connection.execute(table_of(type(row)).insert(), row.model_dump())


async def where(stage: Stage) -> set[str]:
    """The columns in which a trace of it is."""
    assert isinstance(stage.database, SqlDatabase)
    return {place for place, text in await texts_of(stage.database) if any(trace in text for trace in TRACES)}


async def test_a_secret_that_got_into_every_column_leaves_them_all(stage: Stage) -> None:
    await planted(stage)
    assert await where(stage) >= ERASABLE - NUMBERS
    assert await prints(stage) > 0
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret"]) == 1
    assert await where(stage) == set()
    assert await prints(stage) == 0
    assert ("Lisa", "I see.") in await stage.said()


async def prints(stage: Stage) -> int:
    """How many numbers lead to what was said: nobody said anything else of five words."""
    assert isinstance(stage.database, SqlDatabase)
    return sum(place == "speech_prints.print" for place, _ in await texts_of(stage.database))


async def test_no_byte_of_it_stays_in_the_files(tmp_path: Path, clock: ManualClock, ids: Ids) -> None:
    path = tmp_path / "troupe.db"
    database = await db.open(f"sqlite:///{path}", clock=clock, ids=ids)
    stage = await open_stage(database, clock, "Lisa", "Oscar", "Marta")
    await planted(stage)
    assert all(trace.encode() in bytes_of(path) for trace in TRACES)
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret"]) == 1
    for _ in range(3):
        await database.due(clock.now())
        assert isinstance(database, SqlDatabase)
        await database.engine.on_thread(lambda: None)  # the log is emptied behind the sweep
    assert [trace for trace in TRACES if trace.encode() in bytes_of(path)] == []
    await database.close()


def bytes_of(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


@pytest.mark.parametrize("leaving", sorted(WITH_WORDS))
def test_no_column_is_declared_twice(leaving: Leaving) -> None:
    others = [names for kind, names in WITH_WORDS.items() if kind is not leaving]
    assert all(WITH_WORDS[leaving].isdisjoint(names) for names in others)
