"""The request to a language model in a turn, and once more where it fell out of its part."""

from dataclasses import replace
from functools import partial

from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.purpose import Purpose
from troupe.minds.answer.brief_answer import BriefObligedAnswer, WordsAnswer, brief_form
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_answer import TurnAnswer, answer_form
from troupe.minds.prompt.turn_prompt import ANY_PROMPT, alone_messages, correction, plain_messages, turn_messages
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
    """The turn asked once more of a model that fell out of its part. A large one is told what was wrong. A small
    one, which writes the brief form, is asked for words alone, with nothing before it but what was said to it:
    told of its faults it was seen to make them again."""
    if issubclass(request.output, BriefObligedAnswer) and scene.trigger is not None:
        return replace(
            request,
            messages=alone_messages(scene),
            output=WordsAnswer,
            plain=partial(alone_messages, scene, plain=True),
        )
    objection = (
        Message("assistant", answer.as_written()),
        Message("user", correction(scene.person.name, faults)),
    )
    return replace(request, messages=(*request.messages, *objection))
