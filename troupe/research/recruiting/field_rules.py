"""Rules on the fields of candidates, such as `age >= 30 and not occupation ~ "software"`: parsed by hand into a
closed form, never executed as code.

    rule   = either {"or" either}          either = part {"and" part}
    part   = "not" part | "(" rule ")" | test
    test   = field ">=" | "<=" | ">" | "<" number
           | field "=" | "!=" word or number       the whole value, ignoring case and accents
           | field "~" | "!~" word                 the words stand somewhere in it
           | field "has" word                      one item of a list has the words
           | field "known" | field "unknown"

A field is a path (`age`, `occupation.title`, `interests`), or `answer.KEY` for the answer to a question. A word is
anything without a space, several words up to the next `and`, `or` or bracket, or text in quotes.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias, assert_never

from pydantic import Field

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.people.editing.persona_field import FieldValue, field_value, spelt
from troupe.people.persona.persona import Persona

ANSWER = "answer."
Comparison = Literal[">=", "<=", ">", "<"]
Matching = Literal["=", "~", "has"]


class Compare(Frozen):
    """A number against a bound."""

    kind: Literal["compare"] = "compare"
    field: str
    by: Comparison
    bound: float


class Match(Frozen):
    """A text against words: `=` the whole of it, `~` somewhere in it, `has` in one item of a list."""

    kind: Literal["match"] = "match"
    field: str
    by: Matching
    words: str


class KnownFields(Frozen):
    """A rule that something is said at all."""

    kind: Literal["known"] = "known"
    field: str


class Not(Frozen):
    """The contrary. Of what is not known neither a rule nor its contrary is so, only `unknown`."""

    kind: Literal["not"] = "not"
    rule: "Rule"


class Every(Frozen):
    """All of them."""

    kind: Literal["every"] = "every"
    rules: "tuple[Rule, ...]"


class Any_(Frozen):
    """At least one of them."""

    kind: Literal["any"] = "any"
    rules: "tuple[Rule, ...]"


Rule: TypeAlias = Annotated[Compare | Match | KnownFields | Not | Every | Any_, Field(discriminator="kind")]

Read: TypeAlias = Callable[[str], FieldValue]
"""What a candidate says under a field."""

_COMPARE: Mapping[Comparison, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_TOKEN = re.compile(r"\s*(?:(>=|<=|!=|!~|[<>=~()])|\"([^\"]*)\"|“([^”]*)”|([^\s()<>=~!\"“]+))")
DEEPEST = 20
_JOINS = frozenset({"and", "or"})


def parse_rule(text: str, name: str = "rule") -> Rule:
    """The rule that a text says. Raises BadInput that points at the character where it stops making sense."""
    return _Parser(text, name).whole()


def reader(persona: Persona, answers: Mapping[str, str]) -> Read:
    """What this candidate says, in the persona or in answers."""

    def read(field: str) -> FieldValue:
        if field.startswith(ANSWER):
            return answers.get(field.removeprefix(ANSWER))
        return field_value(persona, field)

    return read


def holds(rule: Rule, read: Read) -> bool | None:
    """Whether the rule is so of this candidate; None where what it asks about is not known."""
    match rule:
        case Compare():
            number = _number(read(rule.field))
            return None if number is None else _COMPARE[rule.by](number, rule.bound)
        case Match():
            value = read(rule.field)
            return None if value is None else _matches(rule, value)
        case KnownFields():
            return read(rule.field) is not None
        case Not():
            inner = holds(rule.rule, read)
            return None if inner is None else not inner
        case Every():
            every = [holds(part, read) for part in rule.rules]
            return False if False in every else None if None in every else True
        case Any_():
            answers = [holds(part, read) for part in rule.rules]
            return True if True in answers else None if None in answers else False
        case _:
            assert_never(rule)


def fields_of(rule: Rule) -> tuple[str, ...]:
    """The fields that a rule asks about, in order."""
    match rule:
        case Compare() | Match() | KnownFields():
            return (rule.field,)
        case Not():
            return fields_of(rule.rule)
        case Every() | Any_():
            return tuple(dict.fromkeys(field for part in rule.rules for field in fields_of(part)))
        case _:
            assert_never(rule)


def told(rule: Rule) -> str:
    """The rule as text that reads as the same rule."""
    match rule:
        case Compare():
            return f"{rule.field} {rule.by} {Decimal(str(rule.bound)).normalize():f}"
        case Match():
            quoted = f"“{rule.words}”" if '"' in rule.words else f'"{rule.words}"'
            return f"{rule.field} {rule.by} {quoted}"
        case KnownFields():
            return f"{rule.field} known"
        case Not():
            return f"not {_bracketed(rule.rule)}"
        case Every():
            return " and ".join(_bracketed(part) for part in rule.rules)
        case Any_():
            return " or ".join(_bracketed(part) for part in rule.rules)
        case _:
            assert_never(rule)


def _bracketed(rule: Rule) -> str:
    return f"({told(rule)})" if isinstance(rule, Every | Any_) else told(rule)


def _number(value: FieldValue) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", value):
        return float(value)
    return None


def _matches(rule: Match, value: FieldValue) -> bool:
    words = _folded(spelt(rule.field, rule.words))
    if rule.by == "has":
        items = value if isinstance(value, tuple) else (value,)
        return any(_within(words, _folded(str(item))) for item in items)
    text = (
        "; ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)
    )
    if rule.by == "=":
        items = value if isinstance(value, tuple) else (text,)
        return any(_folded(item) == words for item in items)
    return _within(words, _folded(text))


def _folded(text: str) -> str:
    """Its words alone; `C++` and `C#` are words, not the letter C."""
    return " ".join(re.findall(r"\w+(?:\+\+|#)?", fold(text)))


def _within(words: str, text: str) -> bool:
    """Whether the words stand in the text, each from its beginning: `cook` is in `cooking`, not in `scook`."""
    return re.search(rf"(?:^|\s){re.escape(words)}", text) is not None


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of the text, and where it begins, counted from 1. `sign` is true of operators and brackets."""

    text: str
    at: int
    sign: bool = False
    quoted: bool = False

    @property
    def word(self) -> str:
        return "" if self.quoted or self.sign else self.text.casefold()


class _Parser:
    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._tokens = self._cut()
        self._place = 0

    def whole(self) -> Rule:
        rule = self._either()
        if (left := self._next) is not None:
            raise self._bad("`and`, `or` or the end", left)
        return rule

    def _cut(self) -> list[_Token]:
        tokens: list[_Token] = []
        at = 0
        while at < len(self._text.rstrip()):
            match = _TOKEN.match(self._text, at)
            if match is None:
                start = at + len(self._text[at:]) - len(self._text[at:].lstrip())
                raise self._bad("a rule such as `age >= 30`", _Token(self._text[start : start + 10], start + 1))
            group = match.lastindex or 1
            tokens.append(_Token(match[group], match.start(group) + 1, sign=group == 1, quoted=group in (2, 3)))
            at = match.end()
        return tokens

    @property
    def _next(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _taken(self, *texts: str) -> bool:
        token = self._next
        if token is None or token.quoted or token.text.casefold() not in texts:
            return False
        self._place += 1
        return True

    def _either(self, depth: int = 0) -> Rule:
        rules = [self._all(depth)]
        while self._taken("or"):
            rules.append(self._all(depth))
        return rules[0] if len(rules) == 1 else Any_(rules=tuple(rules))

    def _all(self, depth: int) -> Rule:
        rules = [self._part(depth)]
        while self._taken("and"):
            rules.append(self._part(depth))
        return rules[0] if len(rules) == 1 else Every(rules=tuple(rules))

    def _part(self, depth: int = 0) -> Rule:
        if depth > DEEPEST:
            raise self._bad(f"at most {DEEPEST} brackets and `not` within each other", self._next)
        if self._taken("not"):
            return Not(rule=self._part(depth + 1))
        if self._taken("("):
            rule = self._either(depth + 1)
            if not self._taken(")"):
                raise self._bad("a closing bracket", self._next)
            return rule
        return self._test()

    def _test(self) -> Rule:
        token = self._next
        if token is None or token.sign or token.quoted or token.word in _JOINS:
            raise self._bad("the name of a field", token)
        self._place += 1
        field = token.text
        for by in _COMPARE:
            if self._taken(by):
                return Compare(field=field, by=by, bound=self._bound())
        if self._taken("known"):
            return KnownFields(field=field)
        if self._taken("unknown"):
            return Not(rule=KnownFields(field=field))
        for sign, by in (("=", "="), ("~", "~"), ("has", "has")):
            if self._taken(sign):
                return self._match(field, by)
        for sign, by in (("!=", "="), ("!~", "~")):
            if self._taken(sign):
                return Not(rule=self._match(field, by))
        raise self._bad(f"one of >= <= > < = != ~ !~ has known after {field}", self._next)

    def _match(self, field: str, by: str) -> Match:
        words = self._words()
        return Match.model_validate({"field": field, "by": by, "words": words})

    def _bound(self) -> float:
        token = self._next
        if token is None or token.sign or not re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", token.text):
            raise self._bad("a number", token)
        self._place += 1
        return float(token.text)

    def _words(self) -> str:
        token = self._next
        if token is not None and token.quoted and _folded(token.text):
            self._place += 1
            return token.text
        words: list[str] = []
        while (
            (token := self._next) is not None and not token.sign and not token.quoted and token.word not in _JOINS
        ):
            words.append(token.text)
            self._place += 1
        if not words or not _folded(" ".join(words)):
            raise self._bad("a word", self._next if not words else token)
        return " ".join(words)

    def _bad(self, expected: str, token: _Token | None) -> BadInput:
        if token is None:
            return BadInput(f"at the end of `{self._text}`: {expected} is missing", field=self._name)
        return BadInput(
            f"at character {token.at} of `{self._text}`: {expected} is needed, not `{token.text}`",
            field=self._name,
        )
