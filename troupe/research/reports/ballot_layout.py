"""Ballots and differences as a report shows them: chart, table, who is missing, and what may be said."""

from collections.abc import Iterator, Sequence

from troupe.research.analysis.ballot_results import PRICES, BallotResult, ballot_results, price_words
from troupe.research.analysis.choice_shifts import ChoiceShift, choice_shifts
from troupe.research.analysis.recruited_attitudes import repeats
from troupe.research.analysis.run_differences import Difference, Repeated, repeated_ballots, run_differences
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.research.reports.inline_charts import ballot_chart, difference_chart, figure_words
from troupe.research.reports.price_curves import LEAST, curves_chart, price_curves
from troupe.research.reports.report_view import ShownBallot, ShownDifference, ShownTable
from troupe.research.reports.report_words import FORMS, ballot_n, humans_apart
from troupe.research.sessions.study import Study, Vote


def ballot_anchor(key: str) -> str:
    return f"ballot-{key}"


def shown_ballots(record: StudyRecord) -> tuple[ShownBallot, ...]:
    """Every ballot that was held."""
    return tuple(_ballot(record, result) for result in ballot_results(record.study.guide, record.run))


def _ballot(record: StudyRecord, result: BallotResult) -> ShownBallot:
    ballot = result.ballot
    humans = result.humans
    votes = (*result.votes, *(humans.votes if humans is not None else ()))
    words = tuple((_who(record, v.participant), v.words) for v in votes if v.words)
    missing = (*result.missing, *(humans.missing if humans is not None else ()))
    return ShownBallot(
        anchor=ballot_anchor(ballot.key),
        text=ballot.text,
        form=FORMS[ballot.form],
        n=ballot_n(result),
        chart=ballot_chart(result),
        curves=None if (curves := price_curves(result)) is None else curves_chart(curves, ballot.currency),
        table=_table(result),
        words=words if ballot.form is BallotForm.OPEN else (),
        humans=humans_apart(result),
        missing=tuple((_who(record, gap.participant), gap.reason) for gap in missing),
        notes=tuple(_notes(record.study, result)),
    )


def _who(record: StudyRecord, participant: str) -> str:
    """Their name, with what they are if they are no simulated person."""
    name = record.name(participant)
    return name if participant in record.simulated else f"{name} (human)"


def _range(middle: float, rows: Sequence[tuple[float, ...]], at: int) -> tuple[float, float, float]:
    """The median of one of the four prices, its lowest and its highest."""
    column = [row[at] for row in rows]
    return middle, min(column), max(column)


def _table(result: BallotResult) -> ShownTable | None:
    """The chart's numbers."""
    n = str(result.n)
    match result.ballot.form:
        case BallotForm.OPEN:
            return None
        case BallotForm.PRICE:
            rows = [vote.prices for vote in result.votes if vote.prices]
            cells = [
                (name, *(price_words(price, result.ballot.currency) for price in _range(m, rows, at)), n)
                for at, (name, m) in enumerate(zip(PRICES, result.price_medians, strict=False))
            ]
            return ShownTable(("price", "median", "lowest", "highest", "n"), tuple(cells))
        case BallotForm.BEST_WORST:
            cells = [(r.option, str(r.count), str(r.worst), f"{r.count - r.worst:+d}", n) for r in result.counts]
            return ShownTable(("option", "best", "worst", "best less worst", "n"), tuple(cells))
        case _:
            rows = [(r.option, str(r.count), n) for r in result.counts]
            return ShownTable(("option", "people", "n"), tuple(rows))


def _notes(study: Study, result: BallotResult) -> Iterator[str]:
    if any(repeats(result.ballot.text, chosen) for chosen in study.recruited_on):
        yield "People were recruited on this: it is no finding."
    if result.ballot.form in (BallotForm.SINGLE, BallotForm.MULTIPLE, BallotForm.BEST_WORST):
        yield "Options were shuffled for each person."
    mapped = [vote.mapped for vote in result.votes if vote.mapped is not None]
    if mapped:
        yield f"Said first and mapped to the scale: mean {sum(mapped) / len(mapped):.2f} (n = {len(mapped)})."
    if result.ballot.form is BallotForm.PRICE:
        yield from _price_notes(result)


def _price_notes(result: BallotResult) -> Iterator[str]:
    curves = price_curves(result)
    if curves is None:
        yield f"No curves are drawn through the prices of fewer than {LEAST} people."
        return
    for price, words in curves.crossings():
        yield f"{price_words(round(price, 2), result.ballot.currency)} (n = {curves.people}): {words}."
    if curves.disordered:
        yield f"{curves.disordered} of {result.n} named prices that do not rise; they are not in the curves."


def vote_words(ballot: Ballot, vote: Vote) -> str:
    """A vote in a few words."""
    match ballot.form:
        case BallotForm.SINGLE | BallotForm.MULTIPLE:
            return ", ".join(vote.chosen)
        case BallotForm.LIKERT | BallotForm.RATING:
            return f"{vote.number:g} on the scale from 1 to {ballot.points}" if vote.number is not None else ""
        case BallotForm.BEST_WORST:
            return f"best: {vote.best}; worst: {vote.worst}"
        case BallotForm.PRICE:
            return ", ".join(
                f"{name} {price_words(price, ballot.currency)}"
                for name, price in zip(PRICES, vote.prices, strict=False)
            )
        case BallotForm.OPEN:
            return vote.words


def shown_differences(study: Study) -> tuple[ShownDifference, ...]:
    """What was asked twice, and what a change made, each beside the unchanged twins."""
    record = StudyRecord(study)
    changes = [_difference(study, difference) for difference in run_differences(study)]
    shifts = [_shift(study, shift) for shift in choice_shifts(study)]
    return (*(_repeated(record, pair) for pair in repeated_ballots(study)), *changes, *shifts)


def _difference(study: Study, difference: Difference) -> ShownDifference:
    ballot = study.guide.step(difference.ballot)
    asked = ballot.text if isinstance(ballot, Ballot) else difference.ballot
    rows = [
        (name, figure.run, figure_words(difference, figure))
        for name, figures in (("unchanged", difference.unchanged), (difference.condition, difference.changed))
        for figure in figures
    ]
    return ShownDifference(
        text=f"{asked} “{difference.what}”, where {difference.condition}",
        verdict=f"{difference.verdict.value[:1].upper()}{difference.verdict.value[1:]}.",
        chart=difference_chart(difference),
        table=ShownTable(("runs", "which", "result"), tuple(rows)),
    )


def _shift(study: Study, shift: ChoiceShift) -> ShownDifference:
    ballot = study.guide.step(shift.ballot)
    asked = ballot.text if isinstance(ballot, Ballot) else shift.ballot
    twins = (
        f"Between unchanged twins {shift.twins_moved} of {shift.twins} did either: so many do so anyway."
        if shift.twins
        else "There are no unchanged twins: how many choose otherwise anyway is not known."
    )
    text = (
        f"{asked} “{shift.option}”, person by person without and with the decoy: {shift.without} of {shift.pairs} "
        f"chose it without, {shift.with_decoy} with it; {shift.came} came over to it, {shift.went} left it."
    )
    return ShownDifference(text=text, verdict=twins, chart=None)


def _repeated(record: StudyRecord, pair: Repeated) -> ShownDifference:
    ballot = record.study.guide.step(pair.first)
    asked = ballot.text if isinstance(ballot, Ballot) else pair.first
    who = f": {', '.join(record.name(id) for id in pair.who)}" if pair.who else ""
    twins = ", ".join(f"{changed} of {both}" for changed, both in pair.twins)
    verdict = (
        f"In the unchanged twins {twins} did so too: so many change their vote anyway."
        if twins
        else "There are no unchanged twins: how many change their vote anyway is not known."
    )
    text = f"Asked before and after: “{asked}” {pair.changed} of {pair.both} voted otherwise the second time{who}."
    return ShownDifference(text=text, verdict=verdict, chart=None)
