"""The card of a session backstage, kept up to date as the session moves."""

from collections.abc import Callable

import discord

from bot.features.focusgroup.session.session_board import board
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import unwatched
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_view import SessionView

_KEPT = 200
"""Sessions of which it is known how their card looks."""


class SessionCards:
    """Edits the card where it has changed. One that is gone, or may not be edited, is told of once."""

    def __init__(self, client: discord.Client, house: House, problem: Callable[[str], None]) -> None:
        self._client = client
        self._house = house
        self._problem = problem
        self._shown: dict[str, str] = {}

    async def show(self, view: SessionView) -> None:
        places = view.session.places
        if places.backstage is None or places.card is None or not view.plan or not self._client.is_ready():
            return
        plan = SessionPlan.model_validate_json(view.plan)
        # Spending and speech change with every call: shown with the next change, or there were too many edits.
        look = _look(board(view, plan))
        if self._shown.get(view.session.id) == look:
            return
        sessions = self._house.stores(view.session.tenant).sessions
        usage, spoken = await sessions.usage(view.session.id), await sessions.spoken(view.session.id)
        reply = board(view, plan, usage, spoken)
        if len(self._shown) >= _KEPT:
            self._shown.clear()
        self._shown[view.session.id] = look
        message = self._client.get_partial_messageable(int(places.backstage)).get_partial_message(int(places.card))
        try:
            await message.edit(embeds=list(reply.cards), view=unwatched(*reply.buttons))
        except (discord.Forbidden, discord.NotFound):
            self._problem(
                "The card of a focus group cannot be brought up to date: I may not edit it, or it is gone."
            )
        except discord.HTTPException:
            self._shown.pop(view.session.id, None)  # tried again with the next look


def _look(reply: CardReply) -> str:
    return f"{[embed.to_dict() for embed in reply.cards]} {[item.custom_id for item in reply.buttons]}"
