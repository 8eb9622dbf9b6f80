"""Reading what a command has answered: its cards, its buttons, its files."""

from typing import Any

import discord
import simcord

from tests.discord.command_stage import Stage


def cards(result: simcord.InteractionResult) -> list[discord.Embed]:
    assert result.response is not None
    assert result.response.ephemeral
    return list(result.response.embeds)


def parts(result: simcord.InteractionResult) -> list[dict[str, Any]]:
    """All components of an answer, the inner ones too."""
    assert result.response is not None
    return components(result.response)


def components(message: Any) -> list[dict[str, Any]]:
    """All components of a message, the inner ones too."""

    def walk(part: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [*part.get("components", ()), *(part[key] for key in ("accessory",) if key in part)]
        return [part, *(found for child in inner for found in walk(child))]

    tops: Any = message.components
    return [part for top in tops for part in walk(top)]


def text(result: simcord.InteractionResult) -> str:
    return "\n".join(part["content"] for part in parts(result) if "content" in part)


def labels(result: simcord.InteractionResult) -> list[str]:
    return [part["label"] for part in parts(result) if "label" in part]


def files(result: simcord.InteractionResult) -> list[str]:
    """The names of the files of an answer."""
    assert result.response is not None
    return [file.filename for file in result.response.attachments]


async def file(result: simcord.InteractionResult) -> bytes:
    """The content of an answer's last file."""
    assert result.response is not None
    return await result.response.attachments[-1].read()


async def press(stage: Stage, result: simcord.InteractionResult, label: str) -> simcord.InteractionResult:
    assert result.response is not None
    return await stage.runner.click(result.response, label=label)


def refusal(result: simcord.InteractionResult) -> str:
    """What someone was told, beside what they see, when a press came to nothing."""
    return str(result.followups[-1].embeds[0].description)
