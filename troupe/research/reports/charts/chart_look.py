"""The look of a chart as its user settles it: light or dark, title, source, size, form of the file."""

import re
from enum import StrEnum

from pydantic import Field

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen

PAPER, INK, FAINT, RULE = "#FBF7F0", "#33302E", "#6E675F", "#E5DCCF"
FIRST, SECOND, PALE = "#5B6EE1", "#E0A458", "#C4CAF2"
"""The house's colours on warm paper."""
LEAST_SIZE, MOST_SIZE = 300, 8000
"""Pixels of an edge."""


class ChartColours(Frozen):
    """The colours of one ground. `faint` is read as small type, so it keeps 4.5 : 1 against the paper (WCAG
    2.1)."""

    paper: str
    ink: str
    faint: str
    rule: str
    first: str
    second: str
    pale: str


LIGHT = ChartColours(paper=PAPER, ink=INK, faint=FAINT, rule=RULE, first=FIRST, second=SECOND, pale=PALE)
DARK = ChartColours(
    paper="#201E1C",
    ink="#F3EEE7",
    faint="#B4ABA0",
    rule="#4A443D",
    first="#8D9BFA",
    second="#E9B36B",
    pale="#4A5186",
)


class ChartForm(StrEnum):
    """The file that a chart is written as."""

    PNG = "png"
    SVG = "svg"


class ChartSize(Frozen):
    """Pixels across and down."""

    width: int = Field(ge=LEAST_SIZE, le=MOST_SIZE)
    height: int = Field(ge=LEAST_SIZE, le=MOST_SIZE)


class ChartLook(Frozen):
    """The look of one chart. Without a title it is called after the people, without a size it takes the room it
    needs."""

    title: str = ""
    source: str = ""
    size: ChartSize | None = None
    dark: bool = False
    form: ChartForm = ChartForm.PNG

    @property
    def colours(self) -> ChartColours:
        return DARK if self.dark else LIGHT

    def titled(self, title: str) -> "ChartLook":
        """The same look with a title, if it has none."""
        return self if self.title else self.model_copy(update={"title": title})


def size_of(text: str) -> ChartSize | None:
    """The size that `1600x900` means; None for nothing. Raises BadInput."""
    if not text:
        return None
    match = re.fullmatch(r"\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*", text)
    if match is None or not all(LEAST_SIZE <= int(edge) <= MOST_SIZE for edge in match.groups()):
        raise BadInput(
            f"“{text}” is no size: say pixels, such as 1600x900, each from {LEAST_SIZE} to {MOST_SIZE}",
            field="size",
        )
    return ChartSize(width=int(match[1]), height=int(match[2]))


def form_of(name: str) -> ChartForm:
    """The form that the name of a file asks for. Raises BadInput."""
    ending = name.rpartition(".")[2].lower()
    if ending not in set(ChartForm):
        raise BadInput(f"{name}: a chart is written as .png or .svg", field="chart")
    return ChartForm(ending)
