"""Guides in the manner of other people: tables, scripts, printed pages, other languages and names."""

import pytest

from tests.unit.guide_files import docx, paragraph, table
from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.guides.reading.guide_faults import GuideUnreadable
from troupe.research.guides.reading.guide_reading import ReadGuide, read_guide, read_guide_text

SCRIPT = """Script: Night bus

INTRODUCTION [10 min]
MODERATOR: Thank you all for coming.
MODERATOR: Let's go around. Who are you, and how did you get here?
[PROBE IF NOT MENTIONED: cost, safety]
[PAUSE]

CONCEPT [15 min]
[SHOW CARD 1]
CARD: A bus every ten minutes
It stops where you wave, until four in the morning.
MODERATOR: Hand out the cards. What is it for?
QUICK POLL: Which one would you take?
( ) The bus
( ) A taxi
"""
PRINTED = """DISCUSSION GUIDE
Quiet rooms in libraries
Page 1 of 2
A) Start (ca. 5 minutes)
A1. Please tell the group how you came to use the
Library in your town.
A2. What do you do there? Probe: reading, work
Page 2 of 2
A3. Imagine the room were a person.
What would it be like?
B) Vote
B1. How important is silence to you? (1 = not at all,
5 = very)
B2. Which sign is best?
a. A finger
b. A phone
"""
MARKDOWN = """# **Repair cafés**

**Duration:** 75 minutes

## **1\\. Broken things (20 min)**

*Moderator explains the rules.*

* Q1. What broke last?
    * What did you feel?
* Q2. On a scale from 0 (not at all) to 10 (fully), how annoyed were you?

| # | Question | Follow-ups | Time |
|---|----------|------------|------|
| 1 | What makes a thing worth mending? | For whom? What else? | 5 min |
| 2 | Which would you keep? (a) phone (b) radio | | |
"""


def shape(read: ReadGuide) -> list[str]:
    """The guide in short: sections, questions with probes, votes with what can be chosen, what is shown."""
    lines: list[str] = []
    for section in read.guide.sections:
        lines.append(f"# {section.title} {section.minutes or ''}".strip())
        for step in section.steps:
            match step:
                case GuideQuestion():
                    lines.append(" > ".join((step.text, *step.probes)))
                case Ballot():
                    scale = f"1-{step.points} {step.low}..{step.high}"
                    lines.append(f"{step.text} = {' / '.join(step.options) or scale}")
                case Exhibit():
                    lines.append(f"[{step.title}] {step.text}".strip())
    return lines


def left_out(read: ReadGuide) -> str:
    return " | ".join(note.words for note in read.notes)


def test_a_script_of_the_moderator() -> None:
    read = read_guide_text(SCRIPT)
    assert shape(read) == [
        "# INTRODUCTION 10.0",
        "Let's go around. Who are you, and how did you get here? > cost, safety",
        "# CONCEPT 15.0",
        "[A bus every ten minutes] It stops where you wave, until four in the morning.",
        "What is it for?",
        "Which one would you take? = The bus / A taxi",
    ]
    for words in ("Thank you all", "PAUSE", "SHOW CARD 1", "Hand out the cards."):
        assert words in left_out(read)


def test_a_printed_page_with_broken_lines() -> None:
    read = read_guide_text(PRINTED)
    assert read.guide.title == "DISCUSSION GUIDE: Quiet rooms in libraries"
    assert shape(read) == [
        "# Start 5.0",
        "Please tell the group how you came to use the Library in your town.",
        "What do you do there? > reading, work",
        "Imagine the room were a person. What would it be like?",
        "# Vote",
        "How important is silence to you? = 1-5 not at all..very",
        "Which sign is best? = A finger / A phone",
    ]
    assert left_out(read).count("Page") == 2


def test_markdown_as_an_office_writes_it() -> None:
    read = read_guide_text(MARKDOWN)
    assert read.guide.title == "Repair cafés"
    assert shape(read) == [
        "# Broken things 20.0",
        "What broke last? > What did you feel?",
        "On a scale from 0 (not at all) to 10 (fully), how annoyed were you? = 1-11 not at all..fully",
        "What makes a thing worth mending? > For whom? > What else?",
        "Which would you keep? = phone / radio",
    ]
    assert "Moderator explains the rules" in left_out(read)
    assert "75 minutes" in left_out(read)


def test_a_table_in_a_word_document() -> None:
    rows = [
        ["Topic", "Time", "Question", "Probes"],
        ["Warm-up", "10", "Please introduce yourself.", ""],
        ["", "", "What did you eat?", "Who cooked?\nWhat was left?"],
        ["Lunch", "20 mins", "Read the card aloud. What is new?", ""],
    ]
    read = read_guide(docx([paragraph("Lunch", style="Titel"), table(rows)]), "a.docx")
    assert (read.guide.title, shape(read)) == (
        "Lunch",
        [
            "# Warm-up 10.0",
            "Please introduce yourself.",
            "What did you eat? > Who cooked? > What was left?",
            "# Lunch 20.0",
            "What is new?",
        ],
    )
    assert left_out(read) == "Read the card aloud."


GERMAN = """Einstieg (10 Min.)
1. Wie wohnen Sie?
   Nachhaken: Seit wann?
2. Konzept vorlegen:
   „Ein Haus für alle.“

Abstimmung: Wie gern? (1 = gar nicht, 5 = sehr)
"""
SPANISH = """1) HÁBITOS (15 minutos)
- ¿Qué agua beben?
   Indagar: ¿quién la compra?

2) VOTACIÓN
¿Cuál prefiere?
a) Del grifo
b) Otra
"""
FRENCH = """I. Tour de table (5 min)
1. Présentez-vous : prénom, village.
   - Relancer : depuis quand ?
*Montrer la planche*
« Un camion, trois matins par semaine. »
2. De 1 à 7, cela vous plaît-il ? (1 = non, 7 = oui)
"""
ITALIAN = """TRACCIA: IL MERCATO

Il mercato (15 minuti)
D1. Mi racconti l'ultima volta.
    Approfondire: con chi?
Votazione: Quale giorno?
- lunedì
- sabato
"""
PORTUGUESE = """Horários (15 minutos)
- Conte-nos como foi o seu dia.
    - Explorar: com quem?
- Qual horário você prefere?
    - 5h
    - 6h
"""
DUTCH = """De auto (20 min)
* Vertel over de laatste keer.
   Doorvragen: met wie?

Stemming
Welke plek is het beste?
a) het plein
b) de kerk
"""


@pytest.mark.parametrize(
    ("language", "text", "steps"),
    [
        ("de", GERMAN, ["Wie wohnen Sie? > Seit wann?", "Ein Haus für alle.", "Wie gern? = 1-5 gar nicht..sehr"]),
        ("es", SPANISH, ["¿Qué agua beben? > ¿quién la compra?", "¿Cuál prefiere? = Del grifo / Otra"]),
        (
            "fr",
            FRENCH,
            [
                "Présentez-vous : prénom, village. > depuis quand ?",
                "Un camion, trois matins par semaine.",
                "De 1 à 7, cela vous plaît-il ? = 1-7 non..oui",
            ],
        ),
        ("it", ITALIAN, ["Mi racconti l'ultima volta. > con chi?", "Quale giorno? = lunedì / sabato"]),
        ("pt", PORTUGUESE, ["Conte-nos como foi o seu dia. > com quem?", "Qual horário você prefere? = 5h / 6h"]),
        (
            "nl",
            DUTCH,
            ["Vertel over de laatste keer. > met wie?", "Welke plek is het beste? = het plein / de kerk"],
        ),
    ],
)
def test_guides_in_six_languages(language: str, text: str, steps: list[str]) -> None:
    read = read_guide_text(text)
    assert read.guide.language == language
    assert language != "it" or read.guide.title == "TRACCIA: IL MERCATO"
    told = [line.removeprefix("[] ") for line in shape(read) if not line.startswith("#")]
    assert told == steps


FOREIGN = b"""discussion_guide:
  name: Lunch boxes
  objective: decide on the size
  topics:
    - topic: Warm-up
      duration: 5 min
      notes: smile
      questions:
        - What did you eat?
        - question: How do you decide?
          follow_ups: [In a hurry?]
    - heading: Sizes
      items:
        - stimulus: A box for one.
        - question: Which one?
          type: single-choice
          choices: [Small, Large]
        - rating: How hungry are you?
          min: 1
          max: 7
          colour: red
"""


def test_yaml_with_other_names() -> None:
    read = read_guide(FOREIGN, "a.yaml")
    assert (read.guide.title, read.guide.about) == ("Lunch boxes", "decide on the size")
    assert shape(read) == [
        "# Warm-up 5.0",
        "What did you eat?",
        "How do you decide? > In a hurry?",
        "# Sizes",
        "[] A box for one.",
        "Which one? = Small / Large",
        "How hungry are you? = 1-7 ..",
    ]
    assert [(note.line, note.words) for note in read.notes] == [(7, "notes: smile"), (21, "colour: red")]


def test_faults_of_other_names_stand_where_they_are_in_the_file() -> None:
    with pytest.raises(GuideUnreadable) as caught:
        read_guide(FOREIGN.replace(b"[Small, Large]", b"[Small]"), "a.yaml")
    assert [(fault.line, fault.field) for fault in caught.value.faults] == [
        (15, "discussion_guide.topics[1].items[1]")
    ]


BULLETS = """Discussion guide -- bread
60 minutes

* Start (5 min)
  - What did you eat?
     - Where were you?
* THE IDEA
  - (Show the menu)
  - "Porridge, brought to your seat for seven euros."
  - What is your first thought?
    (if not mentioned: price)
  - Listen for: time
"""


def test_bullets_all_the_way_down() -> None:
    read = read_guide_text(BULLETS)
    assert read.guide.title == "Discussion guide -- bread"
    assert shape(read) == [
        "# Start 5.0",
        "What did you eat? > Where were you?",
        "# THE IDEA",
        "[] Porridge, brought to your seat for seven euros.",
        "What is your first thought? > price",
    ]
    assert "Listen for: time" in left_out(read)
    assert "60 minutes" in left_out(read)


def test_what_was_written_in_our_own_form_means_what_it_says() -> None:
    first = "1. [q1] Which of these, on a scale from 1 to 5?\n   - Price\n   - Taste\n"
    read = read_guide_text(f"{first}2. [q2] Read out. Is it so? Probe: no")
    assert shape(read)[1:] == [
        "Which of these, on a scale from 1 to 5? > Price > Taste",
        "Read out. Is it so? Probe: no",
    ]
