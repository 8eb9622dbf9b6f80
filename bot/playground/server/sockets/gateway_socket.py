"""The gateway: hello, identify, resume, heartbeats and dispatches over a websocket."""

import asyncio
import hashlib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMessage, WSMsgType, web

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.sockets import session_welcome as welcome
from bot.playground.server.sockets.gateway_sessions import RESUME_SECONDS, Close, GatewayConnection, Session
from bot.playground.server.sockets.transport_compression import Packer, packer_for
from bot.playground.server.state import intents as bits
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Json, Payload, fields, items, load, number, text

PRESENCE, MEMBERS = 3, 8
RECONNECT, INVALID, HELLO, ACK = 7, 9, 10, 11
UNKNOWN_OP, DECODE, NOT_AUTHENTICATED, BAD_TOKEN, TWICE = 4001, 4002, 4003, 4004, 4005
BAD_SEQUENCE, TOO_MANY, TIMED_OUT, BAD_SHARD, BAD_VERSION, BAD_INTENTS, REFUSED_INTENTS = (
    4007,
    4008,
    4009,
    4010,
    4012,
    4013,
    4014,
)
PAYLOAD_LIMIT = 4096
EVENTS_A_MINUTE = 120
GOING_AWAY = 1001


@dataclass
class _Peer:
    """One websocket while it is open."""

    connection: GatewayConnection
    session: Session | None = None
    events: deque[float] = field(default_factory=deque[float])


class GatewayServer:
    """All sessions and their connections. `identify_interval`: seconds a bot must leave between identifies;
    0 lets it identify at will (Discord asks for 5).
    """

    def __init__(self, realm: Realm, *, heartbeat_interval: float = 41.25, identify_interval: float = 0.0) -> None:
        self._realm = realm
        self._heartbeat_interval = heartbeat_interval
        self._identify_interval = identify_interval
        self._identified_at: dict[int, float] = {}
        self._count = 0
        self.sessions: dict[str, Session] = {}
        self.sockets: set[web.WebSocketResponse] = set()
        realm.listeners.append(self._hear)

    def _hear(self, event: GatewayEvent) -> None:
        for session in self.sessions.values():
            if session.hears(self._realm, event):
                session.dispatch(event.name, session.form_of(event))

    def connected(self, user_id: int | None = None) -> list[Session]:
        """The sessions that have a connection now, of everyone or of one user."""
        return [s for s in self.sessions.values() if s.connection and user_id in (None, s.user_id)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket until it closes."""
        socket = web.WebSocketResponse(max_msg_size=0, timeout=1.0, autoclose=False)
        await socket.prepare(request)
        packer = packer_for(request.query.get("compress"))
        if packer is None or request.query.get("v") not in ("9", "10"):
            await socket.close(code=DECODE if packer is None else BAD_VERSION)
            return socket
        peer = _Peer(GatewayConnection())
        writer = asyncio.create_task(_write(socket, packer, peer.connection, request))
        self.sockets.add(socket)
        try:
            await self._read(socket, peer)
        finally:
            self.sockets.discard(socket)
            self._leave(peer, socket.close_code)
            writer.cancel()
            with suppress(asyncio.CancelledError):
                await writer
        return socket

    async def _read(self, socket: web.WebSocketResponse, peer: _Peer) -> None:
        peer.connection.send(HELLO, {"heartbeat_interval": round(self._heartbeat_interval * 1000), "_trace": []})
        while not socket.closed:
            try:
                message = await socket.receive(timeout=self._heartbeat_interval * 2)
            except TimeoutError:
                peer.connection.close(TIMED_OUT)
                return
            if message.type is WSMsgType.CLOSE:
                await socket.close(code=_echoed(message.data))
                return
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            if code := self._take(peer, message):
                peer.connection.close(code)

    def _take(self, peer: _Peer, message: WSMessage) -> int | None:
        """Deal with one frame; returns the code to close with, if any."""
        raw: str | bytes = message.data
        size = len(raw.encode()) if isinstance(raw, str) else len(raw)
        if size > PAYLOAD_LIMIT:
            return DECODE
        now = self._realm.clock.monotonic()
        peer.events.append(now)
        while now - peer.events[0] > 60.0:
            peer.events.popleft()
        if len(peer.events) > EVENTS_A_MINUTE:
            return TOO_MANY
        try:
            frame = fields(load(raw))
        except ValueError:
            return DECODE
        return self._act(peer, number(frame.get("op")), frame.get("d"))

    def _act(self, peer: _Peer, op: int | None, data: Json) -> int | None:
        match op:
            case 1:  # heartbeat
                peer.connection.send(ACK)
                sequence = number(data)
                if peer.session is not None and sequence is not None:
                    peer.session.received(sequence)
                return None
            case 2:  # identify
                return self._identify(peer, dict(fields(data)))
            case 6:  # resume
                return self._resume(peer, dict(fields(data)))
            case 3 | 4 | 8:  # presence, voice, members
                if peer.session is None:
                    return NOT_AUTHENTICATED
                if op == PRESENCE:
                    self._presence(peer.session, dict(fields(data)))
                elif op == MEMBERS:
                    return self._members(peer.session, dict(fields(data)))
                return None
            case _:
                return UNKNOWN_OP

    def _identify(self, peer: _Peer, data: Payload) -> int | None:
        if peer.session is not None:
            return TWICE
        token = text(data.get("token")).removeprefix("Bot ")
        user_id = self._realm.state.tokens.get(token)
        if user_id is None:
            return BAD_TOKEN
        shard = [number(n) for n in items(data.get("shard", [0, 1]))]
        if len(shard) != 2 or shard[0] is None or not shard[1] or shard[0] >= shard[1]:
            return BAD_SHARD
        place = (shard[0], shard[1])
        application = self._realm.state.applications.get(user_id)
        mask = number(data.get("intents")) if application else bits.EVERYTHING
        if mask is None or mask & ~bits.KNOWN:
            return BAD_INTENTS
        if application and any(mask & b and p not in application.privileged for b, p in bits.PRIVILEGED.items()):
            return REFUSED_INTENTS
        if application and self._is_too_soon(user_id):
            peer.connection.send(INVALID, False)
            return None
        self._forget_lost_sessions()
        self._count += 1
        session_id = hashlib.sha256(f"session:{user_id}:{self._count}".encode()).hexdigest()[:32]
        session = Session(session_id, user_id, application is not None, mask, place)
        session.large_threshold = number(data.get("large_threshold")) or 50
        self._attach(peer, session)
        welcome.greet(self._realm, session)
        self._presence(session, dict(fields(data.get("presence"))))
        return None

    def _forget_lost_sessions(self) -> None:
        now = self._realm.clock.monotonic()
        for session in list(self.sessions.values()):
            if session.connection is None and now - session.left_at > RESUME_SECONDS:
                del self.sessions[session.id]

    def _is_too_soon(self, user_id: int) -> bool:
        now = self._realm.clock.monotonic()
        last = self._identified_at.get(user_id)
        if last is not None and now - last < self._identify_interval:
            return True
        self._identified_at[user_id] = now
        return False

    def _resume(self, peer: _Peer, data: Payload) -> int | None:
        if peer.session is not None:
            return TWICE
        session = self.sessions.get(text(data.get("session_id")))
        user_id = self._realm.state.tokens.get(text(data.get("token")).removeprefix("Bot "))
        if user_id is None:
            return BAD_TOKEN
        sequence = number(data.get("seq")) or 0
        if session is not None and session.user_id == user_id and sequence > session.sequence:
            del self.sessions[session.id]
            return BAD_SEQUENCE
        now = self._realm.clock.monotonic()
        is_lost = session is None or session.user_id != user_id or not session.can_resume_from(sequence)
        if session is None or is_lost or (session.connection is None and now - session.left_at > RESUME_SECONDS):
            peer.connection.send(INVALID, False)
            return None
        if session.connection is not None:
            session.connection.close(4000)
        self._attach(peer, session)
        session.replay(sequence)
        session.dispatch("RESUMED", {"_trace": []})
        return None

    def _attach(self, peer: _Peer, session: Session) -> None:
        peer.session = session
        session.connection = peer.connection
        self.sessions[session.id] = session

    def _leave(self, peer: _Peer, code: int | None) -> None:
        session = peer.session
        if session is None or session.connection is not peer.connection:
            return
        session.connection = None
        session.left_at = self._realm.clock.monotonic()
        if code in (1000, GOING_AWAY) and not peer.connection.closed_by_us:
            self.sessions.pop(session.id, None)
        if not self.connected(session.user_id):
            guilds.presence(self._realm, session.user_id, "offline", [])

    def _presence(self, session: Session, data: Payload) -> None:
        activities = [dict(fields(a)) for a in items(data.get("activities"))]
        guilds.presence(self._realm, session.user_id, text(data.get("status")) or "online", activities)

    def _members(self, session: Session, data: Payload) -> int | None:
        guild = self._realm.state.guilds.get(number(data.get("guild_id")) or 0)
        if guild is None or session.user_id not in guild.members:
            return None
        query = data.get("query")
        everyone = query == "" and not number(data.get("limit"))
        if everyone and not session.intents & bits.MEMBERS:
            return REFUSED_INTENTS
        welcome.members_chunks(self._realm, session, guild, data)
        return None

    def drop(self, code: int | None, user_id: int | None = None) -> None:
        """Close connections; their sessions can be resumed."""
        for session in self.connected(user_id):
            if session.connection is not None:
                session.connection.close(code)

    def invalidate(self, user_id: int | None = None) -> None:
        """Forget sessions and say so: the clients must identify anew."""
        for session in self.connected(user_id):
            self.sessions.pop(session.id, None)
            if session.connection is not None:
                session.connection.send(INVALID, False)
                session.connection = None

    def ask_to_reconnect(self, user_id: int | None = None) -> None:
        """Ask clients to come back and resume."""
        for session in self.connected(user_id):
            if session.connection is not None:
                session.connection.send(RECONNECT)

    async def stop(self) -> None:
        """Close every websocket."""
        for socket in list(self.sockets):
            await socket.close(code=GOING_AWAY)


def _echoed(code: int | None) -> int:
    """The close code a client is answered with: its own, as RFC 6455 asks, or 1000 for one that none may send."""
    sendable = (
        code is not None and (1000 <= code <= 1014 or 3000 <= code < 5000) and code not in (1004, 1005, 1006)
    )
    return code if code is not None and sendable else 1000


async def _write(
    socket: web.WebSocketResponse, packer: Packer, connection: GatewayConnection, request: web.Request
) -> None:
    """Send what is put into the outbox, in order, until told to close."""
    while True:
        item = await connection.outbox.get()
        try:
            if isinstance(item, Close):
                if item.code is None:
                    if request.transport is not None:
                        request.transport.abort()
                else:
                    await socket.close(code=item.code)
                return
            frame = packer.pack(item)
            if isinstance(frame, str):
                await socket.send_str(frame)
            else:
                await socket.send_bytes(frame)
        except (ConnectionError, RuntimeError):
            return  # the client is gone; what it missed is in the session's log
