"""The words by which a line asks for something, with or without a question mark."""

import re

from troupe.people.documents.slug import plain_letters

_ASKING = re.compile(
    r"(?:please|let'?s|now|first|next|finally|then|ok|so|and|bitte|por favor|s'il vous plait)?[,:]?\s*"
    r"(?:please\s+)?"
    r"(?:tell|describe|imagine|think|walk|talk|explain|picture|suppose|list|name|share|consider|complete|finish|draw|"
    r"write|say|take|introduce|give|compare|sort|choose|show me|go around|look at|read|rate|rank|"
    r"erzahl|beschreib|stell|denk|nenn|erklar|schilder|vervollstandig|uberleg|"
    r"cuent|describ|imagin|piens|explic?qu|habl|nombr|complet|"
    r"racont|decri|imagin|pens|expliqu|parl|nomm|complet|present)"
)


def asks(text: str) -> bool:
    """A line that asks for something: with a question mark, or by a verb that begins it."""
    return any(sign in text for sign in "?？¿") or _ASKING.match(plain_letters(text)) is not None
