"""A persona's avatar: a face, drawn the same for the same persona, published once so that it has an address."""

import asyncio
import hashlib
import io
import math
import re
from collections.abc import Awaitable, Coroutine, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog
from cachetools import LRUCache, TTLCache

from bot.faces.canvas import SIZE, Canvas, Colour, mixed
from bot.faces.face_features import FaceFeatures, face_of
from bot.faces.hair import HEAD_X, HEAD_Y, draw_beard, draw_hair_behind, draw_hair_front
from troupe.core.clock import Clock
from troupe.people.persona.persona import Persona

Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)

WHITE: Colour = (252, 252, 250)
INK: Colour = (46, 36, 40)
GOLD: Colour = (232, 184, 72)

PATIENCE = 5.0
"""Seconds a face may take to publish: the person's words wait for it."""
REFUSED_FOR = 600.0
"""Seconds without another try after the platform refused."""
MOST_EMOJIS = 2000
"""Emojis that Discord keeps for an application; the last place is the shared face's."""
LATELY = 3600.0
"""Seconds for which the face of someone who spoke is kept, however many others want its place."""
DRAWN = 256
"""Faces kept in memory as they were drawn, some four kilobytes each."""
REFUSALS = 4096
"""Refusals remembered; what is forgotten is tried once more."""
SHARED = "shared"
"""The slug of the face of whoever finds no place for their own."""
OURS = "face_"


class PublishedEmoji(Protocol):
    """An application emoji, as discord.py has it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    def delete(self) -> Awaitable[None]: ...


class ListEmojis(Protocol):
    """`discord.Client.fetch_application_emojis`."""

    def __call__(self) -> Awaitable[Sequence[PublishedEmoji]]: ...


class CreateEmoji(Protocol):
    """`discord.Client.create_application_emoji`."""

    def __call__(self, *, name: str, image: bytes) -> Awaitable[PublishedEmoji]: ...


_NO_FACE = (
    *(discord.DiscordException, OSError, TimeoutError, aiohttp.ClientError),
    *(AttributeError, KeyError, TypeError, ValueError),
)
"""How publishing may fail: a refusal, the network, or an answer that discord.py cannot read (Spacebar's emojis
have a user without a name). Whatever it is, the line of speech goes out without a face."""


class FacePublisher:
    """Publishes each face once, as an application emoji, whose picture has a permanent public address.

    Where all places are taken the face used longest ago leaves, but none of someone who spoke lately: then the one
    without a place gets a face that all such share. A platform that has no such thing, or refuses, costs nothing
    but the face: no address, and no further try for ten minutes.
    """

    def __init__(
        self,
        list_emojis: ListEmojis,
        create_emoji: CreateEmoji,
        *,
        cdn: str,
        clock: Clock,
        most: int = MOST_EMOJIS,
    ) -> None:
        self._list = list_emojis
        self._create = create_emoji
        self._cdn = cdn.rstrip("/")
        self._clock = clock
        self._most = most
        self._emojis: dict[str, PublishedEmoji] | None = None
        """What is published, by name, the one used longest ago first: at most `most`."""
        self._used: dict[str, float] = {}
        self._drawn: LRUCache[tuple[str, Persona], tuple[str, bytes]] = LRUCache(DRAWN)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._listing = asyncio.Lock()
        self._refused: TTLCache[str, bool] = TTLCache(REFUSALS, REFUSED_FOR, clock.monotonic)

    async def url(self, slug: str, persona: Persona, picture: bytes | None = None) -> str | None:
        """The address of this persona's face, drawn unless there is a picture of it (PNG), published first if it
        must be; None where that is refused."""
        name, image = await self._face(slug, persona) if picture is None else (emoji_name(slug, picture), picture)
        emoji = await self._published(name, image, slug == SHARED)
        return None if emoji is None else f"{self._cdn}/emojis/{emoji.id}.png"

    async def _published(self, name: str, image: bytes, shared: bool) -> PublishedEmoji | None:
        lock = self._locks.get(name)
        if lock is None:
            lock = self._locks[name] = asyncio.Lock()
        async with lock:
            emojis = await self._known()
            if emojis is None:
                return None
            emoji = emojis.pop(name, None)
            if emoji is None and (shared or await self._make_room(emojis)):
                emoji = await self._tried(name, self._create(name=name, image=image))
                if emoji is None:
                    self._emojis = None  # it may be there all the same: the next try asks
                    return None
            if emoji is not None:
                emojis[name] = emoji
                self._used[name] = self._clock.monotonic()
                return emoji
        return await self._published(*await self._face(SHARED, Persona(name="Someone")), shared=True)

    async def _face(self, slug: str, persona: Persona) -> tuple[str, bytes]:
        known = (slug, persona)
        if known not in self._drawn:
            image = await asyncio.to_thread(draw_face, persona, slug)
            self._drawn[known] = (emoji_name(slug, image), image)
        return self._drawn[known]

    async def _known(self) -> dict[str, PublishedEmoji] | None:
        """What is published, asked for once; None where the platform will not say."""
        async with self._listing:
            if self._emojis is None:
                listed = await self._tried("", self._list())
                if listed is not None:
                    times = self._used
                    oldest = sorted(listed, key=lambda emoji: (times.get(emoji.name, -math.inf), emoji.id))
                    self._emojis = {emoji.name: emoji for emoji in oldest}
                    self._used = {name: at for name, at in times.items() if name in self._emojis}
            return self._emojis

    async def _make_room(self, emojis: dict[str, PublishedEmoji]) -> bool:
        """Whether one more has a place beside the shared face; the face used longest ago leaves for it."""
        if len(emojis) < self._most - 1:
            return True
        until = self._clock.monotonic() - LATELY
        shared = f"{OURS}{SHARED}_"
        for name, emoji in list(emojis.items()):
            if name.startswith(OURS) and not name.startswith(shared) and self._used.get(name, -math.inf) <= until:
                if await self._tried(f"delete {name}", _deleted(emoji)) is None:
                    return False
                emojis.pop(name, None)
                self._used.pop(name, None)
                return True
        return False

    async def _tried(self, what: str, call: Awaitable[Answer]) -> Answer | None:
        """The call's answer, or None if it is refused now or was a short while ago."""
        if what in self._refused:
            if isinstance(call, Coroutine):
                call.close()
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await call
        except _NO_FACE as error:
            log.warning("face not published", emoji=what or "(list)", reason=type(error).__name__)
            self._refused[what] = True
            return None


async def _deleted(emoji: PublishedEmoji) -> bool:
    """True once it is gone, which it may have been before."""
    with suppress(discord.NotFound):
        await emoji.delete()
    return True


def emoji_name(slug: str, image: bytes) -> str:
    """`face_<slug>_<hash6>` in letters, digits and `_`, at most 32 of them; another picture, another name."""
    word = re.sub(r"[^a-z0-9]+", "_", slug.lower()).strip("_")[:20] or "person"
    return f"face_{word}_{hashlib.sha256(image).hexdigest()[:6]}"


def draw_face(persona: Persona, known_as: str = "") -> bytes:
    """The face of who is known by this slug (by that of the name, if none is given) as PNG, 256 × 256 pixels, well
    under 100 KiB."""
    face = face_of(persona, known_as)
    rx = 56 * face.width
    canvas = Canvas(*face.background)
    draw_hair_behind(canvas, face, rx)
    _body(canvas, face)
    _head(canvas, face, rx)
    draw_beard(canvas, face, rx)
    _mouth(canvas, face)
    draw_hair_front(canvas, face, rx)
    _eyes(canvas, face)
    if face.glasses != "none":
        _glasses(canvas, face)
    png = io.BytesIO()
    canvas.finished().quantize(128).save(png, "PNG", optimize=True)
    return png.getvalue()


def _body(canvas: Canvas, face: FaceFeatures) -> None:
    dark = mixed(face.clothes, (0, 0, 0), 0.2)
    canvas.oval(128, 262, 96, 66, face.clothes)
    canvas.box(106, 160, 150, 208, 18, mixed(face.skin, (60, 20, 20), 0.16))
    match face.garment:
        case "jacket":
            canvas.shape([(104, 196), (128, 232), (92, 224)], dark)
            canvas.shape([(152, 196), (128, 232), (164, 224)], dark)
        case "jumper":
            canvas.box(98, 190, 158, 212, 11, dark)
            for x in range(44, 220, 16):
                canvas.line([(x, 234), (x + 8, 242), (x + 16, 234)], 3, mixed(face.clothes, WHITE, 0.35))
        case "shirt":
            canvas.shape([(106, 192), (128, 222), (150, 192), (128, 202)], mixed(face.skin, (60, 20, 20), 0.16))
            canvas.shape([(104, 188), (126, 226), (94, 214)], dark)
            canvas.shape([(152, 188), (130, 226), (162, 214)], dark)
        case "beads":
            canvas.arc(128, 186, 36, 32, 10, 170, 6, GOLD)
        case _:
            canvas.shape([(104, 192), (128, 236), (152, 192), (128, 206)], WHITE)
            canvas.shape([(106, 190), (128, 240), (92, 216)], dark)
            canvas.shape([(150, 190), (128, 240), (164, 216)], dark)
    canvas.oval(128, SIZE + 30, 30, 20, dark)


def _head(canvas: Canvas, face: FaceFeatures, rx: float) -> None:
    shade = mixed(face.skin, (90, 30, 20), 0.2)
    for side in (-1, 1):
        canvas.oval(HEAD_X + side * (rx + 2), HEAD_Y + 8, 11, 15, face.skin)
        canvas.oval(HEAD_X + side * (rx + 3), HEAD_Y + 8, 5, 8, shade)
        if face.earrings:
            canvas.oval(HEAD_X + side * (rx + 4), HEAD_Y + 30, 6, 9, GOLD)
    canvas.oval(HEAD_X, HEAD_Y - 8, rx, 62, face.skin)
    canvas.oval(HEAD_X, HEAD_Y + 14, rx - 5, 54, face.skin)
    blush = mixed(face.skin, (226, 84, 84), 0.26)
    for side in (-1, 1):
        canvas.oval(HEAD_X + side * 34, HEAD_Y + 24, 12, 8, blush)
    canvas.line([(127, 112), (122, 128), (131, 132)], 3.5, shade)
    if face.lines:
        for side in (-1, 1):
            canvas.arc(HEAD_X + side * 24, HEAD_Y + 8, 12, 8, 40, 140, 2, shade)
            if face.lines > 1:
                canvas.line([(HEAD_X + side * 22, 132), (HEAD_X + side * 27, 144)], 2.5, shade)
    if face.lines > 1:
        canvas.line([(112, 78), (144, 78)], 2.2, shade)


def _eyes(canvas: Canvas, face: FaceFeatures) -> None:
    brow = mixed(face.hair, INK, 0.35)
    for side in (-1, 1):
        x = HEAD_X + side * 23
        canvas.oval(x, 108, 10, 8.5 if face.mouth != "flat" else 6.5, WHITE)
        canvas.oval(x + (2 if face.mouth == "small" else 0), 109, 5.4, 5.8, INK)
        canvas.oval(x + 2, 107, 1.8, 1.8, WHITE)
        canvas.arc(x, 108, 11, 9.5, 195, 345, 3, INK)
        if face.lashes:
            canvas.line([(x + side * 10, 104), (x + side * 14, 100)], 2.5, INK)
        inner, outer = 92 + face.brow * 0.7, 92 - face.brow * 0.3
        canvas.line([(x - side * 11, inner), (x + side * 2, 89), (x + side * 13, outer)], 4.5, brow)


def _mouth(canvas: Canvas, face: FaceFeatures) -> None:
    lip = mixed(face.skin, (150, 40, 50), 0.6)
    match face.mouth:
        case "grin":
            canvas.slice(128, 146, 24, 20, 0, 180, mixed(lip, INK, 0.35))
            canvas.box(109, 146, 147, 153, 3, WHITE)
        case "flat":
            canvas.line([(112, 154), (128, 152), (145, 156)], 4.5, lip)
        case "small":
            canvas.arc(128, 148, 11, 8, 20, 160, 4, lip)
        case _:
            canvas.arc(128, 142, 22, 15, 20, 160, 4.5, lip)


def _glasses(canvas: Canvas, face: FaceFeatures) -> None:
    frame = INK if face.glasses == "square" else mixed(GOLD, INK, 0.45)
    for side in (-1, 1):
        x = HEAD_X + side * 24
        if face.glasses == "round":
            canvas.ring(x, 109, 18, 18, 3.2, frame)
        else:
            canvas.line([(x - 18, 96), (x + 18, 96), (x + 16, 122), (x - 16, 122), (x - 18, 96)], 3.6, frame)
        canvas.line([(x + side * 18, 106), (HEAD_X + side * 56, 102)], 3, frame)
    canvas.line([(122, 107), (134, 107)], 3.2, frame)
