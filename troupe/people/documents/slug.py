"""The name of a persona or fragment in addresses and file names."""

import hashlib
import re
import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def slug_of(name: str) -> str:
    """A name as lower-case ASCII words joined by `-`: `Zoë Łuk` → `zoe-luk`. A name with none of those letters
    gets `person-` and eight hex digits of its hash."""
    plain = plain_letters(name).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:64].strip("-")
    return slug or f"person-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def plain_letters(text: str) -> str:
    """Text without case and accents, as people type when they look for someone."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
