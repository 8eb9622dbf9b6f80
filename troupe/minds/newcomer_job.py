"""Telling a newcomer what was said before they came, and seating them, as a job."""

from typing import ClassVar

from troupe.core.errors import Conflict
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.minds.briefing_summary import brief, estimate_briefing, to_tell
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.briefing import Briefing
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person


class NewcomerAsked(Frozen):
    """The newcomer to a world, and the line in which the channel is told of it. `length` is what there is to tell,
    in characters, when it is asked for: the words themselves are read from the record when they are needed."""

    world_id: str
    persona: Persona
    ref: PersonaRef
    notice: str = ""
    length: int = 0


class NewcomerSeated(Frozen):
    """The newcomer, by name, and what they were told; nothing where nothing was said."""

    name: str
    briefing: Briefing | None = None


class NewcomerJob(JobKind[NewcomerAsked, NewcomerSeated]):
    """One model call, made from what was said; then the newcomer takes a seat. The `secrets` of whoever runs it
    are told to nobody."""

    word: ClassVar[str] = "briefing"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = NewcomerAsked
    result = NewcomerSeated

    def __init__(self, secrets: Secrets) -> None:
        self._guard = Guard(secrets)

    def quote(self, llm: PricedModel, asked: NewcomerAsked) -> JobQuote:
        if not asked.length:
            return JobQuote(0, Estimate(tokens=0, usd=0.0))
        return JobQuote(1, estimate_briefing(llm, asked.length))

    async def work(self, asked: NewcomerAsked, tools: JobTools) -> NewcomerSeated:
        """Raises ModelError where no summary could be made, and Conflict where somebody has their name: then
        nobody has come."""
        stores, world_id = tools.stores, asked.world_id
        transcript = await stores.transcripts.said(world_id)
        briefing = await self._briefing(asked, transcript, tools) if to_tell(transcript) else None
        try:
            await stores.casts.add(world_id, asked.persona, asked.ref, briefing=briefing)
        except Conflict:
            seated = [person for person in await stores.casts.of(world_id) if person.name == asked.persona.name]
            if tools.job.fence < 2 or not any(person.ref == asked.ref for person in seated):
                raise
            return NewcomerSeated(name=asked.persona.name, briefing=briefing)  # by the process that died over it
        if asked.notice:
            await stores.outbox.notice(world_id, asked.notice)
        return NewcomerSeated(name=asked.persona.name, briefing=briefing)

    async def _briefing(self, asked: NewcomerAsked, transcript: tuple[Event, ...], tools: JobTools) -> Briefing:
        stores = tools.stores
        await tools.made_from([event.id for event in to_tell(transcript)])
        world = await stores.worlds.get(asked.world_id)
        reader = Person(id=tools.job.id, world_id=world.id, seat=0, persona=asked.persona, ref=asked.ref)
        return await brief(
            tools.llm,
            transcript,
            reader,
            world,
            now=tools.job.created_at,
            seed=world.seed,
            muted=await stores.mutes.of(world.id),
            guard=self._guard,
        )
