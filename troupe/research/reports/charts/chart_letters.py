"""The texts that a chart can show, with the letters of matplotlib's own font and of what else is installed here.
What would come out as boxes, or unjoined, stands in the chart as a number instead, with a key beside it."""

# pyright: reportUnknownVariableType=false
# (matplotlib's own types leave the kind of a path open.)

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

OWN = "DejaVu Sans"
"""The font that comes with matplotlib."""
FURTHER = (
    "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans CJK KR", "Noto Sans JP", "Noto Sans SC", "Noto Sans KR",
    "Source Han Sans", "Hiragino Sans", "PingFang SC", "Apple SD Gothic Neo", "Yu Gothic", "Meiryo",
    "Microsoft YaHei", "SimHei", "Malgun Gothic", "NanumGothic", "IPAGothic", "IPAexGothic", "VL Gothic",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "Arial Unicode MS", "Noto Sans",
)  # fmt: skip
"""Fonts with Chinese, Japanese and Korean letters, as systems name them."""
_SHAPED = ((0x0900, 0x0E7F), (0x0F00, 0x109F), (0x1780, 0x17FF))
"""Scripts whose letters change with their neighbours, from Devanagari to Khmer: matplotlib sets them unjoined."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The part of some texts that can be shown. `families` are the fonts to draw with, `numbers` what stands for
    the texts that cannot be shown."""

    families: tuple[str, ...]
    numbers: dict[str, int]

    def shown(self, text: str) -> str:
        """The text, or its number in brackets."""
        return f"({self.numbers[text]})" if text in self.numbers else text

    def key(self) -> tuple[str, ...]:
        """What the numbers stand for, a line each."""
        return tuple(f"({number}) {text}" for text, number in self.numbers.items())


def letters_for(texts: Iterable[str]) -> Letters:
    """The fonts for these texts, and numbers for those that no font here can show."""
    every = list(dict.fromkeys(texts))
    letters_known = _letters_of(OWN)
    families = [OWN]
    missing = {ord(letter) for text in every for letter in text} - letters_known
    for family in FURTHER if missing else ():
        further = _letters_of(family)
        if further & missing:
            families.append(family)
            letters_known, missing = letters_known | further, missing - further
    hidden = [text for text in every if not all(_shows(letter, letters_known) for letter in text)]
    return Letters(tuple(families), {text: number for number, text in enumerate(hidden, 1)})


def _shows(letter: str, letters_known: frozenset[int]) -> bool:
    code = ord(letter)
    if unicodedata.bidirectional(letter) in ("R", "AL") or any(low <= code <= high for low, high in _SHAPED):
        return False
    return code in letters_known


@lru_cache(maxsize=64)
def _letters_of(family: str) -> frozenset[int]:
    """The letters of an installed font; of one that is not here, none."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    try:
        path = findfont(FontProperties(family=[family]), fallback_to_default=False)
    except ValueError:
        return frozenset()
    return frozenset(get_font(path).get_charmap())
