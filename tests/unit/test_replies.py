"""What a user sees of each kind of error: words for what they can mend, a reference for what is ours."""

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.features.shared.error_replies import TABLE, explain
from troupe.core.errors import BadInput, ModelBusy, TroupeError
from troupe.core.ids import Ids


class Answered:
    """As much of aiohttp's response as discord.py's errors read."""

    status = 403
    reason = "Forbidden"


def refusal(code: int, kind: type[discord.HTTPException] = discord.Forbidden) -> discord.HTTPException:
    return kind(Answered(), {"code": code, "message": "no"})  # pyright: ignore[reportArgumentType]


def command() -> "app_commands.Command[app_commands.Group, [], None]":
    async def callback(interaction: discord.Interaction) -> None: ...

    return app_commands.Command(name="x", description="x", callback=callback)


def test_our_own_errors_are_shown_in_their_own_words_without_the_field(ids: Ids) -> None:
    shown = explain(BadInput("nobody is called that", field="people"), ids)
    assert shown is not None
    assert shown.text == "Nobody is called that"
    assert shown.reference is None


def test_an_error_raised_inside_a_command_is_found_under_its_wrapping(ids: Ids) -> None:
    shown = explain(app_commands.CommandInvokeError(command(), ModelBusy("the model is busy")), ids)
    assert shown is not None
    assert shown.text == "The model is busy"


def test_a_missing_permission_is_named_in_words(ids: Ids) -> None:
    shown = explain(app_commands.MissingPermissions(["manage_channels"]), ids)
    assert shown is not None
    assert "**Manage Channels**" in shown.text
    theirs = explain(app_commands.BotMissingPermissions(["manage_webhooks"]), ids)
    assert theirs is not None
    assert "**Manage Webhooks**" in theirs.text


def test_what_discord_forbids_says_where_to_look(ids: Ids) -> None:
    shown = explain(app_commands.CommandInvokeError(command(), refusal(50013)), ids)
    assert shown is not None
    assert "/world status" in shown.text


def test_an_expired_interaction_has_nobody_left_to_tell(ids: Ids) -> None:
    assert explain(refusal(10062, discord.NotFound), ids) is None
    assert explain(refusal(40060, discord.HTTPException), ids) is None


@pytest.mark.parametrize(
    "error", [ValueError("secret"), TroupeError("internal"), refusal(50006, discord.HTTPException)]
)
def test_what_is_unexpected_is_ours_and_gets_a_reference_but_no_details(error: Exception, ids: Ids) -> None:
    shown = explain(error, ids)
    assert shown is not None
    assert shown.reference is not None
    assert len(shown.reference) == 8
    assert shown.reference in shown.text
    assert str(error) not in shown.text


def test_no_row_of_the_table_is_hidden_by_an_earlier_one() -> None:
    for at, (kind, _) in enumerate(TABLE):
        assert not any(issubclass(kind, earlier) for earlier, _ in TABLE[:at]), kind


@pytest.mark.parametrize(
    "error",
    [
        app_commands.NoPrivateMessage(),
        app_commands.CommandNotFound("gone", []),
        app_commands.CommandSignatureMismatch(command()),
        app_commands.CheckFailure(),
        discord.RateLimited(3.0),
        aiohttp.ClientConnectionError(),
    ],
)
def test_known_errors_need_no_reference(error: Exception, ids: Ids) -> None:
    shown = explain(error, ids)
    assert shown is not None
    assert shown.reference is None
    assert len(shown.text) < 200
