"""The made-up study's reading, written by hand as a model would give it."""

from pathlib import Path
from typing import Any, cast

import yaml

from troupe.core.usage import Usage
from troupe.research.analysis.analysis import Evidence, Finding, ReadingAuthor, RightOfReply, StudyAnalysis, Theme
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

READING = Path(__file__).resolve().parents[2] / "docs" / "sample_reading.yaml"
Rows = list[list[str]]


def made_reading(study: Study) -> StudyAnalysis:
    """Every quote with the line it stands in; one that stands nowhere names no line, and is left out."""
    script = cast("dict[str, Any]", yaml.safe_load(READING.read_text(encoding="utf-8")))
    record = StudyRecord(study)

    def evidence(rows: Rows) -> tuple[Evidence, ...]:
        return tuple(Evidence(line=_line(record, who, words), quote=words) for who, words in rows)

    findings = [
        Finding(
            text=f["text"],
            why=f["why"],
            evidence=evidence(f["quotes"]),
            numbers=f["numbers"],
            author=ReadingAuthor.ANALYST,
        )
        for f in script["findings"]
    ]
    themes = [
        Theme(
            key=t["key"],
            name=t["name"],
            summary=t["summary"],
            participants=tuple(dict.fromkeys(who for who, _ in t["quotes"])),
            evidence=evidence(t["quotes"]),
            against=evidence(t.get("against", [])),
            minority=t.get("minority", False),
            author=ReadingAuthor.ANALYST,
        )
        for t in script["themes"]
    ]
    analysis = StudyAnalysis(
        findings=tuple(findings),
        themes=tuple(themes),
        not_said=tuple(script["not_said"]),
        who_was_missing=tuple(script["who_was_missing"]),
        ask_people_next=tuple(script["ask_people_next"]),
        replies=tuple(RightOfReply(participant=who, theme=key, text=text) for who, key, text in script["replies"]),
        model="scripted (written by hand, no model)",
        usage=Usage(calls=9, tokens_in=31_400, tokens_out=4_100, usd=0.0),
    )
    return checked(study, analysis)


def _line(record: StudyRecord, who: str, words: str) -> str:
    """The first line of this person in which the words stand."""
    return next((line.id for line in record.said(who) if words in line.text), "no line")
