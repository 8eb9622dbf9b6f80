"""/memory: what one person of this channel remembers of what they witnessed, looked at and changed."""

from typing import Any

import discord
from discord import app_commands
from discord.utils import escape_markdown, format_dt

from bot.features.memory.memory_cards import memories_card, memory_line
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CommandAnswer, answer, as_many, card, clip
from bot.features.shared.option_choices import MOST as MOST_CHOICES
from bot.features.shared.option_choices import Choices, people_here, those_here
from bot.features.shared.persona_rights import require_runner
from bot.features.shared.world_opening import find_person
from troupe.core.errors import Conflict, NotFound
from troupe.ports import Stores
from troupe.worlds.remembered_line import RememberedLine
from troupe.worlds.transcript import SystemAuthor
from troupe.worlds.world import Person

Interaction = discord.Interaction[Any]
MOST = 10
MOST_SHOWN = 25
MOST_KEPT = 1_000
"""Memories looked through for the one that is meant."""
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

    @app_commands.command(
        name="show", description="What someone here keeps in memory: episodes, facts, what they think"
    )
    @app_commands.describe(person="Whose memory")
    async def show(self, interaction: Interaction, person: str) -> None:
        require_runner(interaction)
        await answer(interaction, self._house.clock, shown(self._house, spot_of(interaction), person))

    @app_commands.command(
        name="pin", description="Have someone bear a memory in mind in every turn, or not any more"
    )
    @app_commands.describe(person="Whose memory", memory="Which one", off="Not any more")
    async def pin(self, interaction: Interaction, person: str, memory: str, off: bool = False) -> None:
        require_runner(interaction)
        work = pinned(self._house, spot_of(interaction), person, memory, off=off)
        await answer(interaction, self._house.clock, work)

    @app_commands.command(
        name="edit", description="Put a memory of someone here in other words; the former are kept"
    )
    @app_commands.describe(person="Whose memory", memory="Which one", text="What they are to remember instead")
    async def edit(
        self, interaction: Interaction, person: str, memory: str, text: app_commands.Range[str, 1, 500]
    ) -> None:
        require_runner(interaction)
        by = str(interaction.user.id)
        await answer(
            interaction, self._house.clock, edited(self._house, spot_of(interaction), person, memory, text, by)
        )

    @app_commands.command(name="forget", description="Let someone here forget a memory; what was said stays")
    @app_commands.describe(person="Whose memory", memory="Which one")
    async def forget(self, interaction: Interaction, person: str, memory: str) -> None:
        require_runner(interaction)
        await answer(interaction, self._house.clock, forgotten(self._house, spot_of(interaction), person, memory))

    @search.autocomplete("person")
    @show.autocomplete("person")
    @pin.autocomplete("person")
    @edit.autocomplete("person")
    @forget.autocomplete("person")
    async def _whose(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed)

    @pin.autocomplete("memory")
    @edit.autocomplete("memory")
    @forget.autocomplete("memory")
    async def _which(self, interaction: Interaction, typed: str) -> Choices:
        """Only to those who may see them: what is offered while one types is an answer too."""
        if not interaction.permissions.manage_channels:
            return []
        name = str(interaction.namespace["person"]) if "person" in interaction.namespace else ""
        return await _offered(self._house, interaction, name, typed)


async def searched(house: House, spot: CommandSpot, name: str, question: str, asker: str) -> CommandAnswer:
    """The lines that this person witnessed and that answer the question best."""
    stores, person = await _person(house, spot, name)
    memories = await stores.memories.search(person.id, question, MOST, asker=asker)
    title = f"What {person.name} remembers"
    if not memories:
        return CommandAnswer(
            card(title, "Nothing of the kind. People remember only what they heard or said here.")
        )
    embed = card(title, as_many([_told(memory, spot) for memory in memories]))
    embed.set_footer(text="The best first. What is deleted is forgotten.")
    return CommandAnswer(embed)


async def shown(house: House, spot: CommandSpot, name: str) -> CommandAnswer:
    """All that this person keeps in memory."""
    stores, person = await _person(house, spot, name)
    memories = await stores.memories.kept(person.id, MOST_SHOWN)
    lines = await stores.memories.lines([source for memory in memories for source in memory.sources])
    return CommandAnswer(memories_card(person.name, memories, {event.id: event for event in lines}, spot))


async def pinned(house: House, spot: CommandSpot, name: str, memory_id: str, *, off: bool) -> CommandAnswer:
    """The memory, borne in mind from now on, or not any more."""
    stores, person, memory_id = await _memory_of(house, spot, name, memory_id)
    memory = await stores.memories.pin(memory_id, pinned=not off)
    title = f"{person.name} bears it in mind no more" if off else f"{person.name} bears it in mind from now on"
    return CommandAnswer(card(title, memory_line(memory, {}, spot)))


async def edited(house: House, spot: CommandSpot, name: str, memory_id: str, text: str, by: str) -> CommandAnswer:
    """The memory in other words."""
    stores, person, memory_id = await _memory_of(house, spot, name, memory_id)
    memory = await stores.memories.edit(memory_id, text, by)
    return CommandAnswer(card(f"{person.name} remembers it so from now on", memory_line(memory, {}, spot)))


async def forgotten(house: House, spot: CommandSpot, name: str, memory_id: str) -> CommandAnswer:
    """The memory that was let go."""
    stores, person, memory_id = await _memory_of(house, spot, name, memory_id)
    memory = await stores.memories.forget(memory_id)
    embed = card(f"{person.name} has forgotten it", memory_line(memory, {}, spot))
    return CommandAnswer(embed.set_footer(text="What was said stays until the message is deleted."))


async def _person(house: House, spot: CommandSpot, name: str) -> tuple[Stores, Person]:
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    return stores, find_person(await stores.casts.of(world.id), name)


async def _memory_of(house: House, spot: CommandSpot, name: str, memory_id: str) -> tuple[Stores, Person, str]:
    """Raises NotFound unless it is a memory of this person, who lives in this channel."""
    stores, person = await _person(house, spot, name)
    if all(memory.id != memory_id for memory in await stores.memories.kept(person.id, MOST_KEPT)):
        raise NotFound(f"{person.name} keeps no such memory: choose one from the list", field="memory")
    return stores, person, memory_id


async def _offered(house: House, interaction: Interaction, name: str, typed: str) -> Choices:
    try:
        stores, person = await _person(house, spot_of(interaction), name)
    except (Conflict, NotFound):
        return []
    memories = await stores.memories.kept(person.id, MOST_KEPT)
    fitting = [memory for memory in memories if memory.current and typed.casefold() in memory.text.casefold()]
    return [app_commands.Choice(name=clip(memory.text, 100), value=memory.id) for memory in fitting[:MOST_CHOICES]]


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
