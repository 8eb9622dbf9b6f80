"""The history that a person witnessed, as numbered lines. One line an event: nobody can forge another's line from
within."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import assert_never

from troupe.minds.prompt.crowd_names import names_in_lines
from troupe.worlds.events.beat import Beat
from troupe.worlds.events.briefed import Briefed
from troupe.worlds.events.declined import Declined
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.events.marks.edited import Edited
from troupe.worlds.events.marks.halted import Halted
from troupe.worlds.events.marks.joined import Joined
from troupe.worlds.events.marks.left import Left
from troupe.worlds.events.marks.no_answer import NoAnswer
from troupe.worlds.events.marks.notice import Notice
from troupe.worlds.events.marks.paused import Paused
from troupe.worlds.events.marks.redone import Redone
from troupe.worlds.events.marks.removed import Removed
from troupe.worlds.events.marks.reported import Reported
from troupe.worlds.events.marks.resumed import Resumed
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.events.reacted import Reacted
from troupe.worlds.events.revised import Revised
from troupe.worlds.events.spoken_event import SpokenEvent
from troupe.worlds.events.thought import Thought
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.scene import PassedOver, Scene
from troupe.worlds.text.shown_lines import LONGEST_LINE
from troupe.worlds.text.shown_text import one_line, plain_name, shown_name
from troupe.worlds.transcript import (
    Delivery,
    Event,
)

_WORDLESS = "(no words)"
"""What a line says that has none that can be seen: it is read all the same."""
PAUSE = timedelta(hours=1)
"""A silence as long as this is marked with the time at which it ended."""


def history_text(scene: Scene) -> str:
    """The history as the person remembers it, oldest first, in lines that never change once they are there."""
    numbers = {event.id: event.heard for event in scene.history if event.heard is not None}
    return "\n".join(_with_times(scene.history, scene, numbers))


def number_of(event: Event | None) -> str:
    """How a line is referred to, such as `#12`; empty if it has no number."""
    return f"#{event.heard}" if event is not None and event.heard is not None else ""


def time_in_words(at: datetime) -> str:
    """The time as words, such as `Monday 5 January 2026, 09:00 UTC`."""
    return f"{at:%A} {at.day} {at:%B %Y, %H:%M} {at.tzname() or 'UTC'}"


def _line(event: Event, scene: Scene, numbers: dict[str, int], firsts: dict[str, str], before: int | None) -> str:
    """An event as a line; empty if this person has no part in it, or its words were erased. `before` is the number
    of the line shown before it, `firsts` as of names_in_lines."""
    name = shown_name(event.author, scene)
    name = firsts.get(name, name)
    target = f"#{numbers[event.target]}" if event.target in numbers else ""
    text = _clipped(one_line(event.text))
    match event:
        case SpokenEvent():
            if event.erased:
                return ""
            number = f"{number_of(event)} " if event.heard is not None else ""
            # What answers the line right before it need not say so. (The thoughts of others have numbers too.)
            reply = (
                f" ↪ {target}"
                if target and not (event.heard is not None and numbers[event.target or ""] == before)
                else ""
            )
            head = f"{number}{name}{event.facets.manner}{reply}{_fate(event)}{_answering(event, scene)}"
            return f"{head}: {text or _WORDLESS}"
        case Thought():
            return f"You thought: {text}" if name == "You" and text and not event.erased else ""
        case Briefed():
            return f"Before you came you were told: {text}" if name == "You" and text and not event.erased else ""
        case Reacted():
            return f"{name} put {text} on {target or 'a message'}." if text and not event.erased else ""
        case Exhibited():
            return f"{name} showed everyone: {text}" if text and not event.erased else ""
        case Revised():
            return f"{name} changed {target or 'a message'} to: {text}" if text and not event.erased else ""
        case Joined():
            return f"{name} came in."
        case Left():
            return f"{name} left."
        case NoAnswer():
            return f"{name} gave no answer."
        case (
            Halted() | Resumed() | Paused() | SettingChanged() | Notice() | TurnFailed() | Beat() | Removed()
            | Redone() | Reported() | Edited() | Declined()
        ):  # fmt: skip
            return ""
        case _:
            assert_never(event)


def _fate(event: Event) -> str:
    match event.delivery:
        case None | Delivery.SENT:
            return ""
        case Delivery.PENDING | Delivery.UNKNOWN:
            return " (not yet heard)"
        case Delivery.FAILED | Delivery.CANCELLED:
            return " (nobody heard it)"
        case _:
            assert_never(event.delivery)


def _answering(event: Event, scene: Scene) -> str:
    name = scene.answering.get(event.id)
    return "" if name is None else f" (being answered by {plain_name(name)})"


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1]}…"


def _with_times(events: Sequence[Event], scene: Scene, numbers: dict[str, int]) -> list[str]:
    lines: list[str] = []
    before: datetime | None = None
    number: int | None = None
    gaps = list(scene.passed)
    firsts = names_in_lines(scene)
    for event in events:
        while gaps and event.heard is not None and gaps[0].through < event.heard:
            lines.append(_gap(gaps.pop(0)))
        line = _line(event, scene, numbers, firsts, number)
        if not line:
            continue
        if before is None or event.at - before >= PAUSE:
            lines.append(f"[{time_in_words(event.at)}]")
        lines.append(line)
        before = event.at
        number = event.heard if event.facets.spoken else number
    return [*lines, *(_gap(gap) for gap in gaps)]


def _gap(passed: PassedOver) -> str:
    lines = "line" if passed.count == 1 else "lines"
    return f"(… {passed.count} more {lines} you did not get to read)"
