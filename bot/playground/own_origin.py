"""The callers that may speak to the playground: programs, and pages of its own; no web page from elsewhere.

A browser sends requests to loopback for any page it shows, and tells in Host and Origin which one it is: unless
these are looked at, a stranger's page can read and write the playground under another name of that address.
"""

from urllib.parse import urlsplit

NAMES = ("127.0.0.1", "localhost", "::1")


def is_own(host: str | None, origin: str | None) -> bool:
    """Whether a request with these headers comes from a program, which sends no Origin, or from a page of the same
    host and port."""
    here = _parts(f"//{host}") if host else None
    if here is None or here[0] not in NAMES:
        return False
    if origin is None:
        return True
    there = _parts(origin) if origin.startswith("http://") else None
    return there is not None and there[0] in NAMES and there[1] == here[1]


def _parts(address: str) -> tuple[str | None, int] | None:
    """Name and port; None for what is no address."""
    try:
        split = urlsplit(address)
        return split.hostname, split.port or 80
    except ValueError:
        return None
