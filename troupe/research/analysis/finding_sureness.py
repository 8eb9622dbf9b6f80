"""The sureness of a finding, by rule: what the ballots that it names came out as when the same study was run
again."""

from collections.abc import Sequence

from troupe.research.analysis.analysis import Finding, Sureness
from troupe.research.analysis.ballot_results import BallotResult, ballot_results
from troupe.research.guides.guide import BallotForm
from troupe.research.sessions.study import SpeakerRole, Study, StudyRun

Outcome = tuple[str, ...]


def with_sureness(study: Study, finding: Finding) -> Finding:
    """The finding with how sure it is. A rerun counts if somebody voted there in each ballot that the finding
    names; it agrees if each came out the same: the same options ahead, the same side of a scale's middle."""
    keys = sorted({name.split(":")[1] for name in finding.numbers if name.startswith("ballot:")})
    here = _outcomes(study, study.first, keys)
    reruns = [run for run in study.runs[1:] if run.condition == study.first.condition]
    outcomes = [] if here is None else [o for run in reruns if (o := _outcomes(study, run, keys)) is not None]
    sure = Sureness.RERUNS if outcomes else Sureness.ONCE
    if _humans_agree(study, finding, keys, here):
        sure = Sureness.HUMANS
    counts = {"runs_with": sum(o == here for o in outcomes), "runs_asked": len(outcomes)}
    return finding.model_copy(update={"sure": sure, **(counts if outcomes else {"runs_with": 1, "runs_asked": 1})})


def sureness_words(finding: Finding) -> str:
    """What may be said of it."""
    of_reruns = f"in {finding.runs_with} of {finding.runs_asked} rerun{'s' if finding.runs_asked != 1 else ''}"
    match finding.sure:
        case Sureness.ONCE:
            return "seen once"
        case Sureness.RERUNS:
            return of_reruns
        case Sureness.HUMANS:
            return "also in human data" if finding.runs_asked <= 1 else f"{of_reruns}, also in human data"


def _outcomes(
    study: Study, run: StudyRun, keys: Sequence[str], *, human: bool = False
) -> tuple[Outcome, ...] | None:
    """What each of these ballots came out as among simulated people, or among humans; None where there is none, or
    nobody voted in one."""
    counted = (result.humans if human else result for result in ballot_results(study.guide, run))
    results = {result.ballot.key: result for result in counted if result is not None}
    outcomes = [outcome_of(results[key]) for key in keys if key in results]
    return tuple(outcomes) if keys and len(outcomes) == len(keys) and all(outcomes) else None


def outcome_of(result: BallotResult) -> Outcome:
    """A ballot's end in a few words, as it is compared between runs; empty without votes, or for words."""
    match result.ballot.form:
        case BallotForm.SINGLE | BallotForm.MULTIPLE | BallotForm.BEST_WORST:
            return result.leaders
        case BallotForm.LIKERT | BallotForm.RATING:
            middle = (1 + result.ballot.points) / 2
            mean = result.mean
            return (
                () if mean is None else ("above",) if mean > middle else ("below",) if mean < middle else ("at",)
            )
        case BallotForm.PRICE:
            return tuple(f"{price:g}" for price in result.price_medians)
        case BallotForm.OPEN:
            return ()


def _humans_agree(study: Study, finding: Finding, keys: Sequence[str], here: tuple[Outcome, ...] | None) -> bool:
    """Whether humans who took part say the same: their votes alone, or without a ballot, words of one of them
    among the evidence."""
    if not any(person.human for person in study.first.participants):
        return False
    if keys:
        return here is not None and _outcomes(study, study.first, keys, human=True) == here
    roles = {line.id: line.role for line in study.first.lines}
    return any(roles.get(quote.line) is SpeakerRole.HUMAN for quote in finding.evidence)
