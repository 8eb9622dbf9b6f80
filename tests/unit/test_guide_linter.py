"""The linter: what is asked badly, or cannot be known by simulated people, with the words it is about."""

import pytest

from troupe.research.guides.guide import Ballot, BallotForm, Guide, GuideQuestion, GuideSection
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.linting.lint_finding import LintRule


def guide(*steps: GuideQuestion | Ballot, language: str = "en", about: str = "") -> Guide:
    return Guide(title="T", about=about, language=language, sections=(GuideSection(title="All", steps=steps),))


def rules(text: str, *, language: str = "en", about: str = "", probes: tuple[str, ...] = ()) -> set[str]:
    asked = guide(GuideQuestion(key="q1", text=text, probes=probes), language=language, about=about)
    return {finding.rule.value for finding in lint(asked)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Isn't this a lovely bridge?", "leading"),
        ("You like dogs, right?", "leading"),
        ("Many doctors agree that walking helps. What is your view?", "leading"),
        ("How helpful and friendly was the clerk?", "double_barrelled"),
        ("What do you cook on Sundays, and where do you buy it?", "double_barrelled"),
        ("What did you see? Who was with you on that day?", "double_barrelled"),
        ("Why is nobody ever on time here?", "absolute"),
        ("What do you think of our B2B funnel?", "jargon"),
        ("What is the CTR of that page, in your eyes?", "jargon"),
        ("Did you sleep well?", "yes_no"),
        ("How often do you go to the theatre?", "incidence"),
        ("When did you last order from our shop?", "past_use"),
        ("Would you buy a ticket for ten euros?", "forecast"),
        ("What do you make of the World Cup of 2034?", "too_new"),
    ],
)
def test_each_kind_of_fault_is_found(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "What comes to your mind when you think of a dentist?",
        "Tell us about a meal that went wrong. What happened?",
        "Whom would you ask, and why?",
        "What are the pros and cons of a garden?",
        "In which room of your home do you feel best?",
        "Walk me through the evening before a journey.",
        "If you had an hour more each day, what would you do with it?",
        "Do you take the stairs or the lift?",
        "You are at the till and the card fails. What do you do?",
        "What do you like about your street, and what makes it so?",
    ],
)
def test_a_good_question_is_left_alone(text: str) -> None:
    assert rules(text) == set()


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("de", "Sind Sie nicht auch der Meinung, dass es zu laut ist?", "leading"),
        ("de", "Wie wichtig und nützlich ist das?", "double_barrelled"),
        ("de", "Mögen Sie Katzen?", "yes_no"),
        ("es", "¿Le gusta el teatro?", "yes_no"),
        ("es", "¿Cuántas veces al año viaja?", "incidence"),
        ("fr", "Aimez-vous le théâtre ?", "yes_no"),
        ("fr", "Êtes-vous d'accord que c'est trop cher ?", "leading"),
        ("de", "Hätten Sie nicht auch gern mehr Ruhe?", "leading"),
        ("de", "Warum ist die neue Kantine ein solcher Fortschritt?", "leading"),
        ("de", "Sie trinken doch sicher gern Kaffee?", "leading"),
        ("es", "¿No les gustaría vivir más cerca?", "leading"),
        ("es", "¿Por qué es un error cerrar el mercado?", "leading"),
        ("fr", "Ne préféreriez-vous pas marcher ?", "leading"),
        ("fr", "Les experts disent que le sucre est dangereux : et vous ?", "leading"),
        ("ja", "2034年の大会をどう思いますか?", "too_new"),
    ],
)
def test_other_languages(language: str, text: str, rule: str) -> None:
    assert rule in rules(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Was spricht für und was gegen ein Auto in der Stadt?"),
        ("de", "Sie haben einen freien Tag: was tun Sie?"),
        ("es", "¿Qué habla a favor y qué en contra de un perro?"),
        ("fr", "Qu'est-ce qui vous plaît dans votre quartier, et pourquoi ?"),
    ],
)
def test_a_good_question_of_another_language_is_left_alone(language: str, text: str) -> None:
    assert rules(text, language=language) == set()


def test_a_closed_question_with_a_probe_is_fine_and_a_ballot_may_be_closed() -> None:
    assert rules("Do you cook?", probes=("What did you cook last?",)) == set()
    vote = Ballot(key="v", text="Do you cook?", options=("Yes", "No"))
    assert lint(guide(vote)) == ()


def test_a_statement_to_agree_with_holds_one_thing() -> None:
    two = Ballot(key="v", text="The bus is cheap and on time.", form=BallotForm.LIKERT)
    one = Ballot(key="w", text="The bus is cheap.", form=BallotForm.LIKERT)
    assert [(finding.step, finding.rule) for finding in lint(guide(two, one))] == [
        ("v", LintRule.DOUBLE_BARRELLED)
    ]


def test_the_name_of_what_the_study_is_about_counts_as_the_own_product() -> None:
    text = "Have you tried Mumblebee?"
    assert "past_use" in rules(text, about="A headset called Mumblebee.")
    assert "past_use" not in rules(text)


def test_a_finding_names_step_probe_words_and_a_better_way() -> None:
    asked = GuideQuestion(key="tea", text="Which tea do you like?", probes=("Why is green tea better?",))
    (finding,) = lint(guide(asked))
    assert (finding.step, finding.probe, finding.rule) == ("tea", 1, LintRule.LEADING)
    assert finding.words == "Why is green tea better"
    assert "What do you make of" in finding.better
    assert str(finding).startswith("tea, probe 1: “Why is green tea better”")
