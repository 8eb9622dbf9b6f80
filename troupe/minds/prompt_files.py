"""The prompt files of this folder: read once, when first needed, and known by one hash."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

NAMES = ("beat.md", "correction.md", "rules.md", "summary.md", "turn.md")


@cache
def prompt_text(name: str) -> str:
    """A prompt file as it stands, without the space around it."""
    return files("troupe.minds").joinpath("prompts", name).read_text(encoding="utf-8").strip()


@cache
def prompt_template(name: str) -> "Template":
    """A prompt file with places to fill. What is filled in is never itself read as a template."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(  # noqa: S701 - plain text for a model, not HTML
        trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    return environment.from_string(prompt_text(name))


@cache
def prompts_hash() -> str:
    """SHA-256 of all prompt files with their names, the first 16 hex digits."""
    together = "".join(f"{name}\0{prompt_text(name)}\0" for name in NAMES)
    return hashlib.sha256(together.encode()).hexdigest()[:16]
