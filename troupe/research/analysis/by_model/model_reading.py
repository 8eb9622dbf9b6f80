"""A study read by a language model: themes part by part, findings from themes and figures. What it claims is
checked by code before anybody sees it."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel

from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Reply, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.prompt.portrait import portrait
from troupe.research.analysis.analysis import Finding, StudyAnalysis, Theme
from troupe.research.analysis.by_model.numbered_record import PROMPTS, NumberedRecord
from troupe.research.analysis.by_model.reading_forms import (
    JoinedThemes,
    ReadFindings,
    ReadTheme,
    ReadThemes,
)
from troupe.research.analysis.by_rule.panel_gaps import who_was_missing
from troupe.research.analysis.by_rule.rule_reading import MOST_FINDINGS, read_by_rule
from troupe.research.analysis.quoted_people import MOST_REPLIES
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.study_figures import study_figures
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

F = TypeVar("F", bound=BaseModel)

READING = Purpose("reading", Urgency.BACKGROUND)
MOST_THEMES = 8
MAX_TOKENS = 3_000


async def read_study(llm: Capped, study: Study, *, seed: int) -> StudyAnalysis:
    """The reading of a study. By the understudy, which reads no prose, it is made by rule and says so. Raises
    ModelError where the model gives no themes or findings."""
    if llm.stand_in:
        return read_by_rule(study)
    return await _Reading(llm, study, seed).whole()


class ReadingSize(Frozen):
    """How much there is to read, in characters: of each part of the record, and of the portraits of those who may
    reply."""

    parts: tuple[int, ...]
    portraits: tuple[int, ...]


def reading_size(study: Study) -> ReadingSize:
    """What a reading of this study has to read."""
    people = [person.persona for person in study.first.participants if person.persona is not None]
    longest = sorted((len(portrait(persona)) for persona in people), reverse=True)
    parts = NumberedRecord(StudyRecord(study)).parts()
    return ReadingSize(parts=tuple(map(len, parts)), portraits=tuple(longest[:MOST_REPLIES]))


def quote_reading(llm: PricedModel, size: ReadingSize) -> tuple[int, Estimate]:
    """How many calls a reading takes, and what they cost at most."""
    if llm.stand_in:
        return 0, Estimate(tokens=0, usd=0.0)
    system = len(PROMPTS.text("reader.md")) + 1_500
    calls = [(system + chars, MAX_TOKENS) for chars in size.parts]
    calls += [(system + 8_000, MAX_TOKENS)] * (2 if len(size.parts) > 1 else 1)
    return len(calls), together([llm.estimate(chars, tokens) for chars, tokens in calls])


def together(costs: Sequence[Estimate]) -> Estimate:
    """What several calls cost at most; in dollars only where the price of each is known."""
    prices = [cost.usd for cost in costs if cost.usd is not None]
    usd = sum(prices) if len(prices) == len(costs) else None
    return Estimate(tokens=sum(cost.tokens for cost in costs), usd=usd)


class _Reading:
    """A reading under way."""

    def __init__(self, llm: Capped, study: Study, seed: int) -> None:
        self._llm = llm
        self._study = study
        self._record = StudyRecord(study)
        self._numbered = NumberedRecord(self._record)
        self._seed = seed
        self._usage = Usage()

    async def whole(self) -> StudyAnalysis:
        by_rule = read_by_rule(self._study)
        themes = await self._themes()
        sound = checked(self._study, StudyAnalysis(findings=(), themes=themes))
        if not any(theme.minority for theme in sound.themes):
            themes = (*themes, *(theme for theme in by_rule.themes if theme.minority))
        answers = await self._findings(checked(self._study, StudyAnalysis(findings=(), themes=themes)).themes)
        analysis = StudyAnalysis(
            findings=self._as_findings(answers),
            themes=themes,
            not_said=answers.not_said,
            who_was_missing=answers.who_was_missing or who_was_missing(self._record.run.participants),
            ask_people_next=answers.ask_people_next,
            model=self._llm.name,
            usage=self._usage,
        )
        return checked(self._study, analysis)

    async def _themes(self) -> tuple[Theme, ...]:
        parts = self._numbered.parts()
        guide, read = self._study.guide, list[ReadTheme]()
        for part in parts:
            about = {"title": guide.title, "about": guide.about, "decision": guide.decision}
            text = PROMPTS.template("themes.md").render(**about, record=part, most=MOST_THEMES)
            read += (await self._asked(text, ReadThemes)).themes[:MOST_THEMES]
        if len(parts) < 2:
            return tuple(self._as_theme(at, each, [each]) for at, each in enumerate(read, 1))
        text = PROMPTS.template("merge.md").render(themes=read, most=MOST_THEMES)
        joined = (await self._asked(text, JoinedThemes)).themes[:MOST_THEMES]
        groups = [(each, [read[n - 1] for n in each.members if 0 < n <= len(read)]) for each in joined]
        return tuple(
            self._as_theme(at, ReadTheme(name=j.name, summary=j.summary, quotes=(), minority=j.minority), members)
            for at, (j, members) in enumerate(groups, 1)
            if members
        )

    def _as_theme(self, number: int, named: ReadTheme, members: Sequence[ReadTheme]) -> Theme:
        quotes = self._numbered.evidence(quote for member in members for quote in member.quotes)
        against = self._numbered.evidence(quote for member in members for quote in member.against)
        voices = {line.speaker_id for q in quotes if (line := self._record.evidence.get(q.line)) is not None}
        return Theme(
            key=f"theme{number}",
            name=named.name,
            summary=named.summary,
            participants=(),  # those whose quotes stand: the check finds them
            evidence=quotes,
            against=against,
            minority=named.minority or (len(voices) == 1 and len(self._record.people) > 2),
        )

    async def _findings(self, themes: Sequence[Theme]) -> ReadFindings:
        guide, lines = self._study.guide, self._record.lines
        figures = study_figures(self._study, themes)
        shown = [
            {
                "name": theme.name,
                "summary": theme.summary,
                "count": len(self._record.simulated.intersection(theme.participants)),
                "quotes": [
                    {
                        "number": lines[q.line].seq,
                        "who": self._record.name(lines[q.line].speaker_id),
                        "words": q.quote,
                    }
                    for q in (*theme.evidence, *theme.against)
                ],
            }
            for theme in themes
        ]
        text = PROMPTS.template("findings.md").render(
            title=guide.title,
            about=guide.about,
            decision=guide.decision,
            would_change=guide.would_change,
            panel=self._study.panel,
            recruited_on=self._study.recruited_on,
            figures=[(name, f"{value:g}") for name, value in figures.items()],
            themes=shown,
            people=len(self._record.simulated),
        )
        return await self._asked(text, ReadFindings)

    def _as_findings(self, answers: ReadFindings) -> tuple[Finding, ...]:
        return tuple(
            Finding(
                text=each.text,
                why=each.why,
                evidence=self._numbered.evidence(each.quotes),
                numbers={figure.name: figure.value for figure in each.figures},
            )
            for each in answers.findings[:MOST_FINDINGS]
        )

    async def _asked(self, text: str, form: type[F]) -> F:
        request = reading_request(text, form, self._seed)
        reply = await _complete(self._llm, request)
        self._usage += reply.usage
        return reply.value


async def _complete(llm: Capped, request: Request[F]) -> Reply[F]:
    return await llm.complete(request)


def reading_request(text: str, form: type[F], seed: int) -> Request[F]:
    """A request to whoever reads the study, under the rules of reading."""
    return Request(
        messages=(Message("system", PROMPTS.text("reader.md")), Message("user", text)),
        output=form,
        purpose=READING,
        seed=seed,
        max_tokens=MAX_TOKENS,
        temperature=0.3,
    )
