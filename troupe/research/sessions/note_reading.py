"""What stands of the notes on a session in its study: predictions, lines wanted in the report, interventions."""

from collections.abc import Mapping, Sequence

from troupe.research.sessions.study import Prediction, StudyIntervention
from troupe.worlds.sessions.session_note import NoteKind, SessionNote
from troupe.worlds.transcript import Event


def predictions(notes: Sequence[SessionNote]) -> tuple[Prediction, ...]:
    """What those who watched expected, in the order of writing."""
    told = (note for note in notes if note.kind is NoteKind.PREDICTION)
    return tuple(Prediction(by=note.by.name, text=note.text, at=note.at) for note in told)


def quoted(notes: Sequence[SessionNote], events: Mapping[str, Event]) -> tuple[str, ...]:
    """The ids of the lines wanted in the report that are still there."""
    wanted = (note.event for note in notes if note.kind is NoteKind.QUOTE and note.event is not None)
    return tuple(line for line in wanted if line in events and not events[line].erased)


def given(notes: Sequence[SessionNote]) -> frozenset[str]:
    """The ids of thoughts that were put into somebody's mind: they are told as interventions, and as nobody's
    own."""
    return frozenset(
        note.event for note in notes if note.kind in (NoteKind.THOUGHT, NoteKind.GOAL) and note.event is not None
    )


def interventions(notes: Sequence[SessionNote], slugs: Mapping[str, str]) -> tuple[StudyIntervention, ...]:
    """What was put into somebody's mind, with their word in the panel by the id of the person."""
    told = (note for note in notes if note.kind in (NoteKind.THOUGHT, NoteKind.GOAL))
    return tuple(
        StudyIntervention(
            kind="thought" if note.kind is NoteKind.THOUGHT else "goal",
            participant=slugs.get(note.person or "", ""),
            text=note.text,
            at=note.at,
        )
        for note in told
    )
