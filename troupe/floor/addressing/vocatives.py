"""Vocatives: which names in a text call someone, and which only talk of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import Sentence, Token, TokenKind, TokenPhrases, sentences
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_forms import NameForm
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.names.name_words import ASKED_ALL, EVERYONE, RESTRICTING, THIRD_ALL, WEAK_EVERYONE
from troupe.floor.addressing.names.room_names import Hit, hit_at, inflected_at, slip_at
from troupe.floor.addressing.names.roster import Roster, roster
from troupe.floor.addressing.reference_words import EXCEPT
from troupe.floor.addressing.stranger_calls import calls_stranger
from troupe.floor.addressing.turning_words import second_person
from troupe.floor.addressing.vocative_position import NamePlace, asks, calls

ALL = Who("*")
"""Stands for everyone where a name could stand."""


@dataclass(frozen=True, slots=True)
class VocativeReading:
    """The reading of the words alone: ids of people called and talked of, humans called, whether everyone is,
    whether someone who is not here is called, ids of people called by a name which they share, and ids of those
    who are left out where everyone else is called."""

    people: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    humans: tuple[str, ...] = ()
    everyone: bool = False
    unknown: bool = False
    unclear: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Names standing together: "Lisa and Oscar". `link` is what joins them: "and", "or", "," or ""."""

    hits: tuple[Hit, ...]
    links: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return self.hits[0].start

    @property
    def end(self) -> int:
        return self.hits[-1].end


@keeping_words(4096)
def read_names(text: str, entries: tuple[RoomName, ...], speaker: Who | None = None) -> VocativeReading:
    """Who is called in `text` and who is talked of; the speaker calls nobody by their own name."""
    aliases = roster(entries, speaker)
    callees: dict[Who, None] = {}
    talked_of: dict[Who, None] = {}
    unclear: dict[Who, None] = {}
    unknown = everyone = asks_you_all = you_all = False
    left_out: dict[Who, None] = {}
    units = sentences(text)
    for number, sentence in enumerate(units):
        followed = number + 1 < len(units) and second_person(units[number + 1].tokens)
        tokens, with_at, stranger = _take_ats(sentence.tokens, aliases)
        unknown = unknown or stranger
        callees.update(dict.fromkeys(with_at))
        asks_you_all = asks_you_all or _asks_you_all(sentence)
        everyone = everyone or _asks_everyone(sentence)
        sentence = replace(sentence, tokens=tokens)
        unknown = unknown or calls_stranger(sentence, aliases)
        if exceptions := _left_out(sentence, aliases):
            left_out.update(dict.fromkeys(exceptions))
            continue
        for group in _groups(sentence, aliases):
            for hit, is_called in _judge(group, sentence, alone=len(units) == 1 or followed):
                certain = is_called and len(hit.who) == 1
                if hit.who == (ALL,):
                    plural = _is_you_all(hit, tokens)
                    you_all, everyone = you_all or (certain and plural), everyone or (certain and not plural)
                elif certain or (not hit.common and not hit.slip):
                    (callees if certain else talked_of).update(dict.fromkeys(hit.who))
                    unclear.update(dict.fromkeys(hit.who if is_called and not certain else ()))
    everyone = everyone or callees.pop(ALL, 0) is None
    return VocativeReading(
        people=tuple(w.id for w in callees if not w.human),
        mentioned=tuple(w.id for w in talked_of if not w.human and w not in callees),
        humans=tuple(w.id for w in callees if w.human),
        everyone=everyone or (asks_you_all and len(callees) < 2) or (you_all and not callees),
        unknown=unknown,
        unclear=tuple(w.id for w in unclear if not w.human and w not in callees),
        left_out=tuple(w.id for w in left_out if not w.human),
    )


def _take_ats(tokens: Sequence[Token], aliases: Roster) -> tuple[tuple[Token, ...], list[Who], bool]:
    """Who is called with an @ (spelt right or with one slip), and whether a stranger is; the tokens go on
    without the @ signs."""
    callees: list[Who] = []
    stranger = False
    for i in (i for i, t in enumerate(tokens) if t.kind is TokenKind.AT and i + 1 < len(tokens)):
        hit = hit_at(tokens, i + 1, aliases) or slip_at(tokens, i + 1, aliases)
        if hit is not None:
            callees += hit.who if len(hit.who) == 1 else ()
        elif EVERYONE.length_at(tokens, i + 1) or tokens[i + 1].text == "here":
            callees.append(ALL)
        else:
            stranger = True
    return tuple(t for t in tokens if t.kind is not TokenKind.AT), callees, stranger


def _hits(sentence: Sentence, aliases: Roster, lead: int) -> Iterable[Hit]:
    tokens = sentence.tokens
    i = 0
    while i < len(tokens):
        hit = hit_at(tokens, i, aliases)
        if hit is None and (length := EVERYONE.length_at(tokens, i)):
            weak = length == 1 and tokens[i].text in WEAK_EVERYONE
            hit = Hit(i, i + length, (ALL,), NameForm.OBLIQUE if tokens[i].suffix else NameForm.PLAIN, common=weak)
        if hit is None and i == lead:
            hit = slip_at(tokens, i, aliases)
        if hit is not None:
            yield hit
        i = hit.end if hit is not None else i + 1


def _groups(sentence: Sentence, aliases: Roster) -> Iterable[_Group]:
    """The names of a sentence, those standing together as one group."""
    tokens = sentence.tokens
    lead = NamePlace.opening(tokens)[0]
    current: _Group | None = None
    for hit in _hits(sentence, aliases, lead):
        link = _link(tokens, current.end, hit.start) if current is not None else None
        if (link == "" and hit.common) or (hit.who == (ALL,) and _is_you_all(hit, tokens)):
            link = None  # "小明和娜娜，你们来吗": the plural you goes on about the two
        if current is not None and link is not None:
            current = _Group((*current.hits, hit), (*current.links, link))
            continue
        if current is not None:
            yield current
        current = _Group((hit,))
    if current is not None:
        yield current


def _left_out(sentence: Sentence, aliases: Roster) -> list[Who]:
    """Who is left out where everyone else is called: "everyone except Lisa: …". What is told of everyone but her,
    without asking anything, calls nobody."""
    tokens = sentence.tokens
    if not EVERYONE.within(tokens):
        return []
    paused = any(token.kind in (TokenKind.COLON, TokenKind.COMMA) for token in tokens)
    if not (paused or asks(sentence)):
        return []
    groups = [group for group in _groups(sentence, aliases) if _excepted(tokens, group)]
    hits = [hit for group in groups for hit in group.hits if len(hit.who) == 1 and hit.who != (ALL,)]
    if hits:
        return [bearer for hit in hits for bearer in hit.who]
    ends = [i + length for i in range(len(tokens)) if (length := EXCEPT.length_at(tokens, i))]
    return [bearer for end in ends if end < len(tokens) for bearer in inflected_at(tokens, end, aliases)]


def _excepted(tokens: Sequence[Token], group: _Group) -> bool:
    """Whether words of exception stand before the names, an article between, or right after them."""
    near = range(max(0, group.start - 6), group.start)
    ends = [i + length for i in near if (length := EXCEPT.length_at(tokens, i))]
    after = range(group.end, min(group.end + 2, len(tokens)))
    return any(group.start - 1 <= end <= group.start for end in ends) or any(
        EXCEPT.length_at(tokens, i) for i in after
    )


def _link(tokens: Sequence[Token], start: int, end: int) -> str | None:
    """What joins two names with only tokens[start:end] between them; None if they do not stand together."""
    between = list(tokens[start:end])
    comma = bool(between) and between[0].kind is TokenKind.COMMA
    if comma:
        between = between[1:]
    if not between:
        return "," if comma else ""
    if lexicon.OR.length_at(between, 0) == len(between):
        return "or"
    return "and" if lexicon.AND.length_at(between, 0) == len(between) else None


def _judge(group: _Group, sentence: Sentence, *, alone: bool) -> Iterable[tuple[Hit, bool]]:
    """Each name of a group with whether it is called.

    Names joined by commas alone may part: in "Oscar, Lisa said so" Oscar is called and Lisa talked of, in
    "I agree with Oscar, Lisa" the other way round; a longer row is a list.
    """
    if _calls(group, sentence, alone=alone):
        return [(hit, True) for hit in group.hits]
    if len(group.hits) == 1 or any(link != "," for link in group.links):
        return [(hit, False) for hit in group.hits]
    head, tail = _Group(group.hits[:-1], group.links[:-1]), _Group(group.hits[-1:])
    if len(group.hits) > 2 and group.start != NamePlace.opening(sentence.tokens)[0]:
        return [(hit, False) for hit in group.hits]
    return [*_judge(head, sentence, alone=alone), (tail.hits[0], _calls(tail, sentence, alone=alone))]


def _calls(group: _Group, sentence: Sentence, *, alone: bool) -> bool:
    forms = {hit.form for hit in group.hits}
    if NameForm.OBLIQUE in forms:
        return False
    place = NamePlace.of(sentence, group.start, group.end)
    return calls(
        place,
        strict=any(hit.common for hit in group.hits),
        slip=any(hit.slip for hit in group.hits),
        topic=NameForm.TOPIC in forms,
        calling=forms == {NameForm.CALLING},
        several=len(group.hits) > 1,
        choice="or" in group.links,
        alone=alone,
    )


def _asks_you_all(sentence: Sentence) -> bool:
    """Whether a question or request has "you all" in it: "what do you all think?"."""
    tokens = sentence.tokens
    if not (sentence.question or asks(sentence)):
        return False
    for i in range(len(tokens)):
        length = ASKED_ALL.length_at(tokens, i)
        if length and not any(token.suffix for token in tokens[i : i + length]):
            return True
    return False


def _asks_everyone(sentence: Sentence) -> bool:
    """Whether a question has everyone here as its subject: "is everyone ready?"."""
    tokens = sentence.tokens
    opened = NamePlace.opening(tokens)[0]
    if not (sentence.question or asks(sentence)) or opened == len(tokens) or tokens[opened].text in _RHETORICAL:
        return False
    for i in range(opened + 1, len(tokens)):
        length = THIRD_ALL.length_at(tokens, i)
        before = lexicon.AUXILIARIES.length_at(tokens, i - 1) or tokens[i - 1].suffix == "s"
        if length and before and not RESTRICTING.length_at(tokens, i + length) and not tokens[i].suffix:
            return True
    return False


def _is_you_all(hit: Hit, tokens: Sequence[Token]) -> bool:
    return _YOU_ALL.length_at(tokens, hit.start) == hit.end - hit.start


_YOU_ALL = TokenPhrases("""
    you all, you guys, all of you, each of you, y'all, ihr alle, vous tous, vous toutes, ustedes
    vosotros, vocês, voi tutti, tutti voi, jullie allemaal, вы все, все вы, hepiniz, 你们, 你們
""")
"""Those words for everyone that mean, next to names, the ones named."""
_RHETORICAL = frozenset(["why", "who", "since", "because", "if", "pourquoi", "warum", "wieso", "perché", "почему"])
