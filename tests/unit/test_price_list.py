"""Prices: one's own file first, then those published with the library, which is never asked to fetch any."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.environment.language_models import build_model
from bot.environment.settings import load_settings
from troupe.core.clock import ManualClock
from troupe.core.errors import Misconfigured
from troupe.llm.port.prices import Price, price_of, read_prices

OPENAI = "https://api.openai.com/v1"
NEAR = "http://127.0.0.1:11434/v1"
NOW = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("model", "address"),
    [
        ("gpt-4o-mini", OPENAI),
        ("gpt-4o-mini-2024-07-18", OPENAI),
        (" GPT-4o-mini ", NEAR),
        ("openai/gpt-4o-mini", "https://openrouter.ai/api/v1"),
        ("openai/gpt-4o-mini", "https://proxy.example/v1"),
        ("gpt-4o-mini", "https://me.openai.azure.com/openai/v1"),
    ],
)
def test_a_published_price_is_known_wherever_the_model_is_served(model: str, address: str) -> None:
    assert price_of(model, address, NOW, {}) == Price(input=0.15, cached=0.075, output=0.6)


@pytest.mark.parametrize("model", ["llama3.2", "deepseek-r1:8b", "qwen3:8b", "my-model", ""])
def test_a_model_of_ones_own_machine_has_none(model: str) -> None:
    assert price_of(model, NEAR, NOW, {}) is None


def test_the_cached_part_of_a_prompt_is_cheaper() -> None:
    price = Price(input=1.0, cached=0.1, output=2.0)
    assert price.usd(1_000_000, 500_000, 1_000_000) == pytest.approx(0.5 + 0.05 + 2.0)
    assert Price(input=1.0, output=2.0).usd(1_000_000, 500_000, 0) == pytest.approx(1.0)


def test_a_file_of_ones_own_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(
        '["gpt-4o-mini"]\ninput = 1\noutput = 2\n["My-Model"]\ninput = 0.2\ncached = 0.02\noutput = 0.8\n'
    )
    own = read_prices(file)
    assert price_of("gpt-4o-mini", OPENAI, NOW, own) == Price(input=1, output=2)
    assert price_of("my-model", NEAR, NOW, own) == Price(input=0.2, cached=0.02, output=0.8)
    assert price_of("gpt-4o", OPENAI, NOW, own) == price_of("gpt-4o", OPENAI, NOW, {}) is not None
    env = {"TROUPE_MODEL": "my-model", "OPENAI_BASE_URL": NEAR, "TROUPE_PRICES": str(file)}
    assert build_model(load_settings(env), ManualClock()).estimate(0, 1_000_000).usd == pytest.approx(0.8)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[m]\ninput = -1\noutput = 2", "input"),
        ("[m]\ninput = 1", "output"),
        ("[m]\ninput = 1\noutput = 2\nprice = 3", "price"),
        ("m = 3", "table"),
        ("[m", "TROUPE_PRICES"),
        ("[m]\ninput = nan\noutput = 1", "input"),
        ("[m]\ninput = inf\noutput = 1", "input"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_naming_the_setting(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(text)
    with pytest.raises(Misconfigured, match="TROUPE_PRICES") as refused:
        read_prices(file)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"gone\.toml"):
        read_prices(tmp_path / "gone.toml")


def test_looking_up_a_price_reaches_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a price was looked for over the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert price_of("gpt-4.1", OPENAI, NOW, {}) is not None
    assert price_of("no-such-model", OPENAI, NOW, {}) is None
