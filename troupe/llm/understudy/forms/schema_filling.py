"""A valid value for any output model, made from its JSON schema: for requests the understudy has no scene for."""

import random
from collections.abc import Mapping

from pydantic import BaseModel, JsonValue, ValidationError

from troupe.core.errors import ModelMalformed
from troupe.llm.port.llm import T

_DEEPEST = 8
_FORMATS = {
    "date-time": "2026-01-05T09:00:00Z", "date": "2026-01-05", "time": "09:00:00Z", "email": "nobody@example.com",
    "uuid": "00000000-0000-4000-8000-000000000000", "uri": "https://example.com/",
}  # fmt: skip


def filled(output: type[T], rng: random.Random, words: tuple[str, ...]) -> T:
    """An instance of the model; its texts are from `words`. Raises ModelMalformed for a schema that asks for
    more than can be made up, such as a text of a given pattern."""
    schema: dict[str, JsonValue] = output.model_json_schema()
    value = _Filler(schema, rng, words or ("Nothing to add.",)).value(schema, 0)
    try:
        return output.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"]) or "as a whole"
        raise ModelMalformed(f"the understudy cannot make up a {output.__name__} ({where})") from error


def fits(output: type[BaseModel], value: JsonValue) -> bool:
    """Whether the model takes this value."""
    try:
        output.model_validate(value)
    except ValidationError:
        return False
    return True


class _Filler:
    def __init__(self, root: Mapping[str, JsonValue], rng: random.Random, words: tuple[str, ...]) -> None:
        self._definitions = root.get("$defs")
        self._rng = rng
        self._words = words

    def value(self, schema: JsonValue | Mapping[str, JsonValue], depth: int) -> JsonValue:
        """A value of this schema, as small as may be once it gets deep."""
        match schema:
            case {"$ref": str(reference)} if isinstance(self._definitions, Mapping):
                return self.value(self._definitions.get(reference.rsplit("/", 1)[-1]), depth + 1)
            case {"const": fixed}:
                return fixed
            case {"enum": [*choices]}:
                return self._rng.choice(choices)
            case {"anyOf": [*variants]} | {"oneOf": [*variants]} | {"allOf": [*variants]}:
                return self.value(self._rng.choice(variants) if depth <= _DEEPEST else variants[-1], depth + 1)
            case {"type": "string"}:
                return self._text(schema)
            case {"type": "integer"}:
                return int(_number(schema, 1))
            case {"type": "number"}:
                return _number(schema, 1e-6)
            case {"type": "boolean"}:
                return self._rng.random() < 0.5
            case {"type": "array", "prefixItems": [*items]}:
                return [self.value(item, depth + 1) for item in items]
            case {"type": "array"}:
                least = schema.get("minItems")
                count = least if isinstance(least, int) else int(depth <= _DEEPEST and schema.get("maxItems") != 0)
                return [self.value(schema.get("items"), depth + 1) for _ in range(count)]
            case {"type": "object", "properties": {**members}}:
                needed = schema.get("required")
                names = members if depth <= _DEEPEST else needed if isinstance(needed, list) else ()
                return {str(name): self.value(members.get(str(name)), depth + 1) for name in names}
            case {"type": "object"}:
                return {}
            case _:
                return None

    def _text(self, schema: Mapping[str, JsonValue]) -> str:
        if (form := schema.get("format")) in _FORMATS:
            return _FORMATS[str(form)]
        text = self._rng.choice(self._words)
        least, most = schema.get("minLength"), schema.get("maxLength")
        while isinstance(least, int) and len(text) < least:
            text = f"{text} {self._rng.choice(self._words)}"
        return text[:most] if isinstance(most, int) else text


def _number(schema: Mapping[str, JsonValue], inward: float) -> float:
    """The number nearest to the first bound that is given; a multiple where one is asked for."""
    bounds = {"minimum": 0.0, "exclusiveMinimum": inward, "maximum": 0.0, "exclusiveMaximum": -inward}
    limits = ((schema.get(key), step) for key, step in bounds.items())
    number = next((limit + step for limit, step in limits if isinstance(limit, int | float)), 1.0)
    multiple = schema.get("multipleOf")
    return -(-number // multiple) * multiple if isinstance(multiple, int | float) and multiple else number
