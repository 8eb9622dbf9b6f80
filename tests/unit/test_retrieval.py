"""What is found again of what was said: the terms of lines and questions, times, and the ranking."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.retrieval import main
from troupe.memory.line_ranking import MemoryLine, TermCounts, ranked
from troupe.memory.line_terms import line_terms, question_terms
from troupe.memory.memory_question import memory_question
from troupe.memory.time_expressions import time_spans

START = datetime(2024, 3, 4, 18, tzinfo=UTC)
NOW = datetime(2024, 5, 10, 12, tzinfo=UTC)  # a Friday


def lines(*said: tuple[str, str] | tuple[str, str, datetime]) -> list[MemoryLine]:
    """Each said by somebody, a minute after the line before unless a time is given."""
    return [
        MemoryLine(
            str(n),
            n,
            each[0],
            each[2] if len(each) > 2 else START + timedelta(minutes=n),
            each[1],
            line_terms(each[1]),
        )
        for n, each in enumerate(said)
    ]


def best(conversation: list[MemoryLine], question: str, *, asker: str = "", person: str = "") -> str:
    """The text of the line that comes first."""
    asked = memory_question(question, NOW, asker=asker, person=person)
    return ranked(conversation, asked, NOW)[0].line.text


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Did she adopt kittens?", "Adopting a kitten was the best thing"),
        (
            "Wer mag eigentlich meine Lieblingsbücher?",
            "Das ist mein Lieblingsbuch und ich habe es noch nicht gelesen",
        ),
        ("¿Quién tiene las llaves?", "La llave está en la cocina con los gatos"),
        ("Où sont les chevaux que tu as achetés?", "J'ai acheté un cheval pour mon frère et je suis très content"),
        ("Где мои книги?", "Я купил книгу вчера"),
        ("猫はどこですか", "黒い猫はベッドの下にいます"),
        ("uber die Brucke?", "Wir sind über die Brücke gegangen und es war sehr schön"),
    ],
)
def test_words_are_the_same_in_another_form(question: str, line: str) -> None:
    stems = set(line_terms(line))
    assert any(not term.stems.isdisjoint(stems) for term in question_terms(question))


def test_small_words_are_not_looked_for_unless_there_is_nothing_else() -> None:
    assert [term.word for term in question_terms("What was it that you did with the violin?")] == ["violin"]
    assert [term.word for term in question_terms("Who are you?")] == ["who", "are", "you"]


def test_the_answer_stands_beside_the_words_of_the_question() -> None:
    talk = lines(
        ("Ada", "Morning everyone"),
        ("Ben", "Which instrument did you learn first?"),
        ("Ada", "The cello, my aunt had one"),
        ("Ben", "Nice weather today"),
        ("Cem", "Yes, finally"),
    )
    found = [item.line.id for item in ranked(talk, memory_question("first instrument learned", NOW), NOW)]
    assert found[:2] == ["1", "2"]


def test_a_line_after_a_silence_is_no_neighbour() -> None:
    late = START + timedelta(hours=5)
    talk = lines(("Ada", "Which boat is yours?"), ("Ben", "The red one", late), ("Ben", "It is late", late))
    assert [item.line.id for item in ranked(talk, memory_question("boat", NOW), NOW)] == ["0"]


def test_the_line_of_who_is_named_comes_first() -> None:
    talk = lines(
        ("Ada", "I bought a piano last year"),
        ("Ben", "So did I, a piano with a broken key"),
        ("Cem", "You two and your music"),
        ("Ada", "Lunch?"),
    )
    assert best(talk, "What piano does Ben have?").startswith("So did I")
    assert best(talk, "What piano does Ada have?").startswith("I bought")
    assert best(talk, "Do you remember my piano?", asker="Ben", person="Cem").startswith("So did I")


def test_who_alone_is_asked_about_is_found_by_name() -> None:
    talk = lines(("Ada", "Lunch?"), ("Ben", "Not hungry"), ("Ada", "Fine"))
    assert {item.line.speaker for item in ranked(talk, memory_question("What did Ben say?", NOW), NOW)} == {"Ben"}


def test_an_unfit_line_is_not_ranked() -> None:
    talk = lines(("Ada", "Lunch?"), ("Ben", "Not hungry"))
    assert ranked(talk, memory_question("helicopter", NOW), NOW) == []
    assert ranked([], memory_question("helicopter", NOW), NOW) == []


def test_when_and_how_many_want_a_time_and_a_number() -> None:
    talk = lines(
        ("Ada", "The marathon was hard"),
        ("Ben", "Lunch?", START + timedelta(hours=3)),
        ("Ada", "I ran the marathon on Sunday", START + timedelta(hours=6)),
        ("Ben", "Tea?", START + timedelta(hours=9)),
        ("Ada", "The marathon had three hundred runners", START + timedelta(hours=12)),
    )
    assert "Sunday" in best(talk, "When was the marathon?")
    assert "hundred" in best(talk, "How many were at the marathon?")


def test_a_named_time_leads_to_its_lines() -> None:
    talk = lines(
        ("Ada", "The concert was loud", datetime(2024, 3, 5, 20, tzinfo=UTC)),
        ("Ada", "The concert was lovely", datetime(2024, 4, 20, 20, tzinfo=UTC)),
        ("Ada", "The concert was boring", datetime(2024, 5, 7, 20, tzinfo=UTC)),
    )
    assert "loud" in best(talk, "How was the concert in March?")
    assert "lovely" in best(talk, "How was the concert on 20 April 2024?")
    assert "boring" in best(talk, "How was the concert last Tuesday?")


@pytest.mark.parametrize(
    ("text", "first", "days"),
    [
        ("What did we do yesterday?", "2024-05-09", 1),
        ("last Tuesday", "2024-05-07", 1),
        ("Was war im März los?", "2024-03-01", 31),
        ("the trip of 12 July, 2023", "2023-07-12", 1),
        ("what happened in 2022?", "2022-01-01", 365),
        ("vorgestern", "2024-05-08", 1),
        ("two weeks ago", "2024-04-22", 7),
    ],
)
def test_times_are_resolved_against_the_clock(text: str, first: str, days: int) -> None:
    (span,) = time_spans(text, NOW)
    assert (span.start.date().isoformat(), (span.end - span.start).days) == (first, days)


@pytest.mark.parametrize(
    "text", ["May I ask you something?", "I had 3 of them", "one of the best", "have a nice day"]
)
def test_what_is_no_time_has_none(text: str) -> None:
    assert time_spans(text, NOW) == ()


def test_a_part_is_ranked_by_the_counts_of_the_whole() -> None:
    talk = lines(("Ada", "The river"), ("Ben", "The dam", START + timedelta(hours=2)))
    question = memory_question("dam or river?", NOW)
    rare_river = TermCounts(1000, {"river": 1, "dam": 400})
    rare_dam = TermCounts(1000, {"river": 400, "dam": 1})
    assert ranked(talk, question, NOW, rare_river)[0].line.text == "The river"
    assert ranked(talk, question, NOW, rare_dam)[0].line.text == "The dam"


def test_the_benchmark_tells_recall_by_kind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    conversation: dict[str, object] = {
        "id": "one",
        "lines": [
            {"id": "a", "speaker": "Ada", "at": "2024-03-04T18:00:00", "text": "I adopted two kittens"},
            {"id": "b", "speaker": "Ben", "at": "2024-03-04T18:01:00", "text": "What are they called?"},
        ],
        "questions": [
            {"question": "Who adopts a kitten?", "evidence": ["a"], "kind": "who"},
            {"question": "kittens", "evidence": ["a", "b"]},
            {"question": "kittens", "evidence": []},
        ],
    }
    file, out = tmp_path / "data.json", tmp_path / "out.json"
    file.write_text(json.dumps({"conversations": [conversation]}))
    assert main(["--dataset", str(file), "--out", str(out)]) == 0
    result = json.loads(out.read_text())
    assert result == json.loads(capsys.readouterr().out)
    assert (result["questions"], result["questions_without_evidence"]) == (2, 1)
    methods = result["methods"]
    assert methods["ours"]["recall_at_5"] == 1.0
    assert methods["bm25"]["recall_at_5"] == 0.25
    assert methods["fts5"]["by_kind"]["who"] == {
        "questions": 1,
        "recall_at_5": 0.0,
        "recall_at_10": 0.0,
        "recall_at_20": 0.0,
    }


def test_the_benchmark_refuses_what_is_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "data.json"
    file.write_text("{}")
    assert main(["--dataset", str(file)]) == 2
    assert "conversations" in capsys.readouterr().err
