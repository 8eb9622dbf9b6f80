"""What somebody said aloud of a ballot, beside how they voted in private: as far as words alone tell."""

import re
from collections.abc import Sequence

from troupe.core.frozen import Frozen
from troupe.llm.understudy.hearing.freshness import sentences
from troupe.research.analysis.content_terms import term_set
from troupe.research.ballots.prose_mapping import leaning_of
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.worlds.sessions.vote import Vote

_NOT = re.compile(
    r"\b(?:not?|never|neither|nor|none|nobody|nothing|without|hardly|instead|rather|than|if|unless"
    r"|nicht|kein\w*|nie|ohne|statt|als|wenn|ne|pas|jamais|sans|sino|nunca|sin|si|ni|não|sem)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that may turn a sentence round, or make it depend on something: no rule tells which way."""
_YES = frozenset({"yes", "ja", "sí", "si", "oui", "sim"})
_NO = frozenset({"no", "nein", "non", "não"})
_SCALES = (BallotForm.LIKERT, BallotForm.RATING)


class SpokenStance(Frozen):
    """A sentence in which somebody took a side in a ballot: `event` is the line it stands in, `apart` that their
    vote took another side."""

    person_id: str
    event: str
    words: str
    apart: bool


def spoken_stance(ballot: Ballot, vote: Vote, lines: Sequence[tuple[str, str]]) -> SpokenStance | None:
    """The newest sentence of these lines, each an event and its text, in which the voter takes a side that a rule
    can tell; None where there is none. What is denied, compared or made to depend on something is left out."""
    for event, text in reversed(lines):
        for sentence in reversed(sentences(text)):
            if sentence.endswith("?") or _NOT.search(_without_lead(sentence)):
                continue
            apart = _apart(ballot, vote, sentence)
            if apart is not None:
                return SpokenStance(person_id=vote.participant, event=event, words=sentence, apart=apart)
    return None


def _without_lead(sentence: str) -> str:
    """The sentence behind a yes or no that it begins with, which is an answer and denies nothing."""
    lead, mark, rest = sentence.partition(",")
    return rest if mark and lead.strip().casefold() in _YES | _NO else sentence


def _apart(ballot: Ballot, vote: Vote, sentence: str) -> bool | None:
    """Whether the sentence takes another side than the vote; None if it takes none."""
    if ballot.form in _SCALES:
        return _against(_leaning(ballot, sentence), _leaning_of_number(ballot, vote))
    if (sides := _yes_and_no(ballot)) is not None:
        chosen = next((sides[option] for option in vote.chosen if option in sides), 0)
        return _against(_leaning(ballot, sentence), chosen)
    named = _named(ballot, sentence)
    if named is None:
        return None
    if ballot.form is BallotForm.BEST_WORST:
        return {vote.best: False, vote.worst: True}.get(named) if leaning_of(sentence) > 0 else None
    return named not in vote.chosen if vote.chosen else None


def _against(said: float, voted: float) -> bool | None:
    return said * voted < 0 if said and voted else None


def _leaning(ballot: Ballot, sentence: str) -> float:
    """For or against what the ballot asks; 0 for a sentence about something else."""
    return leaning_of(sentence) if term_set(ballot.text) & term_set(sentence) else 0.0


def _leaning_of_number(ballot: Ballot, vote: Vote) -> float:
    return 0.0 if vote.number is None else vote.number - (1 + ballot.points) / 2


def _yes_and_no(ballot: Ballot) -> dict[str, int] | None:
    """The options of a ballot that asks yes or no, by the side they take."""
    sides = {option: _side(option) for option in ballot.options}
    return {option: side for option, side in sides.items() if side} if {1, -1} <= set(sides.values()) else None


def _side(option: str) -> int:
    first = option.split()[0].strip(",.:;!").casefold() if option.split() else ""
    return (first in _YES) - (first in _NO)


def _named(ballot: Ballot, sentence: str) -> str | None:
    """The one option that the sentence names, by a word that no other option has."""
    terms = {option: term_set(option) for option in ballot.options}
    said = term_set(sentence)
    named = [
        option
        for option, own in terms.items()
        if said & own.difference(*(other for name, other in terms.items() if name != option))
    ]
    return named[0] if len(named) == 1 else None
