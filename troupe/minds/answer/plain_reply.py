"""A reply in plain text as a turn's answer, for models that cannot write JSON: the reply is the speech."""

import re

from troupe.minds.answer.turn_answer import TurnAnswer, WireAction
from troupe.worlds.action import FloorChoice

_SILENT = re.compile(r"\W*(?:\(?silen(?:t|ce)\)?|no (?:reply|answer|response)|nothing|none)\W*", re.IGNORECASE)
_MARKER = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+(?=\S)", re.MULTILINE)
_DIRECTION = re.compile(r"^[ \t]*(?:\*[^*\n]{1,80}\*|\([^()\n]{1,80}\)|\[[^\[\]\n]{1,80}\])[ \t]*", re.MULTILINE)
"""What somebody does, before what they say: `*smiles*`, `(laughs)`."""
_LEAD = re.compile(r"\A\W*(?:answer|reply|response|speech)[ \t]*:[ \t]*", re.IGNORECASE)


def answer_from_text(text: str) -> TurnAnswer | None:
    """The turn that a plain reply is; None if it holds nothing. Thoughts and state are left out, since a model
    that cannot write a form cannot tell them from what is said. Names and quotation marks go at the gate."""
    if not text.strip():
        return None
    if _SILENT.fullmatch(text):
        return TurnAnswer(floor=FloorChoice.SILENT, actions=[])
    spoken = _MARKER.sub("", _DIRECTION.sub("", _LEAD.sub("", text))).strip()
    if not spoken:
        return TurnAnswer(floor=FloorChoice.SILENT, actions=[])
    one_line = " ".join(line.strip() for line in spoken.splitlines() if line.strip())
    listed = len(_MARKER.findall(text)) > 1
    return TurnAnswer(
        floor=FloorChoice.SPEAK, actions=[WireAction(type="TALK", content=one_line if listed else spoken)]
    )
