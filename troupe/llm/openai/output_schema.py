"""An output model as a JSON schema: strict for endpoints that enforce it, in words for those that do not."""

import json
from functools import cache

from pydantic import BaseModel, JsonValue

_KEPT = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description",
    }
)  # fmt: skip
"""The keywords every strict implementation takes. The rest is checked when the answer is parsed."""
_COUNTS = frozenset({"minItems", "maxItems", "maxLength"})
"""The number of items of a list, and the characters of a text: servers that build a grammar hold their model to
them, Azure refuses the schema."""


@cache
def strict_schema(output: type[BaseModel], *, counts: bool = False) -> dict[str, JsonValue]:
    """The schema as strict structured output wants it: every property required, none beyond them. `counts` leaves
    the least and the most items of a list in it, and how long a text may be.

    Raises TypeError for a model with an open mapping or a fixed-length tuple, which strictness cannot express.
    """
    schema: dict[str, JsonValue] = output.model_json_schema()
    definitions = schema.get("$defs")
    kept = _KEPT | _COUNTS if counts else _KEPT
    strict = _strict(schema, output.__name__, kept)
    if isinstance(definitions, dict):
        strict["$defs"] = {
            name: _node(node, f"{output.__name__}.{name}", kept) for name, node in definitions.items()
        }
    return strict


@cache
def instructions(output: type[BaseModel]) -> str:
    """What to add to a prompt where the endpoint does not enforce the form itself."""
    schema = json.dumps(strict_schema(output, counts=True), ensure_ascii=False, separators=(",", ":"))
    return (
        "Answer with exactly one JSON object and nothing else: no code fence, no comment before or after it. "
        f"It must be an instance of this JSON schema:\n{schema}"
    )


def _node(node: JsonValue, path: str, kept: frozenset[str]) -> JsonValue:
    return _strict(node, path, kept) if isinstance(node, dict) else node


def _strict(node: dict[str, JsonValue], path: str, kept: frozenset[str]) -> dict[str, JsonValue]:
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # strict mode takes nothing beside a reference
    if "prefixItems" in node:
        raise TypeError(f"{path}: a fixed-length tuple has no strict schema; use a list or a model")
    strict = {key: value for key, value in node.items() if key in kept}
    if "properties" in node or "enum" in node:
        strict.pop("description", None)  # a docstring of ours, which the model need not pay attention to
    variants = node.get("anyOf", node.get("oneOf"))
    if isinstance(variants, list):
        strict["anyOf"] = [_node(variant, path, kept) for variant in variants]
    if "items" in node:
        strict["items"] = _node(node["items"], f"{path}[]", kept)
    properties = node.get("properties")
    if isinstance(properties, dict):
        strict["properties"] = {name: _node(value, f"{path}.{name}", kept) for name, value in properties.items()}
        strict["required"] = list(properties)
        strict["additionalProperties"] = False
    elif node.get("type") == "object":
        raise TypeError(f"{path}: an open mapping has no strict schema; use a list of pairs or a model")
    return strict
