"""Text cut into sentences of folded words, the same way for messages, names and phrases, in any script.

Words of scripts with spaces are one token each; scripts without spaces (Chinese, Japanese, Thai, …) give one
token a character, so that a name or phrase is always a sequence of tokens, found by comparing sequences.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from troupe.core.kept_words import keeping_words

Phrase = tuple[str, ...]


class TokenKind(StrEnum):
    """The kind of a token. END closes a sentence; AT is an @ that begins a word."""

    WORD = "word"
    COMMA = "comma"
    COLON = "colon"
    DASH = "dash"
    AT = "at"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is folded (case, accents, drawn-out letters), `raw` as written. `suffix` is what followed an
    apostrophe ("s" of "Lisa's"); `joined` says that a hyphen stands directly before."""

    kind: TokenKind
    text: str
    raw: str = ""
    suffix: str = ""
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens between two ends. `question` and `exclaimed` tell how it ended."""

    tokens: tuple[Token, ...]
    question: bool = False
    exclaimed: bool = False


QUOTED = "\ufffc"
"""Stands for a passage in quotation marks or code: a word nobody is called by."""
CUT = "\ufffb"
"""Stands where an endless text was cut or its middle left out. A name beside it does not look like one that
begins or ends a sentence."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.S)
_BLOCK_QUOTE = re.compile(r"^>>> .*\Z", re.S | re.M)
_LINE_QUOTE = re.compile(r"^>(?: .*)?$", re.M)
_LINK = re.compile(r"<?\b(?:https?://|www\.)\S+|(?<!\S)\S{1,64}@\w{1,63}\.\w\S*", re.I)
_MARKUP = re.compile(r"<(?:a?:\w+:\d+|#\d+|t:[^<>]*|@[!&]?\d+|/[^<>]*)>")
"""Nothing here looks for an end beyond the next beginning: a text full of beginnings is read once."""
_SPEECH = re.compile(r"\"[^\"\n]+\"|“[^“”\n]+”|„[^„“”\n]+[“”]|«[^«»\n]+»|「[^「」\n]+」|『[^『』\n]+』")
_ABBREVIATED = frozenset(["mr", "mrs", "ms", "dr", "prof", "sr", "sra", "st", "fr", "hr"])
_ELISIONS = frozenset(
    ["d", "l", "j", "m", "n", "s", "t", "c", "qu", "un", "all", "dell", "sull", "nell", "y", "o"]
)
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ى": "ي", "ة": "ه", "ـ": ""}
)
_ENDS = ".!?…。｡؟।॥¿¡\n"
_QUESTION = "?؟"
_GREEK_QUESTION = re.compile(r"(?<=[\u0370-\u03ff])\s?[;\u037e](?=\s|\Z)")
"""Greek asks with what looks like a semicolon."""
_COMMAS = ",،、;؛"
_APOSTROPHES = "'’ʼ"
_PLAIN_RUN = re.compile("[A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0400-\u0481\u048a-\u052f]+")
"""Letters and digits of which each is surely part of a word."""
_SIGN_WORDS = f"&+/{QUOTED}{CUT}"
"""Signs that are a word each."""
LONGEST_SENTENCE = 150
"""Tokens: what goes on for longer is read in pieces, since each name in a sentence is judged by all of it."""
_LONGEST_WORD = 100
"""Characters of a word; what goes on for longer is no word, and is read as several."""
_READ_FROM_START, _READ_TO_END = 6_000, 2_000
"""Characters read at either end of a longer text. What one person can write on Discord at once is read whole: a
message has at most 4,000 characters, the text of a command 6,000."""
_SPACELESS = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)),  # Thai and Lao, Burmese, Khmer
    *((0x3005, 0x3007), (0x3041, 0x309F), (0x30A1, 0x30FA), (0x30FC, 0x30FF)),  # kana
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),  # Han
)


@keeping_words(16_384)
def fold(word: str) -> str:
    """Without case, accents, vowel points and drawn-out letters: "Léaaa" and "lea" are the same."""
    plain = unicodedata.normalize("NFKD", word.casefold()).translate(_LETTERS)
    letters = "".join(c for c in plain if not ("\u0300" <= c <= "\u036f" or "\u0591" <= c <= "\u05c7"))
    letters = "".join(c for c in letters if not "\u064b" <= c <= "\u065f")
    return unicodedata.normalize("NFC", _DRAWN_OUT.sub(r"\1", letters))


def spaceless(char: str) -> bool:
    """Whether the character belongs to a script written without spaces between words."""
    if char < "\u0e00":
        return False
    code = ord(char)
    return any(low <= code <= high for low, high in _SPACELESS)


def plain(text: str) -> str:
    """What the author says themselves: no block quotes, links, platform markup; code and quoted speech blanked."""
    text = unicodedata.normalize("NFKC", text)
    text = _CODE.sub(lambda code: "\n" if code[0].startswith("```") else f" {QUOTED} ", text)
    text = _LINE_QUOTE.sub("", _BLOCK_QUOTE.sub("", text))
    text = _MARKUP.sub(" ", _LINK.sub(" ", text))
    text = _GREEK_QUESTION.sub("?", text)
    bare = _SPEECH.sub(f" {QUOTED} ", text)
    return bare if any(c.isalnum() for c in bare) else text


@keeping_words(4096)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of what the author says themselves, each with at least one token."""
    parts: list[Sentence] = []
    current: list[Token] = []
    for token in [*_scan(_both_ends(plain(text))), Token(TokenKind.END, "")]:
        if token.kind is not TokenKind.END:
            current.append(token)
            continue
        question, exclaimed = any(c in token.raw for c in _QUESTION), "!" in token.raw
        parts.extend(Sentence(piece, question, exclaimed) for piece in _pieces(tuple(current)))
        current = []
    return tuple(parts)


def _both_ends(text: str) -> str:
    """The text without the middle of what is as long as a book. Whoever is called is called at an end; to weigh
    every name of 64,000 characters held up all other worlds for a second."""
    if len(text) <= _READ_FROM_START + _READ_TO_END:
        return text
    head, tail = text[:_READ_FROM_START], text[-_READ_TO_END:]
    if " " in head and " " in tail:
        head, tail = head.rpartition(" ")[0], tail.partition(" ")[2]
    return f"{head} {CUT} {tail}"


@keeping_words(4096)
def phrase(text: str) -> Phrase:
    """The words of a name or listed phrase, folded."""
    return tuple(t.text for t in _scan(unicodedata.normalize("NFKC", text)) if t.kind is TokenKind.WORD)


def _pieces(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The tokens of a sentence, an endless one cut at its pauses, with a mark on both sides of each cut."""
    at, lead = 0, tuple[Token, ...]()
    while len(lead) + len(tokens) - at > LONGEST_SENTENCE:
        most = at + LONGEST_SENTENCE - len(lead) - 1
        ends = range(most, at + LONGEST_SENTENCE // 2, -1)
        end = next((end for end in ends if tokens[end - 1].kind is not TokenKind.WORD), most)
        yield (*lead, *tokens[at:end], _CUT_TOKEN)
        at, pause = end, tokens[end - 1]
        lead = (_CUT_TOKEN, pause) if pause.kind is not TokenKind.WORD else (_CUT_TOKEN,)
    if at < len(tokens):
        yield (*lead, *tokens[at:]) if at else tokens


_CUT_TOKEN = Token(TokenKind.WORD, CUT, CUT)


def words(text: str) -> tuple[Token, ...]:
    """All words of what the author says themselves."""
    return tuple(t for s in sentences(text) for t in s.tokens if t.kind is TokenKind.WORD)


class TokenPhrases:
    """A set of phrases to be found at a place in a row of tokens, the longest first. Parsed when first asked."""

    def __init__(self, text: str) -> None:
        """From phrases separated by commas and line ends."""
        self._text = text

    @cached_property
    def _by_first(self) -> dict[str, list[Phrase]]:
        by_first: dict[str, list[Phrase]] = {}
        for entry in {phrase(p) for line in self._text.splitlines() for p in line.split(",")}:
            if entry:
                by_first.setdefault(entry[0], []).append(entry)
        for entries in by_first.values():
            entries.sort(key=len, reverse=True)
        return by_first

    def length_at(self, tokens: Sequence[Token], start: int) -> int:
        """How many tokens the longest phrase beginning at `start` covers; 0 if none does."""
        if not 0 <= start < len(tokens):
            return 0
        for entry in self._by_first.get(tokens[start].text, ()):
            length = len(entry)
            if length == 1 or tuple(token.text for token in tokens[start : start + length]) == entry:
                return length
        return 0

    def within(self, tokens: Sequence[Token]) -> bool:
        """Whether any phrase occurs among the tokens."""
        return any(self.length_at(tokens, i) for i in range(len(tokens)))

    def holds(self, entry: Phrase) -> bool:
        """Whether exactly this phrase is listed."""
        return bool(entry) and entry in self._by_first.get(entry[0], ())

    def __contains__(self, word: str) -> bool:
        """Whether this word is listed by itself."""
        return self.holds((word,))


def _scan(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in _SIGN_WORDS or spaceless(char):
            tokens.append(Token(TokenKind.WORD, fold(char), char))
            at += 1
        elif char.isalnum():
            end = _word_end(text, at)
            owner = (
                text[end - 1] in "sS" and text[end : end + 1] in _APOSTROPHES and text[end + 1 : end + 2] == " "
            )
            tokens += _split(text[at:end], joined=text[at - 1 : at] == "-" and text[at - 2 : at - 1].isalnum())
            if owner and end < len(text):
                tokens[-1] = replace(tokens[-1], suffix="s")
            at = end
        elif char in " \u3000":
            if tokens and _pauses(text, at):
                tokens.append(Token(TokenKind.COMMA, ",", char))
            at += 1
        else:
            end = at + 1
            while end < len(text) and char in _ENDS and text[end] in _ENDS:
                end += 1
            tokens += _mark(text, at, end, tokens[-1].text if tokens else "")
            at = end
    return tokens


def _pauses(text: str, at: int) -> bool:
    """Whether a space stands between two words of a script that writes none within a clause."""
    return spaceless(text[at - 1]) and at + 1 < len(text) and spaceless(text[at + 1])


_PLAIN = re.compile(r"[A-Za-z0-9]+")
"""Most of most words; each other character is looked at by itself."""


def _word_end(text: str, at: int) -> int:
    """The end of a run of letters, digits, marks and inner apostrophes, up to a script without spaces."""
    end, most = at, min(len(text), at + _LONGEST_WORD)
    if plain_run := _PLAIN_RUN.match(text, at, most):
        end = plain_run.end()
    while end < most and not spaceless(text[end]):
        if plain := _PLAIN.match(text, end):
            end = plain.end()
            continue
        inner = text[end] in _APOSTROPHES and text[end + 1 : end + 2].isalnum()
        if not (text[end].isalnum() or inner or unicodedata.category(text[end])[0] == "M"):
            break
        end += 1
    return end


def _split(word: str, *, joined: bool) -> list[Token]:
    for mark in _APOSTROPHES[1:]:
        word = word.replace(mark, "'")
    head, apostrophe, tail = word.partition("'")
    if not apostrophe:
        return [Token(TokenKind.WORD, fold(word), word, joined=joined)]
    if fold(head) in _ELISIONS and len(tail) > 1:
        return [Token(TokenKind.WORD, fold(head) + "'", head, joined=joined), *_split(tail, joined=False)]
    if fold(tail) == "t":
        return [Token(TokenKind.WORD, fold(head) + "'t", word, joined=joined)]
    return [Token(TokenKind.WORD, fold(head), head, suffix=fold(tail), joined=joined)]


def _mark(text: str, at: int, end: int, before: str) -> list[Token]:
    run, follows = text[at:end], text[end : end + 1]
    char = run[0]
    tight = bool(follows) and not follows.isspace()
    if char in _ENDS:
        if run == "." and ((tight and follows.isalnum() and follows.isascii()) or before in _ABBREVIATED):
            return []
        return [Token(TokenKind.END, run, run)]
    if char in _COMMAS:
        return [Token(TokenKind.COMMA, char, char)]
    if char == ":":
        clock = tight and follows.isdigit()
        return [] if clock else [Token(TokenKind.COLON, char, char)]
    if char in "—–―" or (char == "-" and (not tight or text[at - 1 : at].isspace())):
        return [Token(TokenKind.DASH, char, char)] if at else []
    if char == "@" and tight and not text[at - 1 : at].isalnum():
        return [Token(TokenKind.AT, char, char)]
    return []
