"""The request to a language model in a turn, and once more where it fell out of its part."""

from dataclasses import replace
from functools import partial

from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.purpose import Purpose
from troupe.minds.answer.brief_answer import brief_form
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_answer import TurnAnswer, answer_form
from troupe.minds.prompt.turn_prompt import ANY_PROMPT, correction, plain_messages, turn_messages
from troupe.worlds.scene import Scene

PURPOSE = Purpose("turn", Urgency.SPOKEN_TO)
MAX_TOKENS = 700
SHORT_MAX_TOKENS = 320
"""Of an answer for which people wait token by token; what is written by then is said."""


def most_written(fit: PromptFit) -> int:
    """Tokens that an answer may have."""
    return SHORT_MAX_TOKENS if fit.short else MAX_TOKENS


def turn_request(
    scene: Scene, seed: int, purpose: Purpose = PURPOSE, fit: PromptFit = ANY_PROMPT
) -> Request[TurnAnswer]:
    """What a model is asked in this scene, in a prompt that fits it."""
    room = most_written(fit)
    return Request(
        messages=turn_messages(scene, fit, room),
        output=brief_form(scene) if fit.short else answer_form(scene),
        purpose=purpose,
        seed=seed,
        person=scene.person.ref.slug,
        max_tokens=room,
        scene=scene,
        from_text=answer_from_text,
        plain=partial(plain_messages, scene, fit, room),
    )


def corrected_request(
    request: Request[TurnAnswer], answer: TurnAnswer, scene: Scene, faults: tuple[str, ...]
) -> Request[TurnAnswer]:
    """The same, asked once more of a model that fell out of its part, with what was wrong."""
    objection = (
        Message("assistant", answer.as_written()),
        Message("user", correction(scene.person.name, faults)),
    )
    return replace(request, messages=(*request.messages, *objection))
