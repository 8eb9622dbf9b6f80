"""The words that only the bot itself says: its notices, and the line it puts above an answer."""

import re

from troupe.core.text_folding import folded_look, letters

NOTICES = (
    "Everyone here is silent until someone uses /world resume",
    "will be quiet until someone uses /world resume",
    "stopped everyone here. /world resume wakes them",
    "Simulated people live here now",
    "They are not real, and what they say is made up",
    "they neither see you nor speak to you",
    "To silence everyone, write stop",
    "What is said here is stored",
    "a simulated person, joins you",
    "budget of this server is spent",
    "the people here fall silent until midnight",
    "The people here cannot speak",
    "When that is mended, use /world resume",
    "The simulated people have left this channel",
    "Discord no longer accepts the bot's token",
    "already has as many webhooks as Discord allows",
    "the channel, thread or message is gone",
    "So I cannot tell whether a message arrived",
    "Press Mute for me",
)
"""A piece of each, long enough to be told from talk; tests compare them with what the bot posts."""
_PIECES = tuple(letters(notice) for notice in NOTICES)
_WHOLE = frozenset(letters(word) for word in ("Stopped.", "Paused.", "Resumed.", "Stopped", "The house"))
_LINE = re.compile(
    r"^\W*(?:-#[ \t]*)?(?:↪|↩|⤷|↳|[╭┌][─-]+|🎭|⏹|\[?in reply to this|(?:replying|replied) to @)",
    re.MULTILINE,
)
_COMMAND = re.compile(
    r"`+/(?:world|stop|ask|who|cast|persona|panel|setup|privacy|memory|focusgroup|experiment|help)\b"
)
_LONGEST_WHOLE = 40


def poses_as_bot(text: str) -> bool:
    """Whether the text gives itself out as the bot's: a notice, or the small line that links to what is
    answered."""
    look = folded_look(text)
    if _LINE.search(look) or ("`/" in look and _COMMAND.search(look)):
        return True
    if len(text) <= _LONGEST_WHOLE and text.rstrip()[-1:] == "." and letters(text) in _WHOLE:
        return True
    row = letters(text)
    return any(piece in row for piece in _PIECES)
