"""`troupe persona import`, `export`, and `troupe fragment`: what they write, what they say, how they end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from tests.unit.cards import charx, packed, png, raw, text, v2, v3
from troupe.people.fragments.merge_record import digest
from troupe.people.library.file_importing import read_people
from troupe.people.library.library import export_yaml, fragments, library, load_people, load_persona

GERDA = library()["gerda-vollmann"]
PICTURE = png(text("chara", packed(v2())))


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, list(arguments), input=answer)


def test_a_card_becomes_a_file_of_ours_with_its_picture_beside(tmp_path: Path) -> None:
    (tmp_path / "asla.png").write_bytes(PICTURE)
    done = run("persona", "import", "asla.png")
    assert done.exit_code == 0, done.output
    assert "OK   asla.png: Aslaug Skarv → people/aslaug-skarv.yaml, people/aslaug-skarv.face.png" in done.output
    assert "system_prompt: kept, but not followed" in done.output
    assert done.output.splitlines()[-1] == "1 of 1 files brought into people."
    assert load_persona(tmp_path / "people/aslaug-skarv.yaml") == read_people(PICTURE, "a.png").personas[0]
    assert (tmp_path / "people/aslaug-skarv.face.png").read_bytes() == png()


def test_of_many_the_good_are_brought_in_and_the_bad_named(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.charx").write_bytes(charx({"card.json": raw(v3())}))
    (folder / "b.json").write_bytes(raw(v2(name=3)))
    (folder / "c.fragment.json").write_text('{"type": "Fragment", "title": "t", "persona": {"age": 3}}')
    (folder / "holiday.png").write_bytes(png())
    (folder / "gerda.face.png").write_bytes(png())
    done = run("persona", "import", "in", "--to", "out", "--json")
    assert done.exit_code == 2
    found = {Path(each["file"]).name: each for each in json.loads(done.output)}
    assert set(found) == {"a.charx", "b.json", "c.fragment.json"}
    assert (found["b.json"]["ok"], found["b.json"]["field"]) == (False, "data.name")
    assert found["a.charx"]["files"] == ["out/aslaug-skarv.yaml"]
    assert (tmp_path / "out/c.fragment.json").read_bytes() == (folder / "c.fragment.json").read_bytes()
    assert "1 bad; 1 pictures without a card passed over" in run("persona", "import", "in", "--to", "new").output
    assert run("persona", "import", "in/holiday.png").exit_code == 2


def test_nothing_is_overwritten_unless_told_to(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(raw(v2()))
    (tmp_path / "b.json").write_bytes(raw(v2(description="Another of the name.")))
    both = run("persona", "import", "a.json", "b.json", "--force")
    assert both.exit_code == 0
    assert (tmp_path / "people/aslaug-skarv-2.yaml").exists()
    again = run("persona", "import", "b.json")
    assert again.exit_code == 2
    assert "is there already; --force overwrites it" in again.output
    assert run("persona", "import", "b.json", "--force").exit_code == 0
    assert load_persona(tmp_path / "people/aslaug-skarv.yaml").description == "Another of the name."


@pytest.mark.parametrize("written_as", ["yaml", "json", "tinytroupe", "card-v2", "card-v3", "png", "charx"])
def test_a_persona_goes_out_and_comes_back_in_every_format(tmp_path: Path, written_as: str) -> None:
    done = run("persona", "export", "gerda", "--format", written_as, "--to", "out", "--json")
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.output)
    back = load_people(tmp_path / told["file"])
    assert back.personas == (GERDA,)
    assert (back.picture is not None) == (written_as in ("png", "charx"))
    assert run("persona", "validate", told["file"]).output == f"OK   {told['file']}: Gerda Vollmann\n"
    assert run("persona", "export", "gerda", "--format", written_as, "--to", "out").exit_code == 2


def test_a_card_keeps_its_picture_and_another_may_be_given(tmp_path: Path) -> None:
    (tmp_path / "asla.png").write_bytes(PICTURE)
    run("persona", "import", "asla.png")
    run("persona", "export", "people/aslaug-skarv.yaml", "--format", "png")
    assert load_people(tmp_path / "aslaug-skarv.png").picture == png()
    (tmp_path / "other.png").write_bytes(png(width=1, height=1))
    given = ("persona", "export", "asla.png", "--format", "charx", "--picture")
    assert run(*given, "other.png").exit_code == 0
    assert load_people(tmp_path / "aslaug-skarv.charx").picture == png(width=1, height=1)
    assert run(*given, "none.png").exit_code == 2


def test_bad_words_are_named() -> None:
    for given, said in (
        (("persona", "export", "gerda", "--format", "pdf"), "--format: “pdf” is none of yaml, json"),
        (("persona", "export", "nobody-here"), "nobody is called that"),
        (("persona", "import", "no/such.png"), "there is no such file"),
        (("fragment", "remove", "gerda", "vegan-convert", "--yes"), "is not merged into this persona"),
        (("fragment", "show", "none"), "there is no such fragment"),
    ):
        done = run(*given)
        assert done.exit_code == 2
        assert said in done.output


def test_fragments_are_listed_and_shown() -> None:
    assert "vegan-convert" in run("fragment", "list").output
    assert [part["slug"] for part in json.loads(run("fragment", "list", "--json").output)] == list(fragments())
    assert "+ skills: Makes a gravy" in run("fragment", "show", "vegan-convert").output
    assert "+ preferences.dislikes:" in run("fragment", "show", "vegan-convert", "--on", "gerda").output


def test_a_fragment_is_shown_before_it_is_merged_and_can_be_taken_out(tmp_path: Path) -> None:
    file = tmp_path / "gerda.yaml"
    file.write_text(export_yaml(GERDA), encoding="utf-8")
    (tmp_path / "older.yaml").write_text("type: Fragment\npersona: {age: 90}")
    before = file.read_bytes()
    declined = run("fragment", "apply", "gerda.yaml", "older.yaml", answer="n\n")
    assert declined.exit_code == 1
    assert "~ age: 90 instead of 68" in declined.output
    assert file.read_bytes() == before
    assert run("fragment", "apply", "gerda.yaml", "older.yaml", "vegan-convert", answer="y\n").exit_code == 0
    assert load_persona(file).age == 90
    removed = run("fragment", "remove", "gerda.yaml", "older", "--yes")
    assert "older: takes back what it did to age" in removed.output
    assert load_persona(file).fragments == ("vegan-convert",)
    assert run("fragment", "remove", "gerda.yaml", "vegan-convert", "--yes", "--json").exit_code == 0
    assert load_persona(file) == GERDA


def test_one_of_the_library_is_written_into_a_folder(tmp_path: Path) -> None:
    done = run("fragment", "apply", "gerda", "vegan-convert", "--yes", "--json")
    assert json.loads(done.stdout)["file"] == "people/gerda-vollmann.yaml"
    assert load_persona(tmp_path / "people/gerda-vollmann.yaml").without_fragment("vegan-convert") == GERDA


def test_a_record_that_lies_is_refused_by_its_field(tmp_path: Path) -> None:
    lying = {"fragment": "x", "changes": [{"at": ["name"], "new": True, "put": digest("Bo")}]}
    (tmp_path / "bo.json").write_text(json.dumps({"name": "Bo", "merges": [lying]}))
    done = run("fragment", "remove", "bo.json", "x", "--yes")
    assert done.exit_code == 2
    assert "name" in done.output
    assert load_persona(tmp_path / "bo.json").name == "Bo"
