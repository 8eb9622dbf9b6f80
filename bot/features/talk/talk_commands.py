"""The commands of everyone who may speak: /ask, /who, /stop and /help."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.utils import escape_markdown

from bot.features.cast.person_cards import cast_card
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CURTAIN, CommandAnswer, answer, card, soon
from bot.features.shared.option_choices import EVERYONE, Choices, people_here, those_here
from bot.features.shared.world_opening import MODEL_SET_AT, find_person
from bot.features.talk.public_question import put_question
from troupe.core.errors import Conflict
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.world import Person, World, WorldStatus

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

LONGEST_QUESTION = 1500

HELP = (
    ("Talk", "Just write in the channel. Start with a name, or reply to someone, and they will answer."),
    ("Ask", "`/ask` puts a question to one person or to everyone; question and answer are public."),
    ("Who", "`/who` shows who is here."),
    ("Choose", "`/persona browse` shows everyone who could come; `/persona show` tells who someone is."),
    ("Stop", "Write “stop”, or use `/stop`: everyone falls silent at once, until `/world resume`."),
    (
        "Be left alone",
        "Press *Mute for me* under the pinned notice: they neither see you nor speak to you. Again, and they do.",
    ),
    (
        "Be remembered",
        "`/privacy remember-me` allows people to remember facts about you; `/privacy show` tells what is kept.",
    ),
    (
        "Be forgotten",
        "`/privacy forget` has all that you wrote to the people of this server erased, with what came of it.",
    ),
    (
        "About one message",
        "Right-click it (on a phone: hold it) → *Apps*: *Why?* they spoke, *Redo* to have it said anew, *Remove*, "
        "or *Report*, which hides it and tells the moderators.",
    ),
    ("Who plays them", f"`/world status` says which language model. {MODEL_SET_AT}"),
    (
        "Run it (Manage Channels)",
        "`/world open · close · resume · mode · rhythm · model · status`, `/cast add · remove · list · show · "
        "talkativeness · relate`, `/memory search · show · pin · edit · forget`, `/persona create · edit`, "
        "`/panel recruit · profile · save · use`, `/focusgroup plan · start · moderator · observe · whisper · "
        "close · report`, and `/setup` for the whole server.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Question:
    world: World
    addressed: tuple[str, ...]
    shown: str


class TalkCommands:
    """The commands of the many; `all` lists them."""

    def __init__(self, house: House) -> None:
        self._house = house

    def all(self) -> Sequence[Command]:
        ask: Command = app_commands.Command(
            name="ask",
            description="Ask one of the simulated people, or everyone; the answer is public",
            callback=self.ask,
        )
        ask.autocomplete("person")(self.offer)
        return (
            ask,
            app_commands.Command(name="who", description="Who of the simulated people is here", callback=self.who),
            app_commands.Command(
                name="stop", description="Silence all simulated people here, at once", callback=self.stop
            ),
            app_commands.Command(name="help", description="How to talk with simulated people", callback=self.help),
        )

    @app_commands.guild_only()
    @app_commands.describe(person="Whom to ask", question="What to ask")
    async def ask(
        self, interaction: Interaction, person: str, question: app_commands.Range[str, 1, LONGEST_QUESTION]
    ) -> None:
        spot = spot_of(interaction)
        author = HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)
        target = await soon(interaction, self._house.clock, self._prepare(spot, author, person))
        text = f"**{escape_markdown(author.name)}** → **{escape_markdown(target.shown)}**: {question}"
        message = HumanMessage(
            channel_id=spot.channel_id,
            place=spot.place,
            message_id=str(interaction.id),
            order=interaction.id,
            author=author,
            text=question,
            at=self._house.clock.now(),
            addressed=target.addressed,
        )
        await put_question(self._house, interaction, target.world, message, text)

    async def offer(self, interaction: Interaction, typed: str) -> Choices:
        return those_here(await people_here(self._house, interaction), typed, everyone=True)

    async def _prepare(self, spot: CommandSpot, author: HumanAuthor, person: str) -> _Question:
        world = await world_here(self._house, spot)
        if author.id in {member.id for member in await self._house.stores(spot.tenant).mutes.of(world.id)}:
            raise Conflict("You muted the people here. Press *Mute for me* under the pinned notice again to ask.")
        if world.status is not WorldStatus.OPEN:
            raise Conflict("Everyone here is silent until `/world resume` (Manage Channels).")
        people = await self._house.stores(spot.tenant).casts.of(world.id)
        if person.strip().lower() == EVERYONE:
            return _Question(world, tuple(p.id for p in people), "everyone")
        target: Person = find_person(people, person)
        return _Question(world, (target.id,), target.name)

    @app_commands.guild_only()
    async def who(self, interaction: Interaction) -> None:
        await answer(interaction, self._house.clock, who_is_here(self._house, spot_of(interaction)))

    @app_commands.guild_only()
    async def stop(self, interaction: Interaction) -> None:
        work = silence_here(self._house, spot_of(interaction), interaction.user.display_name)
        await answer(interaction, self._house.clock, work)

    @app_commands.guild_only()
    async def help(self, interaction: Interaction) -> None:
        embed = card(
            "Simulated people",
            "People in this channel with a name and a face may be simulated: they are not real.",
        )
        for name, value in HELP:
            embed.add_field(name=name, value=value, inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)


async def who_is_here(house: House, spot: CommandSpot) -> CommandAnswer:
    """Everyone in this channel's world, to the one who asked."""
    world = await world_here(house, spot)
    return CommandAnswer(cast_card(world, await house.stores(spot.tenant).casts.of(world.id)))


async def silence_here(house: House, spot: CommandSpot, by: str) -> CommandAnswer:
    """Stop everyone, as the stop phrase does; any member may."""
    world = await world_here(house, spot)
    notice = f"⏹️ {escape_markdown(by)} stopped everyone here. `/world resume` wakes them."
    already = world.status is WorldStatus.STOPPED
    await house.stores(spot.tenant).worlds.halt(world.id, by, "" if already else notice)
    house.engine.interrupt(world.key)
    house.pokes.poke(world.key)
    return CommandAnswer(
        card("Everyone is silent", "Until someone with Manage Channels uses `/world resume`.", CURTAIN)
    )
