"""Having a guide drafted from a sentence, as a job."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.guides.drafting.guide_brief import GuideBrief
from troupe.research.guides.drafting.guide_drafting import MOST_CALLS, GuideDrafted, draft_guide, estimated_cost


class GuideAsked(Frozen):
    """What the guide is to be about, and the seed by which another try gives another guide."""

    brief: GuideBrief
    seed: int


class GuideDraftingJob(JobKind[GuideAsked, GuideDrafted]):
    """One model call, and one more where the linter found something. Nothing is saved: who asked looks at it."""

    word: ClassVar[str] = "guide"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = GuideAsked
    result = GuideDrafted

    def quote(self, llm: PricedModel, asked: GuideAsked) -> JobQuote:
        return JobQuote(MOST_CALLS, estimated_cost(llm, asked.brief))

    async def work(self, asked: GuideAsked, tools: JobTools) -> GuideDrafted:
        return await draft_guide(tools.llm, asked.brief, seed=asked.seed)
