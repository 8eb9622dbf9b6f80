"""Finding the JSON objects in what a model wrote: fences, prose, reasoning, other quotes, a missing end.

Not a job for a repairing library: those finish a sentence that was cut off in the middle, and a person would then
say half of it. Here a value counts only if all of it is there.
"""

import json
import re
from collections.abc import Iterator

from pydantic import JsonValue

_REASONING = re.compile(r"<(think|thinking|thought|reasoning|analysis)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_REASONING_END = re.compile(r"\A.*</(?:think|thinking|thought|reasoning|analysis)>", re.DOTALL | re.IGNORECASE)
_REASONING_OPEN = re.compile(r"<(?:think|thinking|thought|reasoning|analysis)>.*\Z", re.DOTALL | re.IGNORECASE)
_CHANNEL = re.compile(r"\A.*<\|message\|>", re.DOTALL)
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_BARE = re.compile(r"[A-Za-z_$][\w$-]*")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NUMBER_BEGUN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d*)?(?:[eE][+-]?)?\Z")
_AFTER_STRING = re.compile(r"\s*(?:[:}\]]|,\s*(?:[\"'“‘{\[\]}\d-]|true|false|null|True|False|None|\w+\s*:|\Z)|\Z)")
_WORDS: dict[str, JsonValue] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None, "undefined": None,
    "NaN": None,
}  # fmt: skip
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}
_WHOLE_SENTENCES = re.compile(r".*(?:[.!?…][\"”»’)]*(?=\s)|[。！？])", re.DOTALL)
"""A text up to its last end of a sentence; at the very end a point may be half of three, or of a number."""
_STARTS = 40
"""Opening braces tried in one text: enough for an answer among prose, little work for a hostile one."""
_DEPTH = 40


class _Broken(ValueError):
    """Not an object, not even by our lights."""


class _Cut(ValueError):
    """The text ends inside a value."""


def without_reasoning(text: str) -> str:
    """The answer without what a reasoning model thought aloud before it."""
    text = _REASONING.sub("", text)
    text = _REASONING_END.sub("", text)
    return _REASONING_OPEN.sub("", _CHANNEL.sub("", text)).strip()


def objects(text: str, *, cut: bool = False, sentences: bool = False) -> Iterator[dict[str, JsonValue]]:
    """The JSON objects in a text, in order, leniently read. `cut` says that the model was stopped in mid-answer;
    `sentences`, that of a text in which it was stopped the whole sentences count.

    Of an object that never ends only the members that are complete are kept; where the model merely forgot to
    close its brackets (not `cut`) they are closed for it.
    """
    for candidate in (text, without_reasoning(text)):
        whole = _strict(candidate)
        if isinstance(whole, dict):
            yield whole
            return
    text = without_reasoning(text)
    position = text.find("{")
    for _ in range(_STARTS):
        if position < 0:
            return
        reader = _Reader(text, position, cut=cut, sentences=sentences)
        try:
            members = reader.outermost()
        except _Broken:
            position = text.find("{", position + 1)
            continue
        if members:
            yield members
        position = text.find("{", max(reader.at, position + 1))


def _encodable(text: str) -> str:
    """The text with its pairs of surrogates as characters, and without halves of such pairs."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _strict(text: str) -> JsonValue:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


class _Reader:
    """Recursive descent over one object, from its opening brace. `at` is where it stopped."""

    def __init__(self, text: str, at: int, *, cut: bool, sentences: bool) -> None:
        self._text = text
        self._cut = cut
        self._sentences = sentences
        self._depth = 0
        self.at = at

    def outermost(self) -> dict[str, JsonValue]:
        members: dict[str, JsonValue] = {}
        try:
            self._object(members)
        except _Cut:
            self.at = len(self._text)
        return members

    def _object(self, members: dict[str, JsonValue]) -> dict[str, JsonValue]:
        """Fills the members one by one, so that the complete ones survive a cut."""
        self.at += 1
        while not self._closes("}"):
            key = self._key()
            self._skip()
            if self._peek() not in {":", "="}:
                raise _Cut if self.at >= len(self._text) else _Broken
            self.at += 1
            members[key] = self._value()
            self._separator("}")
        return members

    def _array(self) -> list[JsonValue]:
        self.at += 1
        items: list[JsonValue] = []
        while not self._closes("]"):
            items.append(self._value())
            self._separator("]")
        return items

    def _closes(self, bracket: str) -> bool:
        self._skip()
        if self.at >= len(self._text):
            if self._cut:
                raise _Cut
            return True
        if self._text[self.at] == bracket:
            self.at += 1
            return True
        return False

    def _separator(self, bracket: str) -> None:
        self._skip()
        mark = self._peek()
        if mark == ",":
            self.at += 1
        elif mark not in {"", bracket, '"', "{"}:  # a forgotten comma is forgiven before the next member
            raise _Broken

    def _key(self) -> str:
        if self._peek() in _QUOTES:
            return self._string()
        if match := _BARE.match(self._text, self.at):
            self.at = match.end()
            return match.group()
        raise _Broken

    def _value(self) -> JsonValue:
        self._skip()
        mark = self._peek()
        if mark == "":
            raise _Cut
        if mark in _QUOTES:
            return self._string()
        if mark in "{[":
            self._depth += 1
            if self._depth > _DEPTH:
                raise _Broken
            nested: JsonValue = self._object({}) if mark == "{" else self._array()
            self._depth -= 1
            return nested
        return self._scalar()

    def _scalar(self) -> JsonValue:
        if self._cut and _NUMBER_BEGUN.match(self._text, self.at):
            raise _Cut  # nothing but the sign or the first digits is there: 1 may have been the beginning of 12
        if match := _NUMBER.match(self._text, self.at):
            self._passed(match.end())
            digits = match.group()
            return int(digits) if digits.lstrip("+-").isdigit() else float(digits)
        if match := _BARE.match(self._text, self.at):
            self._passed(match.end())
            if match.group() in _WORDS:
                return _WORDS[match.group()]
            if self.at >= len(self._text):
                raise _Cut
        raise _Broken

    def _passed(self, end: int) -> None:
        self.at = end
        if self._cut and end >= len(self._text):
            raise _Cut  # another digit may have followed

    def _string(self) -> str:
        """A quote inside a string ends it only if what follows can follow a string."""
        closing = _QUOTES[self._text[self.at]]
        at = self.at + 1
        parts: list[str] = []
        while at < len(self._text):
            char = self._text[at]
            if char == "\\":
                piece, at = self._escape(at + 1)
                parts.append(piece)
            elif char == closing and _AFTER_STRING.match(self._text, at + 1):
                self.at = at + 1
                return _encodable("".join(parts))
            else:
                parts.append(char)
                at += 1
        begun = _WHOLE_SENTENCES.match("".join(parts)) if self._cut and self._sentences else None
        if begun is None:
            raise _Cut
        self.at = len(self._text)
        return _encodable(begun[0])

    def _escape(self, at: int) -> tuple[str, int]:
        char = self._text[at : at + 1]
        if char == "u":
            try:
                return chr(int(self._text[at + 1 : at + 5], 16)), at + 5
            except ValueError:
                return "u", at + 1
        return _ESCAPES.get(char, char), at + 1

    def _skip(self) -> None:
        if match := _SPACE.match(self._text, self.at):
            self.at = match.end()

    def _peek(self) -> str:
        return self._text[self.at : self.at + 1]
