"""The press of *Answer* under a question in front: a form for whoever takes part as a human."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.focusgroup.humans.backstage_readers import require_outsider
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.lasting_buttons import Act
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.ports import Stores
from troupe.research.guides.guide import GuideQuestion
from troupe.research.sessions.asked_words import asked_words
from troupe.research.sessions.guide_agenda import Step, inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.outbox import Offer
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.world import WorldKey

Interaction = discord.Interaction[Any]
LONGEST_ANSWER = 1800
"""Characters: what is said in the channel has to fit into one message with the name before it."""


async def answer_pressed(house: House, interaction: Interaction, _: str) -> None:
    """Show the form, if the question is open to them."""
    stores = house.stores(f"guild:{interaction.guild_id}")
    view, plan, guest = await taking_part(stores, interaction)
    move = open_to(view, guest, MoveKind.ASK)
    step = step_of(plan, view, move)
    if not isinstance(step, GuideQuestion):
        raise Conflict("No question is open now.")
    question = asked_words(plan.played, view, move.step, move.probe) or step.text
    kept = next(
        (
            one.text
            for one in view.guest_answers
            if (one.guest, one.step, one.probe) == (guest.id, move.step, move.probe)
        ),
        "",
    )
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="answer",
        style=discord.TextStyle.paragraph,
        max_length=LONGEST_ANSWER,
        default=kept or None,
    )

    async def written(sent: Interaction, text: str) -> None:
        await reply(house, sent, _answered(house, sent, view.session.id, (move.step, move.probe), text))

    label = discord.ui.Label[Any](
        text=f"As {clip(guest.name, 40)}", description=clip(question, 100), component=box
    )
    await interaction.response.send_modal(OneFieldForm("Your answer", label, written, house.ids))


async def _answered(
    house: House, interaction: Interaction, session_id: str, place: tuple[str, int], text: str
) -> CardReply:
    if not text:
        raise BadInput("Write an answer.", field="answer")
    tenant = f"guild:{interaction.guild_id}"
    stores = house.stores(tenant)
    said = await stores.guests.answer(session_id, str(interaction.user.id), place, text)
    for world in (await stores.sessions.view(session_id)).worlds:
        house.pokes.poke(WorldKey(tenant, world.world_id))
    house.pokes.poke_jobs(tenant)
    if said:
        return CardReply([card("Answered", "It stands in the channel.")])
    hint = "It appears together with all others. Until then *Answer* lets you change it."
    return CardReply([card("Your answer is kept", hint)])


async def taking_part(stores: Stores, interaction: Interaction) -> tuple[SessionView, SessionPlan, SessionGuest]:
    """The session of this channel, and the member as a guest of it. Raises NotFound for who does not take part,
    and Conflict for who can read backstage by now."""
    session = await stores.sessions.at_channel(str(interaction.channel_id))
    if session is None:
        raise NotFound("No focus group is held here.")
    view = await stores.sessions.view(session.id)
    guest = next((one for one in view.guests if one.user_id == str(interaction.user.id)), None)
    if guest is None or not view.plan:
        raise NotFound("This is for the humans who take part. *Join* under the first message, if it is there.")
    await require_outsider(interaction, session)
    return view, SessionPlan.model_validate_json(view.plan), guest


def open_to(view: SessionView, guest: SessionGuest, kind: MoveKind) -> KeptMove:
    """The question or ballot that is open to this guest. Raises Conflict where none is."""
    last = view.last
    word = "vote" if kind is MoveKind.POLL else "question"
    over = last is None or last.closed or (last.due_at is not None and last.due_at <= view.now)
    if last is None or over or last.kind is not kind or view.session.ended_at is not None:
        raise Conflict(f"No {word} is open now.")
    if guest.id not in last.guests:
        raise Conflict(f"This {word} began before you joined, or somebody else was called. The next one is yours.")
    return last


def step_of(plan: SessionPlan, view: SessionView, move: KeptMove) -> Step | None:
    """The step of the guide that a move carries out, or one that was put in between."""
    steps = (*inserted(plan.played, view.extras), *plan.played.steps)
    return next((step for step in steps if step.key == move.step), None)


ACTS: Mapping[str, Act] = {Offer.ANSWER.value: answer_pressed}
