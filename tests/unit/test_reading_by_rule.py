"""A study read by rule: what fills in, greets or gives way is no theme, and no part of a report stands empty."""

from datetime import UTC, datetime

from troupe.people.persona.persona import Persona
from troupe.research.analysis.analysis import QuoteCheck, StudyAnalysis
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.guides.guide import Ballot, BallotForm, Exhibit, Guide, GuideQuestion, GuideSection
from troupe.research.reports.ledger_layout import ledger
from troupe.research.reports.next_study import next_guide
from troupe.research.reports.report_words import check_words
from troupe.research.sessions.study import Participant, SpeakerRole, Study, StudyLine, StudyRun

BEGAN = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FILLERS = ("Mm, right.", "Nice to meet you!", "Aw, you've made my day, really.", "That's a hard one, I'd say so.")
GERMAN_FILLERS = ("Hm, ja.", "Das ist eine gute Frage, finde ich.", "Ach, ich weiß es wirklich nicht so genau.")


def study(*said: tuple[str, ...], language: str = "en", shown: str = "", stand_in: bool = False) -> Study:
    """What each of several people, of whom nothing is known, said to one question."""
    people = tuple(
        Participant(id=f"p{n}", name=f"Person{n}", persona=Persona(name=f"Person{n}")) for n in range(len(said))
    )
    lines = [
        StudyLine(
            id=f"line{n}-{at}",
            seq=10 * n + at + 1,
            at=BEGAN,
            role=SpeakerRole.PERSON,
            speaker_id=f"p{n}",
            speaker=f"Person{n}",
            text=text,
            step="q1",
            stand_in=stand_in,
        )
        for n, texts in enumerate(said)
        for at, text in enumerate(texts)
    ]
    steps: list[Exhibit | GuideQuestion] = [Exhibit(key="show1", text=shown)] if shown else []
    steps.append(GuideQuestion(key="q1", text="What do you make of it?"))
    guide = Guide(
        title="Bakery",
        about="Replace this text by your own.",
        language=language,
        sections=(GuideSection(title="All", steps=tuple(steps)),),
    )
    run = StudyRun(
        id="run0",
        seed=1,
        participants=people,
        lines=tuple(lines),
        answers=(),
        votes=(),
        model="scripted",
        began_at=BEGAN,
        ended_at=BEGAN,
    )
    return Study(id="s", guide=guide, guide_hash="h", panel="p", runs=(run,))


def theme_words(analysis: StudyAnalysis) -> set[str]:
    return {word for theme in analysis.themes for word in theme.name.split(" · ")}


def test_fillers_greetings_and_set_phrases_are_no_themes_and_no_findings() -> None:
    analysis = read_by_rule(
        study(
            (*FILLERS, "The pavement outside the bakery is too narrow for prams."),
            (*FILLERS, "My pram never fits on that pavement."),
            FILLERS,
        )
    )
    assert theme_words(analysis) & {"mm", "right", "meet", "day", "hard", "aw", "nice"} == set()
    assert {"pavement", "pram"} & {word.rstrip("s") for word in theme_words(analysis)}
    assert all("narrow" in e.quote or "fits" in e.quote for theme in analysis.themes for e in theme.evidence)
    assert read_by_rule(study(FILLERS, FILLERS)).findings == ()


def test_grammar_of_another_language_is_no_theme() -> None:
    line = "Der Gehweg vor dem Laden ist für den Kinderwagen einfach nicht breit genug."
    analysis = read_by_rule(study((*GERMAN_FILLERS, line), (*GERMAN_FILLERS, f"Ja, {line}"), language="de"))
    assert theme_words(analysis) <= {"gehweg", "laden", "kinderwagen", "einfach", "breit", "genug"}
    assert "gehweg" in theme_words(analysis)


def test_the_understudy_is_quoted_only_where_it_speaks_of_what_was_asked_or_of_its_persona() -> None:
    lines = ("Winter evenings belong to chess and rain.", "That bakery of yours smells of rain and yeast.")
    shown = "A bakery with yeast from the village."
    analysis = read_by_rule(study(lines, lines[:1], shown=shown, stand_in=True))
    assert {e.quote for theme in analysis.themes for e in theme.evidence} == {lines[1]}


def test_a_minority_view_is_no_quote_of_a_theme_once_more() -> None:
    line = "My pension does not stretch to cake on a weekday."
    analysis = read_by_rule(study((line,), ("A pension buys bread and no cake at all.",)))
    assert [theme.minority for theme in analysis.themes].count(True) == 0
    assert analysis.themes


def test_what_nobody_said_is_of_what_was_shown_and_in_the_language_of_the_answers() -> None:
    said = ("The bread is what I would come for, and for nothing else.",)
    (unsaid,) = read_by_rule(study(said, said, shown="Fresh bread and a wooden bench.")).not_said
    assert unsaid == "Words of what was shown that nobody took up: Fresh, wooden, bench."
    foreign = study(said, said, shown="Frisches Brot und eine Bank aus Holz.", language="de")
    assert read_by_rule(foreign).not_said == ()


def test_of_people_of_whom_nothing_is_known_the_report_says_so() -> None:
    unknown = study(("The bread is good value for the money here.",))
    assert read_by_rule(unknown).who_was_missing == (
        "Neither age, gender nor country of those who took part is known.",
    )
    assert [entry.headline for entry in ledger(StudyRecord(unknown))] == ["age, work and home are not known"]


def test_the_next_guide_asks_in_the_language_of_the_study_and_holds_its_scales_once_more() -> None:
    held = study(("Das Brot ist gut.",), language="de")
    vote = Ballot(key="v", text="Wie gern?", form=BallotForm.RATING, points=7)
    guide = held.guide.model_copy(
        update={"sections": (*held.guide.sections, GuideSection(title="Ende", steps=(vote,)))}
    )
    asked = StudyAnalysis(findings=(), themes=(), ask_people_next=("Wie gern? (1 to 7)",))
    following = next_guide(held.model_copy(update={"guide": guide}), asked)
    assert following is not None
    assert following.title == "Bakery, mit echten Menschen"
    assert [section.title for section in following.sections] == ["Einstieg", "Was offen ist", "Abstimmungen"]
    assert list(following.steps)[-1] == vote
    assert "1 to 7" not in following.model_dump_json()


def test_where_nothing_is_quoted_the_check_counts_no_quotes() -> None:
    assert check_words(QuoteCheck(), "").startswith("nothing quoted, 0 of 0 numbers")
