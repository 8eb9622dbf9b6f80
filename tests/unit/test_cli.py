"""The troupe command: quick help, one clear line for what is wrong, exit codes 0, 1 and 2."""

import asyncio
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

import db
from bot.cli.troupe_command import app
from bot.environment.settings import load_settings, variable_names
from tests.unit.fake_endpoint import listing, says, serving
from troupe.core.clock import SystemClock
from troupe.core.ids import system_ids
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import Editor


@pytest.fixture(autouse=True)
def empty_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of our variables set, no `.env` near, the database in a folder of the test's own."""
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_help_names_every_group() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(name in out for name in ("play", "serve", "world", "persona", "db", "doctor", "version"))


def test_help_imports_nothing_heavy() -> None:
    source = (
        "import sys\nfrom typer.testing import CliRunner\nfrom bot.cli.troupe_command import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "heavy = {'discord', 'nicegui', 'apscheduler', 'openai', 'sqlalchemy', 'aiohttp'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version_for_people_and_for_programs() -> None:
    assert run("version")[1].startswith("troupe ")
    assert json.loads(run("version", "--json")[1])["version"]


def test_serving_without_a_token_is_one_line_that_names_it() -> None:
    code, out, err = run("serve", "--model", "understudy")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "DISCORD_TOKEN" in err


def test_serving_without_a_model_is_one_line_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret-token")
    code, _, err = run("serve")
    assert code == 2
    assert "TROUPE_MODEL" in err
    assert "--model understudy" in err
    assert "secret-token" not in err


async def test_an_endpoint_without_a_model_offers_its_own_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret-token")
    async with serving(says("{}"), pages={"/v1/models": listing("llama3.2:3b", "my model")}) as endpoint:
        monkeypatch.setenv("OPENAI_BASE_URL", endpoint.base_url)
        for words in (("serve",), ("persona", "from-text", "a baker")):
            code, _, err = await asyncio.to_thread(run, *words)
            assert code == 2
            assert "the endpoint there offers llama3.2:3b, my model: set TROUPE_MODEL=llama3.2:3b" in err
            assert err.count("\n") == 1


def test_a_setting_that_makes_no_sense_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROUPE_BUDGET_USD_PER_DAY", "plenty")
    code, _, err = run("serve")
    assert code == 2
    assert "TROUPE_BUDGET_USD_PER_DAY" in err


def test_a_world_is_opened_listed_and_closed_from_a_shell() -> None:
    code, out, err = run("world", "open", "--channel", "200", "--guild", "100", "--mode", "manual", "--json")
    assert (code, err) == (0, "")
    opened = json.loads(out)
    assert (opened["tenant"], opened["channel"], opened["mode"]) == ("guild:100", "200", "manual")
    assert len(opened["people"]) == 4
    assert [world["id"] for world in json.loads(run("world", "list", "--json")[1])] == [opened["id"]]
    assert run("world", "stop", "--channel", "200")[0] == 0
    assert json.loads(run("world", "list", "--json")[1])[0]["status"] == "stopped"
    assert json.loads(run("world", "resume", "--channel", "200", "--json")[1])["status"] == "open"
    assert run("world", "close", "--channel", "200")[0] == 0
    assert json.loads(run("world", "list", "--json")[1]) == []


async def _keep(world_id: str) -> None:
    """A persona of the server's own, and its people as a panel."""
    database = await db.open(load_settings({}).database_url, clock=SystemClock(), ids=system_ids)
    stores = database.tenant("guild:100")
    mara = Persona.model_validate({"name": "Mara Quint"})
    await stores.personas.save("mara-quint", mara, Editor(name="Rita"))
    people = await stores.casts.of(world_id)
    await stores.panels.save(
        "Tuesday", [PanelMember(persona=p.persona, ref=p.ref) for p in people], Editor(name="R")
    )
    await database.close()


def test_a_world_is_opened_with_a_servers_own_and_with_a_panel() -> None:
    here = ("world", "open", "--channel", "200", "--guild", "100", "--json")
    opened = json.loads(run(*here)[1])
    asyncio.run(_keep(opened["id"]))
    run("world", "close", "--channel", "200")
    assert json.loads(run(*here, "--people", "mara,gerda")[1])["people"] == ["Mara Quint", "Gerda Vollmann"]
    run("world", "close", "--channel", "200")
    code, out, err = run(*here, "--panel", "tuesday", "--memories")
    assert (code, err) == (0, "")
    assert json.loads(out)["people"] == opened["people"]


def test_a_rhythm_is_set_shown_and_taken_away_from_a_shell() -> None:
    run("world", "open", "--channel", "200", "--guild", "100")
    assert "no rhythm" in run("world", "rhythm", "--channel", "200")[1]
    words = ("world", "rhythm", "--channel", "200", "--every", "2 hours", "--quiet", "22-8", "--json")
    code, out, err = run(*words)
    assert (code, err) == (0, "")
    set_ = json.loads(out)
    assert (set_["rhythm"]["every"], set_["rhythm"]["quiet"]["start"]) == (120, "22:00:00")
    assert set_["next_beat_at"]
    assert "about every 2 hours; next 20" in run("world", "rhythm", "--channel", "200")[1]
    assert json.loads(run("world", "rhythm", "--channel", "200", "--every", "off", "--json")[1])["rhythm"] is None


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("world", "rhythm", "--channel", "2", "--guild", "1", "--every", "30"), "--channel"),
        (("world", "open", "--channel", "lounge", "--guild", "1"), "--channel"),
        (("world", "open", "--channel", "2", "--guild", "1", "--people", "nobody-at-all"), "people"),
        (("world", "open", "--channel", "2", "--guild", "1", "--mode", "loud"), "--mode"),
        (("world", "open", "--channel", "2", "--guild", "1", "--panel", "none"), "panel"),
        (("world", "open", "--channel", "2", "--guild", "1", "--panel", "x", "--people", "a"), "--panel"),
        (("world", "open", "--channel", "2", "--guild", "1", "--memories"), "--memories"),
        (("world", "open", "--channel", "2"), "--guild"),
        (("world", "close", "--channel", "2"), "--channel"),
    ],
)
def test_bad_input_is_one_line_naming_the_field(words: tuple[str, ...], field: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert field in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("option", "value"), [("every", "soon"), ("quiet", "night"), ("per_day", "0"), ("rest_after", "0")]
)
def test_a_rhythm_that_makes_no_sense_is_one_line_naming_the_field(option: str, value: str) -> None:
    run("world", "open", "--channel", "200", "--guild", "100")
    given = {"every": "30", option: value}
    words = [word for name, said in given.items() for word in (f"--{name.replace('_', '-')}", said)]
    code, out, err = run("world", "rhythm", "--channel", "200", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert option in err


def test_opening_twice_is_refused() -> None:
    run("world", "open", "--channel", "200", "--guild", "100")
    code, _, err = run("world", "open", "--channel", "200", "--guild", "100")
    assert code == 2
    assert err.count("\n") == 1


def test_the_doctor_finds_what_is_missing_and_says_how_to_mend_it() -> None:
    code, out, _ = run("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(out)}
    assert code == 1
    assert findings["settings"]["ok"]
    assert findings["database"]["ok"]
    assert not findings["Discord token"]["ok"]
    assert "DISCORD_TOKEN" in findings["Discord token"]["fix"]
    assert not findings["model"]["ok"]


def test_the_doctor_says_what_an_upgrade_would_do_and_does_not_do_it(tmp_path: Path) -> None:
    run("db", "upgrade")
    with closing(sqlite3.connect(tmp_path / "troupe.sqlite3")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
    for _ in range(2):
        (database,) = [f for f in json.loads(run("doctor", "--json")[1]) if f["name"] == "database"]
        assert "revision 0002" in database["detail"]
        assert "A copy is made beside the file first (troupe.sqlite3.before-" in database["fix"]


def test_the_doctor_keeps_the_token_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "secret-token")
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:9")
    monkeypatch.setenv("TROUPE_MODEL", "understudy")
    code, out, _ = run("doctor")
    assert code == 1
    assert "secret-token" not in out
    assert out.count("FAIL") == 1
    assert "FAIL  Discord: http://127.0.0.1:9/api/v10 does not answer" in out


def test_the_database_is_brought_to_the_present_form(tmp_path: Path) -> None:
    assert run("db", "upgrade")[0] == 0
    assert (tmp_path / "troupe.sqlite3").exists()


def test_a_world_is_opened_with_people_drawn_or_in_a_folder(tmp_path: Path) -> None:
    here = ("world", "open", "--channel", "200", "--guild", "100", "--json")
    drawn = json.loads(run(*here, "--panel", "germany:3", "--seed", "2")[1])["people"]
    assert len(set(drawn)) == 3
    run("world", "close", "--channel", "200")
    assert json.loads(run(*here, "--panel", "germany:3", "--seed", "2")[1])["people"] == drawn
    run("world", "close", "--channel", "200")
    folder = tmp_path / "group"
    folder.mkdir()
    (folder / "lena.yaml").write_text("name: Lena Brandt\n")
    (folder / "two.json").write_text('[{"name": "Tom Ekwall"}, {"name": "Ida Ross"}]')
    (folder / "sample.json").write_text("{}")
    opened = json.loads(run(*here, "--panel", str(folder))[1])
    assert opened["people"] == ["Lena Brandt", "Tom Ekwall", "Ida Ross"]
    run("world", "close", "--channel", "200")
    (folder / "lena-again.yaml").write_text("name: LENA BRANDT\n")
    code, out, err = run(*here, "--panel", str(folder))
    assert (code, out) == (2, "")
    assert "people: two of them are called" in err
    assert "only a saved panel has memories" in run(*here, "--panel", "germany:3", "--memories")[2]
