"""The linter of guides: rules over the form of a question, with a lexicon for each language."""

import re
from collections.abc import Iterator

from troupe.research.guides.guide import Ballot, BallotForm, Exhibit, Guide, GuideQuestion
from troupe.research.guides.linting.lint_finding import LintFinding, LintRule
from troupe.research.guides.linting.lint_lexicon import LintLexicon, lexicon

KNOWN_UNTIL = 2024
"""The last year that models commonly know whole."""

_LONGEST_QUOTE = 80
_SENTENCE = re.compile(r"[^.?!？！…]+[.?!？！…]*[\"”’»)]*")
_CLAUSE = re.compile(r"[,:;—–(]")
_YEAR = re.compile(
    r"(?<![\d.,€$£-])(20\d\d|21\d\d)(?![\d.,]*\d|\s?(?:euros?|dollars?|kcal|km|kg|€|\$|people|calories))"
)
_ACRONYM = re.compile(r"(?<![\w@#])(?=(?:\w*[A-Z]){2})[A-Z][A-Z0-9&]{1,5}s?(?!\w)")
_KNOWN = (
    "TV TVs PC PCs USA US UK EU UN USB GPS SMS PDF QR OK ID IDs DVD CD CDs AI IT DIY ATM FAQ NHS BBC UFO EUR USD "
    "GBP CHF AM PM WC LED IKEA BMW VW DHL UPS ADHD HIV DNA COVID SUV VIP WLAN PIN PS KI EDV ARD ZDF PKW LKW"
)
_NAME = re.compile(r"\b[A-Z][\w-]{3,}\b")
_NO_NAMES = (
    "The This That These Those What When Where Which Whether How Why Who Understand Find Learn Test Explore "
    "Decide See Study With From About Their They There People Customers Users Our Your Will Would Should Does"
)


def lint(guide: Guide, *, known_until: int = KNOWN_UNTIL) -> tuple[LintFinding, ...]:
    """What should be looked at again, in the order of the guide. In a language that is not known, only what needs
    no words: years."""
    words = lexicon(guide.language)
    names = _names(guide) if guide.language != "de" else frozenset[str]()
    found: dict[LintFinding, None] = {}
    for step in guide.steps:
        for probe, text in _texts(step):
            for rule, quote in _faults(step, probe, text, words, names, known_until):
                found.setdefault(LintFinding(step=step.key, probe=probe, rule=rule, words=_short(quote)))
    return tuple(found)


def _texts(step: Exhibit | GuideQuestion | Ballot) -> Iterator[tuple[int, str]]:
    match step:
        case GuideQuestion():
            yield from enumerate((step.text, *step.probes))
        case Ballot():
            yield 0, step.text
        case Exhibit():
            return


def _faults(
    step: Exhibit | GuideQuestion | Ballot,
    probe: int,
    text: str,
    words: LintLexicon | None,
    names: frozenset[str],
    known_until: int,
) -> Iterator[tuple[LintRule, str]]:
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text.replace("’", "'"))]
    yield from ((LintRule.TOO_NEW, match[0]) for match in _YEAR.finditer(text) if int(match[1]) > known_until)
    if words is None:
        return
    for sentence in sentences:
        yield from _of_sentence(sentence, step, words, names)
    yield from _of_all(sentences, step, probe, words)
    yield from ((LintRule.JARGON, match[0]) for match in _ACRONYM.finditer(text) if not _known(match[0], text))


def _of_sentence(
    sentence: str, step: Exhibit | GuideQuestion | Ballot, words: LintLexicon, names: frozenset[str]
) -> Iterator[tuple[LintRule, str]]:
    plain = sentence.casefold()
    bare = plain.lstrip("¿¡ ")
    for pattern in words.leading:
        if (match := pattern.search(bare)) is not None:
            yield LintRule.LEADING, _span(sentence, match, len(plain) - len(bare))
            break
    simple = (
        (LintRule.ABSOLUTE, words.absolutes),
        (LintRule.JARGON, words.jargon),
        (LintRule.INCIDENCE, words.incidence),
        (LintRule.TOO_NEW, words.too_new),
    )
    for rule, pattern in simple:
        if (match := pattern.search(plain)) is not None:
            yield rule, _span(sentence, match)
    priced = isinstance(step, Ballot) and step.form is BallotForm.PRICE
    if (match := words.forecast.search(bare)) is not None and not priced:
        yield LintRule.FORECAST, _span(sentence, match, len(plain) - len(bare))
    named = any(re.search(rf"\b{re.escape(name)}\b", sentence) for name in names)
    if (named or words.own.search(plain)) and (match := words.use.search(plain)) is not None:
        yield LintRule.PAST_USE, _span(sentence, match)
    if (quote := _two_in_one(sentence, plain, step, words)) is not None:
        yield LintRule.DOUBLE_BARRELLED, quote


def _two_in_one(
    sentence: str, plain: str, step: Exhibit | GuideQuestion | Ballot, words: LintLexicon
) -> str | None:
    """Two questions, or two things judged at once."""
    rest = words.pairs.sub(lambda pair: " " * len(pair[0]), words.reason.sub("", plain))
    for pattern in (words.second_question, words.second_judgement):
        if (match := pattern.search(rest)) is not None:
            return _span(sentence, match)
    match = words.both.search(rest)
    if match is None or not rest[: match.start()].strip(" ¿"):
        return None
    stated = isinstance(step, Ballot) and step.form in (BallotForm.LIKERT, BallotForm.RATING)
    closed = "?" in plain and not _is_open(plain, words)
    if stated or closed or words.judging.search(rest):
        return " ".join(re.findall(r"\S+\s+$", rest[: match.start()])) + rest[match.start() :].strip()
    return None


def _of_all(
    sentences: list[str], step: Exhibit | GuideQuestion | Ballot, probe: int, words: LintLexicon
) -> Iterator[tuple[LintRule, str]]:
    """What is seen only of all sentences together."""
    asked = [sentence.casefold() for sentence in sentences if "?" in sentence]
    asking = [sentence for sentence in asked if len(sentence.split()) > 3]
    if len(asking) > 1:
        yield LintRule.DOUBLE_BARRELLED, sentences[-1]
    if not isinstance(step, GuideQuestion) or not asked or len(asked) < len(sentences):
        return
    followed = probe == 0 and bool(step.probes or step.free_probes)
    if followed or probe or any(_is_open(one, words) or words.either.search(one) for one in asked):
        return
    yield LintRule.YES_NO, sentences[0]


def _is_open(sentence: str, words: LintLexicon) -> bool:
    """A clause of it begins with a word such as what or how."""
    for clause in _CLAUSE.split(sentence):
        if not words.opener.match(clause):
            first = " ".join(clause.strip(" ¿").split()[:4])
            if words.question_word.search(first):
                return True
    return False


def _known(acronym: str, text: str) -> bool:
    return acronym in _KNOWN.split() or f"({acronym})" in text or text.isupper()


def _names(guide: Guide) -> frozenset[str]:
    """The names that the study is about, as it says itself."""
    return frozenset(name for name in _NAME.findall(guide.about) if name not in _NO_NAMES.split())


def _span(sentence: str, match: re.Match[str], shift: int = 0) -> str:
    return sentence[match.start() + shift : match.end() + shift].strip(" ,") or match[0]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_QUOTE else f"{line[: _LONGEST_QUOTE - 1].rstrip()}…"
