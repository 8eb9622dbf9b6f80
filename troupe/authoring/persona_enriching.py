"""Completing a thin persona: what is missing is written, what is there stays. Nothing is saved here."""

from collections.abc import Iterator, Mapping

import yaml

from troupe.authoring.persona_soundness import cleaned, doubts
from troupe.authoring.persona_writing import MAX_TOKENS, PROMPTS, WritingResult, provenance_line, provenance_of
from troupe.core.errors import BadInput, ModelMalformed
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Request
from troupe.llm.port.purpose import Purpose
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, child, freeze_object, thaw
from troupe.people.documents.lenient_reading import as_text
from troupe.people.library.library import parse_persona
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_gaps import RICH, gaps
from troupe.people.persona.writing_brief import Thin
from troupe.people.persona.written_form import WrittenPersona
from troupe.worlds.turn import Provenance

PURPOSE = Purpose("enrich", Urgency.AWAITED)
LONGEST_CHANGE = 160
_ALSO = ("pronouns", "nationality", "sayings", "flaws", "talkativeness")
"""Taken over where there are none, though nobody is thin for the lack of them."""


class Enriched(WritingResult):
    """A completed person, for review. `before` is who they were."""

    before: Persona

    @property
    def changes(self) -> tuple[str, ...]:
        return changes(self.before, self.persona)


async def enrich(llm: Capped, persona: Persona, *, seed: int) -> Enriched:
    """The persona with what it lacked: absent fields, absent members of objects, and further items of lists that
    are too short to be played; of what is there, only `provenance` gets a sentence more. One that lacks nothing
    comes back as it is, without a model call. Raises ModelError, with what was spent."""
    missing = gaps(persona)
    if not missing:
        return Enriched(persona=persona, before=persona, usage=Usage(), provenance=_nothing(llm))
    request = _request(persona, missing, seed)
    reply = await llm.complete(request)
    document, left_out = cleaned(reply.value.document(), persona.name)
    paths = (*missing, *_ALSO)
    brought = {key: value for key, value in document.items() if any(_within(path, key) for path in paths)}
    whole = _filled(persona.document, freeze_object(brought), "", persona)
    if whole != persona.document:
        line = provenance_line(llm, reply.model, "").replace("Written", "Completed", 1)
        whole = FrozenDict({**whole, "provenance": f"{persona.provenance} {line}".strip()})
    try:
        completed = parse_persona(whole, "what was written")
    except BadInput as error:
        raise ModelMalformed(f"the model wrote no persona: {error}", usage=reply.usage) from error
    still = tuple(f"{path}: still little or nothing" for path in gaps(completed))
    return Enriched(
        persona=completed,
        before=persona,
        usage=reply.usage,
        provenance=provenance_of(llm, request, reply),
        notes=(*left_out, *doubts(completed), *still),
        unfinished=reply.unfinished,
    )


def estimated_cost(llm: PricedModel, persona: Persona) -> Estimate:
    """The most that completing this persona is expected to cost; nothing where it lacks nothing."""
    missing = gaps(persona)
    if not missing:
        return Estimate(tokens=0, usd=0.0)
    return llm.estimate(
        sum(len(message.content) for message in _request(persona, missing, 0).messages), MAX_TOKENS
    )


def changes(before: Persona, after: Persona) -> tuple[str, ...]:
    """What differs, one line each: `age: 41 → 42`, `beliefs: + Trams are honest.`, `health: − Sound.`"""
    return tuple(_changes(FrozenDict(before.document), FrozenDict(after.document), ""))


def _request(persona: Persona, missing: tuple[str, ...], seed: int) -> Request[WrittenPersona]:
    content = {key: thaw(value) for key, value in persona.document.items() if key != "agent_file"}
    document = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=10_000)
    task = PROMPTS.template("enrich.md").render(missing=", ".join(missing))
    return Request(
        messages=(Message("system", PROMPTS.text("write.md")), Message("user", f"{task}\n\n{document}")),
        output=WrittenPersona,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=MAX_TOKENS,
        matter=Thin(persona=persona),
    )


def _nothing(llm: PricedModel) -> Provenance:
    """Of a completion for which nobody was asked."""
    return Provenance(
        model=llm.name, prompts_hash=PROMPTS.hash(), request_hash="", attempts=0, stand_in=llm.stand_in
    )


def _within(path: str, key: str) -> bool:
    return path == key or path.startswith(f"{key}.")


def _filled(
    had: Mapping[str, FrozenJson], brought: Mapping[str, FrozenJson], path: str, persona: Persona
) -> FrozenDict[FrozenJson]:
    members = dict(had)
    for key, value in brought.items():
        here = child(path, key)
        there = members.get(key)
        if there is None or there in ("", (), FrozenDict()):
            members[key] = value
        elif isinstance(there, FrozenDict) and isinstance(value, FrozenDict):
            members[key] = _filled(there, value, here, persona)
        elif isinstance(there, tuple) and isinstance(value, tuple) and len(there) < RICH.get(here, 0):
            members[key] = _longer(there, value)
    return FrozenDict(members)


def _longer(there: tuple[FrozenJson, ...], value: tuple[FrozenJson, ...]) -> tuple[FrozenJson, ...]:
    """The items that are there, then those of the new ones that say something else."""
    keys = {_known_as(item) for item in there}
    return (*there, *(item for item in value if _known_as(item) not in keys))


def _known_as(item: FrozenJson) -> str:
    name = item.get("name") if isinstance(item, FrozenDict) else item
    return as_text(name).casefold().strip(" .!?")


def _changes(before: FrozenJson, after: FrozenJson, path: str) -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, FrozenDict) or isinstance(after, FrozenDict):
        old_members, new_members = _members(before), _members(after)
        for key in dict.fromkeys((*old_members, *new_members)):
            yield from _changes(old_members.get(key), new_members.get(key), child(path, key))
    elif isinstance(before, tuple) or isinstance(after, tuple):
        one_list, other_list = _items(before), _items(after)
        gone = [item for item in one_list if item not in other_list]
        new = [item for item in other_list if item not in one_list]
        yield from (f"{path}: − {_told(item)}" for item in gone)
        yield from (f"{path}: + {_told(item)}" for item in new)
        if not gone and not new:
            yield f"{path}: in another order"
    elif before is None:
        yield f"{path}: + {_told(after)}"
    elif after is None:
        yield f"{path}: − {_told(before)}"
    else:
        yield f"{path}: {_told(before)} → {_told(after)}"


def _members(value: FrozenJson) -> Mapping[str, FrozenJson]:
    """An object's members; what stands there instead of an object is a member without a name."""
    return value if isinstance(value, FrozenDict) else {} if value is None else {"": value}


def _items(value: FrozenJson) -> tuple[FrozenJson, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _told(value: FrozenJson) -> str:
    text = as_text(value)
    line = " ".join(text.split()) or '""'
    return line if len(line) <= LONGEST_CHANGE else f"{line[: LONGEST_CHANGE - 1]}…"
