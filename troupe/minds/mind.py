"""The mind: from the scene before a person to what they do, in one call of the language model."""

from dataclasses import replace

from troupe.clock import Clock
from troupe.errors import ModelError, ModelMalformed
from troupe.llm.port import LLM, Message, Reply, Request
from troupe.minds.prompt import correction, prompt_length, turn_messages
from troupe.minds.prompt_files import prompts_hash
from troupe.minds.wire import Reading, TurnAnswer, read_turn
from troupe.worlds.action import Action, Talk
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Estimate, Outcome, Provenance, Turn, Usage

PURPOSE = "turn"
MAX_TOKENS = 700
PATIENCE = 20.0
"""Seconds the first answer may have taken for a second to be asked for: people are waiting."""


class Mind:
    """Decides turns. One call a turn; a second only where the model falls out of its part."""

    def __init__(self, llm: LLM, clock: Clock) -> None:
        self._llm = llm
        self._clock = clock

    @property
    def stand_in(self) -> bool:
        """Whether the understudy plays."""
        return self._llm.stand_in

    @property
    def model(self) -> str:
        return self._llm.name

    def estimate(self, scene: Scene) -> Estimate:
        """What deciding in this scene is expected to cost at most."""
        return self._llm.estimate(prompt_length(scene), MAX_TOKENS)

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
        reply = await self._llm.complete(request)
        reading = read_turn(reply.value, scene)
        if reading.faults and self._clock.monotonic() - began <= PATIENCE:
            reply, reading = await self._again(request, reply, reading, scene)
        if reading.faults and not _speaks(reading.actions):
            told = f"{scene.person.name} could not be kept in character: {reading.faults[0]}"
            raise ModelMalformed(told, usage=reply.usage)
        return Outcome(
            floor=reading.floor,
            actions=reading.actions,
            state=reading.state,
            usage=reply.usage,
            provenance=self._provenance(request, reply, reading),
        )

    async def _again(
        self, request: Request[TurnAnswer], first: Reply[TurnAnswer], reading: Reading, scene: Scene
    ) -> tuple[Reply[TurnAnswer], Reading]:
        """The turn decided once more, told what was wrong. The cost of both answers is counted."""
        told = (
            Message("assistant", first.value.model_dump_json()),
            Message("user", correction(scene.person.name, reading.faults)),
        )
        try:
            second = await self._llm.complete(replace(request, messages=(*request.messages, *told)))
        except ModelError as error:
            error.usage = first.usage + (error.usage or Usage())
            raise
        both = replace(
            second,
            usage=first.usage + second.usage,
            attempts=first.attempts + second.attempts,
            notes=tuple(dict.fromkeys((*first.notes, *second.notes, "corrected"))),
        )
        return both, read_turn(second.value, scene)

    def _provenance(self, request: Request[TurnAnswer], reply: Reply[TurnAnswer], reading: Reading) -> Provenance:
        parameters: dict[str, float | int | str] = {
            "seed": request.seed,
            "temperature": request.temperature,
            "max_tokens": request.max_tokens,
        }
        if notes := "; ".join((*reply.notes, *reading.notes)):
            parameters["notes"] = notes
        return Provenance(
            model=reply.model,
            prompts_hash=prompts_hash(),
            request_hash=reply.request_hash,
            parameters=parameters,
            attempts=reply.attempts,
            stand_in=self._llm.stand_in,
        )


def _speaks(actions: tuple[Action, ...]) -> bool:
    return any(isinstance(action, Talk) for action in actions)
