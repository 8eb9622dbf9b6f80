"""Logs: one formatter for everything, and no secret in any line."""

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from bot.environment.logs import blotted, configure_logs


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave logging as it was found."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_secret_reaches_a_line(form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]) -> None:
    blot = configure_logs(form, ["tok-123"])
    blot("key-456")
    logging.getLogger("discord").warning("a key that came later: key-456")
    try:
        raise ValueError("with tok-123 inside")
    except ValueError as error:
        structlog.get_logger("troupe").error("failed with tok-123", exc_info=error, where="tok-123")
    logging.getLogger("discord").warning("POST /webhooks/12345/abcdefABCDEF0123456789 and tok-123")
    written = capsys.readouterr().err
    assert "tok-123" not in written
    assert "key-456" not in written
    assert "abcdefABCDEF0123456789" not in written
    assert written.count("[secret]") >= 4
    assert "ValueError" in written


def test_json_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    logging.getLogger("discord").warning("hello %s", "there")
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["logger"]) == ("hello there", "warning", "discord")


def test_what_a_library_adds_to_a_line_is_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    logging.getLogger("troupe.engine.turn_cycle").error("turn failed", extra={"world": "w1", "turn": "t1"})
    told = json.loads(capsys.readouterr().err)
    assert (told["event"], told["world"], told["turn"]) == ("turn failed", "w1", "t1")


def test_an_empty_secret_blots_nothing() -> None:
    assert blotted("plain", ["", "x-secret"]) == "plain"


def reconnects(attempts: int) -> None:
    """As discord.py logs them."""
    for attempt in range(attempts):
        try:
            raise ConnectionResetError("gone")
        except ConnectionResetError:
            logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 2.0**attempt)


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_lost_gateway_is_one_line_a_state(
    form: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(form)
    gateway = logging.getLogger("discord.gateway")
    reconnects(5)
    gateway.info("Shard ID %s has connected to Gateway (Session ID: %s).", None, "s1")
    reconnects(3)
    gateway.info("Shard ID %s has successfully RESUMED session %s.", None, "s1")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert ["lost (ConnectionResetError)" in line for line in lines] == [True, False, True, False]


def test_other_words_of_discord_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    reconnects(2)
    try:
        raise ValueError("odd")
    except ValueError:
        logging.getLogger("discord.client").exception("Ignoring exception in %s", "on_message")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ["Traceback" in json.dumps(line) for line in lines] == [False, True]
