"""What a short portrait leaves out, told when it is spoken of: the facts of a persona that new lines touch.

A fact scores by the words it shares with those lines, each weighed by how few facts of the persona have it (the
inverse document frequency of Robertson & Spärck Jones, as a share of the highest), with the length normalisation
of BM25. What is said in another language than the persona was written in recalls little; the person then speaks
from the short portrait.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

from troupe.core.meaning_stems import stems
from troupe.core.text_language import SMALL_WORDS
from troupe.minds.prompt.persona_facts import PersonaFact, facts_of
from troupe.minds.prompt.persona_words import folded
from troupe.minds.prompt.portrait import told_fields
from troupe.minds.prompt.prompt_size import tokens
from troupe.minds.prompt.short_portrait import cut_to, short_portrait
from troupe.people.persona.persona import Persona
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import shown_name
from troupe.worlds.transcript import SystemAuthor

MOST_FACTS = 4
MOST = 130
"""Tokens of all that is recalled in a turn: it is read anew each time."""
_LONGEST = 70
"""Tokens of one fact."""
_LEAST_SCORE = 0.35
"""Below it a fact shares a common word with what was said, and no subject."""
_LENGTH = 0.5
"""BM25's b: how much a long fact has to share for the same score."""
_HEADING = 0.5
"""What a heading that is spoken of scores: `What do you do in the evening?` means what stands under Evening."""
_ASKED, _AROUND = 1.0, 0.5
"""The weight of the words of the line that is answered, and of the others that are new."""
_ASKED_WITH = {
    "occupation": "job work working living profession career boss colleague",
    "education": "school study studied university learn taught degree",
    "relationships": "family wife husband partner friend mother father sister brother children married neighbour",
    "health": "doctor sick ill hurt sleep tired body",
    "likes": "like love enjoy favourite favorite",
    "dislikes": "hate annoy stand bother",
    "interests": "hobby hobbies interested free spare",
    "long_term_goals": "dream plan hope future want",
    "morning": "breakfast wake",
    "evening": "dinner tonight night",
    "weekend": "sunday saturday",
    "skills": "good able know",
}
"""Words with which people ask for what stands under such a heading; English alone, since that is what headings
are in."""
_SAID_OF_ANYTHING = stems(
    " ".join(word for words in SMALL_WORDS.values() for word in words)
    + " again always another anybody anything back best better come coming day days doing ever every everybody "
    "everyone everything feel feeling find first going half hear hour instead keep last later life listen "
    "little long look made make many mean minute more much must name need never next nobody nothing often once "
    "only other others over own people person place please put quite rather really right said same say seen "
    "should since some somebody someone something soon sort still stop such sure take talk tell than then thing "
    "think thought through time today told tomorrow took turn two until used very wait way week well went what "
    "whatever while whole who why without word work world wrong year years yes yesterday yet yourself"
)
"""Words that any line may have, and that say nothing of what it is about."""
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Known:
    """A fact with the words by which it is found."""

    fact: PersonaFact
    words: frozenset[str]
    heading: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Index:
    """What the short portrait of a persona leaves out, with the weight of each word and the usual length."""

    known: tuple[_Known, ...]
    weights: dict[str, float]
    usual: float


def recalled_facts(scene: Scene, room: int = MOST) -> tuple[str, ...]:
    """What this person is told of themselves beside the short portrait, since it is spoken of now, in so many
    tokens; best first."""
    persona = scene.person.persona
    index = _index(persona)
    asked, around = _spoken(scene)
    scores = [(_score(known, asked, around, index), -at) for at, known in enumerate(index.known)]
    chosen = sorted((score for score in scores if score[0] >= _LEAST_SCORE), reverse=True)
    told: list[str] = []
    for _, at in chosen[:MOST_FACTS]:
        text = _told(index.known[-at].fact)
        if tokens(text) <= room:
            told.append(text)
            room -= tokens(text)
    return tuple(told)


def _told(fact: PersonaFact) -> str:
    text = fact.text if tokens(fact.text) <= _LONGEST else cut_to(fact.text, _LONGEST)
    return folded(f"{fact.heading}: {text}")


def _spoken(scene: Scene) -> tuple[frozenset[str], frozenset[str]]:
    """The words of the line that is answered, with the name of who said it, and of what else is new."""
    trigger = scene.trigger
    asked, others = frozenset[str](), frozenset[str]()
    for event in scene.history:
        if event.id not in scene.unread and event != trigger:
            continue
        if event.erased or isinstance(event.author, SystemAuthor) or not event.facets.spoken:
            continue
        words = stems(f"{shown_name(event.author, scene)} {event.text}")
        if event == trigger:
            asked = words
        else:
            others |= words
    own = stems(scene.person.persona.name)
    return asked - own, others - asked - own - _SAID_OF_ANYTHING


def _score(known: _Known, asked: frozenset[str], around: frozenset[str], index: _Index) -> float:
    shared = sum(_ASKED * index.weights[word] for word in (known.words & asked) - _SAID_OF_ANYTHING)
    shared += sum(_AROUND * index.weights[word] for word in known.words & around)
    length = 1 - _LENGTH + _LENGTH * len(known.words) / index.usual
    return shared / length + (_HEADING if known.heading & asked else 0.0)


@lru_cache(maxsize=_KEPT)
def _index(persona: Persona) -> _Index:
    short = short_portrait(persona)
    known = tuple(
        _Known(fact, stems(fact.text), _heading_words(fact))
        for field, value in told_fields(persona)
        for fact in facts_of(field, value)
        if fact.text not in short
    )
    counts = Counter(word for one in known for word in one.words)
    rarest = _weight(1, len(known))
    weights = {word: _weight(count, len(known)) / rarest for word, count in counts.items()}
    return _Index(known, weights, _mean(len(one.words) for one in known))


def _weight(count: int, facts: int) -> float:
    """How much it says that a word stands in so many of the facts."""
    return log(1 + (facts - count + 0.5) / (count + 0.5))


def _heading_words(fact: PersonaFact) -> frozenset[str]:
    heading = fact.heading.casefold().replace(" ", "_")
    asked_with = " ".join(_ASKED_WITH.get(key, "") for key in {heading, fact.field})
    return stems(f"{fact.heading} {asked_with}")


def _mean(sizes: Iterable[int]) -> float:
    lengths = list(sizes)
    return max(1.0, sum(lengths) / len(lengths)) if lengths else 1.0
