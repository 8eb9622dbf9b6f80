"""What a text is about: the stems of its words, the subjects these belong to, the words that name its topic."""

import re
from collections.abc import Iterable
from functools import lru_cache

from troupe.llm.understudy.hearing.phrase_files import folded, phrases

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LONGEST_TOPIC = 3
"""Words."""
LONGEST_WORD = 24
"""Letters; what is longer is not said back."""

_TOPIC_AFTER = re.compile(
    r"\b(?:think (?:of|about)|thoughts (?:on|about)|opinions? (?:of|on|about)|feel about|talk about|"
    r"like|love|enjoy|prefer|trust|believe in|about|hate|favou?rite|into|bought|got|want)\b",
    re.IGNORECASE,
)
_BEFORE_VERBS = frozenset(
    {"i", "you", "we", "they", "he", "she", "it", "to", "will", "would", "can", "could", "should", "must", "lets",
     "dont", "didnt", "doesnt", "cant", "wont", "not", "who", "never", "just", "always", "please", "ill", "youll",
     "nobody", "everybody", "everyone", "people", "ever", "do", "does", "did", "im", "youre", "are", "am", "were"}
)  # fmt: skip
"""Words after which comes a verb or an adjective, which makes no topic."""
_AS_THEY_ARE = frozenset({"wine", "wines", "does", "news", "tea", "teas"})
"""Words that would be taken for others once cut."""
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", ""))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A crude stem, enough to match `birds` with `bird` and `baking` with `bake`."""
    word = re.sub(r"['’]s$", "", word)
    low = re.sub(r"\W", "", folded(word))
    if low in _AS_THEY_ARE:
        return low.rstrip("s")
    for ending, put in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
            low = low[: -len(ending)] + put
            break
    return low[:-1] if len(low) > 3 and low[-1] in "e" + low[-2] and low[-1] not in "ls" else low


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(word) for word in WORD.findall(text) if is_content(word, ()))


def is_content(word: str, names: tuple[str, ...]) -> bool:
    """Whether a word can be what a text is about: neither grammar nor the name of someone known."""
    low = re.sub(r"\W", "", folded(word))
    return len(low) > 1 and low not in phrases().words.empty and low not in names and not low.isdigit()


def subjects(found: Iterable[str]) -> frozenset[str]:
    """The subjects to which these stems belong, such as `food` for `soup`."""
    table = _subject_of()
    return frozenset(subject for one in found for subject in table.get(one, ()))


@lru_cache(maxsize=1)
def _subject_of() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for subject, words in phrases().subjects.items():
        for one in {stem(word) for word in (subject, *words)}:
            table[one] = (*table.get(one, ()), subject)
    return table


def topic(text: str, names: tuple[str, ...]) -> str:
    """The words that name what it is about: the first run of content words after "about" and its like, or the
    longest run otherwise."""
    marked = list(_TOPIC_AFTER.finditer(text))
    if marked and (runs := _runs(text[marked[-1].end() :], names, inside=True)):
        return runs[0]
    runs = _runs(text, names)
    nouns = [run for run in runs if not re.fullmatch(r"\w+(?:ed|ly|ing)", run)]
    return max(nouns, key=lambda run: (run.count(" "), len(run)), default="")


def _runs(text: str, names: tuple[str, ...], *, inside: bool = False) -> list[str]:
    """Runs of content words, `of` between two of them included, without the verb in front."""
    runs: list[list[str]] = [[]]
    before, end = "", 0
    for found in WORD.finditer(text):
        word, gap = found.group(), text[end : found.start()]
        begins = (not end and not inside) or any(mark in gap for mark in ".!?\n")
        if gap.strip() or begins:
            runs.append([])
        if runs[-1] and folded(word) == "of":
            runs[-1].append(word)
        elif not is_content(word, names) or len(word) > LONGEST_WORD:
            runs.append([])
        elif runs[-1] or folded(before) not in _BEFORE_VERBS or begins:
            runs[-1].append(word.lower() if begins and word[1:].islower() else word)
        before, end = word, found.end()
    topics = [shown for run in runs if (shown := _shown(run))]
    return [f"the {shown}" if re.search(rf"\bthe {re.escape(shown)}", text, re.I) else shown for shown in topics]


def _shown(run: list[str]) -> str:
    """A run as a topic: without `moved` or `really` in front or `of` at the end, and not too long."""
    while run and run[-1] == "of":
        run = run[:-1]
    while len(run) > 1 and (run[0].lower().endswith(("ed", "ly")) or run[0] == "of" or len(run) > LONGEST_TOPIC):
        run = run[1:]
    return " ".join(run)
