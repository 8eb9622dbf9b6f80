"""Having those quoted asked whether they are read rightly, as a job after the reading."""

from typing import ClassVar

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.by_model.reply_asking import Replies, ask_replies, quote_replies
from troupe.research.sessions.study_gathering import gather_study


class RepliesAsked(Frozen):
    """The reading by the id of its job, of which session; `portraits` is how long those of the people are who may
    be asked. No words: what is quoted is read when the work begins."""

    session: str
    reading: str
    portraits: tuple[int, ...]
    seed: int = 0


class RightOfReplyJob(JobKind[RepliesAsked, Replies]):
    """A model call for each of those quoted; by rule where the understudy plays."""

    word: ClassVar[str] = "replying"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = RepliesAsked
    result = Replies

    def quote(self, llm: PricedModel, asked: RepliesAsked) -> JobQuote:
        return JobQuote(*quote_replies(llm, asked.portraits))

    async def work(self, asked: RepliesAsked, tools: JobTools) -> Replies:
        words = (await tools.stores.jobs.words(asked.reading)).result
        if words is None:  # something that it was made from has been erased
            return Replies(replies=())
        reading = StudyAnalysis.model_validate_json(words)
        study = await gather_study(tools.stores, asked.session, lambda _: tools.llm)
        quotes = (quote for theme in reading.themes for quote in (*theme.evidence, *theme.against))
        await tools.made_from(list(dict.fromkeys(quote.line for quote in quotes)))
        return await ask_replies(tools.llm, study, reading, seed=asked.seed)
