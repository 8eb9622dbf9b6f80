"""Making memories of what people witnessed, as a job: one call for all who witnessed the same lines."""

from typing import ClassVar

from troupe.core.errors import JobLost
from troupe.core.frozen import Frozen
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.memory.experience import ExperienceLines, MadeMemories, SharedExperience
from troupe.memory.memory_subjects import KnownNames
from troupe.minds.consolidating.answer_checking import checked, of_person
from troupe.minds.consolidating.consolidated_answer import Consolidated
from troupe.minds.consolidating.plain_consolidation import HeardLine, HeardLines
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.minds.prompt.history_lines import history_text
from troupe.people.persona.persona import Persona
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import one_line, shown_name
from troupe.worlds.world import Person

PURPOSE = Purpose("consolidation", Urgency.BACKGROUND)
MAX_TOKENS = 1_500
TEMPERATURE = 0.2
"""Low: this is to be true rather than lively."""
PROMPTS = PromptFolder("troupe.minds.consolidating", ("consolidate.md",))
_RULES = 2_200
"""Characters of the prompt beside the lines, about."""


class MemoriesMade(Frozen):
    """How many memories were made, of all people together."""

    memories: int = 0


class ConsolidationJob(JobKind[SharedExperience, MemoriesMade]):
    """One call; then each of the people has their memories, all at once. The `secrets` of whoever runs it are
    kept in nobody's memory."""

    word: ClassVar[str] = "consolidation"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = SharedExperience
    result = MemoriesMade

    def __init__(self, secrets: Secrets) -> None:
        self._guard = Guard(secrets)

    def quote(self, llm: PricedModel, asked: SharedExperience) -> JobQuote:
        return JobQuote(1, llm.estimate(_RULES + asked.length, MAX_TOKENS))

    async def work(self, asked: SharedExperience, tools: JobTools) -> MemoriesMade:
        """Raises ModelError where the model gives nothing that can be read: it is asked for again later."""
        experiences = tools.stores.experiences
        heard = await experiences.lines(asked)
        people = {person.id: person for person in heard.people}
        keys = [key for key in asked.keys if key.person_id in people]
        if not heard.events:
            await experiences.keep(tools.job, [MadeMemories(key=key, memories=()) for key in keys])
            return MemoriesMade()
        await tools.made_from([event.id for event in heard.events])
        scene = _scene(heard, tools)
        reply = await tools.llm.complete(_request(heard, scene, heard.world.seed))
        names = KnownNames(tuple(person.name for person in heard.people) + scene.others, heard.members)
        memories = checked(reply.value, heard.events, names, self._guard)
        made = [
            MadeMemories(key=key, memories=of_person(memories, key.person_id, people[key.person_id].name))
            for key in keys
        ]
        if not await experiences.keep(tools.job, made, stand_in=tools.llm.stand_in):
            raise JobLost("another process has made these memories, or something in them was erased")
        return MemoriesMade(memories=sum(len(item.memories) for item in made))


def _request(heard: ExperienceLines, scene: Scene, seed: int) -> Request[Consolidated]:
    lines = (
        HeardLine(number=event.heard, speaker=shown_name(event.author, scene), text=one_line(event.text))
        for event in heard.events
        if event.heard is not None and event.text
    )
    return Request(
        messages=(
            Message("system", PROMPTS.text("consolidate.md")),
            Message("user", f"# What was said\n{history_text(scene)}"),
        ),
        output=Consolidated,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        matter=HeardLines(lines=tuple(lines)),
    )


def _scene(heard: ExperienceLines, tools: JobTools) -> Scene:
    """The lines as somebody would have heard them who is none of those who were there."""
    listener = Person(
        id=tools.job.id,
        world_id=heard.world.id,
        seat=0,
        persona=Persona.model_validate({"name": "Nobody"}),
        ref=heard.people[0].ref,
    )
    authors = {event.author.name for event in heard.events if event.author.kind == "person"}
    return Scene(
        world=heard.world,
        person=listener,
        others=tuple(sorted(authors | {person.name for person in heard.people})),
        history=heard.events,
        unread=(),
        trigger=None,
        obliged=False,
        now=tools.job.created_at,
    )
