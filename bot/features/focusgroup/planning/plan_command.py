"""/focusgroup plan: from a sentence or a file to a front, a backstage, and the card that carries the study."""

from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.planning.plan_card import plan_card
from bot.features.focusgroup.planning.session_planning import (
    drawn_seed,
    guide_in,
    keep_plan,
    require_free,
    sound_plan,
)
from bot.features.focusgroup.planning.study_people import study_people
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import as_many, card
from bot.features.shared.job_answers import result_of
from bot.features.shared.lasting_buttons import unwatched
from troupe.core.errors import Conflict
from troupe.ports import Stores
from troupe.research.guides.drafting.guide_brief import LONGEST_ABOUT, GuideBrief
from troupe.research.guides.drafting.guide_drafting_job import GuideAsked
from troupe.research.guides.reading.guide_faults import GuideNote
from troupe.research.guides.reading.guide_reading import ReadGuide
from troupe.research.job_kinds import DRAFTING
from troupe.worlds.sessions.study_session import SessionPlaces

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]
_MOST_NOTES = 8


def plan_command(house: House) -> Command:
    """/focusgroup plan, to be put into the group."""

    @app_commands.describe(
        about="What it is about, in a sentence; a guide is drafted from it",
        file="A guide you have: text, Markdown, Word or YAML",
        panel='Who takes part: a saved panel, "8 from germany", or names; four of the library if left out',
        front="Where it is held, a channel where nobody lives; a new one if left out",
        max_usd="What it may cost at most, in dollars; it pauses there, and can go on",
    )
    async def plan(
        interaction: Interaction,
        about: app_commands.Range[str, 3, LONGEST_ABOUT],
        file: discord.Attachment | None = None,
        panel: str | None = None,
        front: discord.TextChannel | None = None,
        max_usd: app_commands.Range[float, 0, 10_000] | None = None,
    ) -> None:
        await require_researcher(house, interaction)
        await reply(house, interaction, _planned(house, interaction, about, file, panel, front, max_usd))

    return app_commands.Command(
        name="plan", description="Plan a focus group: its guide, its people, what it costs", callback=plan
    )


async def _planned(
    house: House,
    interaction: Interaction,
    about: str,
    file: discord.Attachment | None,
    panel: str | None,
    front: discord.TextChannel | None,
    max_usd: float | None,
) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    home = await _home(stores, interaction)
    if front is not None:
        await require_free(stores, front)
    seed = drawn_seed(house)
    people = await study_people(house, stores.tenant, panel, seed)
    read = await _guide(house, interaction, about, file, seed)
    plan = await sound_plan(house, stores, read.guide, people, seed, max_usd)
    backstage = await _backstage(home, interaction, read.guide.title)
    front = front or await _new_front(home, read.guide.title)
    places = SessionPlaces(guild_id=str(interaction.guild_id), front=str(front.id), backstage=str(backstage.id))
    session = await keep_plan(stores, interaction, plan, places)
    shown = plan_card(session.id, plan, places, house.mind.player(session.model))
    message = await backstage.send(embeds=list(shown.cards), view=unwatched(*shown.buttons))
    await stores.sessions.place(session.id, places.model_copy(update={"card": str(message.id)}))
    lines = [f"Backstage, with everything about it: {backstage.mention}", f"In front: {front.mention}"]
    return CardReply([card(f"“{read.guide.title}” is planned", as_many([*lines, *_told(read.notes)], 3500))])


async def _home(stores: Stores, interaction: Interaction) -> discord.TextChannel:
    """The channel under which backstage is made: one where nobody lives, or its people would hear of it."""
    channel = interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise Conflict("Plan it in a text channel of a server: backstage is made under it.")
    if await stores.worlds.at_channel(str(channel.id)) is not None:
        raise Conflict(
            "Somebody lives in this channel. Plan it in one where nobody does: backstage is made under it."
        )
    return channel


async def _guide(
    house: House, interaction: Interaction, about: str, file: discord.Attachment | None, seed: int
) -> ReadGuide:
    """The guide of the file, or one drafted from the sentence."""
    if file is not None:
        read = await guide_in(file, "file")
        guide = read.guide if read.guide.about else read.guide.model_copy(update={"about": about.strip()})
        return ReadGuide(guide=guide, notes=read.notes)
    drafted = await result_of(
        house, interaction, DRAFTING, GuideAsked(brief=GuideBrief(about=about.strip()), seed=seed)
    )
    author = "the understudy, by rule: no language model" if drafted.stand_in else drafted.model
    return ReadGuide(guide=drafted.guide, notes=(GuideNote(line=0, message=f"The guide is a draft by {author}"),))


async def _backstage(home: discord.TextChannel, interaction: Interaction, title: str) -> discord.Thread:
    try:
        thread = await home.create_thread(
            name=f"Backstage: {title}"[:100], type=discord.ChannelType.private_thread, invitable=False
        )
        await thread.add_user(interaction.user)
    except discord.Forbidden as error:
        raise Conflict(
            "I may not make a private thread here: I need **Create Private Threads** and **Send Messages in "
            "Threads**."
        ) from error
    return thread


async def _new_front(home: discord.TextChannel, title: str) -> discord.TextChannel:
    try:
        return await home.guild.create_text_channel(title[:90], category=home.category, reason="A focus group")
    except discord.Forbidden as error:
        raise Conflict(
            "I may not make a channel: give me **Manage Channels**, or name one with `front:`."
        ) from error


def _told(notes: tuple[GuideNote, ...]) -> list[str]:
    """What is to be known of how the guide was read."""
    lines = [f"-# {note}" for note in notes[:_MOST_NOTES]]
    more = len(notes) - _MOST_NOTES
    return [*lines, f"-# and {more} more"] if more > 0 else lines
