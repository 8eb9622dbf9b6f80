"""The mind: from the scene before a person to what they do, in one call of the language model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from troupe.core.errors import ModelMalformed, Wordless
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.kept_answer import CallJournal
from troupe.llm.ledger.metered_model import Metered
from troupe.llm.port.llm import LLM, PricedModel, Reply, Request, prompt_chars
from troupe.minds.answer.plain_reply import PlainAnswer, takes_up
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import AnswerReading, read_turn
from troupe.minds.further_answer import ReserveMore, granted, once_more
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.sheet_recital import reference, sheet
from troupe.minds.prompt.portrait import CUT_OFF
from troupe.minds.prompt.turn_prompt import MEMORY, asked_once_more, prompt_length
from troupe.minds.prompt.turn_prompt_files import prompts_hash
from troupe.minds.track_record import TOO_SMALL, TrackRecords
from troupe.minds.turn_recalling import RecallMore, nothing_more, recall_asked, recollected
from troupe.minds.turn_request import corrected_request, most_written, turn_request
from troupe.ports import Cap, Ledger
from troupe.worlds.action import FloorChoice
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Outcome, Provenance, Turn

PATIENCE = 60.0
"""Seconds the first answer may have taken for a second to be asked for, which takes about as long: people are
waiting, and a turn is given up in the end. A model that is known to be slower is given twice what it usually
takes, since whoever runs it is used to wait that long."""
UNBELIEVED = "it made sense once, and not when it was asked a second time"


class Mind:
    """Decides turns. One call a turn, which its claim has reserved; a further one only where the person tries to
    remember something, which `recall` brings back, or the model falls out of its part, and `reserve` has room.
    `others` are the models, by name, that a community may have chosen instead of `llm`. The `secrets` of whoever
    runs it leave nobody's mouth. Its estimates learn from what its models report. `correction` is set instead of
    what follows the model's speed, in seconds: see PATIENCE."""

    def __init__(
        self,
        llm: LLM,
        others: Mapping[str, LLM] | None = None,
        secrets: Secrets | None = None,
        *,
        reserve: ReserveMore = granted,
        recall: RecallMore = nothing_more,
        correction: float | None = None,
    ) -> None:
        self._llm = Metered(llm)
        self._others = {name: Metered(other) for name, other in (others or {}).items()}
        self._former: list[Metered] = []
        self._secrets = Secrets() if secrets is None else secrets
        self._reserve = reserve
        self._recall = recall
        self._correction = correction
        self._records = TrackRecords()

    @property
    def models(self) -> tuple[str, ...]:
        """The names of all models that can play, first the one that plays where nothing was chosen."""
        return (self._llm.name, *(name for name in self._others if name != self._llm.name))

    @property
    def secrets(self) -> Secrets:
        """What must never be told by anyone."""
        return self._secrets

    @property
    def usage(self) -> Usage:
        """What all calls of its models have cost so far."""
        return sum((model.usage for model in (*self._former, *self._others.values())), self._llm.usage)

    def play_by(self, llm: Metered) -> None:
        """Let this model play from now on where none was chosen. What is under way ends with the model it began
        with, whose mark its words bear."""
        self._former.append(self._llm)
        self._llm = llm

    def player(self, model: str | None = None) -> PricedModel:
        """Who plays where this model was chosen. One that is not to be had (any more) is replaced by the usual."""
        return self._player(model).model

    def capped(
        self,
        ledger: Ledger,
        cap: Cap,
        *,
        model: str | None = None,
        asked_for: str | None = None,
        journal: CallJournal | None = None,
    ) -> Capped:
        """The same as it may be asked for anything but turns: each call reserved in this ledger beforehand, and
        not made at all where the journal has its answer."""
        return Capped(self._player(model), ledger, cap, asked_for, journal)

    def estimate(self, scene: Scene) -> Estimate:
        """What deciding in this scene is expected to cost at most."""
        llm = self._player(scene.model)
        return llm.estimate(prompt_length(scene, llm.fit), most_written(llm.fit))

    def patience(self, scene: Scene) -> float:
        """Seconds that deciding in this scene is given by the model, a correction included."""
        llm = self._player(scene.model)
        return 2 * llm.patience(prompt_length(scene, llm.fit), most_written(llm.fit))

    def _worth_a_second(self, llm: Metered, request: Request[TurnAnswer]) -> float:
        """Seconds within which a first answer must have come for a second one to be asked for."""
        if self._correction is not None:
            return self._correction
        return max(PATIENCE, 2 * (llm.expected_seconds(prompt_chars(request), request.max_tokens) or 0.0))

    def _player(self, model: str | None) -> Metered:
        return self._llm if model is None else self._others.get(model, self._llm)

    async def decide(self, turn: Turn) -> Outcome:
        """What the person of this turn does. Raises ModelError, with what was spent, if the model gives nothing
        that may be posted; Wordless where someone who was asked is left without words."""
        scene = turn.scene
        llm = self._player(scene.model)
        fit = llm.fit
        request = turn_request(scene, turn.seed, fit=fit)
        reply = await llm.complete(request)
        guard = _guard(scene, request, self._secrets, asked_once_more(scene, fit))
        if recall_asked(reply.value):
            back = await recollected(llm, turn, request, reply, reserve=self._reserve, recall=self._recall)
            request, reply, guard = back.request, back.reply, _reminded(guard, back.scenes)
        reading = read_turn(reply.value, scene, guard, stand_in=llm.stand_in)
        # The model's own time: with one place at an endpoint the last of several waits for all before them.
        in_time = reply.usage.latency <= self._worth_a_second(llm, request)
        doubted = self._records.doubted(llm.name, plain=isinstance(reply.value, PlainAnswer))
        # Where each token keeps people waiting, what is left of an answer without its faults is good enough.
        mended = fit.short and reading.suffices
        if reading.faults and in_time and not mended:
            reply, reading = await self._corrected(llm, request, reply, reading, turn, guard)
        if reading.speaks and doubted:
            reply, reading = await self._believed(llm, request, reply, reading, turn, guard)
        if reading.faults and not reading.speaks:
            raise self._failure(llm, scene, reading, reply.usage)
        if reading.speaks:
            self._records.spoke(llm.name)
        return Outcome(
            floor=reading.floor,
            hush=reading.hush,
            refusal=reading.refusal,
            actions=reading.actions,
            state=reading.state,
            usage=reply.usage,
            provenance=_provenance(llm, request, reply, reading),
        )

    def _failure(self, llm: Metered, scene: Scene, reading: AnswerReading, usage: Usage) -> ModelMalformed:
        """What a turn ends with that holds nothing to be posted. A model that has no words is named, once."""
        name = scene.person.name
        reason = f"{name} could not be kept in character: {reading.faults[0]}"
        if not scene.obliged:
            return ModelMalformed(reason, usage=usage)
        line = f"{name} found no words just now. Ask again."
        if self._records.failed(llm.name):
            line += (
                f" The language model {llm.name} seems too small to play people: "
                f"{TOO_SMALL} answers in a row could not be used."
            )
        return Wordless(reason, line=line, usage=usage)

    async def _corrected(
        self,
        llm: Metered,
        request: Request[TurnAnswer],
        first: Reply[TurnAnswer],
        reading: AnswerReading,
        turn: Turn,
        guard: Guard,
    ) -> tuple[Reply[TurnAnswer], AnswerReading]:
        """The turn decided once more, told what was wrong, if the day's budget has room for that; else the first
        answer as it was read. The cost of both answers is counted."""
        again = corrected_request(request, first.value, turn.scene, reading.faults)
        if not await self._reserve(turn, llm.estimate(prompt_chars(again), again.max_tokens)):
            return first, reading
        second = await once_more(llm, again, first)
        both = replace(second, notes=tuple(dict.fromkeys((*second.notes, "corrected"))))
        corrected = read_turn(second.value, turn.scene, guard, stand_in=llm.stand_in)
        return both, reading if reading.speaks and corrected.faults and not corrected.speaks else corrected

    async def _believed(
        self,
        llm: Metered,
        request: Request[TurnAnswer],
        first: Reply[TurnAnswer],
        reading: AnswerReading,
        turn: Turn,
        guard: Guard,
    ) -> tuple[Reply[TurnAnswer], AnswerReading]:
        """The answer as it was read, if the model has words that can be said under another seed too; else no words
        at all. The cost of both answers is counted."""
        again = replace(request, seed=request.seed + 1)
        withheld = replace(reading, actions=(), floor=FloorChoice.SILENT, faults=(UNBELIEVED,))
        if not await self._reserve(turn, llm.estimate(prompt_chars(again), again.max_tokens)):
            return first, withheld
        second = await once_more(llm, again, first)
        both = replace(second, value=first.value, notes=tuple(dict.fromkeys((*second.notes, "asked twice"))))
        other = read_turn(second.value, turn.scene, guard)
        believed = other.speaks and not other.faults
        if isinstance(first.value, PlainAnswer):
            believed = believed and takes_up(reading.actions, turn.scene)
        return both, reading if believed else withheld


def _guard(scene: Scene, request: Request[TurnAnswer], secrets: Secrets, asked: str) -> Guard:
    """What must not leave this person in this turn. What others said long ago may be told again, and words of
    what they are `asked` belong into an answer."""
    lines = request.messages[-1].content.rpartition("# Now\n")[2].splitlines()
    present = "\n".join(line for line in lines if line != asked and not line.startswith(MEMORY))
    said = tuple(event.text for event in (*scene.recalled, *scene.history) if "://" in event.text)
    return Guard(secrets, (sheet(scene.person.persona), reference(present)), said)


def _reminded(guard: Guard, scenes: Sequence[Scene]) -> Guard:
    """The addresses in lines that came back may be named again."""
    texts = (event.text for scene in scenes for event in scene.recalled if "://" in event.text)
    return replace(guard, said=(*guard.said, *texts))


def _provenance(
    llm: PricedModel, request: Request[TurnAnswer], reply: Reply[TurnAnswer], reading: AnswerReading
) -> Provenance:
    parameters: dict[str, float | int | str] = {
        "seed": request.seed,
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
    }
    cut = (
        ("the portrait was cut: the persona is too large",)
        if request.messages[0].content.endswith(CUT_OFF)
        else ()
    )
    if notes := "; ".join((*cut, *reply.notes, *reading.notes)):
        parameters["notes"] = notes
    return Provenance(
        model=reply.model,
        prompts_hash=prompts_hash(),
        request_hash=reply.request_hash,
        parameters=parameters,
        attempts=reply.attempts,
        stand_in=llm.stand_in,
    )
