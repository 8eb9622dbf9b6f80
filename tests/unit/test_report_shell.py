"""`troupe report`: what it writes and says, and with which exit code it ends."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from bot.environment.settings import variable_names
from tests.unit.made_study import made_study
from troupe.core.errors import BadInput
from troupe.research.analysis.analysis import Code, CodedAnswer, Evidence, StudyAnalysis
from troupe.research.analysis.by_analyst.code_book import edited, read_book, written_book
from troupe.research.analysis.by_analyst.field_words import fields_in_file, fields_in_words
from troupe.research.analysis.extracted_table import ExtractedCell, ExtractedTable
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.reports.forms.analysis_tables import report_jsonl
from troupe.research.reports.forms.report_formats import ReportFormat, report_files
from troupe.research.reports.report_layout import StudyReport


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study in the working folder, and no setting around it."""
    monkeypatch.chdir(tmp_path)
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    Path("held").mkdir()
    Path("held/run.json").write_text(made_study().model_dump_json(), encoding="utf-8")


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, ["report", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_study_is_read_by_rule_where_no_model_is_named() -> None:
    result = run("held")
    assert result.exit_code == 0
    assert "read by nobody" in result.output
    assert "Read by rule, not by a model" in result.output
    assert Path("held/report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(Path("held/reading.json").read_text())["stand_in"] is True


def test_every_form_is_written_and_the_reading_is_kept() -> None:
    run("held/run.json", "--read-by", " Ines  Marsh ", "--out", "there")
    reading = json.loads(Path("there/reading.json").read_text())
    assert reading["read_by"] == "Ines Marsh"
    Path("held/reading.json").write_text(json.dumps({**reading, "not_said": ["By hand."]}))
    forms = ("html", "docx", "md", "json", "csv")
    result = run("held", "--json", *(word for form in forms for word in ("--format", form)))
    document = json.loads(result.output)
    names = {Path(path).name for path in document["files"]}
    assert names == {
        *(f"report.{form}" for form in ("html", "docx", "md", "json")),
        *("answers.csv", "ballots.csv", "runs.csv", "code-book.yaml"),
    }
    assert "read by Ines Marsh" in document["check"]
    assert "By hand." in Path("held/report.md").read_text(encoding="utf-8")


def test_the_sample_is_written_where_one_says() -> None:
    assert run("sample", "--out", "look").exit_code == 0
    assert "written by hand, no model" in Path("look/report.html").read_text(encoding="utf-8")
    assert not Path("look/reading.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no such file"),
        (("broken-off",), "--resume goes on"),
        (("held", "--format", "pdf"), "must be one of html"),
        (("odd.json",), "odd.json: guide: Field required"),
        (("held", "--out", "held/run.json/deeper"), "cannot be written"),
        (("held", "--extract", "price"), "need a language model"),
        (("held", "--code", "broken", "--model", "understudy"), "understands no answers"),
        (("held", "--extract", "(yes/no)", "--model", "understudy"), "nothing is asked for"),
    ],
)
def test_what_is_wrong_is_one_line_and_ends_with_2(words: tuple[str, ...], said: str) -> None:
    Path("odd.json").write_text('{"id": "x"}')
    Path("broken-off").mkdir()
    Path("broken-off/study.db").touch()
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_analyst_edits_the_code_book_and_the_next_report_takes_it() -> None:
    run("held")
    path = Path("held/code-book.yaml")
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    first, second, third, *rest = book["themes"]
    book["analyst"] = "Ines Marsh"
    edits = [{**first, "name": "Price first", "join": [second["key"]]}, {**third, "reject": "two jokes"}, *rest]
    path.write_text(yaml.safe_dump({**book, "themes": edits}))
    run("held", "--format", "md", "--format", "jsonl")
    reading = StudyAnalysis.model_validate_json(Path("held/reading.json").read_text())
    names = [theme.name for theme in reading.themes]
    assert names[0] == "Price first"
    assert (second["name"] in names, third["name"] in names) == (False, False)
    assert reading.themes[0].author == "analyst"
    assert [edit.partition(" ")[0] for edit in reading.edits] == ["Ines", "Ines"]
    assert "rejected" in Path("held/report.md").read_text(encoding="utf-8")
    votes = [json.loads(line) for line in Path("held/votes.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(votes) == sum(len(each.votes) for each in made_study().runs)
    again = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert again["analyst"] == "Ines Marsh"  # and nothing to be done twice:
    assert all(not (theme["join"] or theme["reject"]) for theme in again["themes"])
    run("held")
    assert StudyAnalysis.model_validate_json(Path("held/reading.json").read_text()) == reading


def test_codes_are_edited_in_the_book_too() -> None:
    study = made_study()
    record = StudyRecord(study)
    said = record.said("gerda-vollmann")[0]
    code = Code(key="dear", name="Too dear", given_when="the price is too high")
    coded = CodedAnswer(
        step=said.step or "",
        participant=said.speaker_id,
        codes=("dear",),
        evidence=(Evidence(line=said.id, quote=said.text),),
    )
    reading = StudyAnalysis(findings=(), themes=(), codes=(code,), coded=(coded,))
    book = read_book(written_book(study, reading).encode())
    assert edited(study, reading, book) is reading
    other = Code(key="trust", name="Trust", given_when="who repairs matters")
    answers = (book.answers[0].model_copy(update={"codes": ("trust",)}),)
    changed = edited(study, reading, book.model_copy(update={"codes": (code, other), "answers": answers}))
    assert changed.coded[0].codes == ("trust",)
    assert changed.coded[0].author == "analyst"
    bare = edited(study, changed, read_book(b"codes: []"))
    assert (bare.codes, bare.coded) == ((), ())
    for broken, where in ((b"themes: 3", "themes"), (b"a: [", "YAML"), (b"codes: [{key: x}]", "codes.0.name")):
        with pytest.raises(BadInput, match=where):
            read_book(broken)


def test_fields_are_read_from_words_and_from_a_file() -> None:
    fields = fields_in_words(
        "price they named; would they switch (yes/no); tone (calm|angry)\n what they fear; 9 lives"
    )
    assert [(field.key, field.kind.value) for field in fields] == [
        ("price_they_named", "number"),
        ("would_they_switch", "yes_no"),
        ("tone", "choice"),
        ("what_they_fear", "text"),
        ("f_9_lives", "text"),
    ]
    assert fields[2].choices == ("calm", "angry")
    assert len({field.key for field in fields_in_words("tone; tone; Tone (calm/angry)")}) == 3
    assert fields_in_file(b"- {key: age, what: their age, kind: number}", "f.yaml")[0].kind.value == "number"
    for text in ("", " ; ", "(yes/no)"):
        with pytest.raises(BadInput):
            fields_in_words(text)


def test_a_table_goes_out_with_the_lines_of_each_cell() -> None:
    study = made_study()
    line = StudyRecord(study).said("gerda-vollmann")[0]
    table = ExtractedTable(
        fields=fields_in_words("would they switch (yes/no)"),
        cells=(ExtractedCell(row=line.speaker_id, field="would_they_switch", value=True, lines=(line.id,)),),
    )
    report = StudyReport(study=study, analysis=StudyAnalysis(findings=(), themes=(), tables=(table,)))
    rows = [json.loads(row) for row in report_jsonl(report)["extracted.jsonl"].decode().splitlines()]
    assert len(rows) == len(study.first.participants)
    (cell,) = [row for row in rows if row["value"] is not None]
    assert (cell["value"], cell["lines"]) == (True, line.id)
    assert b"would_they_switch" in report_files(report, ReportFormat.CSV)["extracted.csv"]


def test_several_studies_stand_side_by_side_each_with_its_own_n() -> None:
    study = made_study()
    fewer = study.first.model_copy(
        update={"votes": tuple(v for v in study.first.votes if v.participant != "gerda-vollmann")}
    )
    Path("other").mkdir()
    Path("other/run.json").write_text(study.model_copy(update={"runs": (fewer,)}).model_dump_json())
    result = run("held", "other", "--out", "both")
    assert result.exit_code == 0
    rows = [json.loads(row) for row in Path("both/comparison.jsonl").read_text(encoding="utf-8").splitlines()]
    pays = next(row for row in rows if row.get("result") == "For each repair")
    assert (pays["held"][-4:], pays["other"][-4:]) == ("of 8", "of 7")
    assert any(row["table"] == "themes" and row["held"] and row["other"] for row in rows)
    assert "never added" in Path("both/comparison.md").read_text(encoding="utf-8")


def test_nothing_is_spent_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    result = run("held", "--model", "gpt-5-mini")
    assert result.exit_code == 2
    assert "calls of gpt-5-mini: at most" in result.stderr
    assert "nothing is spent unasked" in result.stderr
