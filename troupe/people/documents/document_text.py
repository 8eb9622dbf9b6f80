"""The reading of JSON or YAML bytes as frozen JSON, or an error that names the place. Nothing in a file can be
executed, or grow without end."""

import json
import re
from collections.abc import Hashable
from typing import Any, cast

import yaml
from yaml.composer import Composer

from troupe.people.documents.frozen_json import MAX_DEPTH, FrozenJson, NotJson, child, freeze

MAX_BYTES = 2_097_152
"""The longest text read. The largest agent file known has 39 thousand characters, the largest lorebooks of cards
have hundreds of thousands."""

MAX_YAML_BYTES = 262_144
"""YAML is parsed some ten times slower than JSON, so its limit is lower."""

MAX_YAML_NODES = 30_000
"""The most values a YAML file may have as written; each costs some ten microseconds."""

MAX_YAML_TEXT = 524_288
"""The most characters a YAML file may stand for once its aliases are written out, twice what it may have as
written. A few thousand aliases of one long text are no more values than allowed, and hundreds of millions of
characters."""

MAX_NODES = 100_000
"""The most values a file may stand for, in YAML once its aliases are written out (an alias bomb has billions)."""


def parse_document(raw: bytes, *, yaml_syntax: bool) -> FrozenJson:
    """The value a file holds. Raises NotJson: `path` is where, or empty for the file as a whole."""
    most = MAX_YAML_BYTES if yaml_syntax else MAX_BYTES
    if len(raw) > most:
        raise NotJson("", f"is larger than {most // 1024} KiB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJson("", f"is not UTF-8 text (byte {error.start})") from error
    return _parse_yaml(text) if yaml_syntax else _parse_json(text)


class _Twice(dict[str, object]):
    """An object in which this key stood twice."""

    key: str = ""


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    keys: set[str] = set()
    twice = _Twice(members)
    twice.key = next(key for key, _ in pairs if key in keys or keys.add(key))
    return twice


def _parse_json(text: str) -> FrozenJson:
    try:
        value: object = json.loads(text, object_pairs_hook=_pairs)
    except json.JSONDecodeError as error:
        raise NotJson("", f"is not JSON: {error.msg} (line {error.lineno}, column {error.colno})") from error
    except RecursionError as error:
        raise NotJson("", f"is nested more than {MAX_DEPTH} levels deep") from error
    except ValueError as error:  # a number of more digits than Python will convert
        raise NotJson("", "holds a number with too many digits") from error
    _refuse_many(value)
    frozen = freeze(value)
    _refuse_twice(value, "")
    return frozen


def _refuse_many(value: object) -> None:
    count, open_ = 0, [value]
    while open_:
        inside = open_.pop()
        members = list(cast("dict[str, object]", inside).values()) if isinstance(inside, dict) else inside
        if isinstance(members, list):
            count += len(cast("list[object]", members))
            open_.extend(cast("list[object]", members))
        if count > MAX_NODES:
            raise NotJson("", f"holds more than {MAX_NODES} values")


def _refuse_twice(value: object, path: str) -> None:
    if isinstance(value, _Twice):
        raise NotJson(child(path, value.key), "stands twice in the same object")
    if isinstance(value, dict):
        for key, member in cast("dict[str, object]", value).items():
            _refuse_twice(member, child(path, key))
    elif isinstance(value, list):
        for i, member in enumerate(cast("list[object]", value)):
            _refuse_twice(member, child(path, i))


class _Loader(Composer, yaml.CSafeLoader):
    """YAML's grammar, read by libyaml (five times faster than in Python), with JSON's scalars: `no`, `6:30` and
    `2020-01-01` are text, as their writers meant. Nesting and values are counted while they are composed, before
    they have cost much."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - replaces the base class's table

    def __init__(self, text: str) -> None:
        yaml.CSafeLoader.__init__(self, text)
        Composer.__init__(self)
        self._composed = 0
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._composed += 1
        if self._composed > MAX_YAML_NODES:
            raise NotJson("", f"holds more than {MAX_YAML_NODES} values")
        if self._depth > MAX_DEPTH:
            raise NotJson("", f"is nested more than {MAX_DEPTH} levels deep")
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


_Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]
)
_Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(  # pyright: ignore[reportUnknownMemberType]
    "tag:yaml.org,2002:float",
    re.compile(
        r"^(?:[-+]?(?:0|[1-9][0-9]*)\.[0-9]*(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
    list("-+.0123456789"),
)


def _parse_yaml(text: str) -> FrozenJson:
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        return freeze(_Builder().build(node, "", 0) if node is not None else None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark is not None else ""
        raise NotJson("", f"is not YAML: {error.problem or error.context}{where}") from error
    except yaml.YAMLError as error:
        raise NotJson("", f"is not YAML: {str(error).splitlines()[0]}") from error
    except RecursionError as error:
        raise NotJson("", f"is nested more than {MAX_DEPTH} levels deep") from error
    finally:
        if loader is not None:
            loader.dispose()


class _Builder:
    """Builds plain values from YAML nodes, counting what aliases repeat."""

    def __init__(self) -> None:
        self._nodes = 0
        self._characters = 0

    def build(self, node: yaml.Node, path: str, depth: int) -> object:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise NotJson("", f"stands for more than {MAX_NODES} values once its aliases are written out")
        if isinstance(node, yaml.ScalarNode):
            self._count(node, path)
        if depth > MAX_DEPTH:
            raise NotJson(path, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, path)
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.build(item, child(path, i), depth + 1) for i, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self._object(node, path, depth)
        raise NotJson(path, f"has the tag {node.tag}, which is not allowed")

    def _count(self, node: yaml.ScalarNode, path: str) -> None:
        """Count a text each time it is referred to: the copies are made later, and would fill the memory."""
        self._characters += len(node.value)
        if self._characters > MAX_YAML_TEXT:
            raise NotJson(
                path, f"stands for more than {MAX_YAML_TEXT} characters once its aliases are written out"
            )

    def _object(self, node: yaml.MappingNode, path: str, depth: int) -> dict[str, object]:
        members: dict[str, object] = {}
        for key_node, member in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise NotJson(path, "has a key that is not text")
            key: Hashable = key_node.value
            if key == "<<" and not key_node.style:
                raise NotJson(child(path, "<<"), "is a merge key, which is not read here: write its fields out")
            self._count(key_node, path)
            if key in members:
                raise NotJson(child(path, str(key)), "stands twice in the same object")
            members[str(key)] = self.build(member, child(path, str(key)), depth + 1)
        return members


def _scalar(node: yaml.ScalarNode, path: str) -> str | int | float | bool | None:
    text: str = node.value
    match node.tag.removeprefix("tag:yaml.org,2002:"):
        case "str":
            return text
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" | "float" as kind:
            try:
                return int(text) if kind == "int" else _float(text)
            except ValueError as error:
                raise NotJson(path, "is not a number that can be read") from error
        case _:
            raise NotJson(path, f"has the tag {node.tag}, which is not allowed")


def _float(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
