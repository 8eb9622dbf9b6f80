"""The understudy as a language model: offline, deterministic, free, and always said to be a stand-in."""

import random

from pydantic import JsonValue

from troupe.core.usage import Estimate, Usage
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.port.request_fingerprint import request_hash
from troupe.llm.understudy.forms.composing import composed
from troupe.llm.understudy.forms.digest import digest
from troupe.llm.understudy.forms.schema_filling import filled, fits
from troupe.llm.understudy.hearing.recollection import Recollection
from troupe.llm.understudy.talk.playing import PlayedPart, play
from troupe.worlds.turn import Hush

NAME = "understudy"
PLAYED = "turn"
TOLD = "summary"
"""The purposes it knows how to play from a scene; what it makes of a matter is in `composing`, and any other
request gets a valid answer without meaning."""


class Understudy:
    """Plays a person from the persona's own lines and what was just said. Reads the scene, not the prompt."""

    def __init__(self) -> None:
        self._recollection = Recollection()

    @property
    def name(self) -> str:
        return NAME

    @property
    def stand_in(self) -> bool:
        return True

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        """The estimate is nothing, since no model is called."""
        del prompt_chars, max_tokens
        return Estimate(tokens=0, usd=0.0)

    @property
    def manner(self) -> str:
        return ""

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        """No time: no model is called."""
        del prompt_chars, max_tokens
        return 0.0

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        """None is needed."""
        del prompt_chars, max_tokens
        return 0.0

    async def complete(self, request: Request[T]) -> Reply[T]:
        """The turn as this person would play it, or a valid value of whatever else is asked for. Raises
        ModelMalformed for an output model that cannot be made up."""
        return Reply(
            value=self._value(request),
            usage=Usage(calls=1, usd=0.0),
            model=NAME,
            request_hash=request_hash(NAME, request),
        )

    async def close(self) -> None:
        """Nothing to close."""

    def _value(self, request: Request[T]) -> T:
        if request.purpose == PLAYED and request.scene is not None:
            further_back = self._recollection.further_back(request.scene)
            tried = self._recollection.tried(request.scene, request.seed)
            part = play(request.scene, request.seed, (*further_back, *tried))
            self._recollection.keep_try(request.scene, request.seed, part.speech)
            answer = _answer(part)
            if fits(request.output, answer):
                return request.output.model_validate(answer)
        if request.purpose == TOLD and request.scene is not None:
            summary: JsonValue = {"summary": digest(request.scene)}
            if fits(request.output, summary):
                return request.output.model_validate(summary)
        if isinstance(form := composed(request), request.output):
            return form
        words = request.scene.person.persona.beliefs if request.scene is not None else ()
        prompt = "\n".join(message.content for message in request.messages)
        rng = random.Random(f"{request.seed}:{request.person}:{prompt}")  # noqa: S311 - to be repeated, not secret
        return filled(request.output, rng, words)


def _answer(part: PlayedPart) -> JsonValue:
    """The part in the form that is asked of models for a turn."""
    actions: list[JsonValue] = []
    if part.thought:
        actions.append({"type": "THINK", "content": part.thought, "target": ""})
    if part.speech:
        actions.append({"type": "TALK", "content": part.speech, "target": part.target})
    if part.emoji:
        actions.append({"type": "REACT", "content": part.emoji, "target": ""})
    actions.append({"type": "DONE", "content": "", "target": ""})
    return {
        "floor": "speak" if part.speech else "react" if part.emoji else "silent",
        "hush": part.hush.value,
        "reason": "" if part.hush is Hush.NONE else "asked for quiet",
        "actions": actions,
        "state": {"attention": part.attention},
    }
