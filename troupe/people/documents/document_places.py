"""The line on which a value of a JSON or YAML text stands, for errors that name it."""

import re

import yaml

from troupe.people.documents.document_text import MAX_YAML_BYTES

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def line_of(text: str, path: str) -> int:
    """The line, counted from 1, of the value that a path such as `sections[0].title` leads to, or of the last
    value on the way that is there; 0 where it cannot be told. The text was parsed before, so it is bounded."""
    if len(text) > MAX_YAML_BYTES:
        return 0
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return 0
    line = 0
    for number, key in _STEP.findall(path):
        place = _member(node, number, key)
        if place is None:
            break
        mark, node = place
        line = mark.start_mark.line + 1
    return line


def _member(node: yaml.Node | None, number: str, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    """A member, with the node whose line is its own: for a field, that of its key."""
    if isinstance(node, yaml.SequenceNode) and number and int(number) < len(node.value):
        item: yaml.Node = node.value[int(number)]
        return item, item
    if isinstance(node, yaml.MappingNode) and key:
        for name, value in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value == key:
                return name, value
    return None
