"""Writing a person from a human's words: one model call, then made sound. Nothing is saved here."""

import json
from collections.abc import Mapping

from pydantic import JsonValue, ValidationError

from troupe.authoring.persona_soundness import cleaned, doubts, sound_name
from troupe.core.errors import BadInput, ModelMalformed
from troupe.core.frozen import Frozen
from troupe.core.prompt_folder import PromptFolder
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.port.llm import Message, PricedModel, Reply, Request
from troupe.llm.port.purpose import Purpose
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, thaw, thaw_object
from troupe.people.documents.lenient_reading import shown
from troupe.people.library.library import parse_persona
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_gaps import gaps
from troupe.people.persona.writing_brief import Brief
from troupe.people.persona.written_form import WrittenPersona
from troupe.worlds.turn import Provenance

PURPOSE = Purpose("persona", Urgency.AWAITED)
MAX_TOKENS = 5_000
"""A person written in full has about 2,500 tokens; some models think before they write."""
PROMPTS = PromptFolder("troupe.authoring", ("enrich.md", "request.md", "write.md"))
LONGEST_REQUEST = 2_000
LONGEST_QUOTE = 160


class WritingResult(Frozen):
    """A person as written, for review. `notes` say what was mended, is hard to believe or is missing;
    `unfinished`, that the model was cut off and the rest is still to be written."""

    persona: Persona
    usage: Usage
    provenance: Provenance
    notes: tuple[str, ...] = ()
    unfinished: bool = False

    @property
    def model(self) -> str:
        return self.provenance.model

    @property
    def stand_in(self) -> bool:
        """Whether no language model wrote it, but the understudy."""
        return self.provenance.stand_in


async def write_persona(llm: Capped, brief: Brief, *, seed: int) -> WritingResult:
    """A full persona after this brief. Raises BadInput where what is given can stand in no persona, and
    ModelError, with what was spent, where the model gives none."""
    _check(brief)
    request = _request(brief, seed)
    reply = await llm.complete(request)
    name = _name(brief, reply)
    document, left_out = cleaned(reply.value.document(), name)
    document.update(name=name, provenance=provenance_line(llm, reply.model, brief.text), synthetic=True)
    whole = over(document, brief.fields)
    try:
        persona = parse_persona(whole, "what was written")
    except BadInput as error:
        raise ModelMalformed(f"the model wrote no persona: {error}", usage=reply.usage) from error
    missing = tuple(f"{path}: little or nothing was written" for path in gaps(persona))
    return WritingResult(
        persona=persona,
        usage=reply.usage,
        provenance=provenance_of(llm, request, reply),
        notes=(*left_out, *doubts(persona), *missing),
        unfinished=reply.unfinished,
    )


def estimated_cost(llm: PricedModel, brief: Brief) -> Estimate:
    """What writing this person is expected to cost at most."""
    return llm.estimate(sum(len(message.content) for message in _request(brief, 0).messages), MAX_TOKENS)


def over(document: Mapping[str, JsonValue], given: Mapping[str, FrozenJson]) -> dict[str, JsonValue]:
    """The document with what is given in it: objects member by member, all else in place of what was there."""
    whole = dict(document)
    for key, value in given.items():
        had = whole.get(key)
        if isinstance(value, FrozenDict) and isinstance(had, dict):
            whole[key] = over(had, value)
        elif value is not None:
            whole[key] = thaw(value)
    return whole


def provenance_line(llm: PricedModel, model: str, text: str) -> str:
    """Who wrote it, from what, and that it is nobody real."""
    author = f"{model}, the offline stand-in (no language model)" if llm.stand_in else model
    quote = " ".join(text.split())
    origin = (
        f' from "{quote if len(quote) <= LONGEST_QUOTE else quote[: LONGEST_QUOTE - 1] + "…"}"' if quote else ""
    )
    return f"Written by {author}{origin}; synthetic, no real person."


def provenance_of(llm: PricedModel, request: Request[WrittenPersona], reply: Reply[WrittenPersona]) -> Provenance:
    """What produced the words, for the record."""
    parameters: dict[str, float | int | str] = {
        "seed": request.seed,
        "temperature": request.temperature,
        "max_tokens": request.max_tokens,
    }
    if reply.notes:
        parameters["notes"] = "; ".join(reply.notes)
    return Provenance(
        model=reply.model,
        prompts_hash=PROMPTS.hash(),
        request_hash=reply.request_hash,
        parameters=parameters,
        attempts=reply.attempts,
        stand_in=llm.stand_in,
    )


def _check(brief: Brief) -> None:
    """Before anything is paid for: what is given must be fit for a persona."""
    if len(brief.text) > LONGEST_REQUEST:
        raise BadInput(f"must be at most {LONGEST_REQUEST} characters, not {len(brief.text)}", field="text")
    fields = brief.fields
    name = fields.get("name", "X")
    if not isinstance(name, str) or not sound_name(name):
        raise BadInput(f"must be a person's name, not {shown(name)}", field="given.name")
    try:
        Persona.model_validate({"name": "X", **fields})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        path = ".".join(("given", *(str(step) for step in first["loc"])))
        raise BadInput(first["msg"].removeprefix("Value error, "), field=path) from error


def _request(brief: Brief, seed: int) -> Request[WrittenPersona]:
    fields = json.dumps(thaw_object(brief.fields), ensure_ascii=False, indent=1) if brief.fields else ""
    avoid = [" ".join(line.split()) for line in brief.avoid]
    text = PROMPTS.template("request.md").render(text=" ".join(brief.text.split()), given=fields, avoid=avoid)
    return Request(
        messages=(Message("system", PROMPTS.text("write.md")), Message("user", text)),
        output=WrittenPersona,
        purpose=PURPOSE,
        seed=seed,
        max_tokens=MAX_TOKENS,
        matter=brief,
    )


def _name(brief: Brief, reply: Reply[WrittenPersona]) -> str:
    stated_name = brief.fields.get("name")
    name = stated_name if isinstance(stated_name, str) else sound_name(reply.value.name)
    if not name:
        fault = f"the model gave the person no name that is one ({shown(reply.value.name)})"
        raise ModelMalformed(fault, usage=reply.usage)
    return name
