"""The card of a session backstage, kept up to date as the session moves."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import discord

from bot.features.focusgroup.session.board_facts import board_facts
from bot.features.focusgroup.session.session_board import SessionBoard, board
from bot.features.shared.command_context import House
from troupe.core.errors import TroupeError
from troupe.core.usage import Usage
from troupe.ports import Stores
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_view import SessionView

_KEPT = 200
"""Sessions of which it is known how their card looks."""
BETWEEN_EDITS = 2.0
"""Seconds from one edit of a card to the next: Discord takes five in five seconds for a whole channel."""


class SessionCards:
    """Edits the card where it has changed, beside the session: Discord may keep an edit waiting for seconds, and
    nobody in front waits for that. Of what has changed meanwhile the newest is shown. A card that was deleted is
    posted anew, once; one that is gone for good, or may not be edited, is told of."""

    def __init__(self, client: discord.Client, house: House, problem: Callable[[str], None]) -> None:
        self._client = client
        self._house = house
        self._problem = problem
        self._shown: dict[str, str] = {}
        self._gone: set[str] = set()
        self._posted: dict[str, str] = {}
        self._newest: dict[str, SessionView] = {}
        self._editing: dict[str, asyncio.Task[None]] = {}
        self._edited_at: dict[str, float] = {}
        self._resting: set[str] = set()
        self._calm = asyncio.Event()
        self._calm.set()

    async def show(self, view: SessionView) -> None:
        """Have the card show this as soon as Discord lets it."""
        places, session_id = view.session.places, view.session.id
        if places.backstage is None or places.card is None or not view.plan:
            return
        if session_id in self._gone:
            return
        self._newest[session_id] = view
        if session_id not in self._editing:
            self._calm.clear()
            self._editing[session_id] = asyncio.create_task(
                self._keep_up(session_id), name=f"card of {session_id}"
            )

    async def idle(self) -> None:
        """Wait until every card shows the newest, or rests from the edit before."""
        await self._calm.wait()

    async def close(self) -> None:
        """Edit nothing more."""
        self._newest.clear()
        editing = list(self._editing.values())
        for task in editing:
            task.cancel()
        await asyncio.gather(*editing, return_exceptions=True)

    async def _keep_up(self, session_id: str) -> None:
        try:
            await self._client.wait_until_ready()
            while session_id in self._newest:
                await self._rest(session_id)
                await self._edit(self._newest.pop(session_id))
        except Exception as error:  # noqa: BLE001 - the edge of a task that nobody waits for
            self._problem(f"The card of a focus group cannot be brought up to date: {type(error).__name__}.")
        finally:
            del self._editing[session_id]
            self._note_calm()

    async def _rest(self, session_id: str) -> None:
        """Wait until the card may be edited again."""
        due = self._edited_at.get(session_id, -BETWEEN_EDITS) + BETWEEN_EDITS
        seconds = due - self._house.clock.monotonic()
        if seconds <= 0:
            return
        self._resting.add(session_id)
        self._note_calm()
        try:
            await self._house.clock.sleep(seconds)
        finally:
            self._resting.discard(session_id)
            self._calm.clear()

    def _note_calm(self) -> None:
        if self._editing.keys() <= self._resting:
            self._calm.set()

    async def _edit(self, view: SessionView) -> None:
        session_id, stores = view.session.id, self._house.stores(view.session.tenant)
        plan = SessionPlan.model_validate_json(view.plan)
        try:
            facts = await board_facts(stores, view, plan)
            # Spending and speech change with every call: shown with the next change, or there were too many edits.
            look = _look(board(view, plan, replace(facts, usage=Usage(), spoken={})))
            if self._shown.get(session_id) == look:
                return
            self._forget_some()
            self._shown[session_id] = look
            self._edited_at[session_id] = self._house.clock.monotonic()
            await self._put(stores, view, board(view, plan, facts).layout)
        except (discord.Forbidden, discord.NotFound) as error:
            if isinstance(error, discord.NotFound):
                self._gone.add(session_id)
            self._problem(
                "The card of a focus group cannot be brought up to date: I may not edit it, or it is gone."
            )
        except (discord.HTTPException, OSError, TroupeError):
            self._shown.pop(session_id, None)  # tried again with the next look

    async def _put(self, stores: Stores, view: SessionView, layout: discord.ui.LayoutView) -> None:
        """Edit the card, or post it anew if somebody has deleted it."""
        session_id, places = view.session.id, view.session.places
        channel = self._client.get_partial_messageable(int(places.backstage or 0))
        card = channel.get_partial_message(int(self._posted.get(session_id, places.card) or 0))
        try:
            await card.edit(content=None, embeds=[], attachments=[], view=layout)
        except discord.NotFound:
            if session_id in self._posted:
                raise
            message = await channel.send(view=layout, allowed_mentions=discord.AllowedMentions.none())
            self._posted[session_id] = str(message.id)
            newest = (await stores.sessions.get(session_id)).places
            await stores.sessions.place(session_id, newest.model_copy(update={"card": str(message.id)}))

    def _forget_some(self) -> None:
        """Know no longer how cards look, once there are very many: each is edited once more than it had to be."""
        if len(self._shown) >= _KEPT:
            self._shown.clear()
            self._edited_at.clear()
        if len(self._gone) >= _KEPT:
            self._gone.clear()


def _look(shown: SessionBoard) -> str:
    return f"{shown.text} {[item.custom_id for item in shown.buttons]}"
