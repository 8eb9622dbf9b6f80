"""The ledger: for each person what the persona says, what they said early and last, what they voted."""

from troupe.people.persona.persona_summary import headline
from troupe.research.analysis.ballot_results import ballot_results
from troupe.research.analysis.content_terms import term_set
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot, GuideQuestion
from troupe.research.reports.ballot_layout import vote_words
from troupe.research.reports.report_view import LedgerEntry, ShownQuote
from troupe.research.sessions.study import Participant, StudyLine

MOST_SAID = 320
"""Characters of what is shown of a line; the transcript has all of it."""


def anchor_of(line: StudyLine) -> str:
    return f"line-{line.seq}"


def safe_link(line: StudyLine) -> str:
    """The address of a line's message; nothing that a browser would run."""
    return line.link if line.link and line.link.startswith("https://") else ""


def shown_quote(record: StudyRecord, line: StudyLine, words: str, note: str = "") -> ShownQuote:
    """Words of a line, with where it stands; a `note` follows the name of whoever said them."""
    person = record.people.get(line.speaker_id)
    if not note and record.beyond_guide(line.step, line.probe):
        note = " (asked beyond the guide)"
    return ShownQuote(
        who=f"{line.speaker if person is None else person.name}{note}",
        words=words,
        anchor=anchor_of(line),
        number=line.seq,
        link=safe_link(line),
        human=person is not None and person.human,
    )


def ledger(record: StudyRecord) -> tuple[LedgerEntry, ...]:
    """Everybody who was asked, in their seats' order."""
    return tuple(_entry(record, person) for person in record.people.values())


def _entry(record: StudyRecord, person: Participant) -> LedgerEntry:
    lines = record.said(person.id)
    counted = ballot_results(record.study.guide, record.run)
    results = [of_whom for r in counted if (of_whom := r.humans if person.human else r) is not None]
    votes = [(r.ballot, vote) for r in results for vote in r.votes if vote.participant == person.id]
    missing = [
        f"{_asked(record, answer.step, answer.probe)}: {why}"
        for answer in record.run.answers
        if answer.participant == person.id and (why := record.why_missing(answer))
    ]
    missing += [
        f"{r.ballot.text}: {gap.reason}" for r in results for gap in r.missing if gap.participant == person.id
    ]
    return LedgerEntry(
        name=person.name,
        headline=_who(person),
        human=person.human,
        specification=_specification(record, person),
        earlier=_whole(record, lines[0]) if len(lines) > 1 else None,
        said=_whole(record, lines[-1]) if lines else None,
        votes=tuple((ballot.text, vote_words(ballot, vote), vote.reason) for ballot, vote in votes),
        missing=tuple(missing),
    )


def _who(person: Participant) -> str:
    if person.persona is None:
        return "takes part as a human"
    return headline(person.persona) or "age, work and home are not known"


def _asked(record: StudyRecord, step: str, probe: int) -> str:
    """What was asked, as far as the guide says: a probe of the moderator's own is told by its question."""
    asked = record.question(step, probe)
    return asked or f"a probe of “{record.question(step) or step}”"


def _whole(record: StudyRecord, line: StudyLine) -> ShownQuote:
    text = " ".join(line.text.split())
    return shown_quote(record, line, text if len(text) <= MOST_SAID else f"{text[:MOST_SAID].rstrip()}…")


def _specification(record: StudyRecord, person: Participant) -> tuple[str, ...]:
    """What of the persona bears on the study: two beliefs, those nearest to what was asked first."""
    if person.persona is None:
        return ()
    guide = record.study.guide
    asked = [step.text for step in guide.steps if isinstance(step, GuideQuestion | Ballot)]
    about = term_set(" ".join((guide.about, guide.decision, *asked)))
    beliefs = sorted(person.persona.beliefs, key=lambda belief: -len(about & term_set(belief)))
    return tuple(beliefs[:2])
