"""Whose cap it is that holds: the setup desk says so, so that nobody raises one that is not the lowest."""

from datetime import UTC, datetime
from typing import cast

import pytest

from bot.features.setup.setup_state import Desk, told_cap
from bot.features.shared.command_context import CommandSpot
from troupe.core.usage import Usage
from troupe.ports import Cap, Spend
from troupe.worlds.guild_settings import GuildSettings


def told(own: float | None, bots: float | None) -> str:
    desk = Desk(
        spot=cast("CommandSpot", None),
        people=None,
        settings=GuildSettings(usd_per_day=own),
        cap=Cap(usd=bots),
        spend=Spend(usage=Usage(calls=1, tokens_in=9, usd=0.25)),
        player="the understudy",
        deaf="",
        now=datetime(2026, 1, 5, tzinfo=UTC),
    )
    return told_cap(desk)


@pytest.mark.parametrize(
    ("own", "bots", "words"),
    [
        (None, None, "no limit in money"),
        (2.0, None, "$2.00"),
        (None, 3.0, "$3.00, the cap of whoever runs this bot"),
        (2.0, 3.0, "$2.00"),
        (4.0, 3.0, "$3.00, the cap of whoever runs this bot"),
        (3.0, 3.0, "$3.00"),
    ],
)
def test_the_lower_cap_is_told_and_whose_it_is(own: float | None, bots: float | None, words: str) -> None:
    assert told(own, bots).splitlines()[1] == words


def test_what_was_spent_is_told_beside_it() -> None:
    assert "Spent today: $0.25." in told(2.0, None)
