"""The reading of a model's answer as what the person does: cleaned, clipped, true to the part."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from troupe.core.text_folding import letters
from troupe.minds.answer.assistant_phrases import without_assistant
from troupe.minds.answer.brief_answer import BriefObligedAnswer, BriefTurnAnswer
from troupe.minds.answer.echoes import ECHO, echoes, said_before, without_echoes
from troupe.minds.answer.emoji import one_emoji
from troupe.minds.answer.lost_thread import lost_thread, without_repeats
from troupe.minds.answer.plain_reply import PlainAnswer
from troupe.minds.answer.speech_faults import keeps_to_one_voice, nonsense
from troupe.minds.answer.speech_language import WRONG_LANGUAGE, in_language_of_talk, wrong_language
from troupe.minds.answer.state_reading import read_state, stated
from troupe.minds.answer.turn_answer import ObligedAnswer, TurnAnswer, WireAction
from troupe.minds.gate.output_gate import NO_GUARD, Guard, clean_speech, clipped
from troupe.minds.prompt.history_lines import number_of
from troupe.worlds.action import (
    ACTION_KINDS,
    Action,
    AnyRecorded,
    AnySpeech,
    Done,
    FloorChoice,
    React,
    Recall,
    RecordedAction,
    SpeechAction,
    Talk,
)
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import plain_name, shown_name
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import Hush

MOST_TALK = 3
MOST_OF_A_KIND = 3
"""Thoughts, and whatever else in words is no speech, of each kind in one turn."""
LONGEST_UNSPOKEN = 600
"""Characters of such words."""
LONGEST_REASON = 200
_MOST_QUIET = 12
"""Words that somebody says who was asked to be quiet, and obeys."""
_LEAST_ANSWER = 4
"""Words of an answer that is taken as it is where something was left out of it."""
_LEAST_SENTENCE = 2
"""Words in place of an emoji that make it something said."""
SPOKE_AS_ASSISTANT = "it spoke as an assistant or a language model"
FILLED_IN = "it filled in a form instead of speaking"
SAID_BEFORE = "it said what it had said before"
NOTHING_SAID = "it said nothing, though it was asked"
_MENTION = re.compile(r"(?<!\w)@(\w[\w.]{1,31})")
"""Members who are called may never have spoken; the platform's mentions reach us as @name."""


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """A turn as read: what the person does, what was left out (`notes`), and in what way the model fell out of
    its part (`faults`). `hush` and `refusal` are as in Outcome."""

    floor: FloorChoice
    actions: tuple[Action, ...]
    state: MindState
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    hush: Hush = Hush.NONE
    refusal: str = ""

    @property
    def speaks(self) -> bool:
        """Whether something is said aloud."""
        return any(isinstance(action, SpeechAction) for action in self.actions)

    @property
    def suffices(self) -> bool:
        """Whether what is said aloud, without what was left out of it, is more than a greeting or an interjection:
        some words, or as many letters of a script without spaces; and in the language that was asked for."""
        if WRONG_LANGUAGE in self.faults:
            return False
        said = " ".join(action.words for action in self.actions if isinstance(action, SpeechAction))
        dense = sum(char.isalpha() and ord(char) >= 0x2E80 for char in said)
        return len(said.split()) >= _LEAST_ANSWER or dense >= 2 * _LEAST_ANSWER


def read_turn(
    answer: TurnAnswer, scene: Scene, guard: Guard = NO_GUARD, *, stand_in: bool = False
) -> AnswerReading:
    """What the answer means here.

    Words win over the floor that was chosen, but for someone whom nobody asked: who chooses silence there is
    silent. Someone who was asked and says nothing has a reason for it, was asked to be quiet, or the model has
    failed. The stand-in's words are from our own files: they are not judged, and its silence is meant.
    """
    gathered = _Gathered(scene, guard, judged=not stand_in, plain=isinstance(answer, PlainAnswer))
    for action in answer.actions:
        if gathered.done:
            break
        gathered.add(action)
    gathered.refuse_forms()
    gathered.refuse_secrets()
    if not stand_in:
        gathered.keep_one_voice()
    floor = _floor(answer.floor, gathered, scene)
    actions = tuple(action for action in gathered.ordered if floor in action.facets.floors)
    hush = _hush(answer, scene) if _keeps_quiet(answer, gathered) else Hush.NONE
    refusal = _refusal(answer, floor, hush)
    answered = floor is FloorChoice.SPEAK or bool(refusal) or hush is not Hush.NONE or stand_in
    answered = answered or (floor is FloorChoice.REACT and not _is_question(scene))
    wordless = scene.obliged and not answered
    faults = gathered.faults if scene.obliged or answer.floor is FloorChoice.SPEAK else []
    if wordless and not faults:
        faults = [NOTHING_SAID]
    state = read_state(answer, scene, checked=not stand_in)
    if guard.secrets.given_away(state.model_dump_json()):
        state = scene.person.state
    return AnswerReading(
        floor,
        actions,
        state,
        notes=tuple(dict.fromkeys(gathered.notes)),
        faults=tuple(dict.fromkeys(faults)),
        hush=hush,
        refusal=refusal,
    )


def _floor(chosen: FloorChoice, gathered: "_Gathered", scene: Scene) -> FloorChoice:
    unasked_silence = chosen is FloorChoice.SILENT and not scene.obliged
    if gathered.talk and not unasked_silence:
        return FloorChoice.SPEAK
    if chosen is FloorChoice.SILENT:
        return FloorChoice.SILENT
    seen = [action for action in gathered.ordered if not action.facets.goes_unseen]
    acts = any(FloorChoice.REACT in action.facets.floors for action in seen)
    return FloorChoice.REACT if acts else FloorChoice.SILENT


def _is_question(scene: Scene) -> bool:
    """Whether the line answered asks something. An emoji answers good news, and never a question."""
    return scene.together or scene.trigger is None or _asks(scene.trigger.text)


def _asks(text: str) -> bool:
    return any(mark in text for mark in "?？؟")


def _hush(answer: TurnAnswer, scene: Scene) -> Hush:
    """Whom a member asked to be quiet. What people of the world say to each other halts nobody."""
    asked_by_member = scene.trigger is not None and isinstance(scene.trigger.author, HumanAuthor)
    return answer.hush if asked_by_member else Hush.NONE


def _keeps_quiet(answer: TurnAnswer, gathered: "_Gathered") -> bool:
    """Whether the answer is that of someone who was asked to be quiet. Small models choose it at any line (one of
    1.5 billion parameters in two of five): then what they say tells, which is long, or asks something."""
    if gathered.faults and not gathered.talk:
        return False
    if not isinstance(answer, BriefTurnAnswer | BriefObligedAnswer):
        return True
    said = " ".join(line.content for line in gathered.talk)
    return not gathered.faults and len(said.split()) <= _MOST_QUIET and not _asks(said)


def _refusal(answer: TurnAnswer, floor: FloorChoice, hush: Hush) -> str:
    """The reason of someone who chose silence, if they gave one."""
    if floor is not FloorChoice.SILENT or answer.floor is not FloorChoice.SILENT or hush is not Hush.NONE:
        return ""
    return clipped(stated(answer.reason), LONGEST_REASON) if isinstance(answer, ObligedAnswer) else ""


class _Gathered:
    """The actions of one answer in order, with what was wrong with those that were left out."""

    def __init__(self, scene: Scene, guard: Guard, *, judged: bool, plain: bool) -> None:
        self._scene = scene
        self._guard = guard
        self._judged = judged
        self._plain = plain
        self.ordered: list[Action] = []
        self.notes: list[str] = []
        self.faults: list[str] = []
        self.done = False

    @cached_property
    def _others(self) -> tuple[str, ...]:
        return _others(self._scene)

    @property
    def talk(self) -> list[AnySpeech]:
        return [action for action in self.ordered if isinstance(action, SpeechAction)]

    def count(self, kind: type[Action]) -> int:
        return sum(isinstance(action, kind) for action in self.ordered)

    def add(self, action: WireAction) -> None:
        word = action.type.strip().upper()
        kind = ACTION_KINDS.get(word)
        if kind is None:
            self.notes.append(f"an unknown action {word[:20]!r}")
            return
        match as_written := kind(content=action.content):
            case SpeechAction():
                self._add_speech(type(as_written), action)
            case RecordedAction():
                self._add_unspoken(as_written)
            case React():
                self._add_reaction(action)
            case Recall():
                self.notes.append("it tried to remember, and was not answered")
            case Done():
                self.ordered.append(Done())
                self.done = True
            case _:
                assert_never(as_written)

    def _add_unspoken(self, action: AnyRecorded) -> None:
        """A thought, or something written or done. What others see of it gives nothing away and pings nobody."""
        text = action.content
        if not action.facets.inner:
            shown = clean_speech(text, own=self._scene.person.name, others=self._others, guard=self._guard)
            if shown.cut:
                self.notes.append(f"cut: {shown.cut}")
            text = shown.text
        text = clipped(" ".join(text.split()), LONGEST_UNSPOKEN)
        if text and self.count(type(action)) < MOST_OF_A_KIND:
            self.ordered.append(type(action)(content=text))

    def _add_reaction(self, action: WireAction) -> None:
        """An emoji. Small models put there what they have to say: a sentence is speech, all else is nothing."""
        emoji = one_emoji(action.content)
        if emoji:
            if not self.count(React):
                self.ordered.append(React(content=emoji, target=_line_named(action.target, self._scene)))
        elif _is_sentence(action.content):
            self._add_speech(Talk, action)
        else:
            self.notes.append("a reaction that is no emoji")

    def _add_speech(self, kind: type[AnySpeech], action: WireAction) -> None:
        scene = self._scene
        if self._judged and _is_filled_in(action) and not _person_named(action.target, self._others):
            self.faults.append(FILLED_IN)
            return
        speech = clean_speech(action.content, own=scene.person.name, others=self._others, guard=self._guard)
        if speech.cut:
            self.notes.append(f"cut: {speech.cut}")
        fault, text = speech.fault, speech.text
        if self._judged and text:
            fault, text = self._judge(text, fault)
        if fault:
            self.faults.append(fault)
        if not text:
            return
        if any(talk.content == text for talk in self.talk):
            return
        if len(self.talk) >= MOST_TALK:
            self.notes.append("more speech than fits one turn")
            return
        self.ordered.append(kind(content=text, target=_person_named(action.target, self._others)))

    def _judge(self, text: str, fault: str) -> tuple[str, str]:
        """In what way no person would say this here, and what may be said of it all the same."""
        own_lines = without_echoes(text, self._scene)
        if own_lines != text:
            fault, text = fault or ECHO, own_lines
        strange = lost_thread(text, plain=self._plain) or nonsense(text, self._scene) or echoes(text, self._scene)
        language = wrong_language(text, self._scene)
        if strange or (language and not in_language_of_talk(text, self._scene)):
            return strange or language, ""
        fault = fault or language
        if fault == SPOKE_AS_ASSISTANT and not self._scene.obliged:
            return fault, ""  # what is left of it goes on with what was left out
        whole = without_repeats(text)
        once = without_repeats(whole, said_before(self._scene))
        if not once:
            return SAID_BEFORE, ""
        if once != whole:
            fault = fault or SAID_BEFORE  # of a greeting and a line said before the greeting is left
        own = without_assistant(once, self._scene)
        return (fault, own) if own == once else (fault or SPOKE_AS_ASSISTANT, own)

    def keep_one_voice(self) -> None:
        """Leave out the speech with which the person answers themselves."""
        talk = self.talk
        firsts = [name.split()[0].casefold() for name in self._others]
        alone = self._scene.person.name.split()[0].casefold() not in firsts
        own = keeps_to_one_voice(talk, self._scene.person.name, alone=alone)
        if own < len(talk):
            self.faults.append("it talked to itself, in more voices than one")
            left_out = {id(line) for line in talk[own:]}
            self.ordered = [action for action in self.ordered if id(action) not in left_out]

    def refuse_forms(self) -> None:
        """Leave out all words of a model that filled in fields instead of speaking: the others are no better."""
        if FILLED_IN in self.faults:
            self.ordered = [action for action in self.ordered if not isinstance(action, SpeechAction)]

    def refuse_secrets(self) -> None:
        """Leave out all words where together they give a secret away, a piece in each."""
        words = "".join(action.words for action in self.ordered)
        if self._guard.secrets.given_away(words):
            self.ordered = [action for action in self.ordered if not action.words]
            self.faults.append("it gave a secret away")


def _is_filled_in(action: WireAction) -> bool:
    """Whether the same stands in both fields, as small models have it that have no words."""
    return bool(letters(action.content)) and letters(action.content) == letters(action.target)


def _is_sentence(text: str) -> bool:
    """Whether this is something said: two words of letters, or a few letters of a script without spaces."""
    words = [word for word in text.split() if any(char.isalpha() for char in word)]
    dense = sum(char.isalpha() and ord(char) >= 0x2E80 for char in text)
    return (len(words) >= _LEAST_SENTENCE and not text.strip().startswith(":")) or dense > 3


def _others(scene: Scene) -> tuple[str, ...]:
    """Everyone else who is here or was heard, by the names that the prompt shows."""
    authors = {(event.author.id, event.author.name): event.author for event in scene.history}
    speakers = (shown_name(author, scene) for author in authors.values())
    mentions = (name for event in scene.history if "@" in event.text for name in _MENTION.findall(event.text))
    names = dict.fromkeys((*(plain_name(name) for name in scene.others), *speakers, *mentions))
    return tuple(name for name in names if name not in {"You", "everyone", "here"})


def _person_named(target: str, others: tuple[str, ...]) -> str:
    """The full name of whom a target means, by name or first name; empty if nobody here is called so."""
    if not target.strip():
        return ""
    target_name = plain_name(target.strip().lstrip("@")).casefold()
    for name in others:
        if target_name in {name.casefold(), name.split()[0].casefold()}:
            return name
    return ""


def _line_named(target: str, scene: Scene) -> str:
    """The number of a line that is there, as digits; otherwise empty, which means the trigger's."""
    digits = re.search(r"\d+", target)
    number = f"#{int(digits.group())}" if digits and len(digits.group()) < 10 else ""
    numbers = {number_of(event) for event in scene.history if event.facets.spoken}
    return number.lstrip("#") if number in numbers else ""
