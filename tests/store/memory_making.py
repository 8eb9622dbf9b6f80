"""What tests of memories are made of: talk that is read, and memories made of it."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from tests.store.stage import ANA, TENANT, Stage, only, outcome
from troupe.engine.job_runner import JobRunner
from troupe.engine.memory_maker import MemoryMaker
from troupe.llm.port.llm import LLM
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy.understudy_model import Understudy
from troupe.memory.experience import SILENCE
from troupe.minds.gate.secrets import Secrets
from troupe.minds.mind import Mind
from troupe.ports import Cap
from troupe.research.job_kinds import job_kinds
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.transcript import HumanAuthor

Lines = Sequence[str | tuple[str, HumanAuthor]]
SMALL_TALK = ("The soup was fine today.", "And the bread too.", "It rains again.", "As it does.")


async def talk(stage: Stage, lines: Lines, *, readers: Sequence[int] = (0,)) -> None:
    """This is said, one line after the other, and read by those at these seats."""
    for line in lines:
        text, author = line if isinstance(line, tuple) else (line, ANA)
        await stage.hear(text, author)
    for turn in (await stage.claim(only(*(stage.people[seat].id for seat in readers)))).turns:
        await stage.commit(turn, outcome())


def runner(stage: Stage, llm: LLM | None = None) -> JobRunner:
    mind = Mind(Understudy() if llm is None else llm)
    kinds = job_kinds(Secrets())
    return JobRunner(stage.database, kinds, mind, stage.clock, cap=lambda _: Cap(), poke=lambda _: None)


async def made(stage: Stage, llm: LLM | None = None) -> int:
    """After a silence all memories that are due are made; returns how many jobs that took."""
    await stage.clock.advance(SILENCE + 1)
    jobs = runner(stage, llm)
    asked = await MemoryMaker(stage.database, jobs, Secrets()).look(TENANT)
    await jobs.look(TENANT)
    await jobs.idle()
    return asked


def tells(*facts: Mapping[str, JsonValue], episode: str = "They talked.", line: int = 1) -> Scripted:
    """A model that finds these facts, each beside what is left out here."""
    usual: Mapping[str, JsonValue] = {"topic": "", "line": line, "instead_of": "", "hearsay": False}
    answer: dict[str, JsonValue] = {
        "episodes": [{"text": episode, "lines": [line]}],
        "facts": [{**usual, **fact} for fact in facts],
    }
    return Scripted(otherwise=answer)


async def kept(stage: Stage, seat: int = 0, kind: MemoryKind = MemoryKind.FACT) -> list[KeptMemory]:
    """The memories of this kind that one person has."""
    memories = await stage.stores.memories.kept(stage.people[seat].id)
    return [memory for memory in memories if memory.kind is kind]


async def allow(stage: Stage, member: HumanAuthor = ANA) -> None:
    await stage.stores.consents.allow(member.id)
