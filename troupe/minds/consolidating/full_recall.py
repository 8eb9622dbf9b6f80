"""Everything that somebody remembers about a subject, by going through all they witnessed: for studies, where a
search that finds most is not enough. What it costs is told before."""

import asyncio
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict
from typing_extensions import override

from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.jobs.job_kind import JobQuote
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.memory.line_terms import line_terms, question_terms
from troupe.worlds.text.shown_text import one_line
from troupe.worlds.transcript import Event

PURPOSE = Purpose("full recall", Urgency.AWAITED)
MAX_TOKENS = 400
AT_A_TIME = 60
"""Lines of one call."""
PROMPTS = PromptFolder("troupe.minds.consolidating", ("everything.md",))
_RULES = 700
"""Characters of the prompt beside the lines, about."""


class LinesAbout(BaseModel):
    """The numbers of the lines that tell something about it."""

    model_config = ConfigDict(extra="ignore")

    lines: list[int]


class LinesToScan(ComposedMatter):
    """The lines as they were, for the stand-in: those that share a word with the subject."""

    about: str
    lines: tuple[str, ...]

    @override
    def composed(self, seed: int) -> BaseModel:
        del seed
        stems = {stem for term in question_terms(self.about) for stem in term.stems}
        having = (n for n, line in enumerate(self.lines, 1) if not stems.isdisjoint(line_terms(line)))
        return LinesAbout(lines=list(having))


def quote_full_recall(llm: PricedModel, events: Sequence[Event]) -> JobQuote:
    """How many calls it takes to go through these lines, and what they cost at most."""
    costs = [llm.estimate(_RULES + sum(map(len, lines)), MAX_TOKENS) for _, lines in _parts(events)]
    prices = [cost.usd for cost in costs if cost.usd is not None]
    usd = sum(prices) if len(prices) == len(costs) else None
    return JobQuote(len(costs), Estimate(tokens=sum(cost.tokens for cost in costs), usd=usd))


async def full_recall(llm: Capped, events: Sequence[Event], about: str, *, seed: int) -> tuple[Event, ...]:
    """The lines that tell something about it, as they were said, in order. Raises ModelError, and OverBudget
    where the cap has no room."""
    found = await asyncio.gather(*(_scan(llm, part, lines, about, seed) for part, lines in _parts(events)))
    return tuple(event for part in found for event in part)


async def _scan(llm: Capped, events: Sequence[Event], lines: Sequence[str], about: str, seed: int) -> list[Event]:
    numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    reply = await llm.complete(
        Request(
            messages=(
                Message("system", PROMPTS.template("everything.md").render(about=one_line(about))),
                Message("user", f"# The lines\n{numbered}"),
            ),
            output=LinesAbout,
            purpose=PURPOSE,
            seed=seed,
            max_tokens=MAX_TOKENS,
            temperature=0.0,
            matter=LinesToScan(about=about, lines=tuple(lines)),
        )
    )
    return [events[number - 1] for number in sorted(set(reply.value.lines)) if 0 < number <= len(events)]


def _parts(events: Sequence[Event]) -> Iterator[tuple[Sequence[Event], list[str]]]:
    for start in range(0, len(events), AT_A_TIME):
        part = events[start : start + AT_A_TIME]
        yield part, [f"{event.author.name}: {one_line(event.text)}" for event in part]
