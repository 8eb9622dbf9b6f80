"""Gateway sessions: what each may hear, its numbered log for a resume, and the connection it has now."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.playground.server.payloads import message_payloads
from bot.playground.server.state import intents
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Payload, dump, fields, items

LOG_LENGTH = 10_000
RESUME_SECONDS = 180.0
DISPATCH = 0


@dataclass(frozen=True)
class Close:
    """Ends a connection after everything before it is sent. `code` None: without a close frame."""

    code: int | None


@dataclass
class GatewayConnection:
    """The sending side of one websocket: frames leave in the order they were put here."""

    outbox: asyncio.Queue[str | Close] = field(default_factory=asyncio.Queue[str | Close])
    closed_by_us: bool = False

    def send(self, op: int, data: Payload | bool | None = None) -> None:
        self.outbox.put_nowait(dump({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int | None) -> None:
        self.closed_by_us = True
        self.outbox.put_nowait(Close(code))


@dataclass
class Session:
    """One identified client, over however many connections."""

    id: str
    user_id: int
    is_bot: bool
    intents: int
    shard: tuple[int, int]
    large_threshold: int = 50
    sequence: int = 0
    log: deque[tuple[int, str]] = field(default_factory=lambda: deque[tuple[int, str]](maxlen=LOG_LENGTH))
    connection: GatewayConnection | None = None
    left_at: float = 0.0

    def dispatch(self, name: str, payload: Payload) -> None:
        """Send an event, numbered, and keep it until the client says it has it."""
        self.sequence += 1
        frame = dump({"op": DISPATCH, "t": name, "s": self.sequence, "d": payload})
        self.log.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.outbox.put_nowait(frame)

    def received(self, sequence: int) -> None:
        """The client has everything up to this number."""
        while self.log and self.log[0][0] <= sequence:
            self.log.popleft()

    def can_resume_from(self, sequence: int) -> bool:
        """Whether every event after this number is still here."""
        oldest = self.log[0][0] if self.log else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def replay(self, sequence: int) -> None:
        """Send again what came after this number."""
        if self.connection is None:
            return
        for number, frame in self.log:
            if number > sequence:
                self.connection.outbox.put_nowait(frame)

    def hears(self, realm: Realm, event: GatewayEvent) -> bool:
        """Whether the event is for this session: membership, sight, shard and intents."""
        if event.only is not None:
            if self.user_id not in event.only:
                return False
        elif event.guild_id is not None and self.user_id not in realm.guild(event.guild_id).members:
            return False
        if event.channel_id is not None and not realm.can_see(self.user_id, realm.channel(event.channel_id)):
            return False
        if not self.is_bot:
            return True
        number, count = self.shard
        if ((event.guild_id or 0) >> 22) % count != number:
            return False
        return event.intents == 0 or bool(self.intents & event.intents)

    def form_of(self, event: GatewayEvent) -> Payload:
        """The event's payload as this session gets it."""
        if not event.has_content or not self.is_bot or event.guild_id is None:
            return event.payload
        if self.intents & intents.MESSAGE_CONTENT or self._is_concerned(event.payload):
            return event.payload
        return message_payloads.blanked(event.payload)

    def _is_concerned(self, message: Payload) -> bool:
        """Bots may read what they wrote themselves and what mentions them."""
        own = str(self.user_id)
        if own in (fields(message.get("author")).get("id"), message.get("application_id")):
            return True
        return any(fields(m).get("id") == own for m in items(message.get("mentions")))
