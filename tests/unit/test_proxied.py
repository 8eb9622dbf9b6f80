"""Which original a proxy's message stands for."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.gateway.proxied_messages import Originals, stands_for
from troupe.worlds.transcript import HumanAuthor, HumanMessage

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ANA = HumanAuthor(id="7", name="Ana")


def said(
    text: str, number: int = 1, *, after: float = 0.0, place: str = "c", author: HumanAuthor = ANA
) -> HumanMessage:
    return HumanMessage(
        channel_id="c",
        place=place,
        message_id=f"m{number}",
        order=number,
        author=author,
        text=text,
        at=NOON + timedelta(seconds=after),
    )


def proxied(text: str, *, after: float = 1.0, place: str = "c") -> HumanMessage:
    return said(text, 9, after=after, place=place, author=HumanAuthor(id="proxy:5:Aster", name="Aster"))


@pytest.mark.parametrize(
    ("proxied", "original", "stands"),
    [
        ("Hello", "Hello", True),
        ("Hello", "A: Hello", True),
        ("Hello", "[hello  -a]", True),
        ("Hello", "Hallo", False),
        ("", "Hello", False),
        ("hi", "hi " + "there " * 20, False),
    ],
)
def test_tags_around_it_make_no_other_message(proxied: str, original: str, stands: bool) -> None:
    assert stands_for(proxied, original) is stands


def test_it_is_by_the_member_under_the_name_of_the_proxy() -> None:
    originals = Originals()
    originals.keep(said("A: Hello").model_copy(update={"reply_to": "m0"}))
    found = originals.behind(proxied("Hello"))
    assert (found.author, found.replaces) == (HumanAuthor(id="7", name="Aster"), "m1")
    assert (found.message_id, found.reply_to) == ("m9", "m0")


def test_each_original_is_stood_for_once_the_newest_first() -> None:
    originals = Originals()
    originals.keep(said("ok", 1))
    originals.keep(said("ok", 2, after=0.5))
    assert [originals.behind(proxied("ok")).replaces for _ in range(3)] == ["m2", "m1", None]


def test_what_was_said_elsewhere_or_long_ago_is_not_meant() -> None:
    originals = Originals()
    originals.keep(said("Hello", 1, place="thread"))
    originals.keep(said("Hello", 2))
    assert originals.behind(proxied("Hello", after=31)).replaces is None
    assert originals.behind(proxied("Hello", place="attic")).replaces is None
    originals.keep(said("Later", 3, after=60))
    assert originals.behind(proxied("Hello", after=1)).replaces is None
    unknown = originals.behind(proxied("Something else"))
    assert unknown.author.id == "proxy:5:Aster"
