"""What those who watched a study left in its report: what they expected, did, took back and wanted quoted."""

from collections.abc import Iterator

from troupe.research.analysis.study_record import StudyRecord


def watched(record: StudyRecord) -> tuple[tuple[str, str], ...]:
    """Rows of the method box. Predictions stand beside the findings and are not ranked; whoever was given a
    thought or a goal answered as somebody disturbed from then on."""
    return tuple(_rows(record))


def _rows(record: StudyRecord) -> Iterator[tuple[str, str]]:
    run = record.study.first
    for prediction in run.predictions:
        yield f"expected before the start by {prediction.by}", prediction.text
    for intervention in run.interventions:
        name = record.name(intervention.participant)
        yield f"{intervention.kind} put into the mind of {name}", f"{intervention.text} ({intervention.at:%H:%M})"
    if run.taken_back:
        lines = "1 line" if run.taken_back == 1 else f"{run.taken_back} lines"
        yield "taken back", f"{lines} of the moderator, with what was said in answer"
    for line_id in run.quoted:
        line = record.lines.get(line_id)
        if line is not None:
            yield "quoted by those who watched", f"“{line.text}” ({line.speaker}, #{line.seq})"
