"""The right of reply asked for: once a study was read, those quoted say whether they are read rightly. Their words
stand beside the quote, and are no finding."""

from collections.abc import Sequence

from troupe.core.errors import ModelError
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.prompt.portrait import portrait
from troupe.people.persona.persona import Persona
from troupe.research.analysis.analysis import RightOfReply, StudyAnalysis
from troupe.research.analysis.by_model.model_reading import together
from troupe.research.analysis.by_model.numbered_record import PROMPTS
from troupe.research.analysis.by_model.reading_forms import ReadReply
from troupe.research.analysis.by_rule.rule_replies import replies_by_rule
from troupe.research.analysis.quoted_people import Quoted, quoted_people
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

REPLY = Purpose("reply", Urgency.BACKGROUND)
REPLY_TOKENS = 300


class Replies(Frozen):
    """The replies, and what they cost."""

    replies: tuple[RightOfReply, ...]
    usage: Usage = Usage()


async def ask_replies(llm: Capped, study: Study, analysis: StudyAnalysis, *, seed: int) -> Replies:
    """Ask everyone whom the reading quotes, a call each; the understudy by rule. A failed answer is left out."""
    record = StudyRecord(study)
    if llm.stand_in:
        return Replies(replies=replies_by_rule(record, analysis))
    replies, usage = list[RightOfReply](), Usage()
    for quoted in quoted_people(record, analysis.themes):
        person = record.people[quoted.participant]
        if person.persona is None:
            continue
        try:
            reply = await llm.complete(_request(person.persona, person.slug, quoted, seed))
        except ModelError as error:
            usage += error.usage or Usage()
            continue
        usage += reply.usage
        if text := " ".join(reply.value.text.split()):
            replies.append(RightOfReply(participant=person.id, theme=quoted.theme.key, text=text))
    return Replies(replies=tuple(replies), usage=usage)


def with_replies(analysis: StudyAnalysis, made: Replies) -> StudyAnalysis:
    """The reading with these replies, in place of any before."""
    return analysis.model_copy(update={"replies": made.replies, "usage": analysis.usage + made.usage})


def quote_replies(llm: PricedModel, portraits: Sequence[int]) -> tuple[int, Estimate]:
    """How many calls it takes, and what they cost at most, by the characters of the portraits."""
    if llm.stand_in:
        return 0, Estimate(tokens=0, usd=0.0)
    return len(portraits), together([llm.estimate(chars + 1_500, REPLY_TOKENS) for chars in portraits])


def _request(persona: Persona, slug: str, quoted: Quoted, seed: int) -> Request[ReadReply]:
    words = {"quotes": quoted.quotes, "theme": quoted.theme.name, "summary": quoted.theme.summary}
    return Request(
        messages=(
            Message("system", portrait(persona)),
            Message("user", PROMPTS.template("reply.md").render(**words)),
        ),
        output=ReadReply,
        purpose=REPLY,
        seed=seed,
        person=slug,
        max_tokens=REPLY_TOKENS,
    )
