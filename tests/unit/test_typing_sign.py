"""The typing sign: for whoever was addressed, while they decide, and for nobody else."""

from typing import cast

from bot.delivery.single_request import RequestRefused, SingleRequests
from bot.delivery.typing_sign import TypingSign
from tests.unit.scenes import NOW, Room
from troupe.core.clock import ManualClock
from troupe.people.persona.persona import Persona
from troupe.worlds.turn import Turn


class Signs:
    """Keeps where the sign was shown."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.refuses = False

    async def send(self, method: str, path: str) -> None:
        self.shown.append(f"{method} {path}")
        if self.refuses:
            raise RequestRefused(403, 50013, "no")


def a_turn(name: str, *, obliged: bool, place: str = "20") -> Turn:
    room = Room(Persona(name=name))
    scene = room.scene(room.people[0], room.human("Hello"), obliged=obliged)
    return Turn(
        id=f"turn of {name}",
        tenant="t",
        world_id="w",
        person_id=room.people[0].id,
        fence=1,
        epoch=0,
        lease_until=NOW,
        place=place,
        through=1,
        seed=1,
        scene=scene,
    )


LISA = a_turn("Lisa", obliged=True)
OSCAR = a_turn("Oscar", obliged=False)
MARTA = a_turn("Marta", obliged=True)


def a_sign(clock: ManualClock) -> tuple[Signs, TypingSign]:
    signs = Signs()
    return signs, TypingSign(cast("SingleRequests", signs), clock)


async def test_whoever_was_addressed_is_seen_to_type_until_they_have_decided(clock: ManualClock) -> None:
    signs, sign = a_sign(clock)
    async with sign.over([LISA, OSCAR]) as decided:
        await clock.advance(0.5)
        assert signs.shown == []
        await clock.advance(1)
        assert signs.shown == ["POST /channels/20/typing"]
        await clock.advance(8)
        assert len(signs.shown) == 2
        decided(LISA)
        await clock.advance(60)
        assert len(signs.shown) == 2


async def test_whoever_was_not_addressed_may_stay_silent_and_shows_none(clock: ManualClock) -> None:
    signs, sign = a_sign(clock)
    async with sign.over([OSCAR]) as decided:
        await clock.advance(60)
        decided(OSCAR)
    assert signs.shown == []


async def test_while_one_of_two_addressed_still_thinks_the_sign_stays(clock: ManualClock) -> None:
    signs, sign = a_sign(clock)
    async with sign.over([LISA, MARTA]) as decided:
        decided(LISA)
        await clock.advance(1)
        assert len(signs.shown) == 1


async def test_a_quick_answer_shows_none_and_a_refused_sign_is_let_be(clock: ManualClock) -> None:
    signs, sign = a_sign(clock)
    async with sign.over([LISA]):
        await clock.advance(0.9)
    await clock.advance(60)
    assert signs.shown == []
    signs.refuses = True
    async with sign.over([LISA]):
        await clock.advance(60)
    assert len(signs.shown) == 1
