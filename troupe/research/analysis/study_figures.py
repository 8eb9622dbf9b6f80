"""The figures of a study, each under a name: what a finding may state, and nothing else. All are of the simulated
people; humans who took part are in none of them.

people                          how many were asked
question:first:answered         how many answered a question, its probes left out
ballot:pay:n                    how many voted
ballot:pay:option:A pass        how many took an option, or with `worst:` named it worst
ballot:fair:point:4             how many gave a point of a scale
ballot:fair:mean, :median       of a scale
ballot:boots:price:cheap        the median of a price
theme:trust:people              how many said something of a theme
"""

from collections.abc import Iterator, Mapping, Sequence

from troupe.research.analysis.analysis import Theme
from troupe.research.analysis.ballot_results import PRICES, BallotResult, ballot_results
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import BallotForm, GuideQuestion
from troupe.research.sessions.study import Study


def study_figures(study: Study, themes: Sequence[Theme] = ()) -> Mapping[str, float]:
    """All figures of the first run, by name."""
    record = StudyRecord(study)
    run = study.first
    figures: dict[str, float] = {"people": len(record.simulated)}
    for step in study.guide.steps:
        if isinstance(step, GuideQuestion) and step.key not in run.skipped:
            figures[f"question:{step.key}:answered"] = len(_answering(record, step.key))
    for result in ballot_results(study.guide, run):
        figures.update((f"ballot:{result.ballot.key}:{name}", value) for name, value in _of_ballot(result))
    for theme in themes:
        figures[f"theme:{theme.key}:people"] = len(record.simulated.intersection(theme.participants))
    return figures


def _answering(record: StudyRecord, step: str) -> set[str]:
    answers = (one for one in record.run.answers if one.step == step and one.lines and not one.probe)
    return {answer.participant for answer in answers if not record.why_missing(answer)} & record.simulated


def _of_ballot(result: BallotResult) -> Iterator[tuple[str, float]]:
    yield "n", result.n
    yield "asked", result.asked
    scale = result.ballot.form in (BallotForm.LIKERT, BallotForm.RATING)
    for row in result.counts:
        yield f"{'point' if scale else 'option'}:{row.option}", row.count
        if result.ballot.form is BallotForm.BEST_WORST:
            yield f"worst:{row.option}", row.worst
    if result.mean is not None and result.middle is not None:
        yield "mean", round(result.mean, 2)
        yield "median", result.middle
    yield from ((f"price:{name}", value) for name, value in zip(PRICES, result.price_medians, strict=False))
