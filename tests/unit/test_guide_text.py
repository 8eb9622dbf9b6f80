"""Guides pasted as text: what people write in their own manner becomes what they meant, and nothing is lost."""

import pytest

from troupe.research.guides.guide import (
    AnswerOrder,
    Ballot,
    BallotForm,
    Exhibit,
    GuideQuestion,
    SkipRule,
    StudyKind,
)
from troupe.research.guides.reading.guide_faults import GuideUnreadable
from troupe.research.guides.reading.guide_reading import ReadGuide, read_guide_text

MARKDOWN = """# Bread on Sundays

**Objectives**
- Learn how people buy bread
- Decide on opening hours

## 1. Warm-up (5 min)
Moderator: pour the tea first.

1. Please tell us your name and your usual breakfast.

## 2. Buying
2. Walk me through your last visit to a bakery. (popcorn, 2 free probes)
   - What did you see first?
   - Probe: Who else was there?

Poll: Which do you buy most?
- Rolls
- A loaf
- Cake

3. [cake] When is it a day for cake?
   Skip if fewer than a third chose cake in the poll

Show: The Sunday box
> Ten rolls and a jar of jam,
> at the door by eight.

Rate 1-7: How clear is that? (1 = not at all, 7 = completely)
"""


def steps(text: str) -> list[Exhibit | GuideQuestion | Ballot]:
    return list(read_guide_text(text).guide.steps)


def question(text: str) -> GuideQuestion:
    (step,) = steps(text)
    assert isinstance(step, GuideQuestion)
    return step


def ballot(text: str) -> Ballot:
    (step,) = steps(text)
    assert isinstance(step, Ballot)
    return step


def test_a_guide_in_markdown() -> None:
    read = read_guide_text(MARKDOWN)
    guide = read.guide
    assert guide.title == "Bread on Sundays"
    assert guide.about == "Learn how people buy bread\nDecide on opening hours"
    assert [(section.title, section.minutes) for section in guide.sections] == [("Warm-up", 5), ("Buying", None)]
    assert [step.key for step in guide.steps] == ["q1", "q2", "vote1", "cake", "show1", "vote2"]
    visit = guide.step("q2")
    assert isinstance(visit, GuideQuestion)
    assert (visit.order, visit.free_probes) == (AnswerOrder.POPCORN, 2)
    assert visit.probes == ("What did you see first?", "Who else was there?")
    rule = SkipRule(ballot="vote1", option="Cake", at_most=0.3323)
    assert getattr(guide.step("cake"), "skip", None) == rule
    box = guide.step("show1")
    assert isinstance(box, Exhibit)
    assert (box.title, box.text) == ("The Sunday box", "Ten rolls and a jar of jam,\nat the door by eight.")
    clear = guide.step("vote2")
    assert isinstance(clear, Ballot)
    assert (clear.form, clear.points, clear.low, clear.high) == (BallotForm.RATING, 7, "not at all", "completely")
    assert [(note.line, note.words) for note in read.notes] == [(8, "Moderator: pour the tea first.")]


def test_plain_lines_without_any_sign() -> None:
    guide = read_guide_text(
        "TRAINS\n\nWarm up\nTell us where you went last.\nWhat was the best part?\n  And the worst?\n"
        "What would you\nchange, if you could?\nClosing\nAnything we forgot?"
    ).guide
    assert (guide.title, [section.title for section in guide.sections]) == ("TRAINS", ["Warm up", "Closing"])
    assert [getattr(step, "text", "") for step in guide.steps] == [
        "Tell us where you went last.",
        "What was the best part?",
        "What would you change, if you could?",
        "Anything we forgot?",
    ]
    assert getattr(guide.step("q2"), "probes", ()) == ("And the worst?",)


def test_sections_and_questions_counted_in_one_row() -> None:
    guide = read_guide_text(
        "Leitfaden Wohnen\nMethode: Tiefeninterview\n\n1. Einstieg (5 Min.)\n1.1 Erzählen Sie, wie Sie wohnen.\n"
        "    Nachfrage: Seit wann?\n2. Der Umzug (10–15 Minuten)\n2.1 Was war das Schwerste?\n  - Was half?"
    ).guide
    assert (guide.title, guide.study, guide.language) == ("Leitfaden Wohnen", StudyKind.INTERVIEWS, "de")
    assert [(section.title, section.minutes) for section in guide.sections] == [("Einstieg", 5), ("Der Umzug", 15)]
    assert [getattr(step, "probes", None) for step in guide.steps] == [("Seit wann?",), ("Was half?",)]


@pytest.mark.parametrize(
    ("text", "form", "options"),
    [
        ("Poll: Tea or coffee? Tea / Coffee", BallotForm.SINGLE, ("Tea", "Coffee")),
        ("Vote: Which? A | B | C", BallotForm.SINGLE, ("A", "B", "C")),
        ("Poll (multiple): Which?\n  a) Tea\n  b) Milk", BallotForm.MULTIPLE, ("Tea", "Milk")),
        ("Choose all: Which?\nOptions: tea; milk", BallotForm.MULTIPLE, ("tea", "milk")),
        ("1. Which of these?\n   [ ] Tea\n   [ ] Milk", BallotForm.MULTIPLE, ("Tea", "Milk")),
        ("1. Which of these?\n   ( ) Tea\n   ( ) Milk", BallotForm.SINGLE, ("Tea", "Milk")),
        ("Rank: Order these:\n1. Tea\n2. Milk\n3. Rum", BallotForm.BEST_WORST, ("Tea", "Milk", "Rum")),
        ("Umfrage: Welches?\n- Tee\n- Milch", BallotForm.SINGLE, ("Tee", "Milch")),
        ("Sondage : Lequel ?\n- Thé\n- Lait", BallotForm.SINGLE, ("Thé", "Lait")),
        ("Price (EUR): At what price is it too dear?", BallotForm.PRICE, ()),
        ("Open vote: Say it in a word?", BallotForm.OPEN, ()),
        ("Agree 1-7: The tea is good.", BallotForm.LIKERT, ()),
    ],
)
def test_every_way_of_writing_a_ballot(text: str, form: BallotForm, options: tuple[str, ...]) -> None:
    vote = ballot(text)
    assert (vote.form, vote.options) == (form, options)


def test_a_scale_with_its_ends_and_one_that_begins_at_zero() -> None:
    assert (vote := ballot("Rate 1–5: Fair? (1 = unfair, 5 = fair)")).low == "unfair"
    assert (vote.points, vote.high, vote.text) == (5, "fair", "Fair?")
    read = read_guide_text("Rate 0-10: How likely?")
    assert getattr(read.guide.step("vote1"), "points", 0) == 11
    assert "scales begin at 1" in str(read.notes[0])


@pytest.mark.parametrize(
    ("words", "at_least", "at_most"),
    [
        ("Skip if fewer than half chose yes in vote1", None, 0.499),
        ("Skip if at least 60% chose Yes", 0.6, None),
        ("Skip if nobody picked yes in the poll", None, 0.0),
        ("Skip unless at least half said yes", None, 0.499),
        ("Ask only if more than half chose “Yes” in poll 1", None, 0.5),
        ("Skip this question if most voted for yes in the last vote", 0.501, None),
        ("Skip if everyone of the group chose yes", 1.0, None),
    ],
)
def test_conditions_in_words(words: str, at_least: float | None, at_most: float | None) -> None:
    guide = read_guide_text(f"Poll: Really? Yes / No\n\n1. Why is that?\n   {words}").guide
    rule = getattr(guide.step("q1"), "skip", None)
    assert rule == SkipRule(ballot="vote1", option="Yes", at_least=at_least, at_most=at_most)


def test_a_condition_of_a_section_holds_for_all_of_it() -> None:
    text = "# T\nPoll: Own one? Yes / No\n\n# Owners\nSkip if nobody chose Yes\n1. Since when?\n2. What for?\n"
    guide = read_guide_text(text).guide
    assert [getattr(step, "skip", None) is not None for step in guide.steps] == [False, True, True]


def test_concepts_in_turn() -> None:
    (step,) = steps("Concepts:\n- Alpha: A box that\n  hums.\n- Beta: A box that sings.")
    assert isinstance(step, Exhibit)
    assert [(one.title, one.text) for one in step.variants] == [
        ("Alpha", "A box that hums."),
        ("Beta", "A box that sings."),
    ]


def test_marks_in_brackets_leave_other_brackets_alone() -> None:
    asked = question("1. What (if anything) is missing? (5 min)")
    assert (asked.text, asked.minutes) == ("What (if anything) is missing?", 5)
    assert question("1. What is missing (in your view)?").text == "What is missing (in your view)?"


@pytest.mark.parametrize(
    ("text", "line", "part", "mend"),
    [
        ("# T\n\nPoll: Only one?\n- A", 3, "vote1.options", "write them below"),
        ("1. Why?\nSkip if the moon is full", 2, "skip", "write it as: Skip if"),
        ("Poll: Which? A / B\n1. Why?\n   Skip if half or more chose C in vote1", 3, "skip", "offers A, B"),
        ("1. Why?\n   Skip if nobody chose A", 2, "skip", "put the poll first"),
        ("Rate 1-20: How much?", 1, "vote1.points", "such as 1-5"),
        ("Poll: Which? A / B / a", 1, "vote1.options", "stands twice"),
        ("Show: leaflet.pdf\n\n1. Clear?", 1, "show1.text", "paste them below"),
        ("Kind: seance\n\n1. Why?", 1, "study", "write one of discussion"),
        ("Language: klingon\n\n1. Why?", 1, "language", "such as en"),
        ("Hello.\nNothing is asked here.", 0, "questions", "write one a line"),
        ("", 0, "questions", "write one a line"),
        ("1. [a] Why?\n2. [a] How?", 2, "a", "give one of them another"),
        ("1. " + "x" * 4001 + "?", 1, "q1.text", "at most 4,000"),
        ("\n".join(f"{n}. Why {n}?" for n in range(1, 103)), 101, "steps", "at most 100"),
    ],
)
def test_what_is_wrong_is_told_with_line_field_and_the_way_out(text: str, line: int, part: str, mend: str) -> None:
    with pytest.raises(GuideUnreadable) as caught:
        read_guide_text(text, "plan.md")
    fault = caught.value.faults[0]
    assert (fault.line, fault.field) == (line, part)
    assert mend in fault.message
    assert str(caught.value).startswith("plan.md: ")
    assert len(str(caught.value).splitlines()) == 1


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(GuideUnreadable) as caught:
        read_guide_text("Poll: A?\n\nRate 1-99: B?\n\nPoll: C?\n\nPoll: D?\n")
    assert [fault.line for fault in caught.value.faults] == [1, 3, 5, 7]
    assert "(and 1 more)" in str(caught.value)


def words_of(read: ReadGuide) -> str:
    return read.guide.model_dump_json() + " ".join(str(note) for note in read.notes)


@pytest.mark.parametrize(
    "text",
    [
        MARKDOWN,
        "Hello you\n\nSome zebra prose.\n\n1. What quagga?\n   - ocelot\nTapir closes.\n| emu | What ibis? |\n",
        "# A\n## Empty heron\n## B\n1. Why?\nNote: bring otters\nPoll: Newt?\n- elk\n- yak\nProbe: Why lynx?\n",
        "> vole quoted\n\n1. Why mole?\n\n    stoat after a gap.\n\n***\nmarten\n",
    ],
)
def test_no_word_is_lost_in_silence(text: str) -> None:
    kept = words_of(read_guide_text(text)).casefold()
    lost = [
        word for word in "".join(c if c.isalpha() else " " for c in text).casefold().split() if word not in kept
    ]
    structure = {"probe", "poll", "rate", "show", "objectives", "min", "popcorn", "free", "probes", "skip", "if"}
    structure |= {"fewer", "than", "a", "third", "chose", "in", "the"}
    assert set(lost) <= structure
