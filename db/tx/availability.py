"""The availability of the database: an outage is told once when it begins and once when it is over."""

import logging
import threading

from troupe.core.errors import StoreUnavailable

log = logging.getLogger("db")
log.addHandler(logging.NullHandler())
"""Told to whoever has set up logging. A command that could not reach the database says so itself."""


class Availability:
    """Counts neither tries nor callers: hundreds of transactions fail in an outage of a few seconds.

    Where only writing fails (the file is locked, the disk full), reading goes on meanwhile, so an outage of
    writing ends with the next thing written. Used by every thread that runs transactions.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reached = False
        self._reading_fails = False
        self._writing_fails = False

    def failed(self, error: StoreUnavailable, *, writing: bool) -> None:
        """A transaction could not be run."""
        with self._lock:
            begins = self._reached and not self._reading_fails and not self._writing_fails
            self._reading_fails = self._reading_fails or not writing
            self._writing_fails = self._writing_fails or writing
        if begins:
            log.error("%s What is under way waits for it.", _sentence(str(error)))

    def succeeded(self, *, writing: bool) -> None:
        """A transaction was run."""
        if self._reached and not self._reading_fails and not self._writing_fails:
            return
        with self._lock:
            was_out = self._reading_fails or self._writing_fails
            self._reached = True
            self._reading_fails = False
            self._writing_fails = self._writing_fails and not writing
            over = was_out and not self._writing_fails
        if over:
            log.warning("The database can be used again.")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
