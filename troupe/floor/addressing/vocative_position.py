"""The position of a name in its sentence, and the rule by which a name standing there calls the one it names."""

from collections.abc import Sequence
from dataclasses import dataclass

from troupe.core.word_tokens import Sentence, Token, TokenKind, TokenPhrases
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.turning_words import KOREAN, invites, is_second, second_person

_APPOSITION = 2
"""Words that tell of somebody where nothing else is said: "Lisa, my sister"."""
_PAUSES = (TokenKind.COMMA, TokenKind.COLON, TokenKind.DASH)


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Tokens [start, end) of a sentence, seen from both sides. `leading`: only openers stand before;
    `greeted`: the last of them was a greeting; `trailing`: only closers stand after."""

    sentence: Sentence
    start: int
    end: int
    leading: bool
    greeted: bool
    trailing: bool

    @staticmethod
    def opening(tokens: Sequence[Token]) -> tuple[int, bool]:
        """Where the openers of a sentence end, and whether the last of them was a greeting."""
        at, greeted = 0, False
        while at < len(tokens):
            if tokens[at].kind is not TokenKind.WORD or tokens[at].text in lexicon.HONORIFICS:
                at += 1
            elif length := lexicon.GREETINGS.length_at(tokens, at):
                at, greeted = at + length, True
            elif length := lexicon.FILLERS.length_at(tokens, at):
                at, greeted = at + length, False
            else:
                break
        return at, greeted

    @staticmethod
    def of(sentence: Sentence, start: int, end: int) -> "NamePlace":
        tokens = sentence.tokens
        opened, greeted = NamePlace.opening(tokens[:start])
        return NamePlace(sentence, start, end, opened == start, greeted and opened == start, _closed(tokens, end))

    @property
    def before(self) -> Token | None:
        """The token before, honorifics skipped."""
        at = self.start - 1
        while at >= 0 and self.sentence.tokens[at].text in lexicon.HONORIFICS:
            at -= 1
        return self.sentence.tokens[at] if at >= 0 else None

    @property
    def after(self) -> tuple[Token, ...]:
        return self.sentence.tokens[self.end :]

    @property
    def pause_before(self) -> bool:
        return self.before is not None and self.before.kind in (TokenKind.COMMA, TokenKind.DASH)

    @property
    def pause_after(self) -> bool:
        return bool(self.after) and self.after[0].kind in _PAUSES

    @property
    def last(self) -> bool:
        return self.end == len(self.sentence.tokens)

    @property
    def capital(self) -> bool:
        return self.sentence.tokens[self.start].raw[:1].isupper()


def calls(
    place: NamePlace,
    *,
    strict: bool = False,
    slip: bool = False,
    topic: bool = False,
    calling: bool = False,
    several: bool = False,
    choice: bool = False,
    alone: bool = True,
) -> bool:
    """Whether the name(s) at `place` are called.

    `strict`: an ordinary word, which needs plain punctuation; `slip`: spelt with a slip; `topic`: with a topic
    particle; `calling`: with a vocative ending; `several` names, as a `choice` ("or"); `alone`: the message is
    this one sentence, or goes on with a "you".
    """
    if place.leading and not slip and place.after and place.after[0].kind is TokenKind.COLON:
        return True
    if topic:
        return place.leading and _asks_opinion(place)
    if (calling and place.leading) or (place.before is not None and place.before.text in PARTICLES):
        return True
    if place.leading:
        return _leading(place, strict=strict, slip=slip, alone=alone)
    if _greeted_again(place):
        return not slip and (not strict or place.capital)
    if place.trailing:
        return not slip and _trailing(place, strict=strict, several=several, choice=choice)
    return not slip and _inside(place, strict=strict)


def asks(sentence: Sentence) -> bool:
    """Whether the sentence puts something to a second person: a question, a request, a you."""
    tokens = sentence.tokens
    opened = NamePlace.opening(tokens)[0]
    requested = lexicon.IMPERATIVES.length_at(tokens, opened) > 0
    return (
        sentence.question or second_person(tokens) or requested or any(t.text.startswith(KOREAN) for t in tokens)
    )


def _leading(place: NamePlace, *, strict: bool, slip: bool, alone: bool) -> bool:
    after, sentence = place.after, place.sentence
    if len(after) == 1 and after[0].text in _HERE:
        return False
    if not after or (place.trailing and after[0].text not in _TAGS):
        if strict or slip:
            return place.greeted or (alone and place.last and (place.capital or slip))
        return True
    if place.pause_after:
        if _tells_about(after[1:], question=sentence.question) or _lists_me(after):
            return False
        turned = place.greeted or asks(_rest(place)) or invites(after[1:], question=sentence.question)
        if slip:
            return turned or (len(after) > 1 and after[1].text in _ME)
        return not strict or place.capital or turned
    if strict:
        return bool(lexicon.AUXILIARIES.length_at(after, 0)) and is_second(after, 1)
    if _surname_follows(place):
        return False
    return (place.greeted and not _joins_me(after)) or invites(after, question=sentence.question)


def _trailing(place: NamePlace, *, strict: bool, several: bool, choice: bool) -> bool:
    before, sentence = place.before, place.sentence
    if before is None or choice:
        return False
    head = sentence.tokens[: place.start]
    rest = Sentence(head, sentence.question, sentence.exclaimed)
    if place.pause_before:
        previous = head[-2] if len(head) > 1 else before
        if lexicon.KIN.length_at((previous,), 0) and not sentence.question:
            return False
        if strict and not (place.capital or sentence.question):
            return False
        return not several or asks(rest)
    if before.kind is not TokenKind.WORD or (strict and not place.capital) or before.suffix == "s":
        return False
    complete = lexicon.COMPLETE.length_at((before,), 0) > 0
    if not complete and (any(token.text in _ENGLISH_YOU for token in head) or _requests(head)):
        return not (lexicon.GOVERNS.length_at((before,), 0) or lexicon.KIN.length_at((before,), 0))
    turned = sentence.exclaimed or asks(rest) or _opens_a_question(head)
    return complete and (turned or lexicon.GREETINGS.length_at(head, 0) > 0)


def _inside(place: NamePlace, *, strict: bool) -> bool:
    """Between pauses ("I think, Lisa, that you …"), or heading a later clause ("ok but Lisa, can you …")."""
    before, after = place.before, place.after
    opens = place.pause_before
    conjoined = before is not None and lexicon.FILLERS.length_at((before,), 0) > 0
    question = place.sentence.question
    if place.pause_after and not opens and _ends_a_clause(place, strict=strict):
        return True
    if not (opens or conjoined) or (strict and not place.capital):
        return False
    if place.pause_after:
        if _tells_about(after[1:], question=question) or _lists_me(after):
            return False
        return asks(_rest(place)) or (opens and second_person(place.sentence.tokens))
    return not strict and invites(after, question=False) and second_person(after)


def _ends_a_clause(place: NamePlace, *, strict: bool) -> bool:
    """ "What do you think Kai, is it worth it?" as if the sentence ended there; "one for Kai: tea or coffee?"."""
    head, before = place.sentence.tokens[: place.start], place.before
    if before is None or (strict and not place.capital) or _lists_me(place.after):
        return False
    if before.text in _FOR:
        return place.after[0].kind in (TokenKind.COLON, TokenKind.DASH) and asks(_rest(place))
    if len(head) > 1 and head[-2].text in _NOT:
        return False
    return second_person(head) and lexicon.COMPLETE.length_at((before,), 0) > 0


def _requests(head: Sequence[Token]) -> bool:
    """Whether a request with all it asks for comes before a last name: "tell us a story Lisa", not "call Lisa"."""
    opened = NamePlace.opening(head)[0]
    length = lexicon.IMPERATIVES.length_at(head, opened)
    return bool(length) and len(head) >= opened + length + (2 if head[-1].text in _FOR_US else 1)


def _opens_a_question(head: Sequence[Token]) -> bool:
    """Whether the tokens ask something though no question mark ends them: "what's the weather like over there"."""
    opened = NamePlace.opening(head)[0]
    if not lexicon.QUESTIONS.length_at(head, opened) or head[opened].text in _AMBIGUOUS:
        return opened < len(head) and head[opened].text == "what" and head[opened].suffix == "s"
    return head[opened].suffix == "s" or lexicon.AUXILIARIES.length_at(head, opened + 1) > 0


def _greeted_again(place: NamePlace) -> bool:
    """ "Hey Lisa hey Oscar", "what do you say, dear Lisa?": after a greeting, where the sentence began with one
    too, or a pause stands before it."""
    tokens = place.sentence.tokens
    if place.start > 1 and tokens[place.start - 2].kind in _PAUSES and place.trailing:
        return lexicon.GREETINGS.length_at(tokens, place.start - 1) == 1
    began = any(lexicon.GREETINGS.length_at(tokens, i) for i in range(NamePlace.opening(tokens)[0]))
    return began and any(
        lexicon.GREETINGS.length_at(tokens, i) == place.start - i
        for i in range(max(1, place.start - 3), place.start)
    )


def _closed(tokens: Sequence[Token], at: int) -> bool:
    while at < len(tokens):
        closers = (lexicon.FILLERS, lexicon.GREETINGS)
        length = 1
        if tokens[at].kind is TokenKind.WORD:
            length = tokens[at].text in _TAGS or max(words.length_at(tokens, at) for words in closers)
        if not length:
            return False
        at += length
    return True


def _rest(place: NamePlace) -> Sentence:
    tokens = tuple(place.after)
    return Sentence(tokens, place.sentence.question, place.sentence.exclaimed)


def _tells_about(tokens: Sequence[Token], *, question: bool) -> bool:
    """ "Lisa, my sister, said so": what tells of somebody stands between two pauses, or alone. "Lisa, my dog died"
    and "Lisa, my dog died, and I …" are said to her."""
    if question or not lexicon.RELATIVES.length_at(tokens, 0) or second_person(tokens):
        return False
    pause = next((i for i, token in enumerate(tokens) if token.kind in _PAUSES), None)
    if pause is None:
        return len(tokens) <= _APPOSITION
    rest = tokens[pause + 1 :]
    goes_on = lexicon.AND.length_at(rest, 0) or lexicon.FILLERS.length_at(rest, 0)
    return bool(rest) and not goes_on and rest[0].text not in _ME


def _lists_me(after: Sequence[Token]) -> bool:
    """ "Lisa, Tom and I went": a list that goes on with the speaker or with others after an "and"."""
    at = 1 if after and after[0].kind is TokenKind.COMMA else 0
    for i in range(at, min(at + 3, len(after) - 1)):
        if after[i].kind is not TokenKind.WORD:
            return False
        if lexicon.AND.length_at(after, i) and i > at:
            return after[i + 1].text in _ME
    return _joins_me(after[at:])


def _joins_me(after: Sequence[Token]) -> bool:
    length = lexicon.AND.length_at(after, 0)
    return bool(length) and len(after) > length and after[length].text in _ME


def _surname_follows(place: NamePlace) -> bool:
    """ "Lisa Simpson said": someone else of that name, told by a capital where none is due."""
    following, name = place.after[0], place.sentence.tokens[place.end - 1]
    shouting = name.raw.isupper() and len(name.raw) > 1
    if following.kind is not TokenKind.WORD or not following.raw[:1].isupper() or shouting:
        return False
    return len(following.raw) > 1 and not invites(place.after, question=place.sentence.question)


def _asks_opinion(place: NamePlace) -> bool:
    """リサは？ and リサはどう思う？ put the question to Lisa, though the particle makes her the topic."""
    return not place.after or place.sentence.question


_HERE = TokenPhrases("here, hier, ici, aquí, qui, tu, здесь, тут")
"""After one's own name: "hi all, Lisa here"."""
PARTICLES = frozenset(["يا"])
"""Said only before someone who is called."""
_FOR = frozenset(["for", "to", "für", "pour", "para", "per", "voor", "för", "dla", "для"])
_NOT = frozenset(["not", "nicht", "pas", "no", "non", "nao", "niet", "inte", "nie", "не"])
_FOR_US = TokenPhrases("us, me, uns, mir, nous, moi, nos, me, noi, ci, mi, oss, mij, ons, nam, mnie, нам, мне")
_ENGLISH_YOU = frozenset(["you", "your", "yours", "u", "ur", "yourself"])
_AMBIGUOUS = frozenset(["was", "come", "die", "who", "wer", "when"])
_TAGS = frozenset(["too", "again", "either", "instead", "right", "now"])
_ME = TokenPhrases("""
    i, me, my, myself, ich, mich, moi, je, yo, io, eu, ik, jag, jeg, ja, я, mnie
""")
