"""The check of a reading: quotes stand word for word, numbers are of the data; recruited attitudes are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.made_study import edge_studies, made_study
from troupe.people.library.library import library
from troupe.research.analysis.analysis import Evidence, Finding, QuoteCheck, StudyAnalysis, Sureness, Theme
from troupe.research.analysis.ballot_results import ballot_results
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.analysis.finding_sureness import sureness_words
from troupe.research.analysis.reading_check import checked
from troupe.research.analysis.run_differences import DifferenceVerdict, repeated_ballots, run_differences
from troupe.research.analysis.study_figures import study_figures
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.analysis.wording.assistant_speech import AS_ASSISTANT, speaks_as_assistant
from troupe.research.analysis.wording.exact_quote import exact_quote
from troupe.research.analysis.wording.number_claims import claimed_numbers
from troupe.research.sessions.study import Vote

STUDY = made_study()
LINES = StudyRecord(STUDY).lines
GERDA = next(line for line in LINES.values() if line.speaker_id == "gerda-vollmann")
THOUGHT = next(line for line in LINES.values() if line.inner)
ASKED = next(line for line in LINES.values() if line.speaker_id == "moderator")


def reading(*findings: Finding, themes: tuple[Theme, ...] = ()) -> StudyAnalysis:
    return StudyAnalysis(findings=findings, themes=themes)


def finding(text: str, *evidence: Evidence, **numbers: float) -> Finding:
    named = {name.replace("__", ":"): value for name, value in numbers.items()}
    return Finding(text=text, why="", evidence=evidence, numbers=named)


def quoted(quote: str, line: str = GERDA.id) -> Evidence:
    return Evidence(line=line, quote=quote)


@pytest.mark.parametrize(
    ("text", "quote", "part"),
    [
        ("I don’t like “it”, at  all.", 'I don\'t like "it", at all', "I don’t like “it”, at  all"),
        ("I dislike it.", "like it", None),
        ("I like it, I dislike it.", "I like it", "I like it"),
        ("dislike it, like it", "like it", "like it"),
        ("I would not buy it.", "I would buy it", None),
        ("値段が高すぎると思います。", "高すぎる", "高すぎる"),
        ("أعتقد أن السعر مرتفع", "السعر مرتفع", "السعر مرتفع"),
        ("One. Two. Three.", "One … Three", None),
        ("a.b", "", None),
        ("yes", "…", None),
        ("It costs 9 a month", "“It costs 9 a month…”", "It costs 9 a month"),
        ("It costs 19 a month", "9 a month", None),
    ],
)
def test_a_quote_is_the_part_of_the_line_or_none(text: str, quote: str, part: str | None) -> None:
    assert exact_quote(text, quote) == part


@given(st.text(min_size=1, max_size=60), st.integers(0, 59), st.integers(1, 60))
def test_whatever_is_given_back_stands_in_the_line(text: str, start: int, length: int) -> None:
    part = exact_quote(text, text[start : start + length])
    assert part is None or part in text
    assert exact_quote(text, f"{text}x") is None


def test_a_quote_that_fails_is_left_out_and_counted() -> None:
    good, made_up = quoted("A kettle. I mended it."), quoted("A kettle. I binned it.")
    of_another, thought = quoted("Do keep up."), quoted(THOUGHT.text, THOUGHT.id)
    moderator, nowhere = quoted(ASKED.text, ASKED.id), quoted("A kettle.", "line999")
    given_evidence = (good, made_up, of_another, thought, moderator, nowhere)
    result = checked(STUDY, reading(finding("People mend kettles.", *given_evidence)))
    assert [quote.quote for quote in result.findings[0].evidence] == ["A kettle. I mended it."]
    assert (result.check.quotes, result.check.verbatim) == (6, 1)
    reasons = " ".join(result.check.faults)
    assert "is a thought" in reasons
    assert "said by nobody who was asked" in reasons
    assert "not in the record" in reasons


def test_checking_twice_ends_the_same() -> None:
    first = checked(STUDY, reading(finding("9 of 8 mend.", quoted("A kettle."), quoted("No kettle at all."))))
    assert checked(STUDY, first) == first
    assert (first.check.quotes, first.check.verbatim) == (2, 1)


def test_a_check_that_was_forged_is_made_anew() -> None:
    theme = Theme(key="t", name="T", summary="", participants=("nobody",), evidence=(quoted("never said"),))
    forged = reading(themes=(theme,)).model_copy(update={"check": QuoteCheck(quotes=1, verbatim=1)})
    result = checked(STUDY, forged)
    assert result.themes == ()
    assert (result.check.quotes, result.check.verbatim) == (1, 0)


@pytest.mark.parametrize(
    ("text", "numbers", "marks"),
    [
        ("5 of 8 would pay for each repair.", {"ballot__pay_after__option__For each repair": 5}, []),
        ("Five of eight would pay for each repair.", {"ballot__pay_after__option__For each repair": 5}, []),
        ("٥ of ٨ would pay for each repair.", {"ballot__pay_after__option__For each repair": 5}, []),
        ("7 of 8 would pay for each repair.", {"ballot__pay_after__option__For each repair": 5}, ["7"]),
        ("Seven people would pay for each repair.", {"ballot__pay_after__n": 8}, ["Seven"]),
        ("62% (5 of 8) pay each time.", {"ballot__pay_after__option__For each repair": 5}, []),
        ("80% (5 of 8) pay each time.", {"ballot__pay_after__option__For each repair": 5}, ["80%"]),
        ("The pass at €9 is too dear.", {"ballot__fair__mean": 2.25}, []),
        ("The pass at €12 is too dear.", {"ballot__fair__mean": 2.25}, ["12"]),
    ],
)
def test_a_number_that_is_not_of_the_data_marks_the_finding(
    text: str, numbers: dict[str, float], marks: list[str]
) -> None:
    (result,) = checked(STUDY, reading(finding(text, quoted("A kettle."), **numbers))).findings
    assert len(result.doubts) == len(marks)
    assert all(mark in doubt for mark, doubt in zip(marks, result.doubts, strict=True))


def test_no_percentage_stands_without_its_n() -> None:
    pays = {"ballot__pay_after__option__For each repair": 5}
    known = checked(STUDY, reading(finding("About 62% pay each time.", quoted("A kettle."), **pays))).findings
    assert [each.text for each in known] == ["About 62% (5 of 8) pay each time."]
    unknown = checked(STUDY, reading(finding("Some 40 percent would leave.", quoted("A kettle."))))
    assert unknown.findings == ()
    why = finding("It matters.", quoted("A kettle.")).model_copy(
        update={"why": "So it is. 80% say so. All of it."}
    )
    assert checked(STUDY, reading(why)).findings[0].why == "So it is. All of it."


def test_people_are_called_people() -> None:
    told = finding("Respondents want a name.", quoted("A kettle."))
    given = reading(told).model_copy(update={"not_said": ("No respondent spoke of insurance for breakage.",)})
    result = checked(STUDY, given)
    assert result.findings[0].text == "People asked want a name."
    assert result.not_said == ("No person asked spoke of insurance for breakage.",)


def test_what_somebody_said_was_not_left_unsaid() -> None:
    said = next(line for line in StudyRecord(STUDY).evidence.values() if len(line.text) > 60)
    claims = (f"Nobody mentioned {said.text}", "Nobody mentioned submarines or volcanic islands.")
    result = checked(STUDY, reading().model_copy(update={"not_said": claims}))
    assert result.not_said == claims[1:]
    assert any(f"line {said.seq} says it" in fault for fault in result.check.faults)


def test_a_figure_that_is_another_in_the_data_is_no_ground() -> None:
    wrong = {"ballot:pay_after:option:For each repair": 8.0, "ballot:none:n": 3.0}
    bare = Finding(text="Most would.", why="", evidence=(), numbers=wrong)
    result = checked(STUDY, reading(bare))
    assert result.findings == ()
    assert (result.check.numbers, result.check.from_data) == (2, 0)
    (kept,) = checked(STUDY, reading(bare.model_copy(update={"evidence": (quoted("A kettle."),)}))).findings
    assert kept.doubts == ("a figure it names is not that of the data",)


@pytest.mark.parametrize(
    "text",
    [
        "People have thrown away what could have been repaired.",
        "Everyone had thrown something away last year that could be repaired",
    ],
)
def test_what_people_were_recruited_on_is_no_finding(text: str) -> None:
    result = checked(STUDY, reading(finding(text, quoted("A kettle."))))
    assert result.findings == ()
    assert "recruited" in result.check.faults[0]


def test_another_screener_in_other_words_holds_too() -> None:
    study = STUDY.model_copy(update={"recruited_on": ("screener: Do you distrust subscriptions? (yes)",)})
    assert checked(study, reading(finding("All distrust subscriptions.", quoted("A kettle.")))).findings == ()
    assert checked(study, reading(finding("They want a name.", quoted("A kettle.")))).findings != ()


def test_sureness_comes_from_reruns() -> None:
    sound = finding("x", ballot__pay_after__n=8)
    assert sureness_words(checked(STUDY, reading(sound)).findings[0]) == "in 2 of 2 reruns, also in human data"
    rows = [vote.model_copy(update={"chosen": ("A monthly pass",)}) for vote in STUDY.runs[1].votes]
    passes = tuple(vote for vote in rows if vote.ballot == "pay_after")
    flipped = (STUDY.first, STUDY.runs[1].model_copy(update={"votes": passes}), *STUDY.runs[2:])
    simulated = STUDY.first.model_copy(update={"participants": STUDY.first.participants[:-1]})
    study = STUDY.model_copy(update={"runs": (simulated, *flipped[1:])})
    again = checked(study, reading(finding("x", ballot__pay_after__n=8))).findings[0]
    assert sureness_words(again) == "in 1 of 2 reruns"
    both = checked(STUDY, reading(finding("x", ballot__pay_after__n=9))).findings
    assert both == ()  # of simulated people and a human: no figure
    once = study.model_copy(update={"runs": (simulated,)})
    assert checked(once, reading(finding("x", ballot__pay_after__n=8))).findings[0].sure is Sureness.ONCE


def test_a_difference_stands_beside_the_spread_of_twins() -> None:
    by_ballot = {difference.ballot: difference.verdict for difference in run_differences(STUDY)}
    assert by_ballot == {
        "pay_before": DifferenceVerdict.WITHIN,
        "fair": DifferenceVerdict.BEYOND,
        "pay_after": DifferenceVerdict.BEYOND,
    }
    without = STUDY.model_copy(update={"runs": (STUDY.runs[0], *STUDY.runs[3:])})
    assert {d.verdict for d in run_differences(without)} == {DifferenceVerdict.NO_TWINS}
    (pair,) = repeated_ballots(STUDY)
    assert (pair.changed, pair.both, pair.twins) == (2, 8, ((2, 8), (2, 8)))


def test_where_an_assistant_speaks_nobody_has_answered() -> None:
    refusal = "I am not able to provide the answer."
    line = LINES[GERDA.id].model_copy(update={"text": refusal})
    votes = tuple(
        vote.model_copy(update={"reason": refusal}) if vote.participant == "bernie-fahy" else vote
        for vote in STUDY.first.votes
    )
    lines = tuple(line if each.id == line.id else each for each in STUDY.first.lines)
    run = STUDY.first.model_copy(update={"lines": lines, "votes": votes})
    study = STUDY.model_copy(update={"runs": (run, *STUDY.runs[1:])})
    record = StudyRecord(study)
    assert line.id in record.assistant
    assert line.id not in record.evidence
    answer = next(each for each in run.answers if line.id in each.lines)
    assert record.why_missing(answer) == AS_ASSISTANT
    for result in ballot_results(study.guide, run):
        assert ("bernie-fahy", AS_ASSISTANT) in [(gap.participant, gap.reason) for gap in result.missing]
    assert all("provide" not in theme.name for theme in read_by_rule(study).themes)


def test_an_assistant_is_told_from_people_who_refuse() -> None:
    for text in (
        "As an AI language model, I like the second one because it is cheap and I would use it every day.",
        "I'm sorry, but I can't answer that.",
        "Based on the information provided, it is unclear. I cannot determine the price.",
        "Ich kann dazu leider keine Auskunft geben.",
        "抱歉，我无法回答。",
        "How can I assist you?",
    ):
        assert speaks_as_assistant(text), text
    for text in (
        "I can't tell you what I earn, that's nobody's business.",
        "I am not able to walk that far any more, so no.",
        "My assistant does that. I only sign.",
        "I can't answer that without thinking of my father, who mended everything himself, every Sunday, alone.",
        "I don't have personal insurance and I don't have a car.",
        "AI is stealing from artists to write emails nobody wanted.",
    ):
        assert not speaks_as_assistant(text), text


def test_nobody_of_the_library_speaks_as_an_assistant() -> None:
    for persona in library().values():
        for words in (*persona.beliefs, *persona.voice):
            assert not speaks_as_assistant(words), words


def test_a_vote_that_is_none_is_missing_with_its_reason() -> None:
    run = STUDY.first
    odd = (
        Vote(ballot="pay_after", participant="gerda-vollmann", chosen=("Barter",)),
        Vote(ballot="fair", participant="gerda-vollmann", number=7),
        Vote(ballot="fair", participant="bernie-fahy", number=float("nan")),
        Vote(ballot="prices", participant="gerda-vollmann", prices=(1.0,)),
        Vote(ballot="pay_after", participant="a stranger", chosen=("A monthly pass",)),
    )
    results = {r.ballot.key: r for r in ballot_results(STUDY.guide, run.model_copy(update={"votes": odd}))}
    assert {key: result.n for key, result in results.items()} == dict.fromkeys(results, 0)
    assert "not offered" in results["pay_after"].missing[0].reason
    assert all(result.asked == 8 for result in results.values())


def test_a_reading_by_rule_holds_for_every_study() -> None:
    for name, study in edge_studies().items():
        result = read_by_rule(study)
        assert result == read_by_rule(study), name
        assert result.stand_in
        assert (result.check.quotes, result.check.numbers) == (result.check.verbatim, result.check.from_data), name
        assert not result.check.faults, name
    whole = read_by_rule(STUDY)
    assert len(whole.findings) == 3
    assert any(theme.minority for theme in whole.themes)


def test_figures_are_those_that_were_counted_by_hand() -> None:
    figures = study_figures(STUDY)
    by_hand = {
        "people": 8,
        "ballot:pay_after:option:For each repair": 5,
        "ballot:keeps_away:option:Not knowing who repairs": 3,
        "ballot:matters:option:A price told beforehand": 3,
        "ballot:matters:worst:Ready in two days": 4,
        "ballot:neighbour:n": 7,
        "ballot:prices:price:cheap": 14.5,
        "question:last:answered": 8,
    }
    assert {name: figures[name] for name in by_hand} == by_hand


def test_numbers_are_found_as_they_are_written() -> None:
    claims = claimed_numbers("Three of 8, 1,200 of them said 3.5 or 12 % on the 2nd day")
    assert [(claim.value, claim.counted, claim.share) for claim in claims] == [
        (3.0, True, False),
        (8.0, True, False),
        (1200.0, True, False),
        (3.5, False, False),
        (12.0, False, True),
    ]
