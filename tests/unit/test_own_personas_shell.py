"""`troupe persona --guild`: a server's own personas from a shell, in the very stores that the bot reads."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.persona.persona_shell import app
from bot.faces.avatars import draw_face
from troupe.people.library.file_exporting import FileFormat, export
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

ANA = Persona.model_validate({"name": "Ana Prado", "age": 40, "occupation": "tram driver", "style": "Dry."})
SERVER = ("--guild", "77")


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'troupe.sqlite3'}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def put(folder: Path, name: str, persona: Persona) -> str:
    file = folder / name
    file.write_text(json.dumps(persona.model_dump(mode="json")), encoding="utf-8")
    return str(file)


def slugs(*options: str) -> list[str]:
    return [one["slug"] for one in json.loads(run("list", "--json", *options).stdout)]


def test_somebody_put_in_stands_beside_the_library_of_that_server_alone(tmp_path: Path) -> None:
    done = run("save", put(tmp_path, "ana.json", ANA), *SERVER)
    assert done.exit_code == 0, done.output
    assert "version 1 of ana-prado" in done.stdout
    assert slugs(*SERVER) == [*library(), "ana-prado"]
    assert slugs("--guild", "78") == slugs() == list(library())
    assert json.loads(run("show", "ana", "--json", *SERVER).stdout) == ANA.model_dump(mode="json")
    assert run("export", "ana", "--to", "out", *SERVER).exit_code == 0
    assert (tmp_path / "out" / "ana-prado.yaml").is_file()


def test_putting_somebody_in_again_makes_a_new_version_and_a_bad_file_hinders_nobody(tmp_path: Path) -> None:
    run("save", put(tmp_path, "ana.json", ANA), *SERVER)
    older = put(tmp_path, "ana.json", ANA.model_copy(update={"age": 41}))
    bad = put(tmp_path, "bad.json", ANA)
    Path(bad).write_text('{"name": "Bad", "age": "old"}', encoding="utf-8")
    done = run("save", older, bad, *SERVER)
    assert done.exit_code == 2
    assert "version 2 of ana-prado" in done.stdout
    assert f"BAD  {bad}: age: " in done.stdout
    assert json.loads(run("show", "ana", "--json", *SERVER).stdout)["age"] == 41


def test_a_card_with_a_picture_brings_its_face_along(tmp_path: Path) -> None:
    card = export(ANA, FileFormat.PNG, draw_face(library()["gerda-vollmann"]))
    (tmp_path / card.name).write_bytes(card.content)
    done = run("save", card.name, "--json", *SERVER)
    assert done.exit_code == 0, done.output
    assert [finding["ok"] for finding in json.loads(done.stdout)] == [True]
    assert slugs(*SERVER)[-1] == "ana-prado"


def test_somebody_taken_out_is_gone_and_the_library_is_nobodys_to_take_from(tmp_path: Path) -> None:
    run("save", put(tmp_path, "ana.json", ANA), *SERVER)
    gone = run("remove", "Ana Prado", "--json", *SERVER)
    assert json.loads(gone.stdout) == {"slug": "ana-prado", "name": "Ana Prado"}
    assert slugs(*SERVER) == list(library())
    assert run("remove", "gerda-vollmann", *SERVER).exit_code != 0


@pytest.mark.parametrize("guild", ["", "the-green-room", "１２"])
def test_what_is_no_servers_id_is_said_to_be_none(guild: str) -> None:
    refused = run("list", "--guild", guild)
    assert refused.exit_code != 0
    assert "is no server's id" in str(refused.exception)
