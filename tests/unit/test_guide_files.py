"""Guides in files: Word, YAML, JSON. Hostile ones are refused in one line, written ones read back equal."""

import json

import pytest

from tests.unit.guide_files import docx, paragraph
from tests.unit.test_guide_text import MARKDOWN
from troupe.core.errors import BadInput
from troupe.research.guides.guide import Ballot, Guide, GuideQuestion
from troupe.research.guides.reading.guide_faults import GuideUnreadable
from troupe.research.guides.reading.guide_reading import MAX_FILE, MAX_TEXT, read_guide, read_guide_text
from troupe.research.guides.reading.shown_document import shown_words
from troupe.research.guides.writing.guide_writing import guide_text, guide_yaml

YAML = b"""title: Tea
study: debate
sections:
  - title: Start
    steps:
      - What tea do you drink?
      - text: Which of these?
        options: ["yes", "no"]
      - key: why
        text: Why?
        probes: [And then]
        skip: {ballot: vote1, option: "no", at_least: 0.5}
"""


def refused(raw: bytes, name: str) -> GuideUnreadable:
    with pytest.raises(GuideUnreadable) as caught:
        read_guide(raw, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def test_a_word_document_with_headings_and_lists() -> None:
    raw = docx(
        [
            paragraph("Der Garten", style="Titel"),
            paragraph("Einstieg (5 Min.)", style="Eigene"),
            paragraph("Was wächst bei Ihnen?", level=0, deleted="Was nicht?"),
            paragraph("Seit wann?", level=1),
            paragraph("Umfrage: Was fehlt am meisten?"),
            paragraph("Wasser", level=1),
            paragraph("Zeit", level=1),
        ]
    )
    read = read_guide(raw, "garten.docx")
    assert read.guide.title == "Der Garten"
    assert [(s.title, s.minutes) for s in read.guide.sections] == [("Einstieg", 5)]
    first, second = read.guide.steps
    assert isinstance(first, GuideQuestion)
    assert (first.text, first.probes) == ("Was wächst bei Ihnen?", ("Seit wann?",))
    assert isinstance(second, Ballot)
    assert second.options == ("Wasser", "Zeit")
    assert read.notes == ()


def test_faults_of_a_word_document_name_its_paragraph() -> None:
    raw = docx([paragraph("Why?", level=0), paragraph(""), paragraph("Poll: Only one?"), paragraph("A", level=1)])
    assert refused(raw, "a.docx").faults[0].line == 3


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (docx([paragraph("Why?")], head='<!DOCTYPE d [<!ENTITY a "aaaa">]>'), "document type"),
        (docx(["<w:p>"]), "damaged"),
        (docx(["<w:sdt>" * 300 + "</w:sdt>" * 300]), "levels deep"),
        (docx([paragraph(str(n**7)) for n in range(5_001)]), "paragraphs"),
        (docx([paragraph("Why?")], parts={"a.bin": b"0" * 20_000_000}), "times its size"),
        (docx([paragraph("Why?")], parts={"../a": b"0"}), "out of the archive"),
        (b"PK\x03\x04 not a zip", "zip"),
        (b"plain text", "zip"),
    ],
)
def test_hostile_word_documents_are_refused(raw: bytes, words: str) -> None:
    assert words in str(refused(raw, "a.docx"))


def test_a_zip_that_is_no_document_says_so() -> None:
    import io
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("card.json", "{}")
    assert "no Word document" in str(refused(packed.getvalue(), "a.docx"))


def test_yaml_as_people_write_it() -> None:
    guide = read_guide(YAML, "tea.yaml").guide
    assert [step.key for step in guide.steps] == ["q1", "vote1", "why"]
    assert getattr(guide.step("vote1"), "options", ()) == ("yes", "no")
    assert read_guide(json.dumps(guide.model_dump(mode="json")).encode(), "tea.json").guide == guide


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "mend"),
    [
        ("study: debate", "study: seance", 2, "study", "'debate'"),
        ("probes: [", "probe: [", 11, "sections[0].steps[2].probe", "did you mean probes?"),
        ('["yes", "no"]', '["yes"]', 7, "sections[0].steps[1]", "at least 2"),
        ('option: "no"', "option: maybe", 1, "", "does not offer"),
        ("title: Tea\n", "", 1, "title", "add it"),
        ("key: why", "key: Why not", 9, "sections[0].steps[2].key", "small letters"),
        ("text: Why?", "text: 17", 10, "sections[0].steps[2].text", "quotes"),
        ("title: Tea", "title: [", 0, "", "line"),
    ],
)
def test_faults_of_yaml_name_line_and_field(old: str, new: str, line: int, field: str, mend: str) -> None:
    fault = refused(YAML.decode().replace(old, new).encode(), "tea.yaml").faults[0]
    assert (fault.line, fault.field) == (line, field)
    assert mend in fault.message


def test_bombs_and_endings() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert "aliases" in str(refused(bomb.encode(), "a.yaml"))
    assert "must end in" in str(refused(b"x", "a.pdf"))
    assert "UTF-8" in str(refused(b"\xff\xff\xff", "a.txt"))
    assert "KiB" in str(refused(b"x" * (MAX_TEXT + 1), "a.txt"))
    assert "MiB" in str(refused(b"x" * (MAX_FILE + 1), "a.txt"))
    assert read_guide("1. Warum?".encode("utf-16"), "a.txt").guide.title == "A"


@pytest.fixture
def guides() -> list[Guide]:
    return [read_guide_text(MARKDOWN).guide, read_guide(YAML, "a.yaml").guide]


def test_what_is_written_reads_back_equal(guides: list[Guide]) -> None:
    for guide in guides:
        assert read_guide(guide_yaml(guide).encode(), "a.yaml").guide == guide
        read = read_guide_text(guide_text(guide))
        assert read.guide.model_copy(update={"about": guide.about}) == guide
        assert read.notes == ()


def test_a_document_is_shown_as_its_words() -> None:
    assert shown_words(docx([paragraph("Ice"), paragraph("No sugar.", level=1)]), "label.docx") == "Ice\nNo sugar."
    assert shown_words(b"- as it\n  stands\n", "label.txt") == "- as it\n  stands"
    for raw, name, why in (
        (b"PNG", "can.PNG", "is a picture"),
        (b"%PDF", "label.pdf", "must end in"),
        (b" \n", "label.txt", "no words"),
        (b"x" * 4001, "label.txt", "4,001 characters"),
        (b"PK\x03\x04", "label.docx", "label.docx"),
    ):
        with pytest.raises(BadInput, match=why):
            shown_words(raw, name)
