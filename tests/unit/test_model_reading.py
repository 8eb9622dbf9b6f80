"""A study read by a model: what it claims stands only as far as code bears it out; codes, fields, edits."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from tests.unit.ledgers import counted
from tests.unit.made_reading import made_reading
from tests.unit.made_study import crowd, made_study
from troupe import extract
from troupe.core.errors import BadInput, ModelRefused, NotFound
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.research.analysis.analysis import Code, CodedAnswer, Evidence, ReadingAuthor, StudyAnalysis
from troupe.research.analysis.by_analyst.analyst_edits import AnalystDesk
from troupe.research.analysis.by_model import reading_forms as forms
from troupe.research.analysis.by_model.answer_coding import code_answers
from troupe.research.analysis.by_model.field_extraction import extract_fields
from troupe.research.analysis.by_model.model_reading import quote_reading, read_study, reading_size
from troupe.research.analysis.by_model.reply_asking import ask_replies
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.analysis.by_rule.rule_replies import with_replies_by_rule
from troupe.research.analysis.extracted_table import TableRows, WantedField, WantedKind
from troupe.research.analysis.field_summaries import field_summaries
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.reports.forms.analysis_tables import field_table_csv
from troupe.research.reports.forms.report_formats import ReportFormat, report_files
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reports.sample_study import sample_report
from troupe.research.reports.study_comparison import side_by_side

STUDY = made_study()
RECORD = StudyRecord(STUDY)
GERDA = next(line for line in RECORD.evidence.values() if line.speaker_id == "gerda-vollmann")
PRIYA = next(line for line in RECORD.evidence.values() if line.speaker_id == "priya-raghunathan")
NAMES = {
    "themes": (
        {
            "name": "Mending at home",
            "summary": "Some mend.",
            "quotes": (
                {"line": GERDA.seq, "quote": "I mended it."},
                {"line": PRIYA.seq, "quote": "I mended it."},
                {"line": 1, "quote": "the last thing of yours that broke"},
                {"line": 9_999, "quote": "made up"},
            ),
            "against": ({"line": PRIYA.seq, "quote": "the recycling point got them"},),
        },
    )
}
ANSWERS = {
    "findings": (
        {
            "text": "5 of 8 would pay for each repair.",
            "why": "They said so.",
            "quotes": ({"line": GERDA.seq, "quote": "A kettle."},),
            "figures": ({"name": "ballot:pay_after:option:For each repair", "value": 5},),
        },
        {
            "text": "7 of 8 love it.",
            "why": "",
            "quotes": ({"line": GERDA.seq, "quote": "A kettle."},),
            "figures": (),
        },
        {"text": "All is well.", "why": "", "quotes": (), "figures": ()},
        {"text": "A fourth.", "why": "", "quotes": ({"line": GERDA.seq, "quote": "A kettle."},), "figures": ()},
    ),
    "not_said": ("The price of a van.",),
    "who_was_missing": (),
    "ask_people_next": ("What broke last?",),
}


def reader(request: Request[Any]) -> BaseModel | Mapping[str, Any] | str:
    """A model that answers every form it is asked for."""
    by_form: dict[type[BaseModel], Mapping[str, Any]] = {
        forms.ReadThemes: NAMES,
        forms.ReadFindings: ANSWERS,
        forms.ReadReply: {"text": "  That is not\nwhat I meant. "},
        forms.JoinedThemes: {"themes": ({"name": "All", "summary": "Joined.", "members": (1, 2, 77)},)},
    }
    return request.output.model_validate(by_form[request.output])


async def test_what_a_model_claims_stands_as_far_as_it_is_so() -> None:
    llm = Scripted(otherwise=reader)
    reading = await read_study(counted(llm), STUDY, seed=1)
    assert [finding.text for finding in reading.findings] == [
        "5 of 8 would pay for each repair.",
        "7 of 8 love it.",
    ]
    assert (reading.findings[0].doubts, len(reading.findings[1].doubts)) == ((), 1)
    mending = reading.themes[0]
    assert [quote.quote for quote in mending.evidence] == ["I mended it."]
    assert mending.participants == ("gerda-vollmann",)
    assert reading.check.quotes - reading.check.verbatim == 3
    assert any(theme.minority for theme in reading.themes)
    assert reading.who_was_missing
    assert (reading.model, reading.stand_in, reading.read_by) == ("scripted", False, "")
    assert reading.usage.calls == len(llm.requests)


async def test_those_who_are_quoted_reply_as_themselves() -> None:
    llm = Scripted(otherwise=reader)
    reading = await read_study(counted(llm), STUDY, seed=1)
    made = await ask_replies(counted(llm), STUDY, reading, seed=1)
    asked = [request for request in llm.requests if request.output is forms.ReadReply]
    assert [request.person for request in asked][:2] == ["gerda-vollmann", "priya-raghunathan"]
    assert "Gerda Vollmann" in asked[0].messages[0].content
    assert "I mended it." in asked[0].messages[1].content
    assert [(r.participant, r.text) for r in made.replies][:2] == [
        (who, "That is not what I meant.") for who in ("gerda-vollmann", "priya-raghunathan")
    ]


async def test_a_reply_that_fails_is_left_out_and_the_reading_stands() -> None:
    def mute(request: Request[Any]) -> BaseModel | Mapping[str, Any] | str | Exception:
        return ModelRefused("no") if request.output is forms.ReadReply else reader(request)

    reading = await read_study(counted(Scripted(otherwise=mute)), STUDY, seed=1)
    assert reading.findings
    assert (await ask_replies(counted(Scripted(otherwise=mute)), STUDY, reading, seed=1)).replies == ()
    with pytest.raises(ModelRefused):
        await read_study(counted(Scripted(otherwise=ModelRefused("no"))), STUDY, seed=1)


async def test_nothing_but_what_people_said_aloud_is_shown_as_quotable() -> None:
    llm = Scripted(otherwise=reader)
    await read_study(counted(llm), STUDY, seed=1)
    (themes,) = [r.messages[1].content for r in llm.requests if r.output is forms.ReadThemes]
    thought = next(line.text for line in STUDY.first.lines if line.inner)
    assert GERDA.text in themes
    assert thought not in themes
    assert "When would you stop paying?" not in themes


async def test_a_long_record_is_read_in_parts_and_joined() -> None:
    study = crowd(30, answers=6, longest=900)
    llm = Scripted(otherwise=reader)
    await read_study(counted(llm), study, seed=1)
    parts = [request for request in llm.requests if request.output is forms.ReadThemes]
    assert len(parts) > 1
    assert len([request for request in llm.requests if request.output is forms.JoinedThemes]) == 1
    assert quote_reading(llm, reading_size(study))[0] >= len(llm.requests)
    assert all(len(request.messages[1].content) < 30_000 for request in parts)


async def test_the_understudy_reads_by_rule_and_calls_nothing_its_own() -> None:
    reading = await read_study(counted(Understudy()), STUDY, seed=1)
    assert reading == read_by_rule(STUDY)
    assert {finding.author for finding in reading.findings} == {ReadingAuthor.RULE}
    with pytest.raises(BadInput, match="language model"):
        await code_answers(counted(Understudy()), STUDY, "trust", (), seed=1)


async def test_answers_are_coded_by_a_book_that_an_analyst_may_give() -> None:
    line = next(line for line in RECORD.evidence.values() if line.step == "trust")
    other = next(line for line in RECORD.evidence.values() if line.step == "pass")
    quote = line.text.split(".")[0]
    given: dict[str, Any] = {
        "codes": ({"key": "self", "name": "Oneself", "given_when": "they trust themselves"},),
        "answers": (
            {"line": line.seq, "codes": ("self", "unknown"), "quote": quote},
            {"line": line.seq, "codes": ("self",), "quote": "never said"},
            {"line": other.seq, "codes": ("self",), "quote": other.text[:20]},
        ),
    }
    reply = forms.ReadCodes.model_validate(given)
    first = await code_answers(counted(Scripted(otherwise=reply)), STUDY, "trust", (), seed=1)
    assert [code.key for code in first.codes] == ["self"]
    assert [(answer.participant, answer.codes) for answer in first.coded] == [(line.speaker_id, ("self",))]
    mine = (Code(key="other", name="Other", given_when="else"),)
    again = await code_answers(counted(Scripted(otherwise=reply)), STUDY, "trust", mine, seed=1)
    assert (again.codes, again.coded) == (mine, ())
    with pytest.raises(BadInput, match="nobody answered"):
        await code_answers(counted(Scripted(otherwise=reply)), STUDY, "nothing", (), seed=1)


async def test_fields_are_typed_and_each_names_a_line_of_that_person() -> None:
    wanted = (
        WantedField(key="minutes", what="how long it took", kind=WantedKind.NUMBER),
        WantedField(key="mends", what="whether they mend", kind=WantedKind.YES_NO),
        WantedField(key="who", what="whom they trust", kind=WantedKind.CHOICE, choices=("Me", "Others")),
        WantedField(key="thing", what="what broke"),
    )

    def take(number: int) -> Mapping[str, Any]:
        values = {"minutes": "40 minutes", "mends": "Yes", "who": "me", "thing": "A kettle"}
        return {"fields": tuple({"key": k, "value": v, "lines": (number,)} for k, v in values.items())}

    result = await extract_fields(counted(Scripted(otherwise=take(GERDA.seq))), STUDY, wanted, seed=1)
    assert {cell.row for cell in result.table.cells} == {"gerda-vollmann"}  # to the others it is no line
    gerda = {cell.field: cell.value for cell in result.table.cells}
    assert gerda["mends"] is True
    assert (gerda["who"], gerda["thing"]) == ("Me", "A kettle")
    assert "minutes" not in gerda  # she said it in a word, and no 40 stands in the line
    with pytest.raises(BadInput, match="same key"):
        await extract_fields(counted(Scripted(otherwise=take(1))), STUDY, wanted[:1] * 2, seed=1)


def test_an_analysts_changes_are_told_by_name_and_checked() -> None:
    desk = AnalystDesk(STUDY, made_reading(STUDY), "Ines Marsh")
    desk.rename_theme("unused", "Bets")
    desk.reject_theme("nights", "too thin")
    last = desk.merge_themes(["price_first", "whose_hands"], "What must be known")
    assert [theme.name for theme in last.themes] == [
        "What must be known",
        "Bets",
        "Who is paid, and who is taught",
    ]
    assert {theme.author for theme in last.themes[:2]} == {ReadingAuthor.ANALYST}
    assert [edit.split(" ")[2] for edit in last.edits] == ["renamed", "rejected", "joined"]
    assert ("gerda-vollmann", "price_first") in {(reply.participant, reply.theme) for reply in last.replies}
    assert last.check.quotes == last.check.verbatim
    with pytest.raises(NotFound):
        desk.reject_theme("nights", "again")


def test_an_answer_is_coded_anew_by_hand() -> None:
    codes = (Code(key="a", name="A", given_when="a"), Code(key="b", name="B", given_when="b"))
    evidence = (Evidence(line=GERDA.id, quote="A kettle."),)
    coded = (CodedAnswer(step="broken", participant="gerda-vollmann", codes=("a",), evidence=evidence),)
    reading = made_reading(STUDY).model_copy(update={"codes": codes, "coded": coded})
    desk = AnalystDesk(STUDY, reading, "Ines")
    (answer,) = desk.recode("broken", "gerda-vollmann", ["b"]).coded
    assert (answer.codes, answer.author) == (("b",), ReadingAuthor.ANALYST)
    assert desk.recode("broken", "gerda-vollmann", []).coded == ()
    with pytest.raises(NotFound):
        desk.recode("broken", "gerda-vollmann", ["c"])


def test_the_sample_is_what_the_script_makes_of_what_was_written() -> None:
    sample = sample_report()
    assert sample.study == STUDY
    assert sample.analysis == made_reading(STUDY)
    assert sample.analysis.check.faults == ()
    assert "no model" in sample.analysis.model


async def test_fields_are_taken_out_of_each_session_and_come_to_figures_with_their_n() -> None:
    wanted = (
        WantedField(key="agreed", what="whether they agreed", kind=WantedKind.YES_NO),
        WantedField(key="thing", what="what they spoke of", kind=WantedKind.CHOICE, choices=("Kettle", "Van")),
    )
    first = STUDY.first
    own = {line.id for line in RECORD.evidence.values()}

    def take(request: Request[Any]) -> Mapping[str, Any]:
        said = request.messages[1].content
        values = {"agreed": "yes" if "A kettle." in said else "", "thing": "Kettle"}
        return {"fields": tuple({"key": k, "value": v, "lines": (GERDA.seq, 9_999)} for k, v in values.items())}

    llm = Scripted(otherwise=take)
    made = await extract_fields(counted(llm), STUDY, wanted, seed=1, rows=TableRows.SESSION)
    assert len(llm.requests) == sum(bool(StudyRecord(STUDY, run).evidence) for run in STUDY.runs)
    cell = made.table.cell(first.id, "agreed")
    assert cell is not None
    assert (cell.value, set(cell.lines) <= own) == (True, True)
    figures = {(what, name): figure for what, name, figure in field_summaries(STUDY, made.table)}
    assert figures["whether they agreed", "said something of it"].endswith(f" of {len(STUDY.runs)}")
    assert figures["what they spoke of", "Van"].startswith("0 of ")
    report = StudyReport(study=STUDY, analysis=StudyAnalysis(findings=(), themes=(), tables=(made.table,)))
    assert "For each session" in report_files(report, ReportFormat.MARKDOWN)["report.md"].decode()
    columns, row, *_ = field_table_csv(STUDY, made.table).decode("utf-8-sig").splitlines()
    assert (columns, row.split(",")[0]) == ("session,name,agreed,agreed_lines,thing,thing_lines", first.id)
    foreign = cell.model_copy(update={"row": "no such run"})
    table = made.table.model_copy(update={"cells": (foreign,)})
    assert checked(STUDY, StudyAnalysis(findings=(), themes=(), tables=(table,))).tables[0].cells == ()
    both = side_by_side({"a": report, "b": report})["fields"]
    assert ("whether they agreed, per session", "yes") in {row[:2] for row in both.rows}


async def test_a_script_takes_fields_out_in_words() -> None:
    def take(_: Request[Any]) -> Mapping[str, Any]:
        return {"fields": ({"key": "thing_that_broke", "value": "A kettle", "lines": (GERDA.seq,)},)}

    table = await extract(STUDY, "thing that broke", model=Scripted(otherwise=take))
    assert [(cell.row, cell.value) for cell in table.cells] == [("gerda-vollmann", "A kettle")]
    counts = {name: figure for _, name, figure in field_summaries(STUDY, table)}
    assert counts == {"said something of it": "1 of 8", "humans: said something of it": "0 of 1"}
    with pytest.raises(BadInput, match="one of person, session"):
        await extract(STUDY, "thing", per="household", model=Scripted(otherwise=take))
    with pytest.raises(BadInput, match="understudy"):
        await extract(STUDY, "thing", model="understudy")


async def test_by_rule_those_quoted_reply_in_their_own_words_and_only_where_the_understudy_played() -> None:
    reading = read_by_rule(STUDY)
    assert with_replies_by_rule(STUDY, reading).replies == ()
    played = STUDY.first.model_copy(update={"stand_in": True})
    study = STUDY.model_copy(update={"runs": (played, *STUDY.runs[1:])})
    made = await ask_replies(counted(Understudy()), study, reading, seed=1)
    replied = with_replies_by_rule(study, reading)
    assert (made.replies, made.usage.calls) == (replied.replies, 0)
    assert replied.replies
    for reply in replied.replies:
        assert reply.stand_in
        own = " ".join(" ".join(line.text.split()) for line in RECORD.said(reply.participant))
        assert reply.text.partition("“")[2].rstrip("”") in own
    assert checked(study, replied).findings == reading.findings
