"""Inviting members to a study, and joining it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import discord

from bot.features.focusgroup.humans.backstage_readers import require_outsider
from bot.features.focusgroup.humans.join_card import CONSENT, INVITE, JOIN, join_card
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card
from bot.features.shared.lasting_buttons import Act, unwatched
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.ports import Stores
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.session_guest import NewGuest
from troupe.worlds.sessions.session_note import NoteKind
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import SessionStatus

Interaction = discord.Interaction[Any]
LONGEST_NAME = 32


async def invite(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Invite people*: the join card is posted in front."""
    await require_researcher(house, interaction)
    await reply(house, interaction, _invited(house, interaction, session_id))


async def _invited(house: House, interaction: Interaction, session_id: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    view, plan = await _open(stores, session_id)
    if len(groups(plan)) > 1:
        raise Conflict("Humans take part where all sit in one room; here each interview has one of its own.")
    places = view.session.places
    if places.front is None:
        raise Conflict("This study is held in no channel.")
    if places.join_card is None:
        shown = join_card(view, plan, await _observers(stores, session_id))
        front = interaction.client.get_partial_messageable(int(places.front))
        message = await front.send(embeds=list(shown.cards), view=unwatched(*shown.buttons))
        places = places.model_copy(update={"join_card": str(message.id)})
        await stores.sessions.place(session_id, places)
    text = (
        f"<#{places.front}> has a card with *Join*. Who takes part answers on a form and votes as all others do. "
        "Anybody who could read this thread is turned away."
    )
    return CardReply([card("🙋 Members are invited", text)])


async def join(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Join*: a name may be chosen, then they take part."""
    stores = house.stores(f"guild:{interaction.guild_id}")
    view, _ = await _open(stores, session_id)
    await require_outsider(interaction, view.session)
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="name",
        required=False,
        max_length=LONGEST_NAME,
        placeholder=f"Left empty: Guest {len(view.guests) + 1}",
    )

    async def written(answer: Interaction, name: str) -> None:
        await reply(house, answer, _joined(house, answer, session_id, name))

    label = discord.ui.Label[Any](text="A name for you; not your real one", component=box)
    await interaction.response.send_modal(OneFieldForm("Take part", label, written, house.ids))


async def _joined(house: House, interaction: Interaction, session_id: str, name: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    view, plan = await _open(stores, session_id)
    await require_outsider(interaction, view.session)
    if any(mark in name for mark in "*_`@<>\n"):
        raise BadInput("Choose a name of letters, digits and spaces.", field="name")
    seated = (*plan.members.values(), *(() if plan.moderator is None else (plan.moderator,)))
    taken = tuple(member.persona.name for member in seated)
    new = NewGuest(user_id=str(interaction.user.id), consent=CONSENT, name=" ".join(name.split()), taken=taken)
    guest = await stores.guests.join(session_id, new)
    await show_again(stores, interaction.client, session_id)
    text = (
        "Write in this channel, or press *Answer* under a question and *Vote* under a ballot. *Leave* takes out "
        "all that was yours."
    )
    return CardReply([card(f"You take part as {guest.name}", text)])


async def show_again(stores: Stores, client: discord.Client, session_id: str) -> None:
    """The join card as it stands now."""
    view = await stores.sessions.view(session_id)
    places = view.session.places
    if places.front is None or places.join_card is None or not view.plan:
        return
    shown = join_card(view, SessionPlan.model_validate_json(view.plan), await _observers(stores, session_id))
    message = client.get_partial_messageable(int(places.front)).get_partial_message(int(places.join_card))
    with suppress(discord.Forbidden, discord.NotFound):  # whoever deleted it wants nobody else to join
        await message.edit(embeds=list(shown.cards), view=unwatched(*shown.buttons))


async def _open(stores: Stores, session_id: str) -> tuple[SessionView, SessionPlan]:
    """The session with its plan. Raises Conflict once it is over."""
    view = await stores.sessions.view(session_id)
    if view.session.status is SessionStatus.ENDED or not view.plan:
        raise Conflict("This is over; nobody can join it any more.")
    return view, SessionPlan.model_validate_json(view.plan)


async def _observers(stores: Stores, session_id: str) -> list[str]:
    """The names of those who were let in to watch."""
    notes = await stores.notes.of(session_id)
    return list(dict.fromkeys(note.by.name for note in notes if note.kind is NoteKind.OBSERVER))


ACTS: Mapping[str, Act] = {INVITE: invite, JOIN: join}
