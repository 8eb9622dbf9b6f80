"""What a language model is asked in a turn, and once more where it fell out of its part."""

from dataclasses import replace
from functools import partial

from troupe.core.urgency import Urgency
from troupe.llm.port.llm import Message, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_answer import TurnAnswer, answer_form
from troupe.minds.prompt.turn_prompt import correction, plain_messages, turn_messages
from troupe.worlds.scene import Scene

PURPOSE = Purpose("turn", Urgency.SPOKEN_TO)
MAX_TOKENS = 700


def turn_request(scene: Scene, seed: int, purpose: Purpose = PURPOSE) -> Request[TurnAnswer]:
    """What a model is asked in this scene."""
    return Request(
        messages=turn_messages(scene),
        output=answer_form(scene),
        purpose=purpose,
        seed=seed,
        person=scene.person.ref.slug,
        max_tokens=MAX_TOKENS,
        scene=scene,
        from_text=answer_from_text,
        plain=partial(plain_messages, scene),
    )


def corrected_request(
    request: Request[TurnAnswer], answer: TurnAnswer, scene: Scene, faults: tuple[str, ...]
) -> Request[TurnAnswer]:
    """The same, asked once more of a model that fell out of its part, with what was wrong."""
    objection = (
        Message("assistant", answer.model_dump_json()),
        Message("user", correction(scene.person.name, faults)),
    )
    return replace(request, messages=(*request.messages, *objection))
