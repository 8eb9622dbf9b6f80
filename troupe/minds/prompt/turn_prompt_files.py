"""The prompt files of a turn."""

from typing import TYPE_CHECKING

from troupe.core.prompt_folder import PromptFolder

if TYPE_CHECKING:
    from jinja2 import Template

NAMES = (
    "asked_alone.md",
    "beat.md",
    "correction.md",
    "form.md",
    "form_short.md",
    "plain.md",
    "recall.md",
    "rules.md",
    "summary.md",
    "turn.md",
)
_FOLDER = PromptFolder("troupe.minds.prompt", NAMES)


def prompt_text(name: str) -> str:
    """A prompt file as it stands, without the space around it."""
    return _FOLDER.text(name)


def prompt_template(name: str) -> "Template":
    """A prompt file with places to fill."""
    return _FOLDER.template(name)


def prompts_hash() -> str:
    """The identity of all these files together."""
    return _FOLDER.hash()
