"""Rights are looked at again with each press and each form sent: a card may be old, and its reader another."""

from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import discord
import pytest
import pytest_asyncio
import simcord

from bot.features.command_tree import ACTS
from bot.features.persona import browse_command, persona_card
from bot.features.shared.lasting_buttons import button, unwatched
from tests.discord.answers import press
from tests.discord.command_stage import Stage, raised_stage
from troupe.core.clock import ManualClock

FOR_EVERYONE = {
    browse_command.PAGE,
    persona_card.SHOW,
    "privacy-forget",
    "guest-join",
    "guest-leave",
    "guest-answer",
    "guest-vote",
}
"""What these buttons do changes nothing, or nothing but what is the member's own."""
ABOUT = ("ana", "ana:0", "0123456789ab:ana", "")


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def posted(stage: Stage, act: str, about: str) -> discord.Message:
    """A message of the bot with this button under it."""
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    return await channel.send("A card of last week", view=unwatched(button(act, about, "Go on")))


async def state(stage: Stage) -> Sequence[object]:
    """All that a press may change."""
    stores = stage.stores
    worlds = await stores.worlds.all()
    casts = [await stores.casts.of(world.id) for world in worlds]
    return [await stores.personas.all(), await stores.panels.all(), worlds, casts, await stores.guilds.get()]


def refused(result: simcord.InteractionResult) -> str:
    """What the one who pressed or sent was told, in private, in place of an answer or beside it."""
    assert result.modal is None
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    return str(message.embeds[0].description)


@pytest.mark.parametrize("act", sorted(set(ACTS) - FOR_EVERYONE))
async def test_a_button_that_changes_something_refuses_a_plain_member(stage: Stage, act: str) -> None:
    await stage.open("ben")
    before, poked = await state(stage), list(stage.house.pokes.poked)
    for about in ABOUT:
        message = await posted(stage, act, about)
        assert "Manage Channels" in refused(await stage.talker.click(message, label="Go on"))
    assert await state(stage) == before
    assert stage.house.pokes.poked == poked


async def the_right_is_gone(stage: Stage) -> None:
    """Whoever ran the channel runs it no more."""
    guild = stage.bot.get_guild(stage.guild.id)
    assert guild is not None
    (role,) = (role for role in guild.roles if role.name == "runs")
    await role.edit(permissions=discord.Permissions.none())


@pytest.mark.parametrize(
    ("command", "options", "label", "written"),
    [
        ("persona create", {}, None, {"name": "Mara Quint"}),
        ("persona edit", {"persona": "ana", "field": "residence"}, None, {"text": "Porto"}),
        ("persona from-text", {}, None, {"text": "A tram driver from Porto"}),
        ("panel recruit", {"source": "library", "size": 2}, "Save as panel", {"name": "Wave 1"}),
    ],
)
async def test_a_form_sent_after_the_right_is_gone_changes_nothing(
    stage: Stage, command: str, options: dict[str, object], label: str | None, written: dict[str, str]
) -> None:
    shown = await stage.runner.slash(stage.channel, command, **options)
    if label is not None:
        shown = await press(stage, shown, label)
    before = await state(stage)
    await the_right_is_gone(stage)
    sent = await stage.runner.submit_modal(shown, written)
    assert "Manage Channels" in refused(sent)
    assert await state(stage) == before
    stage.refusals = len(stage.env.errors)
