"""What the buttons of a session's board do: the next step, a question or poll in between, pause and resume."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord

from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_board import ASK, BY_HAND, NEXT, PAUSE, POLL, RESUME
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.ports import Sessions
from troupe.research.guides.guide import Ballot, BallotForm, GuideQuestion
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus, StudySession

Interaction = discord.Interaction[Any]
_KEY = "live"
"""The key that a step put in between has until it gets one of its own."""


def _sessions(house: House, interaction: Interaction) -> Sessions:
    return house.stores(f"guild:{interaction.guild_id}").sessions


async def pressed(house: House, interaction: Interaction, change: Callable[[Sessions], Awaitable[object]]) -> None:
    """Carry out a press; the board tells what came of it."""
    await require_researcher(house, interaction)
    await interaction.response.defer()
    await change(_sessions(house, interaction))
    house.pokes.poke_jobs(f"guild:{interaction.guild_id}")


async def go_on(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Next*."""
    await pressed(house, interaction, lambda sessions: sessions.release(session_id))


async def pause(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Pause*: who is deciding ends that, and nothing new is asked."""
    await pressed(house, interaction, lambda sessions: sessions.pause(session_id, PauseReason.ASKED))


async def resume(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Resume*."""
    name = interaction.user.display_name
    await pressed(house, interaction, lambda sessions: sessions.resume(session_id, name))


async def change_pace(house: House, interaction: Interaction, session_id: str) -> None:
    """The press that lets the guide go on by itself, or step by step again."""

    async def turn_round(sessions: Sessions) -> StudySession:
        by_hand = (await sessions.get(session_id)).released is not None
        return await sessions.by_hand(session_id, not by_hand)

    await pressed(house, interaction, turn_round)


async def ask(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Ask…*: a question to everyone, before the guide goes on."""
    await _form(
        house,
        interaction,
        session_id,
        "Ask everyone",
        "Your question",
        lambda text: GuideQuestion(key=_KEY, text=text).model_dump_json(),
    )


async def poll(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Poll…*: a ballot, before the guide goes on."""
    await _form(
        house,
        interaction,
        session_id,
        "Have everyone vote",
        "A question, then an option a line (or none)",
        lambda text: _ballot(text).model_dump_json(),
    )


async def require_running(house: House, interaction: Interaction, session_id: str) -> None:
    """Raises Forbidden for who runs no studies, and Conflict for a session that does not run."""
    await require_researcher(house, interaction)
    session = await _sessions(house, interaction).get(session_id)
    if session.status is not SessionStatus.RUNNING:
        raise Conflict(f"This session is {session.status.value}.")


def _ballot(text: str) -> Ballot:
    question, *rest = [line.strip("-• \t") for line in text.splitlines() if line.strip()]
    form = BallotForm.SINGLE if rest else BallotForm.OPEN
    try:
        return Ballot(key=_KEY, text=question, form=form, options=tuple(rest))
    except ValueError as error:
        raise BadInput("write the question, then two or more options that differ, a line each") from error


async def _form(
    house: House,
    interaction: Interaction,
    session_id: str,
    title: str,
    label: str,
    step_of: Callable[[str], str],
) -> None:
    await require_running(house, interaction, session_id)
    box = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, max_length=1500)

    async def written(answer: Interaction, text: str) -> None:
        if not text:
            raise BadInput("Nothing was written.")
        step = step_of(text)
        await pressed(house, answer, lambda sessions: sessions.insert(session_id, step))

    field = discord.ui.Label[Any](text=label, component=box)
    await interaction.response.send_modal(OneFieldForm(title, field, written, house.ids))


ACTS: Mapping[str, Act] = {
    NEXT: go_on,
    PAUSE: pause,
    RESUME: resume,
    BY_HAND: change_pace,
    ASK: ask,
    POLL: poll,
}
