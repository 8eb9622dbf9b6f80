"""What a persona or fragment is called in addresses and file names."""

import hashlib
import re
import unicodedata

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}
)


def slug_of(name: str) -> str:
    """A name as lower-case ASCII words joined by `-`: `Zoë Łuk` → `zoe-luk`. A name with none of those letters
    gets `person-` and eight hex digits of its hash."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))[:64].strip("-")
    return slug or f"person-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
