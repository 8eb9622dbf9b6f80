"""What a chart does with letters that no font here has: a number, and a key."""

import pytest

from tests.unit.test_screening import somebody
from troupe.people.profile.profile_report import comparisons, profile
from troupe.research.reports.charts import chart_letters as letters
from troupe.research.reports.charts.chart_drawing import draw_chart
from troupe.research.reports.charts.chart_letters import OWN, letters_for
from troupe.research.reports.charts.chart_words import chart_key
from troupe.research.reports.charts.profile_charts import comparison_chart, profile_chart

PEOPLE = [somebody(1, city="東京"), somebody(2, city="Łódź"), somebody(3, city="القاهرة")]


@pytest.fixture(autouse=True)
def only_the_own_font(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is installed here."""
    monkeypatch.setattr(letters, "FURTHER", ())


def test_what_can_be_read_stays_and_the_rest_gets_a_number() -> None:
    found = letters_for(["Łódź", "東京", "Ελλάδα", "القاهرة", "मुंबई", "東京"])
    assert [found.shown(text) for text in ("Łódź", "東京", "Ελλάδα", "القاهرة", "मुंबई")] == [
        "Łódź",
        "(1)",
        "Ελλάδα",
        "(2)",
        "(3)",
    ]
    assert found.key() == ("(1) 東京", "(2) القاهرة", "(3) मुंबई")
    assert found.families == (OWN,)


def test_a_chart_of_such_labels_draws_no_box_and_has_a_key() -> None:
    found = profile(PEOPLE, ["city", "age"])
    chart = profile_chart(found, "東京の人々")
    assert draw_chart(chart).startswith(b"\x89PNG")  # a missing letter warns, and warnings fail
    assert {line[4:] for line in chart_key(chart)} == {"東京", "القاهرة"}
    compared = comparisons(PEOPLE, PEOPLE[:1], ["city"])
    both = comparison_chart(compared, "東京", "here", "二")
    assert draw_chart(both).startswith(b"\x89PNG")
    assert any("東京" in line for line in chart_key(both))


def test_a_font_that_has_the_letters_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = {OWN: frozenset(map(ord, "abc")), "Some CJK": frozenset(map(ord, "東京"))}
    monkeypatch.setattr(letters, "FURTHER", ("None Such", "Some CJK"))

    def letters_of(family: str) -> frozenset[int]:
        return theirs.get(family, frozenset())

    monkeypatch.setattr(letters, "_letters_of", letters_of)
    found = letters_for(["abc", "東京"])
    assert (found.families, found.numbers) == ((OWN, "Some CJK"), {})
