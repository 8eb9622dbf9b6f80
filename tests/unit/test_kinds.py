"""The kinds of events, rows, actions and stimuli: none is left out of its union, and each tells the truth."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.unit.minds import LISA, said, scene
from troupe.core.kinds import Kind, by_word
from troupe.headless.readable_record import line_of
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.minds.prompt.history_lines import history_text
from troupe.worlds.action import ACTION_KINDS, AnyRecorded, FloorChoice, RecordedAction, SpeechAction
from troupe.worlds.actions.performed_action import PerformedAction
from troupe.worlds.events.recorded_event import RecordedEvent
from troupe.worlds.events.said import Said
from troupe.worlds.events.spoken_event import SpokenEvent
from troupe.worlds.outbox.outbox_row import ROW_KINDS
from troupe.worlds.outbox.queued_row import QueuedRow
from troupe.worlds.stimuli.perceived_stimulus import PerceivedStimulus
from troupe.worlds.stimuli.stimulus import STIMULUS_KINDS
from troupe.worlds.transcript import EVENT_KINDS, AnyEvent, Audience

HOUSE = Path(__file__).resolve().parents[2]
RECORDED = [kind for kind in ACTION_KINDS.values() if issubclass(kind, RecordedAction)]
FORM = HOUSE / "troupe/minds/prompt/prompts/form.md"


def written(folder: str, base: type[Kind]) -> set[type[Kind]]:
    """All kinds of this base that some file of the folder holds."""
    for path in sorted((HOUSE / "troupe/worlds" / folder).rglob("*.py")):
        import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts))
    kinds = (kind for kind in _below(base) if kind.__module__.startswith("troupe."))
    return {kind for kind in kinds if kind.tag in kind.model_fields}


def _below(base: type[Kind]) -> Iterator[type[Kind]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _below(kind)


def test_every_kind_that_is_written_is_joined_to_its_union() -> None:
    assert written("events", RecordedEvent) == set(EVENT_KINDS.values())
    assert written("outbox", QueuedRow) == set(ROW_KINDS.values())
    assert written("actions", PerformedAction) == set(ACTION_KINDS.values())
    assert written("stimuli", PerceivedStimulus) == set(STIMULUS_KINDS.values())


def test_two_kinds_cannot_share_a_word() -> None:
    class Saying(SpokenEvent):
        kind: str = Said.word()

    with pytest.raises(ValueError, match="said"):
        by_word((Said, Saying))


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=EVENT_KINDS)
def test_what_is_spoken_is_an_event_of_speech(kind: type[AnyEvent]) -> None:
    assert kind.facets.spoken == issubclass(kind, SpokenEvent)
    assert not kind.facets.spoken or kind.facets.audience.is_told
    assert not (kind.facets.private and kind.facets.summarised), "those who were not there would be told"


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=EVENT_KINDS)
def test_a_transcript_shows_every_event(kind: type[AnyEvent]) -> None:
    line = str(line_of(said(1, LISA, "of {braces}", kind=kind)))
    assert line.strip("· ")
    assert "{who}" not in line


@pytest.mark.parametrize("kind", EVENT_KINDS.values(), ids=EVENT_KINDS)
def test_a_prompt_shows_what_a_person_has_perceived(kind: type[AnyEvent]) -> None:
    perceived = kind.facets.audience is not Audience.NOBODY
    line = history_text(scene(said(1, LISA, "the fox", kind=kind)))
    assert "the fox" in line or not perceived
    assert kind.facets.manner in line


@pytest.mark.parametrize("word", ACTION_KINDS)
def test_a_model_is_told_of_every_action(word: str) -> None:
    assert f"{word}:" in FORM.read_text("utf-8")


@pytest.mark.parametrize("kind", RECORDED, ids=[kind.word() for kind in RECORDED])
def test_words_are_recorded_as_a_kind_of_event_that_there_is(kind: type[AnyRecorded]) -> None:
    assert EVENT_KINDS[kind.event.word()] is kind.event
    assert kind.facets.has_words
    assert issubclass(kind, SpeechAction) == issubclass(kind.event, SpokenEvent)
    assert kind.facets.inner == (kind.event.facets.audience is Audience.AUTHOR)


@pytest.mark.parametrize("kind", RECORDED, ids=[kind.word() for kind in RECORDED])
def test_words_before_others_are_cleaned_and_are_worth_the_floor(kind: type[AnyRecorded]) -> None:
    written = "Mind the step @everyone\nANA: and so I do"
    answer = TurnAnswer.model_validate(
        {"floor": "speak", "actions": [{"type": kind.word(), "content": written}], "state": {}}
    )
    reading = read_turn(answer, scene(said(1, "Ana", "How is the floor?")))
    [action] = reading.actions
    assert action.content.startswith("Mind the step")
    assert ("ANA:" in action.content) == kind.facets.inner
    assert (reading.floor is FloorChoice.SILENT) == kind.facets.inner
