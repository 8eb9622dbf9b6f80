"""One turn as a trial, in no world: whether a language model plays people at all, and what it makes one say."""

from dataclasses import replace

from troupe.core.clock import Clock
from troupe.core.errors import ModelMalformed
from troupe.core.urgency import Urgency
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.purpose import Purpose
from troupe.minds.answer.turn_reading import NOTHING_SAID, read_turn
from troupe.minds.gate.output_gate import Guard
from troupe.minds.gate.secrets import Secrets
from troupe.minds.turn_request import corrected_request, turn_request
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.action import SpeechAction
from troupe.worlds.events.said import Said
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import Person, World

TRIAL = Purpose("trial", Urgency.AWAITED)
ASKED = "{name}, how are you today, and what have you been doing?"
MOST_WRITTEN = 200
"""Tokens: a model that writes five a second takes 40 seconds for them."""
PATIENCE = 60.0
"""Seconds the first answer may have taken for a second to be asked for."""
_NOWHERE = "trial"


async def trial_turn(llm: Capped, persona: Persona, ref: PersonaRef, clock: Clock, secrets: Secrets) -> str:
    """The answer of a persona who is asked how they are, played by this model as any turn is, with the same checks
    and one correction; in a short prompt and few words, since somebody looks at a dialog and waits. A first answer
    that took long, or of which enough can be said, is not asked for again. Raises ModelError, with what was spent,
    where it has no words."""
    scene = _scene(persona, ref, clock)
    fit = PromptFit(short=True, context=llm.fit.context)
    request = replace(turn_request(scene, seed=0, purpose=TRIAL, fit=fit), max_tokens=MOST_WRITTEN)
    guard = Guard(secrets)
    reply = await llm.complete(request)
    reading = read_turn(reply.value, scene, guard)
    spent = reply.usage
    in_time = reply.usage.latency <= PATIENCE
    if (reading.faults or not reading.speaks) and in_time and not reading.suffices:
        faults = reading.faults or (NOTHING_SAID,)
        second = await llm.complete(corrected_request(request, reply.value, scene, faults))
        corrected = read_turn(second.value, scene, guard)
        reading = reading if reading.speaks and not corrected.speaks else corrected
        spent += second.usage
    if not reading.speaks:
        raise ModelMalformed(_wordless(llm.name, persona.name, reading.faults, reading.refusal), usage=spent)
    return "\n".join(action.content for action in reading.actions if isinstance(action, SpeechAction))


def _wordless(model: str, name: str, faults: tuple[str, ...], refusal: str) -> str:
    why = faults[0] if faults else refusal or "it kept silent"
    return f"{model} answers, but had no words for {name}: {why}. A larger model plays people better."


def _scene(persona: Persona, ref: PersonaRef, clock: Clock) -> Scene:
    """A room with the person and somebody who asks them a question."""
    now = clock.now()
    person = Person(id=_NOWHERE, world_id=_NOWHERE, seat=0, persona=persona, ref=ref)
    question = Said(
        id=_NOWHERE,
        world_id=_NOWHERE,
        seq=1,
        heard=1,
        at=now,
        author=HumanAuthor(id=_NOWHERE, name="Sam"),
        place=_NOWHERE,
        text=ASKED.format(name=persona.name.split()[0]),
    )
    return Scene(
        world=World(tenant=_NOWHERE, id=_NOWHERE, name="lounge", opened_at=now),
        person=person,
        others=(),
        history=(question,),
        unread=(question.id,),
        called=frozenset({question.id}),
        trigger=question,
        obliged=True,
        now=now,
    )
