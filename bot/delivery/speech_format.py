"""The look of speech on Discord: names it accepts, the stand-in's label, the link to what is answered."""

import re
import unicodedata

from troupe.core.frozen import Frozen
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.text.speech_parts import LIMIT

NAME_LIMIT = 80
STAND_IN_LABEL = " · understudy"
"""Behind the name of every line that the understudy wrote."""

_REPLY_LINE = re.compile(r"\A-# ↪ \[in reply to this\]\(<?https?://[^\s)]+>?\)\n")
_FORBIDDEN = re.compile(r"(?i)(disc)(ord)|(cly)(de)")
_HAIR = "\u200a"


class Rendered(Frozen):
    """A line as it is posted: under this name, with this content."""

    username: str
    content: str


def render(row: OutboxRow, site: str) -> Rendered:
    """A row of speech as it is posted. `site` is the address that message links start with.

    Webhooks cannot reply: speech that answers a certain message carries a small line with a link to it, on
    its first part, if there is room.
    """
    content = row.text
    if row.target_message is not None and row.part == 0 and row.tenant.startswith("guild:"):
        guild = row.tenant.removeprefix("guild:")
        line = f"-# ↪ [in reply to this]({site}/channels/{guild}/{row.place}/{row.target_message})\n"
        if len(line) + len(content) <= LIMIT:
            content = line + content
    return Rendered(username=username(row.name, stand_in=row.stand_in), content=content)


def spoken(posted: Rendered) -> Rendered:
    """The name and words behind a posted message: without label and reply line."""
    return Rendered(
        username=posted.username.removesuffix(STAND_IN_LABEL).replace(_HAIR, ""),
        content=_REPLY_LINE.sub("", posted.content),
    )


def username(name: str, *, stand_in: bool) -> str:
    """A persona's name within Discord's rules for webhooks: 1 to 80 characters, in which neither "discord"
    nor "clyde" may occur (a hair space parts them)."""
    label = STAND_IN_LABEL if stand_in else ""
    clean = " ".join("".join(c for c in name if not unicodedata.category(c).startswith("C")).split())
    clean = _FORBIDDEN.sub(lambda m: _HAIR.join(part for part in m.groups() if part), clean)
    return (clean[: NAME_LIMIT - len(label)].rstrip() or "Someone") + label
