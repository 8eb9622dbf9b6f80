"""The mind: from the scene before a person to what they do, in one call of the language model."""

from collections.abc import Mapping
from dataclasses import replace

from troupe.clock import Clock
from troupe.errors import ModelError, ModelMalformed
from troupe.llm.port import LLM, Message, Reply, Request
from troupe.minds.portrait import CUT_OFF
from troupe.minds.prompt import correction, prompt_length, turn_messages
from troupe.minds.prompt_files import prompts_hash
from troupe.minds.quality import Guard
from troupe.minds.recital import reference, sheet
from troupe.minds.secrets import Secrets
from troupe.minds.wire import Reading, TurnAnswer, read_turn
from troupe.worlds.action import Action, Talk
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Estimate, Outcome, Provenance, Turn, Usage

PURPOSE = "turn"
MAX_TOKENS = 700
PATIENCE = 20.0
"""Seconds the first answer may have taken for a second to be asked for: people are waiting."""


class Mind:
    """Decides turns. One call a turn; a second only where the model falls out of its part. `others` are the
    models, by name, that a community may have chosen instead of `llm`. The `secrets` of whoever runs it leave
    nobody's mouth."""

    def __init__(
        self, llm: LLM, clock: Clock, others: Mapping[str, LLM] | None = None, secrets: Secrets | None = None
    ) -> None:
        self._llm = llm
        self._clock = clock
        self._others = others or {}
        self._secrets = Secrets() if secrets is None else secrets

    @property
    def models(self) -> tuple[str, ...]:
        """The names of all models that can play, first the one that plays where nothing was chosen."""
        return (self._llm.name, *(name for name in self._others if name != self._llm.name))

    @property
    def secrets(self) -> Secrets:
        """What must never be told by anyone."""
        return self._secrets

    def player(self, model: str | None = None) -> LLM:
        """Who plays where this model was chosen. One that is not to be had (any more) is replaced by the usual."""
        return self._llm if model is None else self._others.get(model, self._llm)

    def estimate(self, scene: Scene) -> Estimate:
        """What deciding in this scene is expected to cost at most."""
        return self.player(scene.model).estimate(prompt_length(scene), MAX_TOKENS)

    async def decide(self, turn: Turn) -> Outcome:
        """What the person of this turn does. Raises ModelError, with what was spent, if the model gives nothing
        that may be posted."""
        scene = turn.scene
        request = Request(
            messages=turn_messages(scene),
            output=TurnAnswer,
            purpose=PURPOSE,
            seed=turn.seed,
            person=scene.person.ref.slug,
            max_tokens=MAX_TOKENS,
            scene=scene,
        )
        began = self._clock.monotonic()
        llm = self.player(scene.model)
        reply = await llm.complete(request)
        guard = _guard(scene, request, self._secrets)
        reading = read_turn(reply.value, scene, guard)
        if reading.faults and self._clock.monotonic() - began <= PATIENCE:
            reply, reading = await _again(llm, request, reply, reading, scene, guard)
        if reading.faults and not _speaks(reading.actions):
            told = f"{scene.person.name} could not be kept in character: {reading.faults[0]}"
            raise ModelMalformed(told, usage=reply.usage)
        return Outcome(
            floor=reading.floor,
            actions=reading.actions,
            state=reading.state,
            usage=reply.usage,
            provenance=_provenance(llm, request, reply, reading),
        )


async def _again(
    llm: LLM, request: Request[TurnAnswer], first: Reply[TurnAnswer], reading: Reading, scene: Scene, guard: Guard
) -> tuple[Reply[TurnAnswer], Reading]:
    """The turn decided once more, told what was wrong. The cost of both answers is counted."""
    told = (
        Message("assistant", first.value.model_dump_json()),
        Message("user", correction(scene.person.name, reading.faults)),
    )
    try:
        second = await llm.complete(replace(request, messages=(*request.messages, *told)))
    except ModelError as error:
        error.usage = first.usage + (error.usage or Usage())
        raise
    both = replace(
        second,
        usage=first.usage + second.usage,
        attempts=first.attempts + second.attempts,
        notes=tuple(dict.fromkeys((*first.notes, *second.notes, "corrected"))),
    )
    return both, read_turn(second.value, scene, guard)


def _guard(scene: Scene, request: Request[TurnAnswer], secrets: Secrets) -> Guard:
    """What must not leave this person in this turn."""
    present = request.messages[-1].content.rpartition("# Now\n")[2]
    said = tuple(event.text for event in scene.history if "://" in event.text)
    return Guard(secrets, (sheet(scene.person.persona), reference(present)), said)


def _provenance(llm: LLM, request: Request[TurnAnswer], reply: Reply[TurnAnswer], reading: Reading) -> Provenance:
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


def _speaks(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, Talk) for action in actions)
