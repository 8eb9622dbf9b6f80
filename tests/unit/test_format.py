"""Names within Discord's rules, the stand-in's label, the line that points to what is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.speech_format import NAME_LIMIT, STAND_IN_LABEL, Rendered, render, spoken, username
from troupe.worlds.outbox import OutboxRow, RowStatus
from troupe.worlds.outbox.say_row import SayRow

SITE = "https://discord.com"


def a_row(text: str = "Hello.", *, target: str | None = None, part: int = 0, stand_in: bool = False) -> OutboxRow:
    return SayRow(
        id="row",
        tenant="guild:7",
        world_id="world",
        seq=1,
        status=RowStatus.PENDING,
        epoch=0,
        channel_id="8",
        place="9",
        event_id="event",
        name="Lisa Carter",
        text=text,
        part=part,
        target_message=target,
        stand_in=stand_in,
    )


def test_plain_speech_is_posted_as_it_is() -> None:
    assert render(a_row(), SITE) == Rendered(username="Lisa Carter", content="Hello.")


def test_an_answer_links_to_what_it_answers() -> None:
    assert render(a_row(target="10"), SITE).content == (
        "-# ↪ [in reply to this](https://discord.com/channels/7/9/10)\nHello."
    )


def test_only_the_first_part_links() -> None:
    assert render(a_row(target="10", part=1), SITE).content == "Hello."


def test_speech_that_fills_the_message_keeps_its_words_rather_than_the_link() -> None:
    assert render(a_row("x" * 2000, target="10"), SITE).content == "x" * 2000


def test_the_understudy_is_labelled() -> None:
    assert render(a_row(stand_in=True), SITE).username == "Lisa Carter · understudy"


@pytest.mark.parametrize("name", ["Discord Dave", "my dIsCoRd", "Clyde", "Bonnie and CLYDE", "DiscordDiscord"])
def test_words_that_discord_forbids_are_parted(name: str) -> None:
    repaired = username(name, stand_in=False)
    assert "discord" not in repaired.lower()
    assert "clyde" not in repaired.lower()
    assert repaired.replace("\u200a", "") == name


def test_a_name_of_nothing_visible_is_someone() -> None:
    assert username("\u200b \n", stand_in=False) == "Someone"


@given(st.text(min_size=1), st.booleans())
def test_every_name_fits(name: str, stand_in: bool) -> None:
    repaired = username(name, stand_in=stand_in)
    assert 1 <= len(repaired) <= NAME_LIMIT
    assert repaired.endswith(STAND_IN_LABEL) or not stand_in
    assert "discord" not in repaired.lower()
    assert repaired == repaired.strip()


@pytest.mark.parametrize("target", [None, "10"])
@pytest.mark.parametrize("stand_in", [True, False])
def test_what_was_posted_tells_who_said_what(target: str | None, stand_in: bool) -> None:
    row = a_row("Two\nlines", target=target, stand_in=stand_in)
    assert spoken(render(row, SITE)) == Rendered(username="Lisa Carter", content="Two\nlines")
