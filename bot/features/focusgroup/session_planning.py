"""A session planned in one go: a guide as a file, a panel in words, and the channel where it is to be held."""

from typing import Any
from uuid import UUID

import discord

from bot.features.focusgroup.session_board import board
from bot.features.panel.people_by_word import called
from bot.features.shared.channel_permissions import require
from bot.features.shared.command_context import House, catalogue_at, model_note, spot_in
from bot.features.shared.persona_rights import require_runner, stores_at
from bot.features.shared.world_opening import opening_notice
from troupe.core.errors import BadInput, Conflict
from troupe.research.conducting.study_quote import StudyQuote, quote_study
from troupe.research.guides.guide import Guide
from troupe.research.guides.reading.guide_reading import MAX_FILE, read_guide
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces, StudySession
from troupe.worlds.world import Mode

Interaction = discord.Interaction[Any]
MOST_PEOPLE = 30
"""People of a session in a channel: more would fill it with every answer."""


async def guide_of(attachment: discord.Attachment) -> Guide:
    """The guide in a file that was given along. Raises BadInput, naming line and field."""
    if attachment.size > MAX_FILE:
        raise BadInput(f"{attachment.filename} is larger than {MAX_FILE // 1_048_576} MiB", field="guide")
    return read_guide(await attachment.read(), attachment.filename).guide


async def planned(
    house: House, interaction: Interaction, guide: Guide, panel: str, front: discord.TextChannel
) -> StudySession:
    """A session with its card in the channel where it was asked for. Raises Conflict where people of the front
    would hear what is said here, where somebody lives there, and where today's budget has no room."""
    require_runner(interaction)
    spot = spot_in(front)
    require(spot.missing, spot.mention)
    here = interaction.channel
    home = here.parent if isinstance(here, discord.Thread) else here
    if not isinstance(here, discord.TextChannel | discord.Thread) or home is None or home.id == front.id:
        raise Conflict(f"Give this command in another text channel: in {front.mention} everyone hears it.")
    stores = stores_at(house, interaction)
    if await stores.worlds.at_channel(str(front.id)) is not None:
        raise Conflict(f"Somebody lives in {front.mention} already: `/world close` lets them go.")
    catalogue = await catalogue_at(house, stores.tenant)
    seed = UUID(house.ids()).int & 0x7FFFFFFF
    people = await called(panel, stores, catalogue, seed, most=MOST_PEOPLE)
    model = (await stores.guilds.get()).model
    plan = SessionPlan(
        guide=guide,
        panel=people.told,
        members=dict(people.members),
        seed=seed,
        notice=opening_notice(list(people.people.values()), Mode.ROUNDTABLE, model_note(house, model)),
    )
    groups(plan)
    cost = quote_study(guide, people.people, house.mind.player(model))
    if cost.estimate.tokens and not await stores.budgets.allows(house.cap(stores.tenant), cost.estimate):
        raise Conflict(f"{told(cost)}, for which today's budget of this server has no room.")
    session = await stores.sessions.plan(
        NewSession(
            plan=plan.model_dump_json(),
            seed=seed,
            by_hand=True,
            model=model,
            asked_for=str(interaction.user.id),
            places=SessionPlaces(guild_id=spot.guild_id, front=str(front.id), backstage=str(here.id)),
        )
    )
    card = board(await stores.sessions.view(session.id), plan)
    message = await here.send(embeds=list(card.cards), allowed_mentions=discord.AllowedMentions.none())
    places = session.places.model_copy(update={"card": str(message.id)})
    return await stores.sessions.place(session.id, places)


def told(cost: StudyQuote) -> str:
    """What it takes at most, in words."""
    usd = cost.estimate.usd
    price = f", ${usd:.2f}" if usd is not None else ", at a price that is not known"
    return f"It takes at most {cost.calls} calls, {cost.estimate.tokens:,} tokens{price}"
