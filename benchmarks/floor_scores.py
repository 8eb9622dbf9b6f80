"""How well verdicts agree with what observers expect."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from pydantic import BaseModel, ConfigDict

from benchmarks.floor_judging import Verdict
from benchmarks.floor_moments import Moment
from troupe.worlds.floor_view import FloorVerdict

Judged = Sequence[tuple[Moment, Verdict]]


class Scores(BaseModel):
    """Shares from 0 to 1; None where nothing is there to be judged.

    Addressing is counted over pairs of moment and person; `exact` is the share of moments whose whole set of
    addressees is right. `spoke` is the share of those who must speak who were granted the floor, `kept_silent` the
    share of those who must be silent who were not, `balanced` their mean. `granted` is the mean number granted
    a moment.
    """

    model_config = ConfigDict(frozen=True)

    moments: int
    addressed_precision: float | None
    addressed_recall: float | None
    addressed_f1: float | None
    exact: float
    spoke: float | None
    kept_silent: float | None
    balanced: float | None
    halt: float
    false_halts: int
    missed_halts: int
    granted: float


def score(judged: Judged) -> Scores:
    """The scores of all verdicts together."""
    right = claimed = wanted = exact = 0
    must = spoke = silent = kept = false_halts = missed_halts = 0
    for moment, verdict in judged:
        expect = moment.expect
        addressed = moment.people_among(expect.addressed)
        right += len(verdict.addressed & addressed)
        claimed += len(verdict.addressed)
        wanted += len(addressed)
        exact += verdict.addressed == addressed
        speakers, quiet = moment.people_among(expect.must_speak), moment.people_among(expect.must_be_silent)
        must, spoke = must + len(speakers), spoke + len(speakers & verdict.granted)
        silent, kept = silent + len(quiet), kept + len(quiet - verdict.granted)
        false_halts += verdict.halt and not expect.halt
        missed_halts += expect.halt and not verdict.halt
    precision, recall = _share(right, claimed), _share(right, wanted)
    said, hushed = _share(spoke, must), _share(kept, silent)
    count = len(judged)
    return Scores(
        moments=count,
        addressed_precision=precision,
        addressed_recall=recall,
        addressed_f1=_share(2 * right, claimed + wanted),
        exact=round(exact / count, 4),
        spoke=said,
        kept_silent=hushed,
        balanced=None if said is None or hushed is None else round((said + hushed) / 2, 4),
        halt=round(1 - (false_halts + missed_halts) / count, 4),
        false_halts=false_halts,
        missed_halts=missed_halts,
        granted=round(sum(len(verdict.granted) for _, verdict in judged) / count, 3),
    )


class Certainty(BaseModel):
    """What the rules were certain of: the share of moments, the share of those verdicts that are right, and of
    those who must speak the share obliged or asked first, and obliged or among the two who would be asked. An
    obliging verdict is right if all who must speak are obliged and nobody who must be silent; NOBODY if nobody
    must speak."""

    model_config = ConfigDict(frozen=True)

    moments: int
    certain: float
    right: float | None
    obliged_right: float | None
    nobody_right: float | None
    must_first: float | None
    must_first_two: float | None


def certainty(judged: Judged) -> Certainty:
    """How certain the rules were, and how often rightly."""
    counts = {verdict: [0, 0] for verdict in FloorVerdict}
    must = first = first_two = 0
    for moment, verdict in judged:
        speakers = moment.people_among(moment.expect.must_speak)
        allowed = speakers | moment.people_among(moment.expect.may_speak)
        obliged = verdict.certain is FloorVerdict.OBLIGED
        right = speakers <= verdict.granted <= allowed if obliged else not speakers
        counts[verdict.certain][0] += right
        counts[verdict.certain][1] += 1
        must += len(speakers)
        first += len(speakers & (frozenset(verdict.candidates[:1]) if verdict.asks else verdict.reached))
        first_two += len(speakers & verdict.reached)
    (obliged_right, obliged_all), (nobody_right, nobody_all) = (
        counts[FloorVerdict.OBLIGED],
        counts[FloorVerdict.NOBODY],
    )
    return Certainty(
        moments=len(judged),
        certain=round((obliged_all + nobody_all) / len(judged), 4),
        right=_share(obliged_right + nobody_right, obliged_all + nobody_all),
        obliged_right=_share(obliged_right, obliged_all),
        nobody_right=_share(nobody_right, nobody_all),
        must_first=_share(first, must),
        must_first_two=_share(first_two, must),
    )


def score_by(key: Callable[[Moment], str], judged: Judged) -> dict[str, Scores]:
    """The scores of each group, by name."""
    groups: dict[str, list[tuple[Moment, Verdict]]] = defaultdict(list)
    for moment, verdict in judged:
        groups[key(moment)].append((moment, verdict))
    return {name: score(groups[name]) for name in sorted(groups)}


def misses(judged: Judged) -> Iterable[tuple[Moment, Verdict]]:
    """The moments judged otherwise than expected in anything."""
    for moment, verdict in judged:
        expect = moment.expect
        if (
            verdict.addressed != moment.people_among(expect.addressed)
            or moment.people_among(expect.must_speak) - verdict.granted
            or moment.people_among(expect.must_be_silent) & verdict.granted
            or verdict.halt != expect.halt
        ):
            yield moment, verdict


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
