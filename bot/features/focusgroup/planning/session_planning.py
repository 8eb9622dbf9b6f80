"""Planning a session: a guide from a file, a plan of guide and people, what stands in its way, and its keeping."""

from typing import Any
from uuid import UUID

import discord

from bot.features.focusgroup.planning.study_people import StudyPeople, notice_of, study_people
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.cap_raising import capped, reserved
from bot.features.focusgroup.session.session_board import board
from bot.features.shared.channel_permissions import require
from bot.features.shared.command_context import House, model_note, spot_in
from bot.features.shared.persona_rights import stores_at
from troupe.core.errors import BadInput, Conflict
from troupe.ports import Stores
from troupe.research.conducting.study_quote import StudyQuote, quote_runs
from troupe.research.guides.guide import Guide
from troupe.research.guides.reading.guide_reading import MAX_FILE, ReadGuide, read_guide
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces, StudySession

Interaction = discord.Interaction[Any]


async def guide_in(attachment: discord.Attachment, field: str) -> ReadGuide:
    """The guide in a file that was given along, and notes on how it was read. Raises BadInput, naming line and
    field."""
    if attachment.size > MAX_FILE:
        raise BadInput(f"{attachment.filename}: is larger than {MAX_FILE // 1_048_576} MiB", field=field)
    return read_guide(await attachment.read(), attachment.filename)


async def require_free(stores: Stores, front: discord.TextChannel) -> None:
    """Raises Conflict where people cannot be seated in this channel: somebody lives there, or the bot lacks a
    right."""
    spot = spot_in(front)
    require(spot.missing, spot.mention)
    if await stores.worlds.at_channel(str(front.id)) is not None:
        raise Conflict(f"Somebody lives in {front.mention} already: `/world close` lets them go.")


def drawn_seed(house: House) -> int:
    """A seed for a new session."""
    return UUID(house.ids()).int & 0x7FFFFFFF


async def sound_plan(
    house: House, stores: Stores, guide: Guide, people: StudyPeople, seed: int, max_usd: float | None = None
) -> SessionPlan:
    """The plan of this guide with these people, which may cost `max_usd`. Raises BadInput where they do not go
    together, and Conflict where today's budget has no room for it."""
    model = (await stores.guilds.get()).model
    plan = SessionPlan(
        guide=guide,
        panel=people.told,
        drawn_by=people.drawn_by,
        members=dict(people.members),
        seed=seed,
        notice=notice_of(people.members, model_note(house, model)),
    )
    groups(plan)
    cost = quote_runs([plan], house.mind.player(model))
    plan = capped(plan, cost, max_usd)
    hold = reserved(plan, cost)
    if hold.tokens and not await stores.budgets.allows(house.cap(stores.tenant), hold):
        raise Conflict(f"{told(cost)}, for which today's budget of this server has no room.")
    return plan


async def keep_plan(
    stores: Stores, interaction: Interaction, plan: SessionPlan, places: SessionPlaces
) -> StudySession:
    """The plan kept as a session that goes by hand until somebody says otherwise."""
    return await stores.sessions.plan(
        NewSession(
            plan=plan.model_dump_json(),
            seed=plan.seed,
            by_hand=True,
            model=(await stores.guilds.get()).model,
            asked_for=str(interaction.user.id),
            places=places,
        )
    )


async def planned(
    house: House,
    interaction: Interaction,
    guide: Guide,
    panel: str,
    front: discord.TextChannel,
    max_usd: float | None = None,
) -> StudySession:
    """A session with its board in the channel where it was asked for. Raises Conflict where people of the front
    would hear what is said here."""
    await require_researcher(house, interaction)
    here = interaction.channel
    home = here.parent if isinstance(here, discord.Thread) else here
    if not isinstance(here, discord.TextChannel | discord.Thread) or home is None or home.id == front.id:
        raise Conflict(f"Give this command in another text channel: in {front.mention} everyone hears it.")
    stores = stores_at(house, interaction)
    await require_free(stores, front)
    seed = drawn_seed(house)
    people = await study_people(house, stores.tenant, panel, seed)
    plan = await sound_plan(house, stores, guide, people, seed, max_usd)
    places = SessionPlaces(guild_id=str(interaction.guild_id), front=str(front.id), backstage=str(here.id))
    session = await keep_plan(stores, interaction, plan, places)
    layout = board(await stores.sessions.view(session.id), plan).layout
    message = await here.send(view=layout, allowed_mentions=discord.AllowedMentions.none())
    return await stores.sessions.place(session.id, places.model_copy(update={"card": str(message.id)}))


def told(cost: StudyQuote) -> str:
    """What it takes at most, in words."""
    usd = cost.estimate.usd
    price = f", ${usd:.2f}" if usd is not None else ", at a price that is not known"
    return f"It takes at most {cost.calls} calls, {cost.estimate.tokens:,} tokens{price}"
