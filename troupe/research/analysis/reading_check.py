"""The check by code of a reading: every quote stands word for word in the line it names, said by somebody who was
asked; every number is a figure of the study; nothing that people were recruited on is a finding; what nobody is to
have said stands in no line.

A quote that fails is left out. A theme or finding that keeps none and needs some is left out as well. A finding
with a number that is not in the data stays, marked. The check may be run again at any time, with the same end:
what was left out before goes on being counted.
"""

from collections.abc import Iterable, Mapping, Sequence

from troupe.research.analysis.analysis import (
    CodedAnswer,
    Evidence,
    Finding,
    QuoteCheck,
    RightOfReply,
    StudyAnalysis,
    Theme,
)
from troupe.research.analysis.extracted_table import ExtractedCell, ExtractedTable
from troupe.research.analysis.finding_sureness import with_sureness
from troupe.research.analysis.plain_claims import (
    in_house_words,
    said_after_all,
    states_bare_share,
    with_count,
    without_bare_shares,
)
from troupe.research.analysis.recruited_attitudes import recruited_on
from troupe.research.analysis.study_figures import study_figures
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.table_rows import table_rows
from troupe.research.analysis.wording.exact_quote import exact_quote
from troupe.research.analysis.wording.number_claims import ClaimedNumber, claimed_numbers
from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.sessions.study import Study

LEFT_OUT = "left out: "
_NEAR = 0.006
"""How far a number as written may be from the figure, for figures rounded to two places."""


def checked(study: Study, analysis: StudyAnalysis) -> StudyAnalysis:
    """The reading as far as it holds, with what the check counted."""
    return _Check(study, analysis).result()


class _Check:
    """One run of the check. Counts go up as parts are looked at."""

    def __init__(self, study: Study, analysis: StudyAnalysis) -> None:
        self._study = study
        self._record = StudyRecord(study)
        self._given = analysis
        self._quotes = self._verbatim = self._numbers = self._from_data = 0
        self._faults = [fault for fault in analysis.check.faults if fault.startswith(LEFT_OUT)]

    def result(self) -> StudyAnalysis:
        lost = max(0, self._given.check.quotes - self._given.check.verbatim)
        given = self._given
        themes = tuple(theme for each in given.themes if (theme := self._theme(each)) is not None)
        figures = study_figures(self._study, themes)
        findings = tuple(f for each in given.findings if (f := self._finding(each, figures)) is not None)
        coded = tuple(answer for each in given.coded if (answer := self._coded(each)) is not None)
        tables = tuple(self._table(table) for table in given.tables)
        known = {theme.key for theme in themes}
        gaps = {
            "not_said": tuple(line for each in given.not_said if (line := self._unsaid(each))),
            "who_was_missing": tuple(self._sayable(line, "who was missing") for line in given.who_was_missing),
            "ask_people_next": tuple(in_house_words(line) for line in given.ask_people_next),
        }
        check = QuoteCheck(
            quotes=self._quotes + lost,
            verbatim=self._verbatim,
            numbers=self._numbers,
            from_data=self._from_data,
            faults=tuple(dict.fromkeys(self._faults)),
        )
        replies = tuple(reply for reply in given.replies if self._reply_stands(reply, known))
        parts = {"themes": themes, "findings": findings, "coded": coded, "tables": tables, "replies": replies}
        return given.model_copy(update={**parts, **gaps, "check": check})

    def _sayable(self, text: str, where: str) -> str:
        """The text in the words of the house, without sentences that state a share and not of how many."""
        kept, lost = without_bare_shares(in_house_words(text))
        if lost:
            self._leave_out(f"{where}: a percentage without its n")
        return kept

    def _unsaid(self, claim: str) -> str:
        """What nobody said; empty where somebody did. A reading by rule has looked at every word itself."""
        number = None if self._given.stand_in else said_after_all(self._record, claim)
        if number is not None:
            self._leave_out(f"what nobody said, “{_short(claim)}”: line {number} says it")
            return ""
        return self._sayable(claim, "what nobody said")

    def _theme(self, theme: Theme) -> Theme | None:
        evidence = self._evidence(theme.evidence, f"theme “{theme.name}”")
        against = self._evidence(theme.against, f"theme “{theme.name}”")
        if not evidence:
            self._leave_out(f"theme “{theme.name}”: none of its quotes stands in the record")
            return None
        summary = self._sayable(theme.summary, f"theme “{theme.name}”")
        theme = theme.model_copy(update={"name": in_house_words(theme.name), "summary": summary})
        voices = {self._record.lines[quote.line].speaker_id for quote in evidence}
        people = tuple(id for id in self._record.people if id in voices or id in theme.participants)
        doubts = self._summary_doubts(theme, len(self._record.simulated.intersection(people)))
        self._faults += [f"theme “{theme.name}”: {doubt}" for doubt in doubts]
        parts = {"evidence": evidence, "against": against, "participants": people, "doubts": doubts}
        return theme.model_copy(update=parts)

    def _summary_doubts(self, theme: Theme, people: int) -> tuple[str, ...]:
        """Counts of people in a summary that are not those of the theme."""
        claims = [claim for claim in claimed_numbers(theme.summary) if claim.counted or claim.share]
        wrong = [
            claim for claim in claims if claim.share or claim.value not in (people, len(self._record.simulated))
        ]
        self._numbers += len(claims)
        self._from_data += len(claims) - len(wrong)
        return tuple(f"the number {claim.written.strip()} is not in the data" for claim in wrong)

    def _finding(self, finding: Finding, figures: Mapping[str, float]) -> Finding | None:
        short = f"finding “{_short(finding.text)}”"
        if reason := recruited_on(self._study, finding):
            self._leave_out(f"{short}: people were recruited on it ({reason})")
            return None
        evidence = self._evidence(finding.evidence, short)
        numbers = {
            name: value for name, value in finding.numbers.items() if self._stands(name, value, figures, short)
        }
        if not evidence and not numbers:
            self._leave_out(f"{short}: it rests on no quote and no figure of this study")
            return None
        text = with_count(in_house_words(finding.text), numbers, self._sizes(numbers))
        if states_bare_share(text):
            self._leave_out(f"{short}: it states a percentage that is not in the data")
            return None
        finding = finding.model_copy(update={"text": text, "why": self._sayable(finding.why, short)})
        doubts = self._doubts(finding, evidence, numbers)
        self._faults += [f"{short}: {doubt}" for doubt in doubts]
        sound = with_sureness(self._study, finding.model_copy(update={"evidence": evidence, "numbers": numbers}))
        return sound.model_copy(update={"numbers": finding.numbers, "doubts": doubts})

    def _sizes(self, numbers: Mapping[str, float]) -> list[float]:
        """Of how many a share may be: those who voted or were asked, as the figures say, and all."""
        named = [value for name, value in numbers.items() if name.endswith((":n", ":asked")) or name == "people"]
        return [*named, float(len(self._record.simulated))]

    def _stands(self, name: str, value: float, figures: Mapping[str, float], short: str) -> bool:
        """Whether a number that a finding names is that figure of the study."""
        self._numbers += 1
        if name in figures and abs(figures[name] - value) <= _NEAR:
            self._from_data += 1
            return True
        known = f"is {figures[name]:g}" if name in figures else "is no figure of this study"
        self._faults.append(f"{short}: states {name} as {value:g}, which {known}")
        return False

    def _doubts(
        self, finding: Finding, evidence: Sequence[Evidence], numbers: Mapping[str, float]
    ) -> tuple[str, ...]:
        quoted = " ".join(self._record.lines[quote.line].text for quote in evidence)
        spoken = {claim.value for claim in claimed_numbers(f"{quoted} {_guide_words(self._study)}")}
        doubts = [
            f"the number {claim.written.strip()} is not in the data"
            for claim in claimed_numbers(f"{finding.text} {finding.why}")
            if not self._known(claim, numbers, spoken)
        ]
        missing = len(finding.numbers) - len(numbers)
        return tuple(dict.fromkeys([*doubts, *(["a figure it names is not that of the data"] if missing else [])]))

    def _known(self, claim: ClaimedNumber, numbers: Mapping[str, float], spoken: set[float]) -> bool:
        """Whether a number in prose is a figure that the finding names, or, unless it counts people, one that was
        said or asked in these words."""
        self._numbers += 1
        sizes = self._sizes(numbers)
        if claim.share:
            known = any(
                size and round(100 * v / size) == round(claim.value) for v in numbers.values() for size in sizes
            )
        else:
            known = any(abs(value - claim.value) <= _NEAR for value in (*numbers.values(), sizes[-1]))
        known = known or (not claim.counted and not claim.share and claim.value in spoken)
        self._from_data += known
        return known

    def _evidence(self, given: Iterable[Evidence], where: str) -> tuple[Evidence, ...]:
        sound: dict[tuple[str, str], Evidence] = {}
        for quote in given:
            self._quotes += 1
            line = self._record.evidence.get(quote.line)
            part = None if line is None else exact_quote(line.text, quote.quote)
            if part is None:
                self._leave_out(f"{where}: “{_short(quote.quote)}” {self._why_not(quote.line)}")
            else:
                self._verbatim += 1
                sound.setdefault((quote.line, part), Evidence(line=quote.line, quote=part))
        return tuple(sound.values())

    def _why_not(self, line_id: str) -> str:
        line = self._record.lines.get(line_id)
        if line is None:
            return "names a line that is not in the record"
        if line_id in self._record.evidence:
            return "does not stand so in the line it names"
        return "is a thought, and no evidence" if line.inner else "was said by nobody who was asked"

    def _coded(self, answer: CodedAnswer) -> CodedAnswer | None:
        known = {code.key for code in self._given.codes}
        where = f"codes of {self._record.name(answer.participant)} in {answer.step}"
        evidence = self._evidence(answer.evidence, where)
        codes = tuple(code for code in answer.codes if code in known)
        if not codes or not evidence:
            return None
        return answer.model_copy(update={"codes": codes, "evidence": evidence})

    def _table(self, table: ExtractedTable) -> ExtractedTable:
        """The table without values that name no line of their row."""
        cells: list[ExtractedCell] = []
        rows = {row.id: row for row in table_rows(self._study, table.rows)}
        for cell in table.cells:
            row = rows.get(cell.row)
            lines = () if row is None else tuple(id for id in cell.lines if id in row.lines)
            if cell.value is not None and lines:
                cells.append(cell.model_copy(update={"lines": lines}))
            elif cell.value is not None:
                name = cell.row if row is None else row.name
                self._leave_out(f"field {cell.field} of {name}: none of its lines says so")
        return table.model_copy(update={"cells": tuple(cells)})

    def _reply_stands(self, reply: RightOfReply, themes: set[str]) -> bool:
        return reply.theme in themes and reply.participant in self._record.people and bool(reply.text.strip())

    def _leave_out(self, what: str) -> None:
        self._faults.append(LEFT_OUT + what)


def _guide_words(study: Study) -> str:
    """Whatever people were asked and offered, in which there may be amounts."""
    parts = [study.guide.title, study.guide.about, study.guide.decision]
    for step in study.guide.steps:
        match step:
            case Exhibit():
                parts += [step.text or "", *(part.text or "" for part in step.variants)]
            case GuideQuestion():
                parts += [step.text, *step.probes]
            case Ballot():
                parts += [step.text, *step.options, f"1 {step.points}"]
    return " ".join(parts)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
