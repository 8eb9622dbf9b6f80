"""/world: open, close, resume, status and mode of the world of a channel."""

from typing import Any

import discord
from discord import app_commands

from bot.features.cast.bringing_people import open_here
from bot.features.shared.answer_cards import reply
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CommandAnswer, answer, card
from bot.features.shared.option_choices import Choices, more_personas, those_to_choose
from bot.features.shared.time_zones import some_zones
from bot.features.shared.world_opening import MODES
from bot.features.world.closing_command import ask_first
from bot.features.world.model_choice import set_model, some_models
from bot.features.world.resuming import resume_here
from bot.features.world.rhythm_command import RhythmRequest, set_rhythm, some_intervals
from bot.features.world.world_status import status_card
from troupe.worlds.world import Mode

Interaction = discord.Interaction[Any]

MODE_CHOICES = [
    app_commands.Choice(name=f"{mode.value}: {words}"[:100], value=mode.value) for mode, words in MODES.items()
]


class WorldCommands(app_commands.Group):
    """For those who run the channel."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="world",
            description="Bring simulated people into this channel, or let them go",
            guild_only=True,
            default_permissions=discord.Permissions(manage_channels=True),
        )
        self._house = house

    @app_commands.command(name="open", description="Bring simulated people into this channel")
    @app_commands.describe(
        people="Who comes, such as: gerda, rory. Left out: four who know each other",
        mode="How they take the floor. Left out: ambient",
    )
    @app_commands.choices(mode=MODE_CHOICES)
    async def open_(self, interaction: Interaction, people: str = "", mode: str = Mode.AMBIENT.value) -> None:
        work = open_here(self._house, spot_of(interaction), people.split(","), Mode(mode))
        await answer(interaction, self._house.clock, work)

    @open_.autocomplete("people")
    async def _people(self, interaction: Interaction, typed: str) -> Choices:
        return more_personas(await those_to_choose(self._house, interaction), typed)

    @app_commands.command(name="close", description="Let the people of this channel go; what was said is kept")
    async def close(self, interaction: Interaction) -> None:
        await reply(self._house, interaction, ask_first(self._house, spot_of(interaction)))

    @app_commands.command(name="resume", description="Wake everyone after a stop or a pause")
    async def resume(self, interaction: Interaction) -> None:
        work = resume_here(self._house, spot_of(interaction), _who(interaction))
        await answer(interaction, self._house.clock, work)

    @app_commands.command(name="mode", description="How the people of this channel take the floor")
    @app_commands.describe(mode="How they take the floor")
    @app_commands.choices(mode=MODE_CHOICES)
    async def mode(self, interaction: Interaction, mode: str) -> None:
        work = self._mode(spot_of(interaction), Mode(mode), _who(interaction))
        await answer(interaction, self._house.clock, work)

    async def _mode(self, spot: CommandSpot, mode: Mode, by: str) -> CommandAnswer:
        world = await world_here(self._house, spot)
        await self._house.stores(spot.tenant).worlds.set_mode(world.id, mode, by)
        self._house.pokes.poke(world.key)
        return CommandAnswer(card(f"Mode: {mode.value}", f"From now on {MODES[mode]}."))

    @app_commands.command(name="rhythm", description="Have people act by themselves every so often")
    @app_commands.describe(
        every="How often, such as: 30 minutes, 2 hours, off. Left out: as it is",
        quiet="When not, in this server's time zone, such as: 22:00-08:00, none",
        per_day="At most so many times a day",
        rest_after="Rest after so many times without a human word",
        time_zone="This server's time zone, such as Europe/Berlin",
    )
    async def rhythm(
        self,
        interaction: Interaction,
        every: str | None = None,
        quiet: str | None = None,
        per_day: app_commands.Range[int, 1, 200] | None = None,
        rest_after: app_commands.Range[int, 1, 50] | None = None,
        time_zone: str | None = None,
    ) -> None:
        request = RhythmRequest(every, quiet, per_day, rest_after, time_zone)
        work = self._rhythm(spot_of(interaction), request, _who(interaction))
        await answer(interaction, self._house.clock, work)

    @rhythm.autocomplete("every")
    async def _intervals(self, _: Interaction, typed: str) -> Choices:
        return some_intervals(typed)

    @rhythm.autocomplete("time_zone")
    async def _zones(self, _: Interaction, typed: str) -> Choices:
        return some_zones(typed)

    async def _rhythm(self, spot: CommandSpot, asked: RhythmRequest, by: str) -> CommandAnswer:
        return CommandAnswer(await set_rhythm(self._house, spot, asked, by))

    @app_commands.command(name="model", description="Which language model plays the people of this server")
    @app_commands.describe(model="One of those offered. Left out: show them")
    async def model(self, interaction: Interaction, model: str | None = None) -> None:
        await answer(interaction, self._house.clock, self._model(spot_of(interaction), model))

    @model.autocomplete("model")
    async def _models(self, _: Interaction, typed: str) -> Choices:
        return some_models(self._house, typed)

    async def _model(self, spot: CommandSpot, asked: str | None) -> CommandAnswer:
        return CommandAnswer(await set_model(self._house, spot, asked))

    @app_commands.command(
        name="status", description="How this channel's world is doing: people, model, spending, problems"
    )
    async def status(self, interaction: Interaction) -> None:
        await answer(interaction, self._house.clock, self._status(spot_of(interaction)))

    async def _status(self, spot: CommandSpot) -> CommandAnswer:
        return CommandAnswer(await status_card(self._house, spot, await world_here(self._house, spot)))


def _who(interaction: Interaction) -> str:
    return interaction.user.display_name
