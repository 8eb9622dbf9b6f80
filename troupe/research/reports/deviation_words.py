"""What a moderator person did beyond the guide, as the method box tells it."""

from collections.abc import Iterator

from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import DeviationKind, StudyDeviation

_LABELS = {
    DeviationKind.PROBED: "Asked beyond the guide",
    DeviationKind.REFRAMED: "Asked in other words",
    DeviationKind.LEFT_OUT: "Left out by the moderator",
    DeviationKind.OUT_OF_TIME: "Left out for time",
    DeviationKind.DROPPED: "Wanted and not done",
}


def moderated(record: StudyRecord) -> tuple[tuple[str, str], ...]:
    """The rows of the method box; none where no moderator person led."""
    return tuple(_rows(record))


def deviation_line(record: StudyRecord, deviation: StudyDeviation) -> str:
    """One deviation in words, with its reason."""
    reason = f" (why: {deviation.reason.rstrip('.')})" if deviation.reason else ""
    return f"{_what(record, deviation)}{reason}"


def _rows(record: StudyRecord) -> Iterator[tuple[str, str]]:
    run = record.run
    if not run.moderators:
        return
    stand_in = ", played by the understudy, by rule" if run.stand_in else ""
    yield "Moderated by", f"{', '.join(run.moderators)}, simulated{stand_in}"
    for kind, label in _LABELS.items():
        told = [one for one in run.deviations if one.kind is kind]
        for number, deviation in enumerate(told, start=1):
            count = f", {number} of {len(told)}" if len(told) > 1 else ""
            yield f"{label}{count}", deviation_line(record, deviation)
    if any(one.kind is DeviationKind.PROBED for one in run.deviations):
        yield "Answers beyond the guide", "counted in no figure of a question: not everybody was asked"
    others = [other for other in record.study.runs if other is not run and other.moderators]
    if others:
        counts = "; ".join(
            f"{other.condition or 'as planned'} {other.replicate}: {_counted(other.deviations)}"
            for other in others
        )
        yield "In the other runs", f"the moderator decided anew. {counts}"


def _counted(deviations: tuple[StudyDeviation, ...]) -> str:
    done = [one for one in deviations if one.kind is not DeviationKind.DROPPED]
    probes = sum(one.kind is DeviationKind.PROBED for one in done)
    other = sum(one.kind is DeviationKind.REFRAMED for one in done)
    return f"{probes} probes, {other} in other words, {len(done) - probes - other} left out"


def _what(record: StudyRecord, one: StudyDeviation) -> str:
    match one.kind:
        case DeviationKind.PROBED:
            whom = record.name(one.participant) if one.participant else "everyone"
            return f"after {one.step}, of {whom}: “{one.text or 'its words were erased'}”"
        case DeviationKind.REFRAMED:
            return f"{one.step}: “{one.planned}” became “{one.text or 'words that were erased'}”"
        case DeviationKind.LEFT_OUT:
            lines = [record.lines[line] for line in one.lines if line in record.lines]
            said = ", ".join(f"{line.speaker} (#{line.seq})" for line in lines) or "lines that are gone"
            return f"{one.step}, “{one.planned}”, as answered already by {said}"
        case DeviationKind.OUT_OF_TIME:
            return f"{one.step}: the time of its section was over"
        case DeviationKind.DROPPED:
            return f"{one.note}{f': “{one.text}”' if one.text else ''}"
