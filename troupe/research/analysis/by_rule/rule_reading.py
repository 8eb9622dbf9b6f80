"""A study read by rule: ballots' leaders as findings, frequent words as themes. What the understudy gives in
place of a model's reading, and labelled so."""

from collections.abc import Iterator

from troupe.people.documents.slug import plain_letters
from troupe.research.analysis.analysis import Evidence, Finding, ReadingAuthor, StudyAnalysis, Theme
from troupe.research.analysis.ballot_results import PRICES, BallotResult, ballot_results, price_words
from troupe.research.analysis.by_rule.panel_gaps import who_was_missing
from troupe.research.analysis.by_rule.rule_themes import rule_themes
from troupe.research.analysis.by_rule.said_something import SaidSomething, no_subjects
from troupe.research.analysis.content_terms import content_terms, term_set
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.recruited_attitudes import recruited_on
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import BallotForm, Exhibit, GuideQuestion
from troupe.research.guides.reading.words.guide_language import guide_language
from troupe.research.sessions.study import Study, Vote

MOST_FINDINGS = 3
_NAME = "by rule"


def read_by_rule(study: Study) -> StudyAnalysis:
    """The reading. Deterministic, and without a model."""
    record = StudyRecord(study)
    themes = rule_themes(record)
    findings = [*_ballot_findings(record), *_theme_findings(record, themes)]
    fit = [finding for finding in findings if not recruited_on(study, finding)]
    analysis = StudyAnalysis(
        findings=tuple(fit[:MOST_FINDINGS]),
        themes=themes,
        not_said=tuple(_unanswered(record)),
        who_was_missing=who_was_missing(record.run.participants),
        ask_people_next=tuple(_ask_next(record)),
        model=_NAME,
        stand_in=True,
    )
    return checked(study, analysis)


def _ballot_findings(record: StudyRecord) -> Iterator[Finding]:
    """What each ballot came out as: those that were clearest first."""
    results = [r for r in ballot_results(record.study.guide, record.run) if r.n]
    later = {(r.ballot.text, r.ballot.options): r for r in results}  # of one asked twice, the last time
    chosen = [r for r in results if later[(r.ballot.text, r.ballot.options)] is r]
    for result in sorted(chosen, key=_clearness, reverse=True):
        if (finding := _of_ballot(record, result)) is not None:
            yield finding


def _clearness(result: BallotResult) -> float:
    """How far the outcome is from an even one, from 0 to 1."""
    if result.ballot.form in (BallotForm.LIKERT, BallotForm.RATING):
        middle = (1 + result.ballot.points) / 2
        return abs((result.mean or middle) - middle) / (middle - 1)
    if result.ballot.form in (BallotForm.SINGLE, BallotForm.MULTIPLE, BallotForm.BEST_WORST):
        top = max(row.count for row in result.counts)
        return (top / result.n) if len(result.leaders) == 1 else 0.0
    return 0.0


def _of_ballot(record: StudyRecord, result: BallotResult) -> Finding | None:
    ballot, n = result.ballot, result.n
    at = f"ballot:{ballot.key}"
    numbers: dict[str, float] = {f"{at}:n": n}
    match ballot.form:
        case BallotForm.SINGLE | BallotForm.MULTIPLE | BallotForm.BEST_WORST:
            if len(result.leaders) != 1:
                return _undecided(record, result)
            row = next(row for row in result.counts if row.option == result.leaders[0])
            numbers[f"{at}:option:{row.option}"] = row.count
            verb = "named as best" if ballot.form is BallotForm.BEST_WORST else "chose"
            text = f"{row.count} of {n} {verb} “{row.option}”."
        case BallotForm.LIKERT | BallotForm.RATING:
            numbers[f"{at}:mean"] = round(result.mean or 0.0, 2)
            mean = numbers[f"{at}:mean"]
            text = f"On average {mean:g} on the scale from 1 to {ballot.points}, {n} of {result.asked} voting."
            numbers[f"{at}:asked"] = result.asked
        case BallotForm.PRICE:
            prices = {
                f"{at}:price:{name}": value for name, value in zip(PRICES, result.price_medians, strict=True)
            }
            numbers |= {f"{at}:asked": result.asked, **prices}
            cheap, dear = (prices[f"{at}:price:{name}"] for name in ("cheap", "dear"))
            span = f"Cheap at {price_words(cheap, ballot.currency)}, dear at {price_words(dear, ballot.currency)}"
            text = f"{span}, by the medians of {n} of {result.asked} people."
        case BallotForm.OPEN:
            return None
    return Finding(
        text=f"“{ballot.text}” {text}",
        why="Counted from the ballot. What people meant by it, nobody has read.",
        evidence=_spoken_for(record, result),
        numbers=numbers,
        author=ReadingAuthor.RULE,
    )


def _undecided(record: StudyRecord, result: BallotResult) -> Finding | None:
    """A ballot that nothing is ahead in: as good an answer as any. Of best and worst, ranks tell more."""
    ballot, n, at = result.ballot, result.n, f"ballot:{result.ballot.key}"
    if ballot.form is BallotForm.BEST_WORST:
        return None
    rows = [row for row in result.counts if row.option in result.leaders]
    level = ", ".join(f"“{row.option}”" for row in rows)
    return Finding(
        text=f"“{ballot.text}” Undecided: {rows[0].count} of {n} each for {level}.",
        why="Counted from the ballot. What people meant by it, nobody has read.",
        evidence=_spoken_for(record, result),
        numbers={f"{at}:n": n, **{f"{at}:option:{row.option}": row.count for row in rows}},
        author=ReadingAuthor.RULE,
    )


def _spoken_for(record: StudyRecord, result: BallotResult) -> tuple[Evidence, ...]:
    """Two whole lines of those who voted so, of theirs that share most words with the ballot, two at least."""
    about = term_set(f"{result.ballot.text} {' '.join(result.leaders)}")
    voters = {vote.participant for vote in result.votes if _votes_so(result, vote)}
    said = SaidSomething(record)
    lines = [line for line in record.evidence.values() if line.speaker_id in voters and any(said.sentences(line))]
    weighed = [(len(about & term_set(line.text)), len(line.text), line) for line in lines]
    best = sorted((w for w in weighed if w[0] > 1 and w[1] <= 280), key=lambda w: (-w[0], -w[1]))[:2]
    return tuple(Evidence(line=line.id, quote=line.text.strip()) for _, _, line in best)


def _votes_so(result: BallotResult, vote: Vote) -> bool:
    """Whether a vote is one of those that made the outcome."""
    leaders = set(result.leaders)
    if vote.number is not None and result.mean is not None:
        middle = (1 + result.ballot.points) / 2
        return (vote.number - middle) * (result.mean - middle) > 0
    return bool(leaders & {*vote.chosen, vote.best}) or bool(vote.prices)


def _theme_findings(record: StudyRecord, themes: tuple[Theme, ...]) -> Iterator[Finding]:
    """Words that most people used. What fewer said stands among the themes; as an answer it would say too much."""
    people = len(record.simulated)
    for theme in themes:
        count = len(record.simulated.intersection(theme.participants))
        if not theme.minority and 2 * count > people:
            yield Finding(
                text=f"{count} of {people} people spoke of “{theme.name}”.",
                why="Counted words: it says what came up, not what was thought of it.",
                evidence=theme.evidence,
                numbers={f"theme:{theme.key}:people": count, "people": people},
                author=ReadingAuthor.RULE,
            )


def _unanswered(record: StudyRecord) -> Iterator[str]:
    """Questions that went without answers, and what was shown and nobody took up."""
    for step in record.study.guide.steps:
        if not isinstance(step, GuideQuestion) or step.key in record.run.skipped:
            continue
        lines = [line for line in record.evidence.values() if line.step == step.key]
        if not lines:
            yield f"Nobody answered “{step.text}”."
    said = {term for line in record.evidence.values() for term in term_set(line.text)}
    unsaid = {key: written for key, written in reversed(list(_shown(record))) if key not in said}
    answers = " ".join(line.text for line in record.evidence.values())
    if unsaid and said and guide_language(answers) == record.study.guide.language[:2]:
        words = ", ".join(list(reversed(unsaid.values()))[:8])
        yield f"Words of what was shown that nobody took up: {words}."


def _shown(record: StudyRecord) -> Iterator[tuple[str, str]]:
    for step in record.study.guide.steps:
        if isinstance(step, Exhibit) and step.key not in record.run.skipped:
            for part in (step, *step.variants):
                shown = content_terms(f"{part.title} {part.text or ''}")
                yield from (
                    (key, written) for key, written in shown if plain_letters(written) not in no_subjects()
                )


def _ask_next(record: StudyRecord) -> Iterator[str]:
    """The questions that divided people or that went unanswered, for real people."""
    results = [r for r in ballot_results(record.study.guide, record.run) if r.n and r.counts]
    for result in sorted(results, key=_clearness)[:2]:
        yield f"{result.ballot.text} ({', '.join(result.ballot.options) or f'1 to {result.ballot.points}'})"
    for answer in record.run.answers:
        if not answer.missing or record.beyond_guide(answer.step, answer.probe):
            continue
        if question := record.question(answer.step, answer.probe):
            yield question
            return
