"""The house's own data: the YAML files of the package `personas`, which nobody else writes."""

from importlib.resources import files
from typing import Any

import yaml


def house_data(*path: str) -> Any:
    """What stands in this file, by its path below `personas`. It is read by libyaml, since some of these files are
    long and the parser in Python takes five times as long for them."""
    return yaml.load(files("personas").joinpath(*path).read_text("utf-8"), yaml.CSafeLoader)
