"""The understudy as a language model: offline, deterministic, free, and always said to be a stand-in."""

import random

from pydantic import BaseModel, JsonValue

from troupe.core.usage import Estimate, Usage
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.llm.port.instant_model import InstantModel
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.port.request_fingerprint import request_hash
from troupe.llm.understudy.forms.digest import digest
from troupe.llm.understudy.forms.questionnaire_answers import answered
from troupe.llm.understudy.forms.schema_filling import filled, fits
from troupe.llm.understudy.hearing.recollection import Recollection
from troupe.llm.understudy.talk.playing import PlayedPart, play
from troupe.people.persona.questionnaire import Interview
from troupe.people.persona.writing_brief import Brief, Thin
from troupe.people.plain_writing.person_writing import complete, write
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Hush

NAME = "understudy"
PLAYED = "turn"
TOLD = "summary"
"""The purposes it knows how to play from a scene. Of a matter it makes what `_composed` says, and any other
request gets a valid answer without meaning."""


class Understudy(InstantModel):
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

    async def complete(self, request: Request[T]) -> Reply[T]:
        """The turn as this person would play it, or a valid value of whatever else is asked for. Raises
        ModelMalformed for an output model that cannot be made up."""
        usage = Usage(calls=1, usd=0.0)
        return Reply(self._value(request), usage, NAME, request_hash(NAME, request))

    def _value(self, request: Request[T]) -> T:
        scene, words = request.scene, tuple[str, ...]()
        if scene is not None:
            words = scene.person.persona.beliefs
            answer: JsonValue = None
            if request.purpose == PLAYED:
                answer = _answer(self._played(scene, request.seed))
            elif request.purpose == TOLD:
                answer = {"summary": digest(scene)}
            if answer is not None and fits(request.output, answer):
                return request.output.model_validate(answer)
        if isinstance(form := _composed(request), request.output):
            return form
        prompt = "\n".join(message.content for message in request.messages)
        rng = random.Random(f"{request.seed}:{request.person}:{prompt}")  # noqa: S311 - to be repeated, not secret
        return filled(request.output, rng, words)

    def _played(self, scene: Scene, seed: int) -> PlayedPart:
        """The turn, unlike what was said further back than the scene shows or taken back before."""
        earlier = self._recollection.further_back(scene)
        part = play(scene, seed, earlier, self._recollection.tried(scene, seed))
        self._recollection.keep_try(scene, seed, part.speech)
        return part


def _composed(request: Request[T]) -> BaseModel | None:
    """The answer to a request that is no turn, by what its prompt was made from; None where that is not known."""
    match request.matter:
        case Brief() as brief:
            return write(brief, request.seed)
        case Thin() as thin:
            return complete(thin, request.seed)
        case Interview() as interview:
            return request.output.model_validate(answered(interview, request.seed))
        case ComposedMatter() as matter:
            return matter.composed(request.seed)
        case _:
            return None


def _answer(part: PlayedPart) -> JsonValue:
    """The part in the form that is asked of models for a turn."""
    said = (("THINK", part.thought, ""), ("TALK", part.speech, part.target), ("REACT", part.emoji, ""))
    actions: list[JsonValue] = [{"type": t, "content": text, "target": target} for t, text, target in said if text]
    return {
        "floor": "speak" if part.speech else "react" if part.emoji else "silent",
        "hush": part.hush.value,
        "reason": "" if part.hush is Hush.NONE else "asked for quiet",
        "actions": [*actions, {"type": "DONE", "content": "", "target": ""}],
        "state": {"attention": part.attention},
    }
