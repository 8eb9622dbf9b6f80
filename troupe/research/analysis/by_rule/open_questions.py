"""The questions of those who take part that nobody has taken up: as far as words alone tell."""

from collections.abc import Sequence

from troupe.core.frozen import Frozen
from troupe.llm.understudy.hearing.freshness import sentences
from troupe.llm.understudy.hearing.word_stems import WORD
from troupe.research.analysis.content_terms import term_set
from troupe.worlds.events.author import HumanAuthor, PersonAuthor
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.transcript import Event

_LEAST_WORDS = 4
"""A question has more words than "really?" or "you know?"."""


class OpenQuestion(Frozen):
    """A question that somebody asked in a line, and nobody has taken up since."""

    event: str
    name: str
    words: str


def open_questions(lines: Sequence[Event]) -> tuple[OpenQuestion, ...]:
    """The open questions of these lines, oldest first. A later line takes one up if it names who asked, answers
    their line, or shares a word with the question that is not the study's own. Of the people, only one who could
    have heard it counts: after the moderator has spoken again. What gives the moderator's own question back is
    none."""
    return tuple(
        OpenQuestion(event=line.id, name=_name(line), words=sentence)
        for at, line in enumerate(lines)
        if line.facets.spoken and not line.erased and not _moderated(line) and _name(line)
        for sentence in sentences(line.text)
        if _asks(sentence, lines[:at]) and not _taken_up(line, sentence, lines[:at], lines[at + 1 :])
    )


def _asks(sentence: str, before: Sequence[Event]) -> bool:
    if not sentence.rstrip("\"'”’»*_ ").endswith(("?", "？")) or len(WORD.findall(sentence)) < _LEAST_WORDS:
        return False
    terms = term_set(sentence)
    return bool(terms) and not any(terms <= term_set(line.text) for line in before if _moderated(line))


def _own_terms(question: str, before: Sequence[Event]) -> frozenset[str]:
    """The terms of a question without those of the study, which stand in the moderator's lines before it."""
    terms = term_set(question)
    return terms.difference(*(term_set(line.text) for line in before if _moderated(line))) or terms


def _taken_up(asked: Event, question: str, before: Sequence[Event], after: Sequence[Event]) -> bool:
    name, heard = _name(asked).split()[0].casefold(), False
    terms = _own_terms(question, before)
    for line in after:
        if not line.facets.spoken or line.author == asked.author:
            continue
        by_moderator = _moderated(line)
        heard = heard or by_moderator
        if line.target == asked.id:
            return True
        if not (heard or isinstance(line.author, HumanAuthor)):
            continue
        called = name in (word.casefold() for word in WORD.findall(line.text)) and not line.text.endswith("?")
        if called or terms & term_set(line.text):
            return True
    return False


def _moderated(line: Event) -> bool:
    return isinstance(line.author, HumanAuthor) and MODERATOR.name in (line.author.name, line.author.id)


def _name(line: Event) -> str:
    return line.author.name if isinstance(line.author, PersonAuthor | HumanAuthor) else ""
