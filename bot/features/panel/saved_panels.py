"""/panel save, use, list, show and remove: people kept under a name, to be brought again elsewhere, fresh or with
what they remember."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features.cast.person_cards import origin_of
from bot.features.panel.panel_bringing import brought
from bot.features.panel.panel_seating import members_of
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CURTAIN, CommandAnswer, answer, as_many, card, clip
from bot.features.shared.lasting_buttons import Act, button
from bot.features.shared.option_choices import Choices, saved_panels
from bot.features.shared.persona_rights import editor_of, require_runner, stores_at
from bot.features.shared.world_opening import introduced
from troupe.people.persona.panel import Panel

Interaction = discord.Interaction[Any]

FRESH = "panel-fresh"
REMEMBERING = "panel-memories"
REMOVE = "panel-remove"
NONE_YET = (
    "No panel is saved yet. `/panel save` keeps the people of a channel under a name, "
    "`/panel recruit` finds new ones."
)
LONGEST = 64


class KeptPanels(app_commands.Group):
    """For those who run the channel. The further commands are added to it: see bot.features.panel.panel_group."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="panel",
            description="Groups of people, kept under a name and brought again",
            guild_only=True,
            default_permissions=discord.Permissions(manage_channels=True),
        )
        self._house = house

    @app_commands.command(name="save", description="Keep the people of this channel as a panel")
    @app_commands.describe(name="What to call the panel")
    async def save(self, interaction: Interaction, name: app_commands.Range[str, 1, LONGEST]) -> None:
        await answer(interaction, self._house.clock, self._save(spot_of(interaction), interaction, name))

    async def _save(self, spot: CommandSpot, interaction: Interaction, name: str) -> CommandAnswer:
        world = await world_here(self._house, spot)
        stores = self._house.stores(spot.tenant)
        panel = await stores.panels.save(name, await members_of(stores, world), editor_of(interaction))
        text = f"{_names(panel)}\n\n`/panel use` brings them, as they are now, into any channel."
        return CommandAnswer(card(f"Panel saved: {panel.name}", text))

    @app_commands.command(name="use", description="Bring the people of a panel into this channel")
    @app_commands.describe(name="Which panel")
    async def use(self, interaction: Interaction, name: str) -> None:
        spot_of(interaction)  # says at once where no world can be
        await reply(self._house, interaction, self._asked(interaction, name))

    async def _asked(self, interaction: Interaction, name: str) -> CardReply:
        panel = await stores_at(self._house, interaction).panels.get(name)
        question = card(
            f"Bring {panel.name} here?",
            f"{_names(panel)}\n\n🌱 **Fresh**: as if they had never met anyone.\n"
            "🧠 **With memories**: with the goals, knowledge and feelings they have where the panel was saved, "
            "and a summary of what they heard there, made by the model now.",
        )
        primary = discord.ButtonStyle.primary
        return CardReply(
            [question],
            buttons=[
                button(FRESH, panel.id, "Fresh", emoji="🌱", style=primary),
                button(REMEMBERING, panel.id, "With memories", emoji="🧠", style=primary),
            ],
        )

    @app_commands.command(name="list", description="The panels of this server")
    async def list_(self, interaction: Interaction) -> None:
        await answer(interaction, self._house.clock, self._list(interaction))

    async def _list(self, interaction: Interaction) -> CommandAnswer:
        panels = await stores_at(self._house, interaction).panels.all()
        lines = [f"**{panel.name}** · {clip(_names(panel), 200)}" for panel in panels]
        return CommandAnswer(card("Panels", as_many(lines) or NONE_YET))

    @app_commands.command(name="show", description="Who is on a panel")
    @app_commands.describe(name="Which panel")
    async def show(self, interaction: Interaction, name: str) -> None:
        await answer(interaction, self._house.clock, self._show(interaction, name))

    async def _show(self, interaction: Interaction, name: str) -> CommandAnswer:
        panel = await stores_at(self._house, interaction).panels.get(name)
        lines = [f"{introduced(member.persona)}\n-# {origin_of(member.ref)}" for member in panel.members]
        saved = f"Saved {discord.utils.format_dt(panel.at, 'f')} by {discord.utils.escape_markdown(panel.by.name)}"
        return CommandAnswer(card(panel.name, f"{as_many(lines)}\n\n{saved}"))

    @app_commands.command(name="remove", description="Forget a panel; its people live on where they live")
    @app_commands.describe(name="Which panel")
    async def remove(self, interaction: Interaction, name: str) -> None:
        await reply(self._house, interaction, self._ask_to_remove(interaction, name))

    async def _ask_to_remove(self, interaction: Interaction, name: str) -> CardReply:
        panel = await stores_at(self._house, interaction).panels.get(name)
        text = f"{_names(panel)}\n\nThey live on where they live; only the list is forgotten."
        yes = button(REMOVE, panel.id, "Remove", emoji="🗑️", style=discord.ButtonStyle.danger)
        return CardReply([card(f"Remove the panel {panel.name}?", text, CURTAIN)], buttons=[yes])

    @use.autocomplete("name")
    @show.autocomplete("name")
    @remove.autocomplete("name")
    async def _offer(self, interaction: Interaction, typed: str) -> Choices:
        return saved_panels(await stores_at(self._house, interaction).panels.all(), typed)


async def use_fresh(house: House, interaction: Interaction, panel_id: str) -> None:
    await _use(house, interaction, panel_id, memories=False)


async def use_remembering(house: House, interaction: Interaction, panel_id: str) -> None:
    await _use(house, interaction, panel_id, memories=True)


async def forget(house: House, interaction: Interaction, panel_id: str) -> None:
    """The press of *Remove*: the panel is forgotten, its people live on."""
    require_runner(interaction)

    async def work() -> CardReply:
        panel = await stores_at(house, interaction).panels.remove(panel_id)
        return CardReply([card(f"The panel {panel.name} is forgotten", "", CURTAIN)])

    await replace(house, interaction, work())


ACTS: Mapping[str, Act] = {FRESH: use_fresh, REMEMBERING: use_remembering, REMOVE: forget}
"""What the buttons on these commands' answers do."""


async def _use(house: House, interaction: Interaction, panel_id: str, *, memories: bool) -> None:
    require_runner(interaction)
    spot = spot_of(interaction)

    async def work() -> CardReply:
        panel = await house.stores(spot.tenant).panels.get(panel_id)
        asking = interaction if memories else None
        return await brought(house, spot, panel.name, panel.members, remembering=asking)

    await replace(house, interaction, work())


def _names(panel: Panel) -> str:
    return ", ".join(f"**{member.persona.name}**" for member in panel.members)
