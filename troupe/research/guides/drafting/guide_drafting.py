"""Drafting a guide from a sentence: one model call, looked over by code, and one more to mend what that found."""

from troupe.core.errors import ModelMalformed
from troupe.core.frozen import Frozen
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Request, prompt_chars
from troupe.llm.port.purpose import Purpose
from troupe.research.guides.drafting.guide_brief import GuideBrief
from troupe.research.guides.drafting.written_guide import WrittenGuide, guide_of
from troupe.research.guides.guide import Guide
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.linting.lint_finding import LintFinding

PURPOSE = Purpose("guide", Urgency.AWAITED)
MAX_TOKENS = 4_000
"""A guide for an hour has about 1,500 tokens; some models think before they write."""
MOST_CALLS = 2
PROMPTS = PromptFolder("troupe.research.guides.drafting", ("brief.md", "draft.md", "mend.md"))


class GuideDrafted(Frozen):
    """A guide as drafted, to be looked at before it is used; `findings` are what the linter still says."""

    guide: Guide
    findings: tuple[LintFinding, ...] = ()
    usage: Usage
    model: str
    stand_in: bool


async def draft_guide(llm: Capped, brief: GuideBrief, *, seed: int) -> GuideDrafted:
    """A guide about this. Raises ModelMalformed where the model gives none, with what was spent."""
    request = _request(brief, seed)
    reply = await llm.complete(request)
    usage, written = reply.usage, reply.value
    guide, doubts = _looked_over(written, brief)
    if doubts and not llm.stand_in:
        mending = (
            *request.messages,
            Message("assistant", written.model_dump_json()),
            Message("user", PROMPTS.template("mend.md").render(doubts=doubts)),
        )
        again = await llm.complete(_request(brief, seed, mending))
        usage += again.usage
        mended, left = _looked_over(again.value, brief)
        if guide is None or (mended is not None and len(left) < len(doubts)):
            guide, doubts = mended, left
    if guide is None:
        raise ModelMalformed(f"the model wrote no guide: {doubts[0]}", usage=usage)
    return GuideDrafted(guide=guide, findings=lint(guide), usage=usage, model=reply.model, stand_in=llm.stand_in)


def estimated_cost(llm: PricedModel, brief: GuideBrief) -> Estimate:
    """What drafting is expected to cost at most, mending included."""
    first = llm.estimate(prompt_chars(_request(brief, 0)), MAX_TOKENS)
    second = llm.estimate(prompt_chars(_request(brief, 0)) + 4 * MAX_TOKENS, MAX_TOKENS)
    usd = None if first.usd is None or second.usd is None else first.usd + second.usd
    return Estimate(tokens=first.tokens + second.tokens, usd=usd)


def _looked_over(written: WrittenGuide, brief: GuideBrief) -> tuple[Guide | None, tuple[str, ...]]:
    """The guide, if it can be one, and what is to be mended."""
    try:
        guide = guide_of(written, " ".join(brief.about.split()))
    except ValueError as error:
        return None, (str(error),)
    return guide, tuple(str(finding) for finding in lint(guide))


def _request(brief: GuideBrief, seed: int, messages: tuple[Message, ...] = ()) -> Request[WrittenGuide]:
    text = PROMPTS.template("brief.md").render(
        about=" ".join(brief.about.split()),
        study="" if brief.study is None else brief.study.value,
        minutes=brief.minutes,
    )
    return Request(
        messages=messages or (Message("system", PROMPTS.text("draft.md")), Message("user", text)),
        output=WrittenGuide,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=MAX_TOKENS,
        matter=brief,
    )
