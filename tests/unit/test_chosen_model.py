"""The model chosen in the page: kept for its owner alone, read back, and never with another address's key."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.environment.chosen_model import FILE, ChosenModel, drop_choice, keep_choice, read_choice, with_choice
from bot.environment.settings import Settings, load_settings
from troupe.core.errors import BadInput
from troupe.llm.openai.openai_model import OPENAI

KEY = "sk-verysecret-0123456789"
CHOICE = ChosenModel(address="http://127.0.0.1:11434/v1", model="llama3.2", key=SecretStr(KEY))


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_choice_is_there_again_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keep_choice(tmp_path, CHOICE)
    finally:
        os.umask(before)
    assert rights(tmp_path / FILE) == 0o600
    assert read_choice(tmp_path) == CHOICE
    assert os.listdir(tmp_path) == [FILE]


def test_a_file_that_others_could_read_is_replaced_by_one_that_they_cannot(tmp_path: Path) -> None:
    for name in (FILE, f"{FILE}.new"):
        (tmp_path / name).write_text("{}")
        (tmp_path / name).chmod(0o666)
    keep_choice(tmp_path, CHOICE)
    assert rights(tmp_path / FILE) == 0o600
    assert os.listdir(tmp_path) == [FILE]


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.write_text("mine")
    (tmp_path / f"{FILE}.new").symlink_to(other)
    keep_choice(tmp_path, CHOICE)
    assert other.read_text() == "mine"
    assert read_choice(tmp_path) == CHOICE


def test_a_choice_is_forgotten_with_its_key(tmp_path: Path) -> None:
    keep_choice(tmp_path, CHOICE)
    drop_choice(tmp_path)
    drop_choice(tmp_path)
    assert read_choice(tmp_path) is None
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("text", ["", "{", '{"address": "a"}', f'{{"key": "{KEY}", "more": 1}}', f'["{KEY}"]'])
def test_a_damaged_file_is_one_line_with_the_way_out_and_without_the_key(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(BadInput) as caught:
        read_choice(tmp_path)
    line = str(caught.value)
    assert FILE in line
    assert "delete it" in line
    assert "verysecret" not in line
    assert "\n" not in line


def test_a_key_does_not_print() -> None:
    assert "verysecret" not in f"{CHOICE!r} {CHOICE} {CHOICE.model_dump_json()}"


def plain(key: SecretStr | None) -> str | None:
    return None if key is None else key.get_secret_value()


def test_the_environments_key_goes_to_the_environments_address_alone() -> None:
    settings = load_settings({"OPENAI_API_KEY": "sk-environment", "OPENAI_BASE_URL": "localhost:11434"})
    here = ChosenModel(address="http://localhost:11434/v1", model="m")
    elsewhere = ChosenModel(address="http://127.0.0.1:9/v1", model="m")
    assert plain(with_choice(settings, here).openai_api_key) == "sk-environment"
    assert with_choice(settings, elsewhere).openai_api_key is None
    own = with_choice(settings, elsewhere.model_copy(update={"key": SecretStr(KEY)}))
    assert (plain(own.openai_api_key), own.openai_base_url, own.model) == (KEY, "http://127.0.0.1:9/v1", "m")


def test_without_an_address_the_environments_key_is_openais() -> None:
    settings = load_settings({"OPENAI_API_KEY": "sk-environment"})
    assert plain(with_choice(settings, ChosenModel(address=OPENAI, model="m")).openai_api_key) == "sk-environment"
    assert with_choice(Settings.model_validate({}), ChosenModel(address=OPENAI, model="m")).openai_api_key is None
