"""Faces: the same for the same persona, told apart at a glance, published once."""

import asyncio
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import discord
import pytest
from PIL import Image, ImageChops, ImageStat

from bot.faces.avatars import LATELY, REFUSED_FOR, FacePublisher, PublishedEmoji, draw_face, emoji_name
from bot.faces.face_features import face_of
from troupe.core.clock import ManualClock
from troupe.people.editing.field_editing import edited
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

ADA = Persona.model_validate({"name": "Ada", "pronouns": "she/her", "age": 30})
BOB = Persona.model_validate({"name": "Bob", "age": 70, "avatar": {"hair": "purple", "hair_style": "bald"}})


def picture(persona: Persona) -> Image.Image:
    image = Image.open(io.BytesIO(draw_face(persona)))
    image.load()
    return image.convert("RGB")


def test_a_face_is_a_small_png_and_always_the_same() -> None:
    png = draw_face(ADA)
    assert png == draw_face(Persona.model_validate(ADA.model_dump()))
    image = Image.open(io.BytesIO(png))
    assert (image.format, image.size) == ("PNG", (256, 256))
    assert len(png) < 100 * 1024


def test_the_people_of_the_library_look_different() -> None:
    faces = [picture(persona) for persona in library().values()]
    for i, one in enumerate(faces):
        for other in faces[i + 1 :]:
            assert sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) > 60


def test_what_is_known_shows_and_what_cannot_be_drawn_is_left_to_chance() -> None:
    assert face_of(BOB).style == "bald"
    assert face_of(BOB).lines == 2
    assert face_of(ADA).lashes
    assert face_of(ADA).beard == "none"
    assert face_of(library()["gerda-vollmann"]).mouth == "flat"
    for i in range(60):
        draw_face(Persona.model_validate({"name": f"P{i}", "age": i + 5, "gender": ["male", "female", ""][i % 3]}))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("beliefs", "Ferries are late on purpose."),
        ("style", "Long sentences, few of them finished."),
        ("occupation.title", "Lighthouse keeper"),
        ("residence", "Rügen, Germany"),
        ("other_facts", "Has a cat called Biscuit."),
        ("nicknames", "Zel"),
        ("age", "62"),
    ],
)
def test_whoever_is_edited_keeps_their_face(field: str, text: str) -> None:
    for before in (library()["gerda-vollmann"], Persona.model_validate({"name": "Zelda Fink", "age": 61})):
        after = edited(before, field, text)
        assert after != before
        assert draw_face(after) == draw_face(before)


def test_whoever_is_renamed_keeps_the_face_they_are_known_by() -> None:
    renamed = edited(ADA, "name", "Ada Lund")
    assert draw_face(renamed, "ada") == draw_face(ADA, "ada") == draw_face(ADA)
    assert draw_face(renamed) != draw_face(ADA)


def test_what_shows_changes_only_what_it_is_about() -> None:
    older = face_of(ADA.model_copy(update={"age": 80}))
    younger = face_of(ADA)
    assert older.hair != younger.hair
    assert replace(older, hair=younger.hair, lines=younger.lines) == younger


@dataclass(frozen=True)
class Emoji:
    id: int
    name: str
    platform: "Platform | None" = None

    async def delete(self) -> None:
        assert self.platform is not None
        self.platform.emojis.remove(self)


class Platform:
    """Application emojis as discord.py offers them; refuses with `status` when told to."""

    def __init__(self, *emojis: Emoji) -> None:
        self.emojis = list(emojis)
        self.status: int | None = None
        self.calls: list[str] = []
        self.made = 0
        self.lost = False
        """Whether emojis are made and the answer makes no sense."""
        self.gate = asyncio.Event()
        self.gate.set()

    async def list(self) -> Sequence[PublishedEmoji]:
        self._answer("list")
        return tuple(self.emojis)

    async def create(self, *, name: str, image: bytes) -> PublishedEmoji:
        await self.gate.wait()
        self._answer(name)
        assert image.startswith(b"\x89PNG")
        self.made += 1
        emoji = Emoji(1000 + self.made, name, self)
        self.emojis.append(emoji)
        if self.lost:
            raise KeyError("username")
        return emoji

    def _answer(self, call: str) -> None:
        self.calls.append(call)
        if self.status is not None:
            raise discord.HTTPException(Response(self.status), "no")  # pyright: ignore[reportArgumentType]


class Response:
    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "no"


def publisher(platform: Platform, clock: ManualClock) -> FacePublisher:
    return FacePublisher(platform.list, platform.create, cdn="http://127.0.0.1:1/", clock=clock)


async def test_a_face_is_published_once_and_then_known(clock: ManualClock) -> None:
    platform = Platform()
    faces = publisher(platform, clock)
    url = await faces.url("ada", ADA)
    assert url == f"http://127.0.0.1:1/emojis/{platform.emojis[0].id}.png"
    assert await faces.url("ada", ADA) == url
    assert platform.calls == ["list", platform.emojis[0].name]


async def test_a_face_published_by_an_earlier_process_is_found(clock: ManualClock) -> None:
    platform = Platform(Emoji(7, emoji_name("ada", draw_face(ADA))))
    assert await publisher(platform, clock).url("ada", ADA) == "http://127.0.0.1:1/emojis/7.png"
    assert platform.calls == ["list"]


async def test_many_who_ask_at_once_cause_one_publication(clock: ManualClock) -> None:
    platform = Platform()
    platform.gate.clear()
    faces = publisher(platform, clock)
    asking = [asyncio.create_task(faces.url("ada", ADA)) for _ in range(5)]
    asking.append(asyncio.create_task(faces.url("bob", BOB)))
    asking[1].cancel()
    platform.gate.set()
    urls = await asyncio.gather(*asking, return_exceptions=True)
    assert len({url for url in urls if isinstance(url, str)}) == 2
    assert len(platform.emojis) == 2
    assert platform.calls.count("list") == 1


async def test_a_picture_is_published_in_the_place_of_the_drawn_face(clock: ManualClock) -> None:
    platform = Platform()
    faces = publisher(platform, clock)
    drawn, given = await faces.url("ada", ADA), await faces.url("ada", ADA, draw_face(BOB))
    assert drawn != given
    assert await faces.url("ada", ADA, draw_face(BOB)) == given
    assert await faces.url("ada", ADA) == drawn
    assert len(platform.emojis) == 2


@pytest.mark.parametrize("status", [403, 404, 501])
async def test_a_platform_that_refuses_is_left_alone_for_a_while(clock: ManualClock, status: int) -> None:
    platform = Platform()
    platform.status = status
    faces = publisher(platform, clock)
    assert await faces.url("ada", ADA) is None
    assert await faces.url("bob", BOB) is None
    assert platform.calls == ["list"]
    platform.status = None
    await clock.advance(REFUSED_FOR + 1)
    assert await faces.url("ada", ADA) is not None


async def test_one_refused_face_does_not_keep_others_back(clock: ManualClock) -> None:
    platform = Platform()
    faces = publisher(platform, clock)
    await faces.url("ada", ADA)
    platform.status = 400
    assert await faces.url("bob", BOB) is None
    platform.status = None
    assert await faces.url("bob", BOB) is None
    assert await faces.url("gerda", library()["gerda-vollmann"]) is not None


async def test_an_answer_that_makes_no_sense_costs_only_the_face(clock: ManualClock) -> None:
    platform = Platform()

    async def create(*, name: str, image: bytes) -> PublishedEmoji:
        raise KeyError("username")

    faces = FacePublisher(platform.list, create, cdn="http://cdn", clock=clock)
    assert await faces.url("ada", ADA) is None


async def test_a_face_made_by_a_publication_that_failed_is_found_at_the_next_try(clock: ManualClock) -> None:
    platform = Platform()
    platform.lost = True
    faces = publisher(platform, clock)
    assert await faces.url("ada", ADA) is None
    platform.lost = False
    await clock.advance(REFUSED_FOR + 1)
    assert await faces.url("ada", ADA) == f"http://127.0.0.1:1/emojis/{platform.emojis[0].id}.png"
    assert len(platform.emojis) == 1


def someone(number: int) -> Persona:
    return Persona(name=f"Person {number}", age=20 + number)


async def test_where_all_places_are_taken_the_face_used_longest_ago_leaves(clock: ManualClock) -> None:
    platform = Platform(Emoji(1, "logo"))
    faces = FacePublisher(platform.list, platform.create, cdn="http://cdn", clock=clock, most=4)
    for number in (1, 2):
        await faces.url(f"p{number}", someone(number))
        await clock.advance(LATELY)
    await faces.url("p1", someone(1))
    third = await faces.url("p3", someone(3))
    assert third is not None
    assert {emoji.name[:7] for emoji in platform.emojis} == {"logo", "face_p1", "face_p3"}


async def test_whoever_finds_no_place_shares_a_face_and_nobody_who_spoke_lately_loses_theirs(
    clock: ManualClock,
) -> None:
    platform = Platform()
    faces = FacePublisher(platform.list, platform.create, cdn="http://cdn", clock=clock, most=3)
    own = [await faces.url(f"p{number}", someone(number)) for number in (1, 2)]
    shared = {await faces.url(f"p{number}", someone(number)) for number in range(3, 40)}
    assert len(shared) == 1
    assert None not in shared
    assert not shared & set(own)
    assert len(platform.emojis) == 3
    assert [await faces.url(f"p{number}", someone(number)) for number in (1, 2)] == own
    await clock.advance(LATELY)
    assert await faces.url("p3", someone(3)) not in shared


@pytest.mark.parametrize("slug", ["a", "octavio-valdecanas", "x" * 64, "---", "person-1a2b3c4d"])
def test_emoji_names_keep_to_the_platforms_rules(slug: str) -> None:
    assert re.fullmatch(r"face_[a-z0-9_]{1,20}_[0-9a-f]{6}", emoji_name(slug, b"x"))
    assert len(emoji_name(slug, b"x")) <= 32
    assert emoji_name(slug, b"x") != emoji_name(slug, b"y")
