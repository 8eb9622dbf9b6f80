"""Server-sent events: the data of each, from bytes that arrive in any pieces."""

import re

_LINE_END = re.compile(rb"\r\n|\n|\r")


class EventReader:
    """Reads the event stream format of the HTML standard, as far as data goes. Lines end only where the format
    says: a line separator inside a JSON text, which `str.splitlines` would split at, is none of it."""

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> list[str]:
        """The data of the events that are complete with this piece."""
        text = self._rest + piece
        half_end = b"\r" if text.endswith(b"\r") else b""  # the first half of a line end, perhaps
        *lines, self._rest = _LINE_END.split(text[: len(text) - len(half_end)])
        self._rest += half_end
        return [event for line in lines if (event := self._line(line)) is not None]

    def end(self) -> list[str]:
        """The data of the last event, which some servers do not close with an empty line."""
        events = [self._line(self._rest.rstrip(b"\r")), self._line(b"")]
        self._rest = b""
        return [event for event in events if event is not None]

    def _line(self, line: bytes) -> str | None:
        if not line:
            event = "\n".join(self._data) if self._data else None
            self._data = []
            return event
        name, _, value = line.decode("utf-8", "replace").partition(":")
        if name.removeprefix("\ufeff") == "data":
            self._data.append(value.removeprefix(" "))
        return None
