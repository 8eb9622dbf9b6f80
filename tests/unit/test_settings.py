"""Settings: read from a mapping, complete, secret, and clear about what is wrong."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot.environment.settings import load_settings, variable_names
from troupe.core.errors import Misconfigured

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


def test_the_example_names_exactly_the_settings_that_exist() -> None:
    assert set(dotenv_values(EXAMPLE)) == variable_names()


def test_the_example_as_it_stands_means_the_defaults() -> None:
    assert load_settings({}, EXAMPLE) == load_settings({})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("TROUPE_MODEL=from-file\nOPENAI_BASE_URL=http://127.0.0.1:1/v1\nUNRELATED=1\n")
    settings = load_settings({"TROUPE_MODEL": "from-environment", "PATH": "/bin"}, file)
    assert settings.model == "from-environment"
    assert settings.openai_base_url == "http://127.0.0.1:1/v1"


def test_a_secret_does_not_print() -> None:
    settings = load_settings({"DISCORD_TOKEN": "s3cret-token", "OPENAI_API_KEY": "sk-s3cret"})
    assert "s3cret" not in f"{settings!r} {settings} {settings.model_dump_json()}"
    assert settings.discord_token is not None
    assert settings.discord_token.get_secret_value() == "s3cret-token"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000/api/v10"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000/api/v10"),
        ("http://127.0.0.1:3000/api", "http://127.0.0.1:3000/api/v10"),
        ("https://chat.example/api/v9/", "https://chat.example/api/v9"),
        ("https://chat.example/discord/api/v10", "https://chat.example/discord/api/v10"),
    ],
)
def test_the_version_is_added_to_a_bare_address(given: str, meant: str) -> None:
    assert load_settings({"DISCORD_API_BASE": given}).discord_api_base == meant


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_API_BASE", "somewhere"),
        ("TROUPE_BUDGET_USD_PER_DAY", "lots"),
        ("TROUPE_BUDGET_TOKENS_PER_DAY", "-1"),
        ("TROUPE_LOG_FORMAT", "yaml"),
    ],
)
def test_a_wrong_value_is_an_error_that_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(Misconfigured, match=name):
        load_settings({name: value})


def test_proxies_are_a_list_separated_by_commas() -> None:
    assert load_settings({"TROUPE_PROXY_WEBHOOKS": "1, 22,"}).proxy_webhooks == {"1", "22"}
