"""Telling someone what was said while they were not there: one call of the language model, made from events."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from troupe.core.errors import ModelMalformed
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.minds.gate.output_gate import NO_GUARD, Guard, clipped, fit_to_tell
from troupe.minds.prompt.history_lines import history_text
from troupe.minds.prompt.persona_words import folded
from troupe.minds.prompt.turn_prompt_files import prompt_template, prompts_hash
from troupe.worlds.briefing import Briefing
from troupe.worlds.muted_view import without
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_lines import HIGH_LENGTH, length
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.turn import Provenance
from troupe.worlds.world import Person, World

PURPOSE = Purpose("summary", Urgency.AWAITED)
MAX_TOKENS = 500
WORDS = 180
LONGEST = 1_600
"""Characters that are kept: what is told is paid for in every later prompt."""
_RULES = 1_000
"""Characters of the prompt beside the lines, about."""
TEMPERATURE = 0.3
"""Low: this is to be true rather than lively."""


class Digest(BaseModel):
    """The form that the model is asked for."""

    model_config = ConfigDict(extra="ignore")

    summary: str


def to_tell(events: Sequence[Event]) -> tuple[Event, ...]:
    """The latest speech of these events that one prompt holds, in their order."""
    room = HIGH_LENGTH
    lines: list[Event] = []
    for event in reversed([e for e in events if e.facets.summarised and e.text and not e.erased]):
        room -= length(event)
        if room < 0 and lines:
            break
        lines.append(event)
    return tuple(reversed(lines))


def length_to_tell(events: Sequence[Event]) -> int:
    """How long it is, in characters; 0 where nothing was said."""
    return sum(length(event) for event in to_tell(events))


def estimate_briefing(llm: PricedModel, told: int) -> Estimate:
    """What the call is expected to cost at most, for so many characters that are told."""
    return llm.estimate(_RULES + told, MAX_TOKENS)


async def brief(
    llm: Capped,
    events: Sequence[Event],
    reader: Person,
    world: World,
    *,
    now: datetime,
    seed: int,
    muted: Sequence[HumanAuthor] = (),
    guard: Guard = NO_GUARD,
) -> Briefing:
    """What `reader` is told of these events, which may be of another world than the one they come into.

    Nothing by or of members who muted goes into it. Raises ModelError, with what was spent, and ValueError if
    there is nothing to tell.
    """
    scene = _scene(to_tell(events), reader, world, now, muted)
    if not scene.history:
        raise ValueError("events: nothing was said that could be told")
    rules = prompt_template("summary.md").render(name=folded(reader.name), words=WORDS)
    request = Request(
        messages=(Message("system", rules), Message("user", f"# What was said\n{history_text(scene)}")),
        output=Digest,
        purpose=PURPOSE,
        seed=seed,
        person=reader.ref.slug,
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        scene=scene,
    )
    reply = await llm.complete(request)
    text = clipped(" ".join(fit_to_tell(reply.value.summary, guard).split()), LONGEST)
    if not text:
        raise ModelMalformed("the model gave no summary", usage=reply.usage)
    return Briefing(
        text=text,
        sources=tuple(event.id for event in scene.history),
        through=max(event.heard or 0 for event in scene.history),
        provenance=Provenance(
            model=reply.model,
            prompts_hash=prompts_hash(),
            request_hash=reply.request_hash,
            parameters={"seed": seed, "temperature": TEMPERATURE, "max_tokens": MAX_TOKENS},
            attempts=reply.attempts,
            stand_in=llm.stand_in,
        ),
        usage=reply.usage,
    )


def _scene(
    events: Sequence[Event], reader: Person, world: World, now: datetime, muted: Sequence[HumanAuthor]
) -> Scene:
    """The events as the reader would have seen them."""
    people = [e.author for e in events if isinstance(e.author, PersonAuthor) and e.author.id != reader.id]
    scene = Scene(
        world=world,
        person=reader,
        others=tuple(dict.fromkeys(author.name for author in people)),
        history=tuple(events),
        unread=(),
        trigger=None,
        obliged=False,
        now=now,
    )
    return without(scene, muted) if muted else scene
