"""Prompt files: kept beside the code that uses them, read once when first needed, known by one hash a folder."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class PromptFolder:
    """The folder `prompts` of a package, and the files in it that make up one set."""

    package: str
    names: tuple[str, ...]

    def text(self, name: str) -> str:
        """A file as it stands, without the space around it."""
        return _text(self.package, name)

    def template(self, name: str) -> "Template":
        """A file with places to fill. What is filled in is never itself read as a template."""
        return _template(self.package, name)

    def hash(self) -> str:
        """SHA-256 of all files of the set with their names, the first 16 hex digits."""
        return _hash(self)


@cache
def _text(package: str, name: str) -> str:
    return files(package).joinpath("prompts", name).read_text(encoding="utf-8").strip()


@cache
def _template(package: str, name: str) -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 - plain text for a model, not HTML
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.from_string(_text(package, name))


@cache
def _hash(folder: PromptFolder) -> str:
    together = "".join(f"{name}\0{folder.text(name)}\0" for name in folder.names)
    return hashlib.sha256(together.encode()).hexdigest()[:16]
