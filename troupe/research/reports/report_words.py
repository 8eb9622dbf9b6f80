"""The sentences of a report that are ours: what is said on every page, of the method, its limits and the check."""

from collections.abc import Iterable, Iterator

from troupe.core.usage import Usage
from troupe.research.analysis.analysis import QuoteCheck, StudyAnalysis
from troupe.research.analysis.ballot_results import PRICES, BallotResult, ballot_results, price_words
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import BallotForm, StudyKind
from troupe.research.sessions.study import Study

SYNTHETIC = "Synthetic data: simulated people said this, no real ones"
WITH_HUMANS = "Synthetic data: simulated people said this, but for the humans who are marked"
PLAYED_BY_STAND_IN = (
    "The understudy played this, an offline stand-in and no language model: its words are no findings."
)
READ_BY_RULE = (
    "Read by rule, not by a model: votes and words were counted, and what was meant nobody has understood."
)

FORMS = {
    BallotForm.SINGLE: "one choice",
    BallotForm.MULTIPLE: "any number of choices",
    BallotForm.LIKERT: "agreement",
    BallotForm.RATING: "rating",
    BallotForm.BEST_WORST: "best and worst",
    BallotForm.PRICE: "four prices",
    BallotForm.OPEN: "open answer",
}
_KINDS = {
    StudyKind.DISCUSSION: "Group discussion",
    StudyKind.INTERVIEWS: "Interviews, one person at a time",
    StudyKind.DYADS: "Pairs",
    StudyKind.REVIEW: "Review",
    StudyKind.BRAINSTORM: "Brainstorming",
    StudyKind.DEBATE: "Debate",
    StudyKind.POLL: "Poll",
}


def stand_in_words(study: Study, analysis: StudyAnalysis) -> tuple[str, ...]:
    """What is said where no language model played, or none read."""
    parts = ((study.first.stand_in, PLAYED_BY_STAND_IN), (analysis.stand_in, READ_BY_RULE))
    return tuple(words for stands_in, words in parts if stands_in)


def people_words(study: Study) -> str:
    """How many were asked, and of what sort."""
    people = study.first.participants
    humans = sum(person.human for person in people)
    simulated = len(people) - humans
    if humans:
        apart = f"apart from them {humans} {'human' if humans == 1 else 'humans'}"
        return f"{simulated} simulated {'person' if simulated == 1 else 'people'} asked, {apart}"
    return f"{simulated} {'person' if simulated == 1 else 'people'} asked, all simulated"


def check_words(check: QuoteCheck, read_by: str) -> str:
    """The one line by which a report can be held to account."""
    reader = read_by or "nobody"
    quotes = f"{check.verbatim} of {check.quotes} quotes verbatim" if check.quotes else "nothing quoted"
    return (
        f"{quotes}, {check.from_data} of {check.numbers} numbers from "
        f"the data; whether evidence supports each claim: read by {reader}."
    )


def ballot_n(result: BallotResult) -> str:
    """How many of the simulated people voted, of how many."""
    of_whom = "people asked" if result.humans is None else "simulated people asked"
    return f"n = {result.n} of {result.asked} {of_whom}"


def ballot_outcome(result: BallotResult) -> Iterator[tuple[str, str]]:
    """What came out, each with its n."""
    n, ballot = result.n, result.ballot
    match ballot.form:
        case BallotForm.LIKERT | BallotForm.RATING:
            yield "mean", "nobody voted" if result.mean is None else f"{result.mean:.2f} (n = {n})"
        case BallotForm.PRICE:
            for name, price in zip(PRICES, result.price_medians, strict=False):
                yield f"{name}, median", f"{price_words(price, ballot.currency)} (n = {n})"
        case BallotForm.OPEN:
            yield "wrote something", f"{n} of {result.asked}"
        case BallotForm.BEST_WORST:
            for row in result.counts:
                yield row.option, f"best {row.count}, worst {row.worst} of {n}"
        case BallotForm.SINGLE | BallotForm.MULTIPLE:
            for row in result.counts:
                yield row.option, f"{row.count} of {n}"


def humans_apart(result: BallotResult) -> str:
    """The line of the humans, who are in none of the ballot's figures; empty where none took part."""
    humans = result.humans
    if humans is None:
        return ""
    came = "; ".join(f"{name}: {words}" for name, words in ballot_outcome(humans)) if humans.n else "nobody voted"
    return f"Humans, counted apart (n = {humans.n} of {humans.asked} asked). {came[:1].upper()}{came[1:]}."


def spoke_words(record: StudyRecord, participants: Iterable[str]) -> str:
    """How many people said something of a theme, humans apart."""
    said = set(participants)
    words = f"{len(record.simulated & said)} of {len(record.simulated)} people"
    humans = record.people.keys() - record.simulated
    return f"{words}; {len(humans & said)} of {len(humans)} humans" if humans & said else words


def kind_words(study: Study) -> str:
    return _KINDS[study.guide.study]


def facts_of(study: Study) -> tuple[tuple[str, str], ...]:
    """What stands below the title."""
    run = study.first
    record = StudyRecord(study)
    spoken = [line.speaker_id in record.simulated for line in record.evidence.values()]
    voted = [vote.participant in record.simulated for vote in run.votes]
    apart = f", of humans {spoken.count(False)} and {voted.count(False)}" if not all((*spoken, *voted)) else ""
    facts = [
        ("What", kind_words(study)),
        ("Who", people_words(study)),
        ("When", f"{run.began_at.day} {run.began_at:%B %Y}"),
        ("Played by", run.model),
        ("How much", f"{sum(spoken)} answers said, {sum(voted)} votes{apart}, {_runs(study)}"),
    ]
    return tuple(facts)


def _runs(study: Study) -> str:
    return "one run" if len(study.runs) == 1 else f"{len(study.runs)} runs"


def method_of(study: Study, analysis: StudyAnalysis) -> tuple[tuple[str, str], ...]:
    """The box that lets somebody else do it again."""
    run = study.first
    ended = f"{run.ended_at:%Y-%m-%d %H:%M} UTC" if run.ended_at else "not ended"
    usage = run.usage
    for other in study.runs[1:]:
        usage += other.usage
    planned = [f"{r.condition or 'as planned'}, replicate {r.replicate}, seed {r.seed}" for r in study.runs]
    hashes = ", ".join(f"{p.name} {p.persona_hash}" for p in run.participants if p.persona_hash)
    rows = [
        ("Panel", study.panel),
        ("Recruited on", "; ".join(study.recruited_on) or "nothing that was asked"),
        ("Guide", f"{study.guide.title} (hash {study.guide_hash})"),
        ("Model of the people", f"{run.model}{', a stand-in' if run.stand_in else ''}"),
        ("Model of the reading", f"{analysis.model or 'none'}{', a stand-in' if analysis.stand_in else ''}"),
        ("Runs", "; ".join(planned)),
        ("Held", f"{run.began_at:%Y-%m-%d %H:%M} UTC to {ended}"),
        ("Cost", f"{_cost(usage)}; reading: {_cost(analysis.usage) if analysis.usage.calls else 'no call'}"),
        ("Software", study.software or "Troupe"),
        ("Prompts", f"hash {study.prompt_hash}" if study.prompt_hash else "not noted"),
        ("Personas", hashes or "none"),
        ("Study", study.id),
    ]
    return tuple(rows)


def _cost(usage: Usage) -> str:
    if not usage.calls:
        return "no call of a model"
    price = "price not known" if usage.usd is None else f"${usage.usd:.2f}"
    return f"{usage.calls:,} calls, {usage.tokens:,} tokens, {price}"


def limits_of(study: Study, analysis: StudyAnalysis) -> tuple[str, ...]:
    """What this report cannot tell."""
    return tuple(_limits(study, analysis))


def _limits(study: Study, analysis: StudyAnalysis) -> Iterator[str]:
    humans = sum(person.human for person in study.first.participants)
    people = len(study.first.participants) - humans
    yield (
        "Simulated people tell what a language model has read of people like them. How many real people think "
        "so, what they did or will buy, nobody can learn here."
    )
    asked = f"{'simulated ' if humans else ''}{'person was' if people == 1 else 'people were'} asked"
    apart = " Humans who took part are counted apart: no figure is of both." if humans else ""
    yield f"{people} {asked}: counts are of these, and of nobody else.{apart}"
    twins = sum(run.condition == study.first.condition for run in study.runs) - 1
    if not twins:
        yield "The study was run once. What another run would bring is not known: differences may be noise."
    if len(study.runs) > 1 and study.first.moderators:
        yield "A moderator person decided anew in each run: the spread among the runs includes the moderator."
    yield from stand_in_words(study, analysis)
    if not analysis.read_by:
        yield "No human has read yet whether the quotes bear out what is claimed above them."
    record = StudyRecord(study)
    missing = sum(bool(record.why_missing(answer)) for answer in study.first.answers)
    counted = [one for r in ballot_results(study.guide, study.first) for one in (r, r.humans) if one is not None]
    missing += sum(len(result.missing) for result in counted)
    if missing:
        what = "1 answer or vote is" if missing == 1 else f"{missing} answers or votes are"
        yield f"{what} missing; the ledger and the ballots say whose, and why."
    if withdrawn := study.first.withdrawn:
        who = "1 human who took part has" if withdrawn == 1 else f"{withdrawn} humans who took part have"
        yield f"{who} withdrawn since: nothing of theirs is in here."
    if record.assistant:
        lines = len(record.assistant)
        yield (
            f"In {lines} {'line' if lines == 1 else 'lines'} the model spoke as an assistant, not as the person: "
            "no evidence, and marked in the record."
        )
    if study.recruited_on:
        yield "What people were recruited on is no finding, and was left out of the findings."
    yield from (f"On the way: {fault}." for fault in study.first.faults)
    yield from (f"Left out: {reason} ({key})." for key, reason in study.first.skipped.items())
