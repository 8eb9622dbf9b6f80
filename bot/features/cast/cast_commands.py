"""/cast: the people of this channel: add, remove, list, show, how much they talk, how they stand to each other."""

from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.cast.newcomer_briefing import KNOWS, NOTHING, add_here
from bot.features.cast.person_cards import cast_card, profile_card, with_relations
from bot.features.cast.relating import BOTH, KNOWN, relate
from bot.features.cast.talkativeness import settle_talk, some_talk
from bot.features.shared.command_context import CommandSpot, House, catalogue_at, spot_of, world_here
from bot.features.shared.deferred_answers import CommandAnswer, answer, card
from bot.features.shared.option_choices import MOST, Choices, one_persona, people_here, those_here, those_to_choose
from bot.features.shared.world_opening import find_person
from troupe.core.errors import NotFound
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.world import Person

Interaction = discord.Interaction[Any]

KNOWN_CHOICES = [app_commands.Choice(name=told, value=known) for known, told in KNOWN.items()]
KNOWS_CHOICES = [app_commands.Choice(name=told, value=knows) for knows, told in KNOWS.items()]


class CastCommands(app_commands.Group):
    """For those who run the channel."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="cast",
            description="The simulated people of this channel",
            guild_only=True,
            default_permissions=discord.Permissions(manage_channels=True),
        )
        self._house = house

    @app_commands.command(name="add", description="Bring one more person into this channel")
    @app_commands.describe(
        persona="Whom to bring", knows="What they know of what was said before. Left out: nothing"
    )
    @app_commands.choices(knows=KNOWS_CHOICES)
    async def add(self, interaction: Interaction, persona: str, knows: str = NOTHING) -> None:
        work = add_here(self._house, spot_of(interaction), persona, knows, interaction)
        await answer(interaction, self._house.clock, work)

    @add.autocomplete("persona")
    async def _to_add(self, interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(self._house, interaction), typed)

    @app_commands.command(name="talkativeness", description="How much someone joins in, in this channel")
    @app_commands.describe(person="Who", talkativeness="A word, or a number from 0 (only when called) to 1")
    async def talkativeness(self, interaction: Interaction, person: str, talkativeness: str) -> None:
        by = interaction.user.display_name
        work = settle_talk(self._house, spot_of(interaction), person, talkativeness, by)
        await answer(interaction, self._house.clock, work)

    @talkativeness.autocomplete("person")
    async def _to_settle(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed)

    @talkativeness.autocomplete("talkativeness")
    async def _talk(self, _: Interaction, typed: str) -> Choices:
        return some_talk(typed)

    @app_commands.command(name="relate", description="How two people here stand to each other")
    @app_commands.describe(
        person="Who",
        other="To whom",
        how="Such as: Gerda is Rory's aunt and thinks he talks too little. “nothing” takes it back",
        known="Who knows it. Left out: both of them",
    )
    @app_commands.choices(known=KNOWN_CHOICES)
    async def relate(self, interaction: Interaction, person: str, other: str, how: str, known: str = BOTH) -> None:
        by = interaction.user.display_name
        work = relate(self._house, spot_of(interaction), (person, other), how, known, by)
        await answer(interaction, self._house.clock, work)

    @relate.autocomplete("person")
    @relate.autocomplete("other")
    async def _to_relate(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed)

    @app_commands.command(name="remove", description="Let one person go; what they said is kept")
    @app_commands.describe(person="Who leaves")
    async def remove(self, interaction: Interaction, person: str) -> None:
        await answer(interaction, self._house.clock, self._remove(spot_of(interaction), person))

    @remove.autocomplete("person")
    async def _to_remove(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed)

    async def _remove(self, spot: CommandSpot, name: str) -> CommandAnswer:
        world = await world_here(self._house, spot)
        stores = self._house.stores(spot.tenant)
        person = find_person(await stores.casts.of(world.id), name)
        await stores.casts.remove(world.id, person.id)
        self._house.engine.interrupt(world.key, [person.id])
        await stores.outbox.notice(world.id, f"🎭 {person.name} leaves.")
        self._house.pokes.poke(world.key)
        return CommandAnswer(card(f"{person.name} has left", "What they said is kept."))

    @app_commands.command(name="list", description="Who lives in this channel")
    async def list_(self, interaction: Interaction) -> None:
        await answer(interaction, self._house.clock, self._list(spot_of(interaction)))

    async def _list(self, spot: CommandSpot) -> CommandAnswer:
        world = await world_here(self._house, spot)
        return CommandAnswer(cast_card(world, await self._house.stores(spot.tenant).casts.of(world.id)))

    @app_commands.command(name="show", description="Who a person is")
    @app_commands.describe(person="Someone who is here, or whom you could bring")
    async def show(self, interaction: Interaction, person: str) -> None:
        await answer(interaction, self._house.clock, self._show(spot_of(interaction), person))

    @show.autocomplete("person")
    async def _to_show(self, interaction: Interaction, typed: str) -> Choices:
        here = those_here(await people_here(self._house, interaction), typed)
        names = {choice.name for choice in here}
        personas = one_persona(await those_to_choose(self._house, interaction), typed)
        return [*here, *(choice for choice in personas if choice.name not in names)][:MOST]

    async def _show(self, spot: CommandSpot, name: str) -> CommandAnswer:
        persona, ref, person = await self._find(spot, name)
        face = await likeness(self._house.stores(spot.tenant), persona, ref)
        profile = profile_card(persona, ref, here=person is not None)
        return CommandAnswer(profile if person is None else with_relations(profile, person), face=face)

    async def _find(self, spot: CommandSpot, name: str) -> tuple[Persona, PersonaRef, Person | None]:
        """Someone here, or else of the catalogue."""
        stores = self._house.stores(spot.tenant)
        world = await stores.worlds.at_channel(spot.channel_id)
        try:
            person = find_person(await stores.casts.of(world.id) if world is not None else (), name)
        except NotFound:
            return *(await catalogue_at(self._house, spot.tenant)).find(name), None
        return person.persona, person.ref, person
