"""What observers write from behind the mirror: a question to be asked, and what they expect to come out."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.focusgroup.planning.plan_card import EXPECT
from bot.features.focusgroup.rights.researcher_rights import require_researcher, require_watcher, watcher
from bot.features.focusgroup.session.session_board import SUGGEST
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.lasting_buttons import Act, button, unwatched
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.research.guides.guide import GuideQuestion
from troupe.worlds.sessions.session_note import NewNote, NoteKind, SessionNote
from troupe.worlds.sessions.study_session import SessionStatus

Interaction = discord.Interaction[Any]
SEND = "study-send"
_KEY = "live"
_LONGEST = 1500


async def suggest(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Suggest…*: the question is posted backstage, where one tap asks it."""
    await require_watcher(house, interaction, session_id)

    async def written(answer: Interaction, text: str) -> None:
        note = await _keep(house, answer, session_id, NoteKind.SUGGESTION, text)
        house.pokes.poke_jobs(f"guild:{answer.guild_id}")  # the board tells what waits
        shown = card(f"💡 {note.by.name} suggests to ask", clip(note.text, _LONGEST))
        ask = button(SEND, note.id, "Ask it", emoji="❓", style=discord.ButtonStyle.primary)
        await answer.response.send_message(
            embed=shown, view=unwatched(ask), allowed_mentions=discord.AllowedMentions.none()
        )

    await interaction.response.send_modal(_form(house, "Suggest a question", "What would you ask?", written))


async def expect(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Expect…*, before the start: kept unseen by the others until the report."""
    await require_watcher(house, interaction, session_id)
    session = await house.stores(f"guild:{interaction.guild_id}").sessions.get(session_id)
    if session.status is not SessionStatus.PLANNED:
        raise Conflict("What you expect is written down before the start.")

    async def written(answer: Interaction, text: str) -> None:
        async def work() -> CardReply:
            await _keep(house, answer, session_id, NoteKind.PREDICTION, text)
            told = "The report shows it beside the findings, with your name. Nobody is ranked by it."
            return CardReply([card("🔮 Written down", told)])

        await reply(house, answer, work())

    await interaction.response.send_modal(_form(house, "What do you expect?", "What will come out?", written))


async def send(house: House, interaction: Interaction, note_id: str) -> None:
    """The press of *Ask it*: everyone in front is asked, once."""
    await require_researcher(house, interaction)
    await replace(house, interaction, _asked(house, interaction, note_id))


async def _asked(house: House, interaction: Interaction, note_id: str) -> CardReply:
    notes = house.stores(f"guild:{interaction.guild_id}").notes
    note = await notes.get(note_id)
    step = GuideQuestion(key=_KEY, text=note.text).model_dump_json()
    fresh = await notes.ask(note_id, step)
    house.pokes.poke_jobs(f"guild:{interaction.guild_id}")
    head = "Asked" if fresh else "Asked before"
    return CardReply([card(f"❓ {head}, as {note.by.name} suggested", clip(note.text, _LONGEST), CURTAIN)])


async def _keep(house: House, interaction: Interaction, session_id: str, kind: NoteKind, text: str) -> SessionNote:
    if not text:
        raise BadInput("Nothing was written.")
    await require_watcher(house, interaction, session_id)
    note = NewNote(kind=kind, by=watcher(interaction), text=text)
    return await house.stores(f"guild:{interaction.guild_id}").notes.add(session_id, note)


def _form(house: House, title: str, label: str, written: Any) -> OneFieldForm:
    box = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, max_length=_LONGEST)
    return OneFieldForm(title, discord.ui.Label[Any](text=label, component=box), written, house.ids)


ACTS: Mapping[str, Act] = {SUGGEST: suggest, SEND: send, EXPECT: expect}
