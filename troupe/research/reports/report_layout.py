"""A study and its reading laid out as a report. The reading is checked here again, whatever it says of itself."""

import json
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from troupe.core.frozen import Frozen
from troupe.research.analysis.analysis import (
    Evidence,
    Finding,
    ReadingAuthor,
    RightOfReply,
    StudyAnalysis,
    Theme,
)
from troupe.research.analysis.finding_sureness import sureness_words
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion
from troupe.research.reports import report_words as words
from troupe.research.reports.afterwards_layout import afterwards
from troupe.research.reports.ballot_layout import ballot_anchor, shown_ballots, shown_differences
from troupe.research.reports.deviation_words import moderated
from troupe.research.reports.inline_charts import people_dots
from troupe.research.reports.ledger_layout import anchor_of, ledger, safe_link, shown_quote
from troupe.research.reports.next_study import next_files
from troupe.research.reports.report_view import (
    ReportView,
    ShownFinding,
    ShownLine,
    ShownQuote,
    ShownTheme,
    TranscriptPart,
)
from troupe.research.reports.tables_layout import shown_tables
from troupe.research.reports.watching_words import expected, picked_lines, watched
from troupe.research.sessions.study import SpeakerRole, Study, StudyLine

_ORIGIN = {
    ReadingAuthor.MODEL: "read by a model",
    ReadingAuthor.RULE: "counted by rule",
    ReadingAuthor.ANALYST: "an analyst's hand",
}
_AI_SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


class StudyReport(Frozen):
    """All that a report is made from."""

    study: Study
    analysis: StudyAnalysis


def report_view(report: StudyReport) -> ReportView:
    """The report as it is shown. Deterministic: it holds no time but the study's."""
    study, analysis = report.study, checked(report.study, report.analysis)
    record = StudyRecord(study)
    themes = [_theme(record, analysis, theme) for theme in analysis.themes]
    humans = any(person.human for person in study.first.participants)
    return ReportView(
        title=study.guide.title,
        language=study.guide.language,
        synthetic=words.WITH_HUMANS if humans else words.SYNTHETIC,
        stand_in=" ".join(words.stand_in_words(study, analysis)),
        humans=humans,
        about=study.guide.about,
        facts=words.facts_of(study),
        decision=study.guide.decision,
        would_change=study.guide.would_change,
        ended_early=study.first.ended_early or ("" if study.first.ended_at else "It has not ended yet."),
        findings=tuple(_finding(record, finding) for finding in analysis.findings),
        expected=expected(record),
        themes=tuple(theme for theme in themes if not theme.minority),
        minor_themes=tuple(theme for theme in themes if theme.minority),
        picked=picked_lines(record),
        ballots=shown_ballots(record),
        differences=shown_differences(study),
        ledger=ledger(record),
        tables=tuple(shown_tables(study, analysis)),
        not_said=analysis.not_said,
        who_was_missing=analysis.who_was_missing,
        ask_people_next=analysis.ask_people_next,
        next_files=tuple(next_files(study, analysis)),
        method=(*words.method_of(study, analysis), *moderated(record), *watched(record)),
        limits=words.limits_of(study, analysis),
        check=words.check_words(analysis.check, analysis.read_by),
        faults=analysis.check.faults,
        edits=analysis.edits,
        guide=tuple(_sections(study.guide)),
        transcript=(*_transcript(record), *afterwards(record)),
        linked_data=_linked_data(study, analysis),
    )


def _finding(record: StudyRecord, finding: Finding) -> ShownFinding:
    ballots = dict.fromkeys(name.split(":")[1] for name in finding.numbers if name.startswith("ballot:"))
    steps = [step for key in ballots if isinstance(step := record.study.guide.step(key), Ballot)]
    return ShownFinding(
        text=finding.text,
        why=finding.why,
        sure=sureness_words(finding),
        origin=_ORIGIN[finding.author],
        quotes=_quotes(record, finding.evidence),
        doubts=finding.doubts,
        ballots=tuple((ballot_anchor(step.key), step.text) for step in steps),
    )


def _theme(record: StudyRecord, analysis: StudyAnalysis, theme: Theme) -> ShownTheme:
    count, total = len(record.simulated.intersection(theme.participants)), len(record.simulated)
    return ShownTheme(
        anchor=f"theme-{theme.key}",
        name=theme.name,
        summary=theme.summary,
        people=words.spoke_words(record, theme.participants),
        names=", ".join(record.name(id) for id in theme.participants),
        dots=people_dots(count, total),
        quotes=_quotes(record, theme.evidence),
        against=_quotes(record, theme.against),
        replies=tuple(_reply(record, reply) for reply in analysis.replies if reply.theme == theme.key),
        minority=theme.minority,
        origin=_ORIGIN[theme.author],
        doubts=theme.doubts,
    )


def _reply(record: StudyRecord, reply: RightOfReply) -> tuple[str, str]:
    who = record.name(reply.participant)
    return (f"{who} (the understudy, by rule)" if reply.stand_in else who), reply.text


def _quotes(record: StudyRecord, evidence: Iterable[Evidence]) -> tuple[ShownQuote, ...]:
    return tuple(shown_quote(record, record.lines[quote.line], quote.quote) for quote in evidence)


def _sections(guide: Guide) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for section in guide.sections:
        rows: list[tuple[str, str]] = []
        for step in section.steps:
            match step:
                case Exhibit():
                    rows.append(("shown", step.text or " / ".join(v.title or v.key for v in step.variants)))
                case GuideQuestion():
                    rows.append((f"asked, {step.order.value}", step.text))
                    rows += [("probe", probe) for probe in step.probes]
                    if step.free_probes:
                        rows.append(("own probes", f"at most {step.free_probes}, by whoever moderates"))
                case Ballot():
                    offered = f" ({', '.join(step.options)})" if step.options else ""
                    rows.append((f"ballot, {words.FORMS[step.form]}", f"{step.text}{offered}"))
        yield section.title, tuple(rows)


def _transcript(record: StudyRecord) -> Iterator[TranscriptPart]:
    """The lines in order, a part whenever another step begins."""
    part: list[ShownLine] = []
    step: str | None = None
    for line in record.lines.values():
        if part and line.step != step:
            yield _part(record, step, part)
            part = []
        step = line.step
        part.append(_line(record, line))
    if part:
        yield _part(record, step, part)


def _part(record: StudyRecord, key: str | None, lines: list[ShownLine]) -> TranscriptPart:
    step = None if key is None else record.study.guide.step(key)
    if step is None:
        return TranscriptPart("Between the steps", "", tuple(lines))
    title = step.title or "Shown" if isinstance(step, Exhibit) else step.text
    return TranscriptPart(title, step.kind, tuple(lines))


def _line(record: StudyRecord, line: StudyLine) -> ShownLine:
    person = record.people.get(line.speaker_id)
    role = "human" if line.role is SpeakerRole.HUMAN else line.role.value
    return ShownLine(
        anchor=anchor_of(line),
        number=line.seq,
        at=f"{line.at:%H:%M}",
        who=line.speaker if person is None else person.name,
        role=role,
        words=line.text,
        inner=line.inner,
        stand_in=line.stand_in,
        link=safe_link(line),
        assistant=line.id in record.assistant,
    )


def _linked_data(study: Study, analysis: StudyAnalysis) -> Markup:
    """The same in a form that programs read, safe inside a page."""
    facts = {
        "synthetic": True,
        "standIn": study.first.stand_in or analysis.stand_in,
        "peopleAsked": len(study.first.participants),
        "humansAsked": sum(person.human for person in study.first.participants),
        "quotes": analysis.check.quotes,
        "quotesVerbatim": analysis.check.verbatim,
        "numbers": analysis.check.numbers,
        "numbersFromData": analysis.check.from_data,
        "readBy": analysis.read_by or None,
    }
    document = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": study.guide.title,
        "inLanguage": study.guide.language,
        "dateCreated": study.first.began_at.date().isoformat(),
        "creativeWorkStatus": "Synthetic: simulated people, no survey of real ones",
        "digitalSourceType": _AI_SOURCE,
        "identifier": study.id,
        "additionalProperty": [{"@type": "PropertyValue", "name": n, "value": v} for n, v in facts.items()],
    }
    plain = json.dumps(document, ensure_ascii=False, indent=1)
    for sign, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        plain = plain.replace(sign, code)
    return Markup(plain)  # noqa: S704 - no sign is left in it that ends a script
