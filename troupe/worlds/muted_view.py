"""The view of a world without its members who muted its people: without their words and names. Pure."""

import re
from collections.abc import Iterable, Sequence

from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import RecalledMemory, Scene
from troupe.worlds.transcript import Event, HumanAuthor

NOBODY = "someone"
"""Stands where the name of such a member was said by others."""


def heard_by_all(events: Iterable[Event], muted: Sequence[HumanAuthor]) -> tuple[Event, ...]:
    """The events without those by muting members."""
    if not muted:
        return tuple(events)
    ids = {member.id for member in muted}
    return tuple(
        event for event in events if not (isinstance(event.author, HumanAuthor) and event.author.id in ids)
    )


def without(scene: Scene, muted: Sequence[HumanAuthor]) -> Scene:
    """The scene as if these members were not there: nothing they wrote, no memory that names them, and "someone"
    wherever another's words or the person's own state name them.

    A name counts as it is written, with its capitals, as a whole word; the first word of a longer name counts too.
    A name that someone else here bears as well stays.
    """
    history = heard_by_all(scene.history, muted)
    recalled = heard_by_all(scene.recalled, muted)
    triggers = () if scene.trigger is None else heard_by_all((scene.trigger,), muted)
    person, memories = scene.person, scene.memories
    if names := _names(scene, muted):
        pattern = re.compile(rf"(?<!\w)@?(?:{'|'.join(re.escape(name) for name in names)})(?!\w)")
        history = tuple(_unnamed(event, pattern) for event in history)
        recalled = tuple(_unnamed(event, pattern) for event in recalled)
        triggers = tuple(_unnamed(event, pattern) for event in triggers)
        memories = tuple(memory for memory in memories if not _names_them(memory, pattern))
        person = person.model_copy(update={"state": _forgetful(person.state, pattern)})
    ids_left = {event.id for event in history}
    return scene.model_copy(
        update={
            "person": person,
            "history": history,
            "recalled": recalled,
            "memories": memories,
            "unread": tuple(event_id for event_id in scene.unread if event_id in ids_left),
            "called": scene.called & ids_left,
            "trigger": next(iter(triggers), None),
        }
    )


def _names(scene: Scene, muted: Sequence[HumanAuthor]) -> list[str]:
    """How these members are called, longest first: when they asked for it, and when they wrote."""
    ids = {member.id for member in muted}
    authors = [event.author for event in scene.history if isinstance(event.author, HumanAuthor)]
    theirs = {member.name for member in muted} | {author.name for author in authors if author.id in ids}
    names = {scene.person.name, *scene.others, *(author.name for author in authors if author.id not in ids)}
    return sorted(_called(theirs) - _called(names), key=len, reverse=True)


def _called(names: Iterable[str]) -> set[str]:
    """Names, and the first word of each."""
    whole = {name.strip() for name in names}
    return {name for name in (*whole, *(name.split()[0] for name in whole if name)) if name}


def _unnamed(event: Event, pattern: re.Pattern[str]) -> Event:
    text = pattern.sub(NOBODY, event.text)
    return event if text == event.text else event.model_copy(update={"text": text})


def _names_them(recalled: RecalledMemory, pattern: re.Pattern[str]) -> bool:
    """Whether a memory tells of them: it stays away as a whole, since it is nothing without its subject."""
    return any(pattern.search(f"{m.about} {m.said_by} {m.text}") for m in recalled.shown)


def _forgetful(state: MindState, pattern: re.Pattern[str]) -> MindState:
    return state.model_copy(
        update={
            "goals": pattern.sub(NOBODY, state.goals),
            "context": tuple(pattern.sub(NOBODY, fact) for fact in state.context),
            "attention": pattern.sub(NOBODY, state.attention),
            "emotions": pattern.sub(NOBODY, state.emotions),
        }
    )
