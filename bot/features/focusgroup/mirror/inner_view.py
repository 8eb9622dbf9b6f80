"""The press of *Thoughts*: how everyone in front feels and what they think, as generated text and no evidence."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_board import THOUGHTS
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip
from bot.features.shared.lasting_buttons import Act
from troupe.worlds.mind_state import MindState

Interaction = discord.Interaction[Any]


async def thoughts(house: House, interaction: Interaction, session_id: str) -> None:
    """To whoever pressed alone."""
    await require_researcher(house, interaction)
    await reply(house, interaction, _shown(house, interaction, session_id))


async def _shown(house: House, interaction: Interaction, session_id: str) -> CardReply:
    stores = house.stores(f"guild:{interaction.guild_id}")
    view = await stores.sessions.view(session_id)
    lines: list[str] = []
    for world in view.worlds:
        states = await stores.transcripts.states(world.world_id)
        latest = {
            event.author.id: event.text
            for event in await stores.transcripts.read(world.world_id)
            if event.facets.inner and event.text
        }
        lines += [
            f"**{person.name}** {_mind(states.get(person.id, MindState()), latest.get(person.id, ''))}"
            for person in world.people
            if person.present
        ]
    text = as_many([clip(line, 400) for line in lines] or ["Nobody sits in front yet."], 3600)
    shown = card("💭 What goes on in them", text, CURTAIN)
    shown.set_footer(text="Generated text that explains, and no evidence: it is in no finding of the report.")
    return CardReply([shown])


def _mind(state: MindState, thought: str) -> str:
    feels = f"feels {state.emotions}" if state.emotions else ""
    minds = f"minds {state.attention}" if state.attention else ""
    parts = [part for part in (feels, minds, f"thinks “{thought}”" if thought else "") if part]
    return "; ".join(parts) or "has not shown anything yet"


ACTS: Mapping[str, Act] = {THOUGHTS: thoughts}
