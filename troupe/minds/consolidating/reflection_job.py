"""Thinking over what one person lived through, as a job: what they come to think, each thought with its
grounds."""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from typing_extensions import override

from troupe.core.errors import JobLost
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.memory.line_terms import line_terms
from troupe.memory.memory_subjects import KnownNames
from troupe.minds.consolidating.consolidation_job import MemoriesMade
from troupe.minds.gate.output_gate import Guard, clipped, fit_to_tell
from troupe.minds.gate.secrets import Secrets
from troupe.minds.prompt.persona_words import folded
from troupe.minds.prompt.short_portrait import short_portrait
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind, NewMemory
from troupe.worlds.memories.reflection_asked import ReflectionAsked
from troupe.worlds.text.shown_text import one_line

PURPOSE = Purpose("reflection", Urgency.BACKGROUND)
MAX_TOKENS = 400
TEMPERATURE = 0.5
PROMPTS = PromptFolder("troupe.minds.consolidating", ("reflect.md",))
MOST = 3
LONGEST = 220
_RULES = 3_000
"""Characters of the prompt beside the notes, about: the rules, and who the person is."""


class WrittenReflection(BaseModel):
    """A thought, with the numbers of the notes that it rests on."""

    model_config = ConfigDict(extra="ignore")

    about: str
    text: str
    notes: list[int]


class Reflections(BaseModel):
    """What somebody has come to think."""

    model_config = ConfigDict(extra="ignore")

    reflections: list[WrittenReflection]


class NoThoughts(ComposedMatter):
    """The thoughts of somebody without a model: none, since a rule that thought would make them up."""

    @override
    def composed(self, seed: int) -> BaseModel:
        del seed
        return Reflections(reflections=[])


class ReflectionJob(JobKind[ReflectionAsked, MemoriesMade]):
    """One call for one person. The `secrets` of whoever runs it are kept in nobody's memory."""

    word: ClassVar[str] = "reflection"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = ReflectionAsked
    result = MemoriesMade

    def __init__(self, secrets: Secrets) -> None:
        self._guard = Guard(secrets)

    def quote(self, llm: PricedModel, asked: ReflectionAsked) -> JobQuote:
        return JobQuote(1, llm.estimate(_RULES + asked.length, MAX_TOKENS))

    async def work(self, asked: ReflectionAsked, tools: JobTools) -> MemoriesMade:
        """Raises ModelError where the model gives nothing that can be read: it is asked for again later."""
        stores, experiences = tools.stores, tools.stores.experiences
        notes = await experiences.notes(asked)
        cast = {person.id: person for person in await stores.casts.of(asked.world_id)}
        if not notes.memories or asked.person_id not in cast:
            return MemoriesMade()
        person = cast[asked.person_id]
        await tools.made_from(notes.events)
        numbered = "\n".join(f"{number}. {_note(memory)}" for number, memory in enumerate(notes.memories, 1))
        rules = PROMPTS.template("reflect.md").render(name=folded(person.name), who=short_portrait(person.persona))
        request = Request(
            messages=(Message("system", rules), Message("user", f"# Your notes\n{numbered}")),
            output=Reflections,
            purpose=PURPOSE,
            seed=asked.experiences[-1][0],
            person=person.ref.slug,
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
            matter=NoThoughts(),
        )
        reply = await tools.llm.complete(request)
        names = KnownNames([other.name for other in cast.values()], await experiences.members(asked.world_id))
        kept = thoughts(reply.value, notes.memories, names, self._guard)
        if not await experiences.reflect(tools.job, asked, kept, stand_in=tools.llm.stand_in):
            raise JobLost("another process has thought this over, or something in it was erased")
        return MemoriesMade(memories=len(kept))


def thoughts(
    answer: Reflections, notes: Sequence[KeptMemory], names: KnownNames, guard: Guard
) -> tuple[NewMemory, ...]:
    """What stands of the answer: thoughts that rest on notes and share a word with them."""
    kept: list[NewMemory] = []
    for written in answer.reflections[:MOST]:
        text = clipped(" ".join(fit_to_tell(written.text, guard).split()), LONGEST)
        about = clipped(" ".join(fit_to_tell(written.about, guard).split()), LONGEST)
        grounds = [notes[number - 1] for number in dict.fromkeys(written.notes) if 0 < number <= len(notes)]
        words = {term for note in grounds for term in line_terms(f"{note.text} {note.about} {note.said_by}")}
        if not text or not grounds or words.isdisjoint(line_terms(f"{text} {about}")):
            continue
        member = names.member_called(about)
        members = names.members_in(f"{about} {text}")
        if member is not None:
            members.add(member.id)
        kept.append(
            NewMemory(
                kind=MemoryKind.REFLECTION,
                text=text,
                about=about,
                about_member=None if member is None else member.id,
                members=tuple(sorted(members)),
                sources=tuple(dict.fromkeys(source for note in grounds for source in note.sources)),
            )
        )
    return tuple(kept)


def _note(memory: KeptMemory) -> str:
    text = one_line(memory.text)
    if memory.kind is MemoryKind.FACT and memory.said_by:
        said = f"{one_line(memory.said_by)} said{' (of somebody else)' if memory.hearsay else ''}"
        text = f"{said}: {text}"
    return text if memory.current else f"{text} (no longer so)"
