"""What a printed page adds to a text that is pasted from it: its number, and lines broken where the page ended."""

import re
from collections.abc import Sequence

from troupe.people.documents.slug import plain_letters

_PAGE = re.compile(
    r"[-–—|\s]*(?:(?:page|seite|pagina|pag|p|s)\.?\s*\d{1,4}(?:\s*(?:of|von|de|di|van|sur|/)\s*\d{1,4})?|"
    r"\d{1,3}\s*/\s*\d{1,3}|[-–—]\s*\d{1,3}\s*[-–—]|\d{1,3})[-–—|\s]*"
)
_WIDEST = 110
"""Characters of a line that was broken for a page; longer lines are paragraphs that were not."""
_RAGGED = 12
"""Characters by which lines of one page differ."""
_LEAST_BROKEN = 3


def is_page_number(line: str) -> bool:
    """The line is only the number of a page, as in `Page 2 of 5`."""
    return _PAGE.fullmatch(plain_letters(line.strip())) is not None


def page_width(lines: Sequence[str]) -> int:
    """The width for which the lines of a text were broken; 0 where they were not."""
    lengths = sorted((len(line.strip()) for line in lines), reverse=True)
    if len(lengths) < _LEAST_BROKEN or lengths[0] > _WIDEST:
        return 0
    full = sum(length > lengths[0] - _RAGGED for length in lengths)
    return lengths[0] if full >= _LEAST_BROKEN else 0


def fills(line: str, following: str, width: int) -> bool:
    """The first word of the following line had no room on this one."""
    first = following.split(maxsplit=1)[0] if following.strip() else ""
    return width > 0 and len(line.strip()) + 1 + len(first) > width - _RAGGED
