"""Speech as text: cut into parts that fit one message, and the form in which two texts count as the same."""

import re
import unicodedata
from collections.abc import Iterator

LIMIT = 2000
"""Discord's limit for one message, in code points."""

FENCE = "```"
_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"""[.!?…]['"”’»)\]]*\s+|[。！？]""")
_SPACE = re.compile(r"\s+")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_FENCED = re.compile(r"^```([\w+#.-]{0,12})", re.MULTILINE)


def split_speech(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    """Parts of at most `limit` code points, in order: cut at a paragraph, else a line, a sentence's end, a space,
    and only then between two characters as read (never inside one). A code block that is cut is closed and
    opened again. Blank text has no parts. Raises ValueError on a limit too small for a code block."""
    if limit < 40:
        raise ValueError("limit: too small; give at least 40")
    return tuple(_parts(text.strip(), limit))


def normalised(text: str) -> str:
    """The text with its accents composed, its case folded and each run of white space as one space: what stays
    the same when a platform stores a message and gives it back."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def _parts(text: str, limit: int) -> Iterator[str]:
    opening = ""
    while text:
        if len(opening) + len(text) <= limit:
            yield opening + text
            return
        room = limit - len(opening) - len(FENCE) - 1
        cut = _cut(text, room)
        part, text = opening + text[:cut].rstrip(), text[cut:]
        opening = _open_fence(part)
        text = text.lstrip("\n") if opening else text.lstrip()
        yield f"{part}\n{FENCE}" if opening else part


def _cut(text: str, room: int) -> int:
    """Where to cut so that what stands before fits: the best kind of place in the second half of the room."""
    for place in (_PARAGRAPH, _LINE, _SENTENCE, _SPACE):
        ends = [mark.end() for mark in place.finditer(text, 0, room + 1) if mark.start() <= room]
        if ends and min(ends[-1], room) > room // 2:
            return min(ends[-1], room)
    cut = room
    while cut > 1 and _joined(text, cut):
        cut -= 1
    return cut if cut > 1 else room


def _joined(text: str, cut: int) -> bool:
    """Whether the characters on both sides of the cut are read as one."""
    before, after = text[cut - 1], text[cut]
    if unicodedata.combining(after) or after in "\u200d\ufe0e\ufe0f" or before == "\u200d":
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff":
        return True
    return bool(_FLAG.match(after)) and _flags_before(text, cut) % 2 == 1


def _flags_before(text: str, cut: int) -> int:
    """How many regional indicators stand right before the cut; two of them make one flag."""
    count = 0
    while count < cut and _FLAG.match(text[cut - count - 1]):
        count += 1
    return count


def _open_fence(part: str) -> str:
    """The line that opens again the code block which this part leaves open, or nothing."""
    fences = _FENCED.findall(part)
    return f"{FENCE}{fences[-1]}\n" if len(fences) % 2 else ""
