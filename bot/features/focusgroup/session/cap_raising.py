"""The press of *More money…* on a study that has come to what it may cost."""

from collections.abc import Mapping
from math import ceil
from typing import Any

import discord

from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_board import RAISE
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.core.usage import Estimate
from troupe.research.conducting.study_quote import StudyQuote
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import SessionStatus

Interaction = discord.Interaction[Any]


async def more_money(house: House, interaction: Interaction, session_id: str) -> None:
    """Ask for the new cap; once it is given, the session goes on."""
    await require_researcher(house, interaction)
    box = discord.ui.TextInput[Any](custom_id="text", placeholder="5", max_length=10)

    async def written(answer: Interaction, text: str) -> None:
        await require_researcher(house, answer)
        await answer.response.defer()
        await _raise(house, answer, session_id, _dollars(text))

    label = discord.ui.Label[Any](text="Dollars that it may cost in all", component=box)
    await interaction.response.send_modal(OneFieldForm("More money", label, written, house.ids))


async def _raise(house: House, interaction: Interaction, session_id: str, usd: float) -> None:
    sessions = house.stores(f"guild:{interaction.guild_id}").sessions
    view = await sessions.view(session_id)
    if view.session.status is not SessionStatus.PAUSED:
        raise Conflict(f"This session is {view.session.status.value}.")
    plan = SessionPlan.model_validate_json(view.plan).model_copy(update={"max_usd": usd})
    await sessions.replan(session_id, plan.model_dump_json())
    await sessions.resume(session_id, interaction.user.display_name)
    house.pokes.poke_jobs(view.session.tenant)


def _dollars(text: str) -> float:
    try:
        usd = float(text.strip().lstrip("$").replace(",", "."))
    except ValueError as error:
        raise BadInput("Write a number of dollars, such as 5 or 2.50.") from error
    if not 0 < usd <= 10_000:
        raise BadInput("Write a number of dollars between 0 and 10,000.")
    return usd


ACTS: Mapping[str, Act] = {RAISE: more_money}


def reserved(plan: SessionPlan, cost: StudyQuote) -> Estimate:
    """The part of its quote that is held for a study from its start: as much as it may cost."""
    usd = cost.estimate.usd
    if plan.max_usd is None or not usd or plan.max_usd >= usd:
        return cost.estimate
    part = plan.max_usd / usd
    return Estimate(tokens=ceil(cost.estimate.tokens * part), usd=plan.max_usd)


def capped(plan: SessionPlan, cost: StudyQuote, max_usd: float | None) -> SessionPlan:
    """The plan with what it may cost. Raises Conflict where no price is known to keep it by."""
    if max_usd is not None and cost.estimate.usd is None:
        raise Conflict("The price of this server's model is not known, so no cap in dollars can be kept.")
    per_call = None if cost.estimate.usd is None else cost.estimate.usd / max(1, cost.calls)
    return plan.model_copy(update={"max_usd": max_usd, "usd_per_call": per_call})
