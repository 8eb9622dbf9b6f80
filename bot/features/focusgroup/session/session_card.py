"""The card of a session backstage, kept up to date as the session moves."""

import asyncio
from collections.abc import Callable

import discord

from bot.features.focusgroup.session.session_board import board
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import unwatched
from troupe.core.errors import TroupeError
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_view import SessionView

_KEPT = 200
"""Sessions of which it is known how their card looks."""


class SessionCards:
    """Edits the card where it has changed, beside the session: Discord may keep an edit waiting for seconds, and
    nobody in front waits for that. Of what has changed meanwhile the newest is shown. A card that is gone, or may
    not be edited, is told of."""

    def __init__(self, client: discord.Client, house: House, problem: Callable[[str], None]) -> None:
        self._client = client
        self._house = house
        self._problem = problem
        self._shown: dict[str, str] = {}
        self._gone: set[str] = set()
        self._newest: dict[str, SessionView] = {}
        self._editing: dict[str, asyncio.Task[None]] = {}

    async def show(self, view: SessionView) -> None:
        """Have the card show this as soon as Discord lets it."""
        places, session_id = view.session.places, view.session.id
        if places.backstage is None or places.card is None or not view.plan or not self._client.is_ready():
            return
        if places.card in self._gone:
            return
        self._newest[session_id] = view
        if session_id not in self._editing:
            self._editing[session_id] = asyncio.create_task(
                self._keep_up(session_id), name=f"card of {session_id}"
            )

    async def idle(self) -> None:
        """Wait until every card shows the newest."""
        while self._editing:
            await asyncio.gather(*self._editing.values())

    async def close(self) -> None:
        """Edit nothing more."""
        self._newest.clear()
        editing = list(self._editing.values())
        for task in editing:
            task.cancel()
        await asyncio.gather(*editing, return_exceptions=True)

    async def _keep_up(self, session_id: str) -> None:
        try:
            while (view := self._newest.pop(session_id, None)) is not None:
                await self._edit(view)
        except Exception as error:  # noqa: BLE001 - the edge of a task that nobody waits for
            self._problem(f"The card of a focus group cannot be brought up to date: {type(error).__name__}.")
        finally:
            del self._editing[session_id]

    async def _edit(self, view: SessionView) -> None:
        places, session_id = view.session.places, view.session.id
        plan = SessionPlan.model_validate_json(view.plan)
        # Spending and speech change with every call: shown with the next change, or there were too many edits.
        look = _look(board(view, plan))
        if self._shown.get(session_id) == look:
            return
        message = self._client.get_partial_messageable(int(places.backstage or 0)).get_partial_message(
            int(places.card or 0)
        )
        try:
            sessions = self._house.stores(view.session.tenant).sessions
            reply = board(view, plan, await sessions.usage(session_id), await sessions.spoken(session_id))
            if len(self._shown) >= _KEPT:
                self._shown.clear()
            self._shown[session_id] = look
            await message.edit(embeds=list(reply.cards), view=unwatched(*reply.buttons))
        except (discord.Forbidden, discord.NotFound) as error:
            if isinstance(error, discord.NotFound):
                if len(self._gone) >= _KEPT:
                    self._gone.clear()
                self._gone.add(places.card or "")
            self._problem(
                "The card of a focus group cannot be brought up to date: I may not edit it, or it is gone."
            )
        except (discord.HTTPException, OSError, TroupeError):
            self._shown.pop(session_id, None)  # tried again with the next look


def _look(reply: CardReply) -> str:
    return f"{[embed.to_dict() for embed in reply.cards]} {[item.custom_id for item in reply.buttons]}"
