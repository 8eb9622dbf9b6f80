"""Echoes: another's line said once more, and what the person has said before."""

import re
from collections.abc import Iterator

from troupe.core.text_folding import letters
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, PersonAuthor

ECHO = "it repeated what somebody else had said"
_LATEST = 40
"""Lines of others that speech is compared with: what is further back is no echo."""
_GRAM = 6
"""Letters of the pieces by which two texts are compared."""
_ECHO = 0.8
"""Share of a speech's pieces that stand in one line of another: below it there is something of one's own."""
_ANSWERED = 0.96
"""The same where the other's line asks and the speech does not: “I trust the forecast” answers “do you trust the
forecast?” in its words."""
_LEAST_WORDS, LEAST_LETTERS = 5, 20
"""Shorter speech may be what somebody else said too: a greeting, a thank-you, one of two things to choose from."""
_LEAST_DENSE = 10
"""Letters of speech that may be another's too, in scripts without spaces."""
_PART = 0.6
"""A shorter part of a line than this is an answer made of its words rather than an echo."""
_LEAST_PART = 30
"""Letters of such a part that are too many all the same."""
_QUOTED = re.compile(r"[\"“”„«»‘’「」『』]([^\"“”„«»‘’「」『』]{3,})[\"“”„«»‘’「」『』]")
_ASKED_TO_REPEAT = re.compile(
    r"\b(?:repeat|say after|read (?:it |that )?(?:out|aloud)|quote|wiederhol|sag(?:t)? (?:mir )?nach|"
    r"ask (?:him|her|them|(?-i:[A-Z])\w+)\b|"
    r"frag(?:e|t)? (?:ihn|sie|(?-i:[A-Z])\w+)|"
    r"r[ée]p[èée]te|repit|ripet|herhaal|powt[óo]rz|повтор)\w*|复述|重复|跟我|繰り返|따라",
    re.IGNORECASE,
)
_CALL = re.compile(r"\A\W*(?:\w+ )?\w+\s*[,!:]\s+|,\s*\w+(?=\s*[?!.]*\s*\Z)")
"""The name with which somebody is called, first or last in a line, a greeting before it."""


def echoes(text: str, scene: Scene) -> str:
    """Whether this is a line of someone else, said once more, verbatim or nearly. What the person was asked to
    repeat is theirs to say, and so is what they are known to say."""
    row = letters(text)
    if not _can_echo(text, row):
        return ""
    forms = [(row, pieces_of(row))]
    if asks(text) and _can_echo(text, uncalled := letters(_CALL.sub("", text))):
        forms.append((uncalled, pieces_of(uncalled)))  # given back under another name
    lines = [(letters(event.text), _share(text, event.text)) for event in lines_of_others(scene)]
    if not any(_is_echo(*form, *line) for form in forms for line in lines):
        return ""
    own = [letters(line) for line in _own_lines(scene)]
    if any(row in line or line in row for line in own if len(line) >= _LEAST_DENSE):
        return ""
    trigger = scene.trigger.text if scene.trigger is not None else ""
    if _ASKED_TO_REPEAT.search(trigger) or any(letters(match[1]) in row for match in _QUOTED.finditer(trigger)):
        return ""
    return ECHO


def without_echoes(text: str, scene: Scene) -> str:
    """The text without those of its lines that are somebody else's, where it has several."""
    lines = text.splitlines()
    if len(lines) < 2:
        return text
    own = [line for line in lines if not echoes(line, scene)]
    return text if len(own) == len(lines) else "\n".join(own).strip()


def _can_echo(text: str, row: str) -> bool:
    if any(ord(char) >= 0x2E80 for char in row):
        return len(row) >= _LEAST_DENSE
    return len(row) >= LEAST_LETTERS and len(text.split()) >= _LEAST_WORDS


def _share(text: str, line: str) -> float:
    """The share of a text's pieces in this line that makes it an echo of it."""
    return _ANSWERED if asks(line) and not asks(text) else _ECHO


def _is_echo(row: str, pieces: frozenset[str], line: str, share: float) -> bool:
    if not line or not _mostly_in(pieces, line, share):
        return False
    return len(row) >= _PART * len(line) or len(row) >= _LEAST_PART


def _mostly_in(pieces: frozenset[str], line: str, share: float) -> bool:
    """Whether as many of the pieces stand in the line as make an echo: given up with the first that are too many
    not to, which in most lines takes a fifth of them."""
    may_miss = (1 - share) * len(pieces)
    missing = 0
    for piece in pieces:
        if piece not in line:
            missing += 1
            if missing > may_miss:
                return False
    return True


def pieces_of(row: str) -> frozenset[str]:
    dense = not row.isascii() and any(ord(char) >= 0x2E80 for char in row)
    size = 3 if dense else _GRAM
    return frozenset(row[at : at + size] for at in range(max(1, len(row) - size + 1)))


def lines_of_others(scene: Scene) -> Iterator[Event]:
    for event in scene.history[-_LATEST:]:
        if event.facets.spoken and not _is_own(event, scene) and not event.erased:
            yield event


def _is_own(event: Event, scene: Scene) -> bool:
    return isinstance(event.author, PersonAuthor) and event.author.id == scene.person.id


def said_before(scene: Scene) -> Iterator[str]:
    """What the person has said here lately, but for what they are known to say again and again, and for what they
    are asked about."""
    habits = {letters(line) for line in _known_lines(scene)}
    asked = letters(scene.trigger.text) if scene.trigger is not None else ""
    for event in scene.history[-_LATEST:]:
        row = letters(event.text) if _is_own(event, scene) and event.facets.spoken else ""
        if row and row not in habits and row not in asked:
            yield event.text


def _known_lines(scene: Scene) -> Iterator[str]:
    persona = scene.person.persona
    yield from persona.voice
    for lines in persona.sayings.values():
        yield from lines


def _own_lines(scene: Scene) -> Iterator[str]:
    """What the person is known to say, and has said."""
    yield from _known_lines(scene)
    yield from (event.text for event in scene.history if _is_own(event, scene))


def asks(text: str) -> bool:
    return text.rstrip(" \"'”»)").endswith(("?", "？", "؟"))
