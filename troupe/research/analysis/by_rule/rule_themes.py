"""Themes by rule: content terms that several people used, those that go together in one, with the longest
sentences in which they stand. Nothing here understands what was said, and the report says so."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from troupe.research.analysis.analysis import Evidence, ReadingAuthor, Theme
from troupe.research.analysis.by_rule.said_something import SaidSomething
from troupe.research.analysis.content_terms import term_set
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import StudyLine

MOST_THEMES = 5
MOST_MINOR = 2
MOST_QUOTES = 3
LONGEST_QUOTE = 280
_TOGETHER = 0.6
"""Of the lines of a term, how many must hold another for the two to be one theme."""


@dataclass
class _TermUse:
    """Where a term stands: its lines by id in order, and the forms in which it was written."""

    key: str
    lines: dict[str, StudyLine] = field(default_factory=dict[str, StudyLine])
    written: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def people(self) -> frozenset[str]:
        return frozenset(line.speaker_id for line in self.lines.values())

    @property
    def name(self) -> str:
        return max(self.written, key=lambda form: (self.written[form], -len(form), form)).casefold()


def rule_themes(record: StudyRecord) -> tuple[Theme, ...]:
    """The themes, those of most people first, minor ones after them: words that one person alone came back to."""
    said = SaidSomething(record)
    uses = _uses(record, said)
    groups = list(_grouped([use for use in uses if len(use.people) >= 2]))[:MOST_THEMES]
    taken = {use.key for group in groups for use in group}
    alone = [use for use in uses if len(use.people) == 1 and use.key not in taken and len(use.lines) >= 2]
    heard = {id for group in groups for use in group for id in use.lines}
    minor = [[use] for use in (alone or _longest_voice(uses, heard))][:MOST_MINOR]
    themes = [_theme(record, said, at, group) for at, group in enumerate((*groups, *minor), 1)]
    return tuple(theme for theme in themes if theme.evidence)


def _uses(record: StudyRecord, said: SaidSomething) -> list[_TermUse]:
    """Every term that was said in answer and was not simply taken from what was asked, most people first."""
    uses: dict[str, _TermUse] = {}
    for line in record.evidence.values():
        asked = term_set(record.question(line.step, line.probe))
        for sentence in said.sentences(line):
            for key, written in said.terms(sentence):
                if key not in asked:
                    use = uses.setdefault(key, _TermUse(key))
                    use.lines[line.id] = line
                    use.written[written.casefold()] = use.written.get(written.casefold(), 0) + 1
    return sorted(uses.values(), key=lambda use: (-len(use.people), -len(use.lines), use.key))


def _grouped(uses: Sequence[_TermUse]) -> Iterator[list[_TermUse]]:
    """Terms with those that stand in mostly the same lines."""
    free = list(uses)
    while free:
        first, *rest = free
        group = [first, *(use for use in rest if _overlap(first, use) >= _TOGETHER)][:3]
        yield group
        free = [use for use in rest if use not in group]


def _overlap(one: _TermUse, other: _TermUse) -> float:
    return len(one.lines.keys() & other.lines.keys()) / len(other.lines)


def _longest_voice(uses: Sequence[_TermUse], heard: set[str]) -> list[_TermUse]:
    """Where nobody came back to a word alone: the rarest words of those whose lines are in no theme yet."""
    by_person: dict[str, _TermUse] = {}
    for use in sorted(uses, key=lambda use: (-max(len(line.text) for line in use.lines.values()), use.key)):
        if len(use.people) == 1 and not heard & use.lines.keys():
            by_person.setdefault(next(iter(use.people)), use)
    return list(by_person.values())


def _theme(record: StudyRecord, said: SaidSomething, number: int, group: Sequence[_TermUse]) -> Theme:
    lines = {id: line for use in group for id, line in use.lines.items()}
    keys = {use.key for use in group}
    people = tuple(id for id in record.people if any(line.speaker_id == id for line in lines.values()))
    quotes = _quotes(said, lines, keys)
    named = " · ".join(use.name for use in group)
    count = f"{len(record.simulated.intersection(people))} of {len(record.simulated)} people"
    told = sum(line.speaker_id in record.simulated for line in lines.values())
    return Theme(
        key=f"theme{number}",
        name=named,
        summary=f"{count} used {'this word' if len(group) == 1 else 'these words'}, in {_lines(told)}.",
        participants=people,
        evidence=quotes,
        minority=len(people) == 1 and len(record.people) > 1,
        author=ReadingAuthor.RULE,
    )


def _lines(count: int) -> str:
    return "one line" if count == 1 else f"{count} lines"


def _quotes(said: SaidSomething, lines: Mapping[str, StudyLine], keys: set[str]) -> tuple[Evidence, ...]:
    """The longest sentences in which the words stand, one a person, as far as there is room."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for line in lines.values():
        for sentence in said.sentences(line):
            if keys & term_set(sentence) and len(sentence) <= LONGEST_QUOTE:
                found[line.speaker_id].append(Evidence(line=line.id, quote=sentence))
    longest = [max(quotes, key=lambda quote: len(quote.quote)) for quotes in found.values()]
    return tuple(sorted(longest, key=lambda quote: -len(quote.quote))[:MOST_QUOTES])
