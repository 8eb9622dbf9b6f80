"""The emoji that the page offers: their characters, the names they are typed by, and words to find them. Pure.

The table, `emoji.txt`, is a choice of those people use: a heading for a group, then a line for an emoji with the
name that it has on Discord, and further words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

TABLE = "emoji.txt"
OFTEN = ("👍", "❤️", "😂", "🎉", "😮", "😢", "🤔", "👀", "🙏", "🔥", "👎", "✅", "💡", "👏", "😅", "🤷")
"""Those offered first, until somebody has chosen others."""
_SHORTCODE = re.compile(r":([\w+-]{1,60}):")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


@dataclass(frozen=True)
class EmojiEntry:
    """One emoji. `words` begin with its name."""

    char: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.words[0]


@dataclass(frozen=True)
class EmojiGroup:
    title: str
    entries: tuple[EmojiEntry, ...]


@lru_cache(maxsize=1)
def emoji_groups() -> tuple[EmojiGroup, ...]:
    """The whole table."""
    text = files("bot.playground.page.rendering").joinpath(TABLE).read_text("utf-8")
    groups: list[EmojiGroup] = []
    for block in text.strip().split("\n\n"):
        title, *lines = block.splitlines()
        entries = (EmojiEntry(char, tuple(words)) for char, *words in (line.split() for line in lines))
        groups.append(EmojiGroup(title.removeprefix("# "), tuple(entries)))
    return tuple(groups)


def all_emoji() -> tuple[EmojiEntry, ...]:
    return tuple(entry for group in emoji_groups() for entry in group.entries)


def often() -> EmojiGroup:
    """The group that is offered first."""
    by_char = {entry.char: entry for entry in all_emoji()}
    return EmojiGroup("Often used", tuple(by_char[char] for char in OFTEN))


def emoji_called(prefix: str, most: int) -> Sequence[EmojiEntry]:
    """Those whose name begins so, then those of which another word does, then those whose name holds it."""
    wanted = prefix.casefold()
    ranked = [(rank, entry) for entry in all_emoji() if (rank := _rank(entry, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [entry for _, entry in ranked[:most]]


def _rank(entry: EmojiEntry, wanted: str) -> int | None:
    if entry.name == wanted:
        return 0
    if entry.name.startswith(wanted):
        return 1
    parts = (*entry.words[1:], *entry.name.split("_"))
    if any(part.startswith(wanted) for part in parts):
        return 2
    return 3 if wanted in entry.name else None


def with_emoji(text: str) -> str:
    """The text with each `:name:` outside of code become its emoji; names unknown stay words."""
    parts = _CODE.split(text)
    return "".join(part if at % 2 else _SHORTCODE.sub(_emoji, part) for at, part in enumerate(parts))


def _emoji(match: re.Match[str]) -> str:
    return _by_word().get(match[1].casefold(), match[0])


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, str]:
    """Characters by name, and by another word where it names one alone, such as `+1`."""
    named = {entry.name: entry.char for entry in all_emoji()}
    others: dict[str, set[str]] = {}
    for entry in all_emoji():
        for word in entry.words[1:]:
            others.setdefault(word, set()).add(entry.char)
    return {word: next(iter(chars)) for word, chars in others.items() if len(chars) == 1} | named
