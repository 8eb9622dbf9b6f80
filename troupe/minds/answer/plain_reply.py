"""A reply in plain text as a turn's answer, for models that cannot write JSON: the reply is the speech."""

import re
from collections.abc import Iterable

from troupe.core.meaning_stems import stems
from troupe.minds.answer.turn_answer import TurnAnswer, WireAction
from troupe.worlds.action import Action, FloorChoice, SpeechAction
from troupe.worlds.scene import Scene

_SILENT = re.compile(r"\W*(?:\(?silen(?:t|ce)\)?|no (?:reply|answer|response)|nothing|none)\W*", re.IGNORECASE)
_MARKER = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+(?=\S)", re.MULTILINE)
_MOST_ITEMS = 3
"""Lines that begin as items do and may be said as sentences; more are a page."""
_DIRECTION = re.compile(r"^[ \t]*(?:\*[^*\n]{1,80}\*|\([^()\n]{1,80}\)|\[[^\[\]\n]{1,80}\])[ \t]*", re.MULTILINE)
"""What somebody does, before what they say: `*smiles*`, `(laughs)`."""
_LEAD = re.compile(r"\A\W*(?:answer|reply|response|speech)[ \t]*:[ \t]*", re.IGNORECASE)


class PlainAnswer(TurnAnswer):
    """A turn read from plain words: what a model said that was asked for speech alone."""


def answer_from_text(text: str) -> TurnAnswer | None:
    """The turn that a plain reply is; None if it holds nothing. Thoughts and state are left out, since a model
    that cannot write a form cannot tell them from what is said. Names and quotation marks go at the gate."""
    if not text.strip():
        return None
    if _SILENT.fullmatch(text):
        return PlainAnswer(floor=FloorChoice.SILENT, actions=[])
    unled = _DIRECTION.sub("", _LEAD.sub("", text)).strip()
    spoken = _MARKER.sub("", unled).strip()
    if not spoken:
        return PlainAnswer(floor=FloorChoice.SILENT, actions=[])
    items = len(_MARKER.findall(text))
    if 1 < items <= _MOST_ITEMS:
        spoken = " ".join(line.strip() for line in spoken.splitlines() if line.strip())
    elif items > _MOST_ITEMS:
        spoken = unled  # a page, and seen to be one
    return PlainAnswer(floor=FloorChoice.SPEAK, actions=[WireAction(type="TALK", content=spoken)])


def takes_up(actions: Iterable[Action], scene: Scene) -> bool:
    """Whether a word of what is said is one of the line that is answered, or that line has none of meaning. Good
    English without sense hardly ever hits on one; who talks sense does so sooner or later."""
    asked = frozenset[str]() if scene.trigger is None else stems(scene.trigger.text) - stems(scene.person.name)
    said = stems(" ".join(action.words for action in actions if isinstance(action, SpeechAction)))
    return not asked or not asked.isdisjoint(said)
