"""The identity of a request: one hash over everything that can change the answer."""

import hashlib
import json
from functools import cache

from pydantic import BaseModel

from troupe.llm.port.llm import Request, T


@cache
def schema_text(output: type[BaseModel]) -> str:
    """The output model's JSON schema as canonical text."""
    return json.dumps(output.model_json_schema(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def request_hash(model: str, request: Request[T]) -> str:
    """SHA-256, in hex, of the canonical request: model, messages, form of the answer, seed and parameters.

    The person and the scene are left out: what of them matters stands in the messages. Of the reading of a plain
    reply only its presence counts, since a function has no canonical text.
    """
    canonical = json.dumps(
        {
            "model": model,
            "messages": [[message.role, message.content] for message in request.messages],
            "output": schema_text(request.output),
            "purpose": request.purpose,
            "seed": request.seed,
            "max_tokens": request.max_tokens,
            "temperature": request.temperature,
            **({"from_text": True} if request.from_text is not None else {}),
        },
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
