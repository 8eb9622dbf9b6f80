"""A chat of SillyTavern: a JSON object a line, the first of which may tell of the chat itself."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from troupe.core.errors import BadInput
from troupe.memory.archives.archive_dates import DateLine, archive_date
from troupe.memory.archives.read_archive import ReadArchive, ReadLine
from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.documents.lenient_reading import as_text


def read_chat(text: str, source: str, now: datetime) -> ReadArchive:
    """The lines of the chat, without the house's own. Raises BadInput for a file that is no such chat; a line that
    cannot be read is left out and counted."""
    rows: list[dict[str, object]] = []
    unreadable = 0
    for line in text.splitlines():
        if not line.strip():
            continue
        row = _row(line)
        if row is None:
            unreadable += 1
        else:
            rows.append(row)
    header = rows[0] if rows and "mes" not in rows[0] else dict[str, object]()
    if not any("mes" in row for row in rows):
        raise BadInput(f"{source}: holds no lines of a chat (objects with `name` and `mes`)", field="file")
    dates = DateLine(archive_date(header.get("create_date")), now)
    lines = tuple(_lines(rows, dates))
    notes = (f"{unreadable} lines are no JSON and were left out",) if unreadable else ()
    return ReadArchive(lines=lines, notes=notes, mine=as_text(header.get("character_name")))


def _row(line: str) -> dict[str, object] | None:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _lines(rows: list[dict[str, object]], dates: DateLine) -> Iterator[ReadLine]:
    for row in rows:
        if "mes" not in row:
            continue
        at = dates.next(row.get("send_date"))
        extra = row.get("extra")
        narrated = is_object(extra) and extra.get("type") == "narrator"
        if row.get("is_system") is True and not narrated:
            continue  # hidden by its writer, or a word of the program
        text = as_text(row.get("mes")) or _chosen(row)
        if text:
            yield ReadLine(as_text(row.get("name")), text, at, human=row.get("is_user") is True)


def _chosen(row: dict[str, object]) -> str:
    """The variant that was chosen, where the line itself is empty."""
    swipes, number = row.get("swipes"), row.get("swipe_id")
    if not is_list(swipes) or not swipes:
        return ""
    at = number if isinstance(number, int) and 0 <= number < len(swipes) else 0
    return as_text(swipes[at])
