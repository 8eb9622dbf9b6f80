"""/memory: what one person of this channel remembers of what they witnessed, found by a question."""

from typing import Any

import discord
from discord import app_commands
from discord.utils import escape_markdown, format_dt

from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CommandAnswer, answer, as_many, card, clip
from bot.features.shared.option_choices import Choices, people_here, those_here
from bot.features.shared.persona_rights import require_runner
from bot.features.shared.world_opening import find_person
from troupe.worlds.remembered_line import RememberedLine
from troupe.worlds.transcript import SystemAuthor

Interaction = discord.Interaction[Any]
MOST = 10
_LINE = 300


class MemoryCommands(app_commands.Group):
    """For those who run the channel: what people remember includes what was said to them alone."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="memory",
            description="What the people of this channel remember",
            guild_only=True,
            default_permissions=discord.Permissions(manage_channels=True),
        )
        self._house = house

    @app_commands.command(name="search", description="Find what someone here remembers of what was said")
    @app_commands.describe(person="Whose memory", question="A question, or some words: names and times count too")
    async def search(
        self, interaction: Interaction, person: str, question: app_commands.Range[str, 1, 300]
    ) -> None:
        require_runner(interaction)
        asker = interaction.user.display_name
        work = searched(self._house, spot_of(interaction), person, question, asker)
        await answer(interaction, self._house.clock, work)

    @search.autocomplete("person")
    async def _whose(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed)


async def searched(house: House, spot: CommandSpot, name: str, question: str, asker: str) -> CommandAnswer:
    """The lines that this person witnessed and that answer the question best."""
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    person = find_person(await stores.casts.of(world.id), name)
    memories = await stores.memories.search(person.id, question, MOST, asker=asker)
    title = f"What {person.name} remembers"
    if not memories:
        return CommandAnswer(
            card(title, "Nothing of the kind. People remember only what they heard or said here.")
        )
    embed = card(title, as_many([_told(memory, spot) for memory in memories]))
    embed.set_footer(text="The best first. What is deleted is forgotten.")
    return CommandAnswer(embed)


def _told(memory: RememberedLine, spot: CommandSpot) -> str:
    event = memory.event
    who = "The house" if isinstance(event.author, SystemAuthor) else event.author.name
    text = clip(escape_markdown(" ".join(event.text.split())), _LINE)
    when = format_dt(event.at, "d")
    if event.message_id is not None and event.place:
        when = (
            f"[{event.at:%d %b %Y}](https://discord.com/channels/{spot.guild_id}/{event.place}/{event.message_id})"
        )
    return f"{when} **{escape_markdown(who)}**{event.facets.manner}: {text}"
