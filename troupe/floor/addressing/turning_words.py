"""Words that turn to someone: second persons, and what may follow right after the name of one who is called."""

from collections.abc import Sequence

from troupe.core.word_tokens import Token, TokenKind, TokenPhrases
from troupe.floor.addressing.names import lexicon

_NEAR = 4
"""How many words after a question word a second person may stand: "what on earth do you …"."""
_AMBIGUOUS = TokenPhrases("""
    was, come, die, come, como, que, who, qui, quien, chi, wer, кто, как, что, ce, mit, in, when
""")
"""Question words that are other words elsewhere: they need a second person close by."""


def second_person(tokens: Sequence[Token]) -> bool:
    """Whether someone is spoken to as you."""
    return any(is_second(tokens, i) for i in range(len(tokens)))


def invites(tokens: Sequence[Token], *, question: bool) -> bool:
    """Whether words right after a bare name turn to the one named: "can you …", "what do you …", "tell me …"."""
    if not tokens or tokens[0].kind is not TokenKind.WORD:
        return False
    if is_second(tokens, 0) or tokens[0].text.startswith(KOREAN):
        return True
    if _first_person(tokens) or (question and len(tokens) > 1 and tokens[1].text in _YOU):
        return True
    if lexicon.AUXILIARIES.length_at(tokens, 0) and is_second(tokens, 1):
        return True
    if question and len(tokens) > 1 and tokens[0].text in _INVERTED and tokens[1].text in _SUBJECTS:
        return True
    if tokens[0].text in _ELLIPTIC or tokens[0].text in _FELLOW:
        return True
    if lexicon.QUESTIONS.length_at(tokens, 0):
        if tokens[0].text not in _AMBIGUOUS and lexicon.AUXILIARIES.length_at(tokens, 1):
            return True
        if tokens[0].text in _MEASURED and lexicon.AUXILIARIES.length_at(tokens, 2) and tokens[1].text not in _WE:
            return True
        close = any(is_second(tokens, i) for i in range(1, min(len(tokens), _NEAR + 1)))
        return close or (question and tokens[0].text not in _AMBIGUOUS)
    return bool(lexicon.IMPERATIVES.length_at(tokens, 0) or lexicon.GREETINGS.length_at(tokens, 0))


def _first_person(tokens: Sequence[Token]) -> bool:
    """ "Lisa I don't think so": after a name, an English "I" with its verb begins the sentence proper."""
    if tokens[0].text != "i" or tokens[0].raw != "I":
        return tokens[0].raw in _I_AM
    if tokens[0].suffix:
        return True
    return bool(lexicon.AUXILIARIES.length_at(tokens, 1)) or (len(tokens) > 1 and tokens[1].text in _I_VERBS)


def is_second(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token at `at` is a second person."""
    if not 0 <= at < len(tokens) or tokens[at].kind is not TokenKind.WORD:
        return False
    word = tokens[at].text
    if lexicon.SECOND.length_at(tokens, at) or word == "t'":
        return True
    slavic = len(word) > 4 and word.endswith(("ешь", "ишь", "ете", "ите", "еш", "иш"))
    return slavic or (len(word) > 4 and word.endswith("sz") and word.isascii())


_INVERTED = TokenPhrases("is, are, was, were, can, could, will, would, should")
_SUBJECTS = TokenPhrases("that, this, it, there, he, she, they, we, i")
KOREAN = ("뭐", "왜", "어디", "언제", "어떻", "어때", "안녕", "고마", "괜찮", "말해", "도와")
"""Beginnings of Korean words that turn to someone; their endings vary."""
_I_AM = frozenset(["I'm", "I've", "I'd", "I'll"])
_I_VERBS = TokenPhrases("""
    think, thought, love, like, need, want, wanted, know, knew, hear, heard, agree, hate, miss, guess, mean, meant
    feel, believe, really, just, also, never, always, only, still, don't, didn't, can't, won't, hope, wish
""")
_YOU = TokenPhrases("du, ihr, tu, vous, jij, je, jullie, ni, você, vocês, ты, вы, ти, ви, usted, ustedes")
"""Subjects which, after a verb in a question, are the one just named: "Lisa kommst du?"."""
_MEASURED = frozenset(["how", "what", "which", "whose"])
"""Question words that take a word with them: "how long does …"."""
_WE = TokenPhrases("i, you, he, she, it, we, they, the, a, that")
_ELLIPTIC = frozenset(["any", "anything", "thoughts", "ideas", "ready"])
"""Beginnings of questions that leave out the verb: "Lisa any ideas"."""
_FELLOW = TokenPhrases(
    "mate, dude, bro, man, buddy, pal, darling, sweetie, honey, alter, digga, mec, tío, tía, amigo, amiga"
)
"""Said right after the name of one who is called."""
