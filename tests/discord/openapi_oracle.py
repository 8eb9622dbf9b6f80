"""Discord's own API description as a judge of what the local Discord is asked and answers.

The description lies beside the checkout (`shared/discord-openapi.json`) and is not part of the repository; without
it nothing is judged.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import cast

import jsonschema_rs

from bot.playground.server import Exchange

DESCRIPTION = Path(__file__).resolve().parents[2].parent / "shared" / "discord-openapi.json"
MISSING = f"Discord's API description is not at {DESCRIPTION.parent.name}/{DESCRIPTION.name}"
# Of `errors` the description says that codes are numbers; Discord sends words, and so do we.
LIMITED = "#/components/schemas/RatelimitedResponse"
ERRORS = "#/components/schemas/Error"

SMALL_IDS = {"attachments", "default_values"}
# Lists whose members' ids are told by their key alone: a place among files, or whatever a test makes up.
BITS = {"permissions", "allow", "deny", "default_member_permissions"}
# Routes of a human's own client: Discord describes only what bots use.
UNDESCRIBED = {
    "POST /interactions",
    "GET /guilds/{}/application-command-index",
    "PUT /channels/{}/polls/{}/answers/@me",
}


@dataclass
class Oracle:
    """Judges exchanges; what is wrong with them collects in `problems`, the routes seen in `judged`."""

    problems: list[str] = field(default_factory=list[str])
    judged: set[str] = field(default_factory=set[str])

    def observe(self, exchange: Exchange) -> None:
        if not DESCRIPTION.exists():
            return
        route = _normal(exchange.route)
        if route in UNDESCRIBED:
            return
        pointer = _pointers().get(route)
        if pointer is None:
            self.problems.append(f"{exchange.route} is not in Discord's description")
            return
        self.judged.add(route)
        if exchange.status == 429:
            # The code that the description demands is not always there.
            self._check(exchange, "error", LIMITED, {"code": 0, **cast("Mapping[str, object]", exchange.answer)})
            return
        if exchange.status >= 400:
            self._check(exchange, "error", ERRORS, exchange.answer)
            return
        schemas = _schemas(pointer)
        if exchange.body is not None and "request" in schemas:
            self._check(exchange, "request", schemas["request"], as_described(exchange.body))
        answer = str(exchange.status)
        if answer not in schemas:
            self.problems.append(f"{exchange.route}: Discord never answers {answer}")
        elif exchange.status != 204 and schemas[answer]:
            self._check(exchange, "answer", schemas[answer], exchange.answer)

    def _check(self, exchange: Exchange, what: str, pointer: str, value: object) -> None:
        try:
            _validator(pointer).validate(value)
        except jsonschema_rs.ValidationError as error:
            place = "/".join(str(step) for step in error.instance_path)
            shown = json.dumps(value, ensure_ascii=False)[:1500]
            self.problems.append(f"{what} of {exchange.route} at /{place}: {error.message[:600]} in {shown}")


def problem_with(schema: str, value: object) -> str:
    """What is wrong with a value by one of the description's schemas; "" when nothing is, or it is not there."""
    if not DESCRIPTION.exists():
        return ""
    try:
        _validator(f"#/components/schemas/{schema}").validate(as_described(value))
    except jsonschema_rs.ValidationError as error:
        return error.message
    return ""


def as_described(body: object, key: str = "") -> object:
    """The body with ids as text and permissions as numbers: Discord takes both either way."""
    if isinstance(body, Mapping):
        given = cast("Mapping[str, object]", body)
        prefix = f"{key} " if key in SMALL_IDS else ""
        return {name: as_described(value, prefix + name) for name, value in given.items()}
    if isinstance(body, list):
        return [as_described(value, key) for value in cast("list[object]", body)]
    if (
        isinstance(body, int)
        and not isinstance(body, bool)
        and (body > 1 << 40 or key.removesuffix(" id") in SMALL_IDS)
    ):
        return str(body)
    if key in BITS and isinstance(body, str):
        return int(body)
    return body


def _normal(route: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", route)


@cache
def _description() -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    return json.loads(DESCRIPTION.read_text())


@cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([("urn:discord", _description())])


@cache
def _pointers() -> dict[str, str]:
    """From "GET /channels/{}" to where that operation stands in the description."""
    found: dict[str, str] = {}
    for path, operations in _description()["paths"].items():
        for method in operations:
            escaped = path.replace("~", "~0").replace("/", "~1")
            found[_normal(f"{method.upper()} {path}")] = f"#/paths/{escaped}/{method}"
    return found


@cache
def _schemas(pointer: str) -> dict[str, str]:
    """The schemas of an operation: of its request and of each status; empty where there is no body."""
    _, _, escaped, method = pointer.split("/")
    operation = _description()["paths"][escaped.replace("~1", "/").replace("~0", "~")][method]
    schemas: dict[str, str] = {}
    if "requestBody" in operation:
        schemas["request"] = f"{pointer}/requestBody/content/application~1json/schema"
    for status, response in cast("dict[str, dict[str, object]]", operation["responses"]).items():
        has_body = "content" in response
        schemas[status] = f"{pointer}/responses/{status}/content/application~1json/schema" if has_body else ""
    return schemas


@cache
def _validator(pointer: str) -> jsonschema_rs.Draft202012Validator:
    reference = "urn:discord" + pointer.replace("{", "%7B").replace("}", "%7D")
    return jsonschema_rs.Draft202012Validator({"$ref": reference}, registry=_registry())
