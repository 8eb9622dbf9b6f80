"""Messages that a proxy bot (such as PluralKit) says again under another name: which original each stands for.

The proxy posts its message, then deletes the original. So in a server that has one, what a member writes is held
for a moment before anyone may answer, and what the proxy says takes its place, by the same member under the other
name.
"""

from collections import deque
from datetime import timedelta

from troupe.worlds.text.speech_parts import normalised
from troupe.worlds.transcript import HumanAuthor, HumanMessage

HOLD = 3.0
"""Seconds. ASSUMPTION: proxies mostly take about one; what comes later still takes the original's place, though
somebody may have begun to answer it."""
WINDOW = timedelta(seconds=30)
"""Older originals are not looked for, and their words not kept here."""
MOST_TAGS = 64
"""Characters by which the original may be longer: tags that tell the proxy who speaks, such as `A: ` or `[…]`."""


class Originals:
    """The latest messages of members, which a proxy may yet stand for."""

    def __init__(self) -> None:
        self._kept = deque[HumanMessage]()

    def keep(self, message: HumanMessage) -> None:
        self._kept.append(message)
        while self._kept[0].at < message.at - WINDOW:
            self._kept.popleft()

    def behind(self, proxied: HumanMessage) -> HumanMessage:
        """The proxy's message as its author's: the member whose message it stands for, if that is known."""
        for original in reversed(self._kept):
            near = original.place == proxied.place and proxied.at - original.at <= WINDOW
            if near and stands_for(proxied.text, original.text):
                self._kept.remove(original)
                author = HumanAuthor(id=original.author.id, name=proxied.author.name)
                return proxied.model_copy(
                    update={
                        "author": author,
                        "replaces": original.message_id,
                        "reply_to": proxied.reply_to or original.reply_to,
                    }
                )
        return proxied


def stands_for(proxied: str, original: str) -> bool:
    """Whether the one says what the other does, apart from tags around it."""
    inner, outer = normalised(proxied), normalised(original)
    return bool(inner) and inner in outer and len(outer) - len(inner) <= MOST_TAGS
