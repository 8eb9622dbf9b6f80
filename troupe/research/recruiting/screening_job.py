"""A screening as a job: whoever was asked is asked no more, whichever process dies."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import Persona
from troupe.research.recruiting.screener import Screener
from troupe.research.recruiting.screening import AT_ONCE, Screened, quote, screen, to_be_asked


class ScreeningAsked(Frozen):
    """The screener, and the candidates by slug as they are at the time of asking: somebody edited meanwhile is
    asked as who they were. `source` says in words where they are from, `note` what is to be said of that."""

    screener: Screener
    candidates: dict[str, PanelMember]
    seed: int
    at_once: int = AT_ONCE
    source: str = ""
    note: str = ""

    @property
    def people(self) -> dict[str, Persona]:
        return {slug: member.persona for slug, member in self.candidates.items()}


class ScreeningJob(JobKind[ScreeningAsked, Screened]):
    """A model call a candidate, a few at a time, in the order that the seed draws."""

    word: ClassVar[str] = "screening"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = ScreeningAsked
    result = Screened

    def quote(self, llm: PricedModel, asked: ScreeningAsked) -> JobQuote:
        return JobQuote(len(to_be_asked(asked.screener, asked.people)), quote(llm, asked.screener, asked.people))

    async def work(self, asked: ScreeningAsked, tools: JobTools) -> Screened:
        return await screen(tools.llm, asked.screener, asked.people, seed=asked.seed, at_once=asked.at_once)
