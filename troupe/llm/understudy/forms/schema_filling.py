"""A valid value for any output model, made from its JSON schema: for requests the understudy has no scene for."""

import random
from collections.abc import Mapping

from pydantic import BaseModel, JsonValue, ValidationError

from troupe.core.errors import ModelMalformed
from troupe.llm.port.llm import T

_DEEPEST = 8
_FORMATS = {
    "date-time": "2026-01-05T09:00:00Z",
    "date": "2026-01-05",
    "time": "09:00:00Z",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "uri": "https://example.com/",
    "email": "nobody@example.com",
}

Schema = Mapping[str, JsonValue]


def filled(output: type[T], rng: random.Random, words: tuple[str, ...]) -> T:
    """An instance of the model; its texts are from `words`. Raises ModelMalformed for a schema that asks for
    more than can be made up, such as a text of a given pattern."""
    schema: dict[str, JsonValue] = output.model_json_schema()
    value = _Filler(schema, rng, words or ("Nothing to add.",)).value(schema, 0)
    try:
        return output.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise ModelMalformed(
            f"the understudy cannot make up a {output.__name__} ({where or 'as a whole'})"
        ) from error


class _Filler:
    def __init__(self, root: Schema, rng: random.Random, words: tuple[str, ...]) -> None:
        definitions = root.get("$defs")
        self._definitions: Schema = definitions if isinstance(definitions, dict) else {}
        self._rng = rng
        self._words = words

    def value(self, schema: JsonValue | Schema, depth: int) -> JsonValue:
        """A value of this schema, as small as may be once it gets deep."""
        if not isinstance(schema, Mapping):
            return None
        if isinstance(reference := schema.get("$ref"), str):
            return self.value(self._definitions.get(reference.rsplit("/", 1)[-1], {}), depth + 1)
        if "const" in schema:
            return schema["const"]
        if isinstance(choices := schema.get("enum"), list) and choices:
            return self._rng.choice(choices)
        for word in ("anyOf", "oneOf", "allOf"):
            if isinstance(variants := schema.get(word), list) and variants:
                return self._one_of(variants, depth)
        return self._of_type(schema, depth)

    def _one_of(self, variants: list[JsonValue], depth: int) -> JsonValue:
        null = [v for v in variants if isinstance(v, dict) and v.get("type") == "null"]
        if null and depth > _DEEPEST:
            return None
        rest = [v for v in variants if v not in null] or variants
        return self.value(rest[-1 if depth > _DEEPEST else self._rng.randrange(len(rest))], depth + 1)

    def _of_type(self, schema: Schema, depth: int) -> JsonValue:
        match schema.get("type"):
            case "string":
                return self._text(schema)
            case "integer":
                return int(self._number(schema, 1.0))
            case "number":
                return self._number(schema, 0.0)
            case "boolean":
                return self._rng.random() < 0.5
            case "array":
                return self._list(schema, depth)
            case "object":
                return self._object(schema, depth)
            case _:
                return None

    def _text(self, schema: Schema) -> str:
        if isinstance(form := schema.get("format"), str) and form in _FORMATS:
            return _FORMATS[form]
        text = self._rng.choice(self._words)
        least, most = schema.get("minLength"), schema.get("maxLength")
        while isinstance(least, int) and len(text) < least:
            text = f"{text} {self._rng.choice(self._words)}"
        return text[:most] if isinstance(most, int) else text

    def _number(self, schema: Schema, step: float) -> float:
        def bound(inclusive: str, exclusive: str, inward: float, fallback: float) -> float:
            if isinstance(limit := schema.get(inclusive), (int, float)):
                return float(limit)
            if isinstance(limit := schema.get(exclusive), (int, float)):
                return float(limit) + inward
            return fallback

        inward = step or 1e-6
        low = bound("minimum", "exclusiveMinimum", inward, float("nan"))
        high = bound("maximum", "exclusiveMaximum", -inward, float("nan"))
        if low != low:  # not given
            low = high - 5 if high == high else 1.0
        if high != high:
            high = low + 4
        if isinstance(multiple := schema.get("multipleOf"), (int, float)) and multiple:
            return -(-low // multiple) * multiple
        return float(self._rng.randint(int(low), int(high))) if step else self._rng.uniform(low, high)

    def _list(self, schema: Schema, depth: int) -> JsonValue:
        if isinstance(fixed := schema.get("prefixItems"), list):
            return [self.value(item, depth + 1) for item in fixed]
        least = schema.get("minItems")
        count = least if isinstance(least, int) else 0 if depth > _DEEPEST else 1
        if isinstance(most := schema.get("maxItems"), int):
            count = min(count, most)
        return [self.value(schema.get("items"), depth + 1) for _ in range(count)]

    def _object(self, schema: Schema, depth: int) -> JsonValue:
        properties = schema.get("properties")
        required = schema.get("required")
        if not isinstance(properties, dict):
            return {}
        needed = required if isinstance(required, list) else []
        names = needed if depth > _DEEPEST else list(properties)
        return {str(name): self.value(properties.get(str(name)), depth + 1) for name in names}


def fits(output: type[BaseModel], value: JsonValue) -> bool:
    """Whether the model takes this value."""
    try:
        output.model_validate(value)
    except ValidationError:
        return False
    return True
