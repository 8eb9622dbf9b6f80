"""A line of a guide as its writer set it: how deep it stands, what it begins with, whether it is a heading."""

from enum import StrEnum

from troupe.core.frozen import Frozen
from troupe.research.guides.reading.words.line_labels import LineRole


class LineMark(StrEnum):
    """The sign that a line begins with. ONE and MANY are boxes to tick: of all, or each; QUOTED is text that is
    repeated as it stands."""

    NONE = "none"
    NUMBER = "number"
    LETTER = "letter"
    BULLET = "bullet"
    ONE = "one"
    MANY = "many"
    QUOTED = "quoted"


class WrittenLine(Frozen):
    """A line without the signs around its words. `indent` is its depth, in whatever unit its file has; `heading`
    the level of a heading, 0 for none; `after_gap` says that an empty line stands before. `role` is what the line
    is by its place, such as the column of a table, whatever its words are."""

    number: int
    text: str
    indent: int = 0
    mark: LineMark = LineMark.NONE
    ordinal: str = ""
    heading: int = 0
    after_gap: bool = False
    role: LineRole | None = None

    @property
    def listed(self) -> bool:
        """It is an item of a list."""
        return self.mark not in (LineMark.NONE, LineMark.QUOTED)
