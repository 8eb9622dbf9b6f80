"""A focus group handed over to a moderator person, or taken over: by `/focusgroup moderator` and on its cards."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features.focusgroup.planning.plan_card import plan_card
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.cap_raising import capped
from bot.features.focusgroup.session.session_board import HAND_OVER, TAKE_OVER
from bot.features.focusgroup.session.session_starting import session_here
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import Act, unwatched
from bot.features.shared.one_field_form import OneFieldForm
from bot.features.shared.option_choices import MOST, Choices
from troupe.core.errors import Conflict
from troupe.people.library.library import find_persona
from troupe.people.library.ready_moderators import ready_moderator, ready_moderators
from troupe.people.persona.panel import PanelMember, same_name
from troupe.research.conducting.study_quote import quote_runs
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.moderator import hands_over_words, takes_over_words
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import SessionStatus

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., None]


def moderator_command(house: House) -> Command:
    """/focusgroup moderator, to be put into the group."""

    @app_commands.describe(
        person="Who leads from now on: a moderator of the house or anyone you have. Left out: you"
    )
    async def moderator(interaction: Interaction, person: app_commands.Range[str, 1, 100] = "") -> None:
        async def work() -> CardReply:
            session = await session_here(house.stores(f"guild:{interaction.guild_id}"), interaction)
            if not person:
                return await _taken_over(house, interaction, session.id)
            return await _handed_over(house, interaction, session.id, person)

        await require_researcher(house, interaction)
        await reply(house, interaction, work())

    async def offer(interaction: Interaction, typed: str) -> Choices:
        catalogue = await catalogue_at(house, f"guild:{interaction.guild_id}")
        ready = [one.persona.name for one in ready_moderators().values()]
        names = [*ready, *(one.name for one in catalogue.people.values())]
        fitting = [name for name in dict.fromkeys(names) if typed.casefold() in name.casefold()]
        return [app_commands.Choice(name=name[:100], value=name[:100]) for name in fitting[:MOST]]

    command: Command = app_commands.Command(
        name="moderator",
        description="Hand the focus group of this channel to a moderator person, or take it over",
        callback=moderator,
    )
    command.autocomplete("person")(offer)
    return command


async def hand_over(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Hand over…* or *Moderator…*: a form asks to whom."""
    await require_researcher(house, interaction)
    view = await house.stores(f"guild:{interaction.guild_id}").sessions.view(session_id)
    led_by = _plan(view).moderator or next(iter(ready_moderators().values()))
    box = discord.ui.TextInput[Any](custom_id="text", default=led_by.persona.name, max_length=100)

    async def written(answer: Interaction, text: str) -> None:
        await require_researcher(house, answer)
        await reply(house, answer, _handed_over(house, answer, session_id, text))

    names = " or ".join(one.persona.name.split()[0] for one in ready_moderators().values())
    label = discord.ui.Label[Any](text=f"{names}, or anyone you have", component=box)
    await interaction.response.send_modal(OneFieldForm("Who moderates?", label, written, house.ids))


async def take_over(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Take over*."""
    await require_researcher(house, interaction)
    await reply(house, interaction, _taken_over(house, interaction, session_id))


async def _handed_over(house: House, interaction: Interaction, session_id: str, word: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    view = await stores.sessions.view(session_id)
    plan, member = _plan(view), await _called(house, stores.tenant, word)
    name = member.persona.name
    if any(same_name(guest.name, name) for guest in view.guests if guest.present):
        raise Conflict(f"{name} is the name of somebody who takes part. Choose another moderator.")
    plan = plan.model_copy(update={"moderator": member})
    groups(plan)
    plan = capped(plan, quote_runs([plan], house.mind.player(view.session.model)), plan.max_usd)
    await stores.sessions.hand_over(session_id, plan.model_dump_json(), hands_over_words(name))
    return await _changed(house, interaction, session_id, f"{name} moderates from here.")


async def _taken_over(house: House, interaction: Interaction, session_id: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    view = await stores.sessions.view(session_id)
    if not view.session.chaired:
        raise Conflict("Humans lead it already.")
    member = _plan(view).moderator
    name = "" if member is None else member.persona.name
    await stores.sessions.hand_over(session_id, None, takes_over_words(name))
    told = "You lead from here: *Next* begins each further step. A question under way is finished."
    return await _changed(house, interaction, session_id, told)


def _plan(view: SessionView) -> SessionPlan:
    """The plan. Raises Conflict where there is nothing to lead any more."""
    if view.session.status is SessionStatus.ENDED or not view.plan:
        raise Conflict("This focus group is over.")
    return SessionPlan.model_validate_json(view.plan)


async def _called(house: House, tenant: str, word: str) -> PanelMember:
    """The moderator of the house by this name, else whoever of the catalogue is called so. Raises NotFound."""
    catalogue = await catalogue_at(house, tenant)
    if (ready := ready_moderator(word)) is not None:
        return ready
    slug, persona = find_persona(word.strip(), catalogue.people)
    return PanelMember(persona=persona, ref=catalogue.ref(slug))


async def _changed(house: House, interaction: Interaction, session_id: str, told: str) -> CardReply:
    """Bring the card up to date; the board of one that runs follows by itself."""
    stores = house.stores(f"guild:{interaction.guild_id}")
    house.pokes.poke_jobs(stores.tenant)
    view = await stores.sessions.view(session_id)
    places = view.session.places
    if view.session.status is SessionStatus.PLANNED and places.backstage is not None and places.card is not None:
        shown = plan_card(session_id, _plan(view), places, house.mind.player(view.session.model))
        messages = interaction.client.get_partial_messageable(int(places.backstage))
        card_message = messages.get_partial_message(int(places.card))
        await card_message.edit(embeds=list(shown.cards), view=unwatched(*shown.buttons))
    return CardReply([card("Changed", told, CURTAIN)])


ACTS: Mapping[str, Act] = {HAND_OVER: hand_over, TAKE_OVER: take_over}
