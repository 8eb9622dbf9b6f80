"""Screening: who of the candidates is recruited, by rules on fields, questions asked beforehand, and quotas.

Candidates are taken in an order drawn by the seed. Rules on fields come first, since they cost nothing; who passes
is asked, a few at a time; then rules on answers, then the quotas, in that same order, whoever answered first.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from pydantic import Field

from troupe.core.errors import ModelError, ModelRejected
from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import PricedModel
from troupe.people.documents.lenient_reading import as_text
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.panel import same_name
from troupe.people.persona.persona import Persona
from troupe.people.persona.questionnaire import Interview
from troupe.research.recruiting.field_rules import ANSWER, Read, fields_of, holds, reader, told
from troupe.research.recruiting.quota import QuotaRow, QuotaTally
from troupe.research.recruiting.screener import Screener, check_screener
from troupe.research.recruiting.screening_questions import ask, estimated_cost

AT_ONCE = 8

Progress = Callable[[int, int], None]
"""Told how many of how many candidates have been dealt with."""


class ScreeningStage(StrEnum):
    """The stage at which a candidate was turned away."""

    RULES = "rules"
    NAME = "name"
    ANSWERS = "answers"
    QUOTA = "quota"
    FULL = "full"
    FAILED = "failed"


class Recruited(Frozen):
    """Somebody who is in, with their answers."""

    slug: str
    persona: Persona
    answers: dict[str, str] = Field(default_factory=dict)


class Rejected(Frozen):
    """Somebody who is not, and the reason in words. `asked` tells whether they were asked anything."""

    slug: str
    stage: ScreeningStage
    reason: str
    asked: bool = False
    answers: dict[str, str] = Field(default_factory=dict)


class Screened(Frozen):
    """The end of a screening. `stand_in` says that the understudy answered, and no language model."""

    recruited: tuple[Recruited, ...]
    rejected: tuple[Rejected, ...]
    quotas: tuple[QuotaRow, ...]
    usage: Usage
    model: str
    stand_in: bool


def to_be_asked(screener: Screener, candidates: Mapping[str, Persona]) -> tuple[str, ...]:
    """Who may have to be asked: nobody without questions, else all whose fields fit."""
    if not screener.questions:
        return ()
    return tuple(slug for slug, persona in candidates.items() if _unfit(screener, reader(persona, {})) is None)


def quote(llm: PricedModel, screener: Screener, candidates: Mapping[str, Persona]) -> Estimate:
    """What asking all who may have to be asked is expected to cost at most."""
    interviewees = [candidates[slug] for slug in to_be_asked(screener, candidates)]
    if not interviewees:
        return Estimate(tokens=0, usd=0.0)
    costs = [
        estimated_cost(llm, Interview(persona=persona, questions=screener.questions)) for persona in interviewees
    ]
    prices = [estimate.usd for estimate in costs]
    known_prices = [price for price in prices if price is not None]
    return Estimate(
        tokens=sum(estimate.tokens for estimate in costs),
        usd=sum(known_prices) if len(known_prices) == len(prices) else None,
    )


async def screen(
    llm: Capped,
    screener: Screener,
    candidates: Mapping[str, Persona] | Sequence[Persona],
    *,
    seed: int,
    at_once: int = AT_ONCE,
    progress: Progress | None = None,
) -> Screened:
    """Recruit from the candidates, by slug. Same seed and same answers: same panel, whoever answers first. Nobody
    is asked once the panel is full. Whoever the model gives no answers for is turned away, with the reason; and so
    is the second of one name, since two of them could not sit at one table.

    Raises BadInput for a rule or quota about a field that nobody here has, and ModelRejected where the endpoint
    takes no request at all."""
    people = by_slug(candidates)
    check_screener(screener, people)
    order = sorted(people)
    random.Random(f"screening:{seed}").shuffle(order)  # noqa: S311 - to be repeated, not secret
    desk = _Desk(llm, screener, people, seed)
    for start in range(0, len(order), at_once):
        await desk.see(order[start : start + at_once])
        if progress is not None:
            progress(min(start + at_once, len(order)), len(order))
    return desk.result()


class _Desk:
    """A screening under way."""

    def __init__(self, llm: Capped, screener: Screener, candidates: Mapping[str, Persona], seed: int) -> None:
        self._llm = llm
        self._screener = screener
        self._candidates = candidates
        self._seed = seed
        self._tallies = [QuotaTally(quota) for quota in screener.quotas]
        self._recruited: list[Recruited] = []
        self._rejected: list[Rejected] = []
        self._answered = False
        self._usage = Usage(usd=0.0 if not screener.questions else None)

    async def see(self, slugs: Sequence[str]) -> None:
        """Deal with the next candidates: ask them together, decide about them one by one."""
        waiting: list[str] = []
        for slug in slugs:
            reason = "" if self._full else _unfit(self._screener, reader(self._candidates[slug], {}))
            if self._full:
                self._turn_away(slug, ScreeningStage.FULL, "the panel was full")
            elif reason is not None:
                self._turn_away(slug, ScreeningStage.RULES, reason)
            elif self._namesake(slug):
                self._turn_away(slug, ScreeningStage.NAME, self._namesake(slug))
            elif (missed := self._no_room(slug, {}, answered=False)) is not None:
                self._turn_away(slug, ScreeningStage.QUOTA, missed)
            else:
                waiting.append(slug)
        answers = await asyncio.gather(*(self._asked(slug) for slug in waiting))
        refused = [answer for answer, _ in answers if isinstance(answer, ModelRejected)]
        if refused and len(refused) == len(answers) and not self._answered:
            raise refused[0]
        for slug, (answer, usage) in zip(waiting, answers, strict=True):
            self._usage += usage
            self._decide(slug, answer)

    def result(self) -> Screened:
        return Screened(
            recruited=tuple(self._recruited),
            rejected=tuple(self._rejected),
            quotas=tuple(row for tally in self._tallies for row in tally.rows()),
            usage=self._usage,
            model=self._llm.name,
            stand_in=self._llm.stand_in,
        )

    @property
    def _full(self) -> bool:
        size = self._screener.size
        return (size is not None and len(self._recruited) >= size) or any(tally.full for tally in self._tallies)

    async def _asked(self, slug: str) -> tuple[dict[str, str] | ModelError, Usage]:
        if not self._screener.questions:
            return {}, Usage()
        interview = Interview(persona=self._candidates[slug], questions=self._screener.questions)
        seed = random.Random(f"{self._seed}:{slug}").randrange(2**31)  # noqa: S311 - to be repeated, not secret
        try:
            answers, reply = await ask(self._llm, interview, seed=seed, person=slug)
        except ModelError as error:
            return error, error.usage or Usage()
        return answers, reply.usage

    def _decide(self, slug: str, answer: dict[str, str] | ModelError) -> None:
        if isinstance(answer, ModelError):
            self._turn_away(slug, ScreeningStage.FAILED, f"gave no answers: {answer}", asked=True)
            return
        answered = bool(answer)
        self._answered = True
        if self._full:
            self._turn_away(slug, ScreeningStage.FULL, "the panel was full", asked=answered, answers=answer)
            return
        if reason := self._namesake(slug):
            self._turn_away(slug, ScreeningStage.NAME, reason, asked=answered, answers=answer)
            return
        if (reason := _unfit(self._screener, reader(self._candidates[slug], answer), answered=True)) is not None:
            self._turn_away(slug, ScreeningStage.ANSWERS, reason, asked=answered, answers=answer)
            return
        if (reason := self._no_room(slug, answer, answered=True)) is not None:
            self._turn_away(slug, ScreeningStage.QUOTA, reason, asked=answered, answers=answer)
            return
        read = reader(self._candidates[slug], answer)
        for tally in self._tallies:
            place = tally.place(read(tally.quota.by))
            if place is not None:
                tally.take(place)
        self._recruited.append(Recruited(slug=slug, persona=self._candidates[slug], answers=answer))

    def _namesake(self, slug: str) -> str:
        """That somebody recruited bears the same name, in words; empty if nobody does."""
        name = self._candidates[slug].name
        name_used = any(same_name(recruit.persona.name, name) for recruit in self._recruited)
        return f"another {name} was recruited already" if name_used else ""

    def _no_room(self, slug: str, answers: dict[str, str], *, answered: bool) -> str | None:
        """Why the quotas leave no place, or None. Before anything was asked, only those on fields count."""
        read = reader(self._candidates[slug], answers)
        for tally in self._tallies:
            by = tally.quota.by
            if by.startswith(ANSWER) and not answered:
                continue
            value = read(by)
            place = tally.place(value)
            if place is None:
                return f"in no group of the quota by {by} ({_shown(value)})"
            if not tally.has_room(place):
                return f"the quota by {by} is full: {tally.wanted(place)} of {place}"
        return None

    def _turn_away(
        self,
        slug: str,
        stage: ScreeningStage,
        reason: str,
        *,
        asked: bool = False,
        answers: dict[str, str] | None = None,
    ) -> None:
        self._rejected.append(Rejected(slug=slug, stage=stage, reason=reason, asked=asked, answers=answers or {}))


def _unfit(screener: Screener, read: Read, *, answered: bool = False) -> str | None:
    """The first rule that speaks against a candidate, in words. Rules on answers wait until there are some."""
    for expected, rules in ((True, screener.include), (False, screener.exclude)):
        for rule in rules:
            if not answered and any(field.startswith(ANSWER) for field in fields_of(rule)):
                continue
            verdict = holds(rule, read)
            if (verdict is True) is not expected:
                values = ", ".join(f"{field} is {_shown(read(field))}" for field in fields_of(rule))
                return f"{'does not keep' if expected else 'excluded by'} `{told(rule)}` ({values})"
    return None


def _shown(value: object) -> str:
    text = " ".join(as_text(value).split())
    return "not known" if not text else text if len(text) <= 60 else f"{text[:59]}…"
