"""YAML that reads back as it was written, line ends and all."""

import re

import yaml
from pydantic import JsonValue

_ODD_ENDS = re.compile("[\r\x85\u2028\u2029\ufeff]")
_WIDTH = 110


def yaml_text(document: JsonValue) -> str:
    """A document as YAML, its fields in the order they have."""
    return yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


class _Dumper(yaml.SafeDumper):
    """Quotes texts with line ends that YAML would otherwise read back as others."""


def _text_node(_: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _ODD_ENDS.search(text) else None
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
