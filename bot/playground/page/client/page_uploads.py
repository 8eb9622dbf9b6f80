"""Files on their way from the browser to a message: kept in memory until sent or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

from cachetools import TTLCache

from bot.playground.page.client.page_http import File
from troupe.core.clock import Clock
from troupe.core.ids import Ids

LARGEST = 10 * 1024 * 1024
"""Bytes a single attachment may have on Discord."""
MOST = 10
"""Attachments a message may have on Discord."""


ROOM = MOST * (LARGEST + 1024)
"""Bytes of all files together that wait to be sent."""
KEPT = 3600.0
"""Seconds a file may wait to be sent."""


def _weight(file: File) -> int:
    """Bytes, an empty file counting too."""
    return len(file.data) + 1024


@dataclass(frozen=True)
class WaitingUpload:
    """A file that was added but not yet sent; `size` in bytes."""

    id: str
    name: str
    size: int
    picture: bool


class TooLarge(Exception):
    """A file is larger than Discord takes."""


def is_picture(file: File) -> bool:
    """Whether the file may be shown as a picture; SVG may hold a script, and is not."""
    return file.content_type.startswith("image/") and "svg" not in file.content_type


class Uploads:
    """The files waiting to be sent, by id: together no more than one message may have, the oldest leave first."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids = ids
        self._files: TTLCache[str, File] = TTLCache(ROOM, KEPT, clock.monotonic, _weight)

    def keep(self, file: File) -> str:
        """Keep a file; returns its id. Raises TooLarge."""
        if len(file.data) > LARGEST:
            raise TooLarge(file.name)
        file_id = self._ids()
        self._files[file_id] = file
        return file_id

    def listed(self, ids: Sequence[str]) -> list[WaitingUpload]:
        pairs = [(i, self._files[i]) for i in ids if i in self._files]
        return [WaitingUpload(i, file.name, len(file.data), is_picture(file)) for i, file in pairs]

    def get(self, file_id: str) -> File | None:
        return self._files.get(file_id)

    def listed_files(self, ids: Sequence[str]) -> list[File]:
        """The files of these ids, in order; they stay until they are taken."""
        return [self._files[i] for i in ids if i in self._files]

    def take(self, ids: Sequence[str]) -> list[File]:
        """Hand over files and forget them; at most as many as a message may have."""
        return [file for i in list(ids)[:MOST] if (file := self._files.pop(i, None))]
