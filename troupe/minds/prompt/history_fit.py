"""How much of what a person remembers stands in a prompt, where a model is slow or has little room.

A store compacts what is remembered to some six thousand tokens at most. Where that is too much, the oldest lines
that were read are left out here, in steps: the beginning stays the same for many turns, so that the endpoint's
prefix cache holds. Nothing is kept between turns: the steps follow from the numbers of the lines.
"""

from troupe.llm.port.prompt_fit import PromptFit
from troupe.minds.prompt.prompt_size import tokens
from troupe.worlds.events.briefed import Briefed
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_lines import LONGEST_LINE
from troupe.worlds.transcript import Event

SHORT_HISTORY = 1_500
"""Tokens of lines already read, at most, where each token keeps people waiting; a step leaves at least half of it.
ASSUMPTION: a budget of seconds, about a minute on a processor alone, not a measured optimum."""
_STEPS = (32, 16, 8, 4, 2, 1)
"""Lines by which the beginning moves, the largest that leaves enough."""
_AROUND = 12
"""Tokens about what is said: its number, its speaker."""


def fitted(scene: Scene, fit: PromptFit, around: int) -> Scene:
    """The scene with as much of its history as fits beside `around`, the tokens of everything else, the answer
    among them. What is unread stays whole, and so does what the person was told before they came."""
    room = SHORT_HISTORY if fit.short else None
    if fit.context is not None:
        unread = sum(_size(event) for event in scene.history if _stays(event, scene))
        left = max(0, fit.context - around - unread)
        room = left if room is None else min(room, left)
    if room is None:
        return scene
    read = [event for event in scene.history if not _stays(event, scene)]
    since = _beginning(read, room)
    if since == 0:
        return scene
    history = (event for event in scene.history if _stays(event, scene) or _place(event) >= since)
    return scene.model_copy(update={"history": tuple(history)})


def _stays(event: Event, scene: Scene) -> bool:
    return event.heard is None or event.id in scene.unread or isinstance(event, Briefed)


def _place(event: Event) -> int:
    return event.heard or 0


def _beginning(read: list[Event], room: int) -> int:
    """The number of the first line that stays: 0 where all do."""
    sizes = [(_place(event), _size(event)) for event in read]
    if sum(size for _, size in sizes) <= room:
        return 0
    for step in _STEPS:
        first = _first_fitting(sizes, room, step)
        if sum(size for place, size in sizes if place >= first) >= room // 2:
            return first
    return _first_fitting(sizes, room, 1)


def _first_fitting(sizes: list[tuple[int, int]], room: int, step: int) -> int:
    """The smallest multiple of the step from which on everything fits."""
    first, filled = _above(sizes), 0
    for place, size in reversed(sizes):
        filled += size
        if filled > room:
            break
        first = place
    return -(-first // step) * step


def _above(sizes: list[tuple[int, int]]) -> int:
    return sizes[-1][0] + 1 if sizes else 1


def _size(event: Event) -> int:
    return tokens(event.text[:LONGEST_LINE]) + _AROUND
