"""Reports of studies: self-contained, labelled, the same bytes for the same study, no words read as markup."""

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import yaml

from tests.unit.made_study import crowd, edge_studies, made_study
from troupe.research.analysis.analysis import Evidence, Finding, RightOfReply, StudyAnalysis
from troupe.research.analysis.ballot_results import BallotResult, ballot_results
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.analysis.study_figures import study_figures
from troupe.research.guides.guide import Ballot, BallotForm, Guide
from troupe.research.guides.reading.guide_reading import read_guide
from troupe.research.recruiting.screener import Screener
from troupe.research.reports.forms.html_report import html_report
from troupe.research.reports.forms.report_formats import ReportFormat, report_files, study_tables
from troupe.research.reports.forms.study_tables import transcript_jsonl
from troupe.research.reports.next_study import next_guide
from troupe.research.reports.price_curves import curves_chart, price_curves
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reports.study_comparison import side_by_side
from troupe.research.sessions.study import Prediction, StudyIntervention, Vote

STUDIES = edge_studies()
REPORTS = {name: StudyReport(study=study, analysis=read_by_rule(study)) for name, study in STUDIES.items()}
PAGES = {name: html_report(report).decode() for name, report in REPORTS.items()}
WHOLE = PAGES["whole"]
PARTS = ("findings", "expected", "themes", "picked", "method")
_VOID = {"meta", "br", "link", "img", "input", "hr", "circle", "rect", "line", "polyline"}


class _Page(HTMLParser):
    """What a browser would make of a page: tags in balance, ids, links, what it would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("name", STUDIES)
def test_a_page_is_whole_and_needs_nothing_from_outside(name: str) -> None:
    page = _Page(PAGES[name])
    assert page.open == []
    assert {tag for tag, _ in page.tags} & {"img", "link", "iframe", "object", "form", "input", "base"} == set()
    assert [script["type"] for script in page.of("script")] == ["application/ld+json"]
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)
    assert not re.search(r"@import|url\(", PAGES[name])
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in page.of("a")]
    assert {link[1:] for link in links} <= set(ids)


@pytest.mark.parametrize("name", STUDIES)
def test_a_page_can_be_used_by_everyone(name: str) -> None:
    page = _Page(PAGES[name])
    assert page.of("html")[0]["lang"]
    assert [len(page.of(tag)) for tag in ("h1", "main", "header", "footer", "title")] == [1, 1, 1, 1, 1]
    assert page.of("a")[0] == {"class": "skip", "href": "#findings"}
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(svg["role"] == "img" and svg["aria-label"] for svg in page.of("svg"))
    assert all(th["scope"] in ("col", "row") for th in page.of("th"))
    labelled = {section["aria-labelledby"] for section in page.of("section")}
    assert labelled <= {attributes.get("id") for _, attributes in page.tags}


@pytest.mark.parametrize("name", STUDIES)
def test_every_form_is_the_same_again_and_says_that_it_is_synthetic(name: str) -> None:
    report = REPORTS[name]
    for form in ReportFormat:
        if form in (ReportFormat.PNG, ReportFormat.DOCX) and name != "one person":
            continue  # drawn alike for all; a second each
        files = report_files(report, form)
        assert files == report_files(report, form)
        if form in (ReportFormat.HTML, ReportFormat.MARKDOWN, ReportFormat.JSON):
            assert all(b"ynthetic" in data for data in files.values())
    assert PAGES[name].count("Synthetic data") >= 3
    assert '<meta name="synthetic" content="true">' in PAGES[name]
    assert "respondent" not in PAGES[name].casefold()


def test_linked_data_is_read_by_a_program_and_ends_no_script() -> None:
    study = made_study()
    guide = study.guide.model_copy(update={"title": "</script><script>alert(1)</script> & <!--"})
    odd = study.model_copy(update={"guide": guide})
    text = html_report(StudyReport(study=odd, analysis=read_by_rule(odd))).decode()
    page = _Page(text)
    assert len(page.of("script")) == 1
    document = json.loads(text.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    facts = {fact["name"]: fact["value"] for fact in document["additionalProperty"]}
    assert document["name"] == guide.title
    assert facts["synthetic"] is True
    assert (facts["peopleAsked"], facts["humansAsked"]) == (9, 1)


def test_what_people_wrote_is_shown_and_never_obeyed() -> None:
    page = _Page(PAGES["thirty people"])
    words = "".join(page.words)
    assert '<script>alert("x")</script>' in words
    assert "</td> because" in words
    assert "أعتقد أن السعر مرتفع" in words
    assert page.of("b") == page.of("i") == []


def test_a_link_that_a_browser_would_run_is_left_out() -> None:
    study = crowd(2)
    lines = tuple(line.model_copy(update={"link": "javascript:alert(1)"}) for line in study.first.lines)
    first = lines[0].model_copy(update={"link": "https://discord.com/channels/1/2/3"})
    run = study.first.model_copy(update={"lines": (first, *lines[1:])})
    odd = study.model_copy(update={"runs": (run,)})
    text = html_report(StudyReport(study=odd, analysis=read_by_rule(odd))).decode()
    assert 'href="javascript:' not in text
    assert 'href="https://discord.com/channels/1/2/3"' in text


def test_the_answer_stands_first_and_each_quote_leads_to_its_line() -> None:
    order = [
        WHOLE.index(f'id="{part}"') for part in ("findings", "themes", "ballots", "people", "method", "record")
    ]
    assert order == sorted(order)
    assert WHOLE.index("To be decided") < order[0]
    quoted = re.findall(
        r'<blockquote dir="auto">(.*?)</blockquote>\s*<p class="source">.*?href="#(line-\d+)"', WHOLE
    )
    assert len(quoted) > 30
    lines = dict(re.findall(r'<li id="(line-\d+)".*?<p class="words" dir="auto">(.*?)</p>', WHOLE, re.DOTALL))
    assert all(words.rstrip("…") in " ".join(lines[anchor].split()) for words, anchor in quoted)


def test_what_watchers_left_has_places_of_its_own_and_what_they_did_stands_in_the_method() -> None:
    study = made_study()
    at = study.first.began_at
    thought = StudyIntervention(kind="thought", participant="gerda-vollmann", text="The shop may close.", at=at)
    expected = (*study.first.predictions, Prediction(by="<Zoë>", text="Nobody pays.", at=at))
    assistant = study.first.lines[2].model_copy(update={"text": "As an AI language model, I cannot have one."})
    run = study.first.model_copy(
        update={
            "lines": (*study.first.lines[:2], assistant, *study.first.lines[3:]),
            "predictions": expected,
            "quoted": ("line17", "line1", "line3", "line17", "gone"),
            "interventions": (thought,),
            "taken_back": 2,
        }
    )
    watched = study.model_copy(update={"runs": (run, *study.runs[1:])})
    report = StudyReport(study=watched, analysis=read_by_rule(watched))
    page = html_report(report).decode()
    parts = {name: page.partition(f'id="{name}"')[2].partition("</section>")[0] for name in PARTS}
    named = re.findall(r"<dt><bdi>(.*?)</bdi></dt>", parts["expected"])
    assert named == ["Ines Marsh", "Theo Lind", "&lt;Zoë&gt;"]
    assert re.findall(r'href="#(line-\d+)"', parts["picked"]) == ["line-1", "line-3", "line-17"]
    assert "A man who quotes after has already decided." in parts["picked"]
    assert "<bdi>Moderator</bdi>" in parts["picked"]
    assert parts["picked"].count("an assistant speaks: no evidence") == 1
    assert "The shop may close." in parts["method"]
    assert "2 lines of the moderator" in parts["method"]
    assert "Nobody pays." not in parts["method"]
    order = [page.index(f'id="{name}"') for name in PARTS]
    assert order == sorted(order)
    markdown = report_files(report, ReportFormat.MARKDOWN)["report.md"].decode()
    word = "".join(_document(report_files(report, ReportFormat.DOCX)["report.docx"]).itertext())
    for text in (markdown, word):
        assert text.index("What was expected before the start") < text.index("What came up")
        assert text.index("What came up") < text.index("Lines picked by those who watched") < text.index("Ballots")
    nothing = run.model_copy(update={"predictions": (), "quoted": ("gone",)})
    bare = study.model_copy(update={"runs": (nothing,)})
    page = html_report(StudyReport(study=bare, analysis=read_by_rule(bare))).decode()
    assert not {"#expected", "#picked"} & {link["href"] for link in _Page(page).of("a")}


def _document(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def test_no_share_stands_without_its_n() -> None:
    words = "".join(_Page(WHOLE).words)
    assert not re.search(r"\d\s?%", words)
    assert "5 of 8" in words


def test_no_figure_is_of_simulated_people_and_of_humans() -> None:
    study = made_study()
    scores, chosen = {"fair": 5.0, "clear": 1.0}, {"pay_after": ("I would not use it",)}
    votes = tuple(
        vote.model_copy(update={"number": scores.get(vote.ballot), "chosen": chosen.get(vote.ballot, vote.chosen)})
        if vote.participant == "human"
        else vote
        for vote in study.first.votes
    )
    alone = [p for p in study.first.participants if not p.human]
    run = study.first.model_copy(update={"votes": votes})
    without = run.model_copy(update={"participants": tuple(alone)})
    for mixed, pure in zip(ballot_results(study.guide, run), ballot_results(study.guide, without), strict=True):
        assert mixed.model_copy(update={"humans": None}) == pure
        assert mixed.humans is not None
        assert (mixed.humans.asked, {vote.participant for vote in mixed.humans.votes}) == (1, {"human"})
    figures = study_figures(study.model_copy(update={"runs": (run,)}))
    assert figures == study_figures(study.model_copy(update={"runs": (without,)}))
    report = StudyReport(study=study.model_copy(update={"runs": (run,)}), analysis=read_by_rule(study))
    for text in (
        "".join(_Page(html_report(report).decode()).words),
        report_files(report, ReportFormat.MARKDOWN)["report.md"].decode(),
    ):
        assert "n = 8 of 8 simulated people asked" in text
        assert "Humans, counted apart (n = 1 of 1 asked). Mean: 5.00 (n = 1)." in text
        assert "of them human" not in text
    themes = side_by_side({"one": report})["themes"]
    assert all("of 9" not in cell for row in themes.rows for cell in row)


def test_the_reading_is_checked_again_whatever_it_says() -> None:
    study = made_study()
    lie = Finding(text="Everyone loves it.", why="", evidence=(Evidence(line="line2", quote="I love it"),))
    forged = StudyAnalysis(
        findings=(lie,), themes=(), replies=(RightOfReply(participant="x", theme="y", text="z"),)
    )
    text = html_report(StudyReport(study=study, analysis=forged)).decode()
    assert "Everyone loves it" not in text.partition('id="themes"')[0].partition("What the check by code found")[0]
    assert "0 of 1 quotes verbatim" in text


def test_the_line_of_account_names_the_reader() -> None:
    report = REPORTS["whole"]
    assert "read by nobody." in WHOLE
    read = report.analysis.model_copy(update={"read_by": "Ines <Marsh>"})
    text = html_report(report.model_copy(update={"analysis": read})).decode()
    assert "read by Ines &lt;Marsh&gt;." in text
    assert "No human has read yet" in WHOLE
    assert "No human has read yet" not in text


def test_differences_stand_beside_the_twins() -> None:
    part = WHOLE.partition('id="differences"')[2].partition("</section>")[0]
    assert "Within the spread of the unchanged twins" in part
    assert "Beyond the spread of the unchanged twins" in part
    assert "In the unchanged twins 2 of 8, 2 of 8 did so too" in part


def test_a_study_that_was_cut_off_says_so_first() -> None:
    page = PAGES["nothing came"]
    assert page.index("the budget of $2.00 was spent") < page.index('id="findings"')
    assert "Nobody voted." in page
    assert "the model gave none" in page


@pytest.mark.parametrize("name", STUDIES)
def test_a_word_document_is_sound_xml(name: str) -> None:
    data = report_files(REPORTS[name], ReportFormat.DOCX)["report.docx"]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [entry for entry in package.namelist() if not entry.endswith(".png")]
        parts = {entry: ElementTree.fromstring(package.read(entry)) for entry in names}
        drawn = [entry for entry in package.namelist() if entry not in names]
    charts = ballot_results(STUDIES[name].guide, STUDIES[name].first)
    assert len(drawn) == sum(bool(r.n) and r.ballot.form is not BallotForm.OPEN for r in charts)
    led = {f"word/{one.get('Target')}" for one in parts["word/_rels/document.xml.rels"]}
    assert set(drawn) <= led
    text = "".join(parts["word/document.xml"].itertext())
    assert STUDIES[name].guide.title in text
    assert "Synthetic data" in "".join(parts["word/footer1.xml"].itertext())
    assert "{{" not in text.replace("{{", "", STUDIES[name].model_dump_json().count("{{"))


def test_price_curves_are_drawn_from_thirty_people_on_and_cross_where_they_do() -> None:
    ballot = Ballot(key="price", text="At what price?", form=BallotForm.PRICE, currency="€")

    def result(people: int, *odd: tuple[float, ...]) -> BallotResult:
        rows = [(float(at), at + 10.0, at + 20.0, at + 30.0) for at in range(people)]
        votes = tuple(
            Vote(ballot="price", participant=f"p{at}", prices=row) for at, row in enumerate((*rows, *odd))
        )
        shown = {"asked": len(votes), "votes": votes, "missing": (), "counts": ()}
        return BallotResult.model_validate({"ballot": ballot, **shown})

    assert price_curves(result(29)) is None
    curves = price_curves(result(40, (9.0, 3.0, 5.0, 4.0)))
    assert curves is not None
    assert (curves.people, curves.disordered) == (40, 1)
    lower, best, indifferent, upper = [price for price, _ in curves.crossings()]
    assert lower < best < upper
    assert lower < indifferent < upper
    assert indifferent == pytest.approx(34.5)  # 40 less x, and ten more, against x less 19
    assert 'class="curve c3"' in curves_chart(curves, "€").svg


@pytest.mark.parametrize("name", STUDIES)
def test_guide_and_screener_for_real_people_can_be_used_as_they_are(name: str) -> None:
    files = report_files(REPORTS[name], ReportFormat.NEXT)
    if guide := files.get("next-guide.yaml"):
        assert "real people" in read_guide(guide, "next-guide.yaml").guide.title
    if screener := files.get("next-screener.yaml"):
        assert Screener.read(**yaml.safe_load(screener)).quotas
    assert name != "whole" or len(files) == 2


def test_the_next_guide_never_has_a_key_twice() -> None:
    report = REPORTS["whole"]
    text = report.study.guide.model_dump_json().replace('"broken"', '"next1"')
    study = report.study.model_copy(update={"guide": Guide.model_validate_json(text)})
    again = next_guide(study, report.analysis)
    assert again is not None
    keys = [step.key for step in again.steps]
    assert len(set(keys)) == len(keys)


def test_markdown_reads_nothing_that_people_wrote() -> None:
    text = report_files(REPORTS["thirty people"], ReportFormat.MARKDOWN)["report.md"].decode()
    assert "<script>" not in text.replace("\\<script\\>", "")
    assert not re.search(r"(?<!\\)!\[", text.replace("!\\[", ""))
    assert "\n# Heading" not in text
    assert text.startswith("---\nsynthetic: true")


def test_tables_hold_a_row_for_each_answer_and_vote_and_no_formula() -> None:
    study = made_study()
    line = study.first.lines[1].model_copy(update={"text": "=HYPERLINK(1)"})
    run = study.first.model_copy(update={"lines": (study.first.lines[0], line, *study.first.lines[2:])})
    files = study_tables(study.model_copy(update={"runs": (run, *study.runs[1:])}))
    rows = list(csv.DictReader(io.StringIO(files["answers.csv"].decode("utf-8-sig"))))
    assert len(rows) == len(run.answers)
    assert "'=HYPERLINK(1)" in {row["answer"] for row in rows}
    votes = list(csv.DictReader(io.StringIO(files["ballots.csv"].decode("utf-8-sig"))))
    assert len(votes) == sum(len(each.votes) for each in study.runs)
    assert {row["condition"] for row in votes} == {"", "the pass costs €6 a month"}
    lines = [json.loads(row) for row in transcript_jsonl(study).decode().splitlines()]
    assert {row["speaker"] for row in lines if not row["synthetic"]} == {"Guest A"}


def test_a_lone_surrogate_breaks_no_file() -> None:
    study = crowd(2)
    line = study.first.lines[0].model_copy(update={"text": "a \udc80 b \x00 c \x0b"})
    run = study.first.model_copy(update={"lines": (line, *study.first.lines[1:])})
    odd = study.model_copy(update={"runs": (run,)})
    report = StudyReport(study=odd, analysis=StudyAnalysis(findings=(), themes=()))
    for form in (ReportFormat.HTML, ReportFormat.MARKDOWN, ReportFormat.DOCX, ReportFormat.CSV):
        assert all(report_files(report, form).values())


def test_charts_are_drawn_for_ballots_with_votes() -> None:
    pictures = report_files(REPORTS["whole"], ReportFormat.PNG)
    assert set(pictures) == {
        f"ballot-{key}.png"
        for key in ("pay_before", "fair", "clear", "keeps_away", "matters", "prices", "pay_after")
    }
    assert all(data.startswith(b"\x89PNG") for data in pictures.values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_from_what_they_stand_on(scheme: str) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11: text 4.5 to 1, what charts are drawn with 3 to 1."""
    blocks = re.findall(
        r":root \{\s*color-scheme: light dark;(.*?)\}|dark\) \{\s*:root \{(.*?)\}", WHOLE, re.DOTALL
    )
    block = blocks[0][0] if scheme == "light" else blocks[1][1]
    colour = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    grounds = ("paper", "raised", "wash")
    pairs = [(text, ground) for text in ("ink", "soft", "accent") for ground in grounds]
    assert (
        min(contrast(colour[a], colour[b]) for a, b in (*pairs, ("warn", "warn-wash"), ("paper", "accent"))) >= 4.5
    )
    assert contrast("#ffffff", colour["label"]) >= 4.5
    assert min(contrast(colour[drawn], colour["paper"]) for drawn in ("accent", "soft", "ink")) >= 3


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
