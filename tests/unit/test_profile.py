"""The profile of a set of people: figures by hand, warnings in words, charts that can be drawn."""

import io
import json
import random
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from troupe.core.errors import BadInput, Misconfigured
from troupe.people.library.library import export_yaml, library
from troupe.people.persona.persona import Persona
from troupe.people.population.sampling.population_sample import sample
from troupe.people.profile.diversity import coverage, diversity, likeness
from troupe.people.profile.field_distribution import (
    Kinds,
    Lists,
    Numbers,
    band_edges,
    compare,
    distribution,
    kolmogorov_smirnov,
)
from troupe.people.profile.profile_report import comparisons, profile
from troupe.people.profile.set_statistics import set_statistics
from troupe.research.reports.charts.chart_drawing import draw_chart
from troupe.research.reports.charts.chart_look import ChartForm, ChartLook, size_of
from troupe.research.reports.charts.chart_panels import MOST_BARS
from troupe.research.reports.charts.profile_charts import (
    comparison_chart,
    distribution_chart,
    profile_chart,
    sample_chart,
)


def somebody(number: int, **fields: Any) -> Persona:
    return Persona.model_validate({"name": f"P{number} X{number}", **fields})


AGED = [somebody(n, age=age) for n, age in enumerate((20, 30, 30, 41, 69))]


def test_numbers_are_told_by_mean_median_and_bands() -> None:
    found = distribution([*AGED, somebody(9)], "age")
    assert isinstance(found, Numbers)
    assert (found.known, found.people, found.mean, found.median, found.least, found.most) == (5, 6, 38, 30, 20, 69)
    assert [(band.value, band.count) for band in found.bands] == [
        ("20–29", 1), ("30–39", 2), ("40–49", 1), ("50–59", 0), ("60–69", 1),
    ]  # fmt: skip
    assert found.sd == pytest.approx(16.86, abs=0.01)


def test_texts_are_counted_whatever_their_case_and_levels_are_in_order() -> None:
    people = [somebody(n, gender=g) for n, g in enumerate(("female", "Female", "male", " female "))]
    found = distribution(people, "gender")
    assert isinstance(found, Kinds)
    assert [(share.value, share.count, share.share) for share in found.shares] == [
        ("female", 3, 0.75),
        ("male", 1, 0.25),
    ]
    levels = distribution(
        [
            somebody(n, personality={"big_five": {"openness": t}})
            for n, t in enumerate(("High. x", "Very low.", "high"))
        ],
        "openness",
    )
    assert isinstance(levels, Kinds)
    assert [share.value for share in levels.shares] == ["very low", "high"]


def test_lists_are_told_by_who_has_each() -> None:
    people = [somebody(n, languages=spoken) for n, spoken in enumerate((["A", "B"], ["A"], ["a", "A"]))]
    found = distribution(people, "languages")
    assert isinstance(found, Lists)
    assert [(share.value, share.count) for share in found.shares] == [("A", 3), ("B", 1)]


def test_a_field_nobody_has_is_named() -> None:
    with pytest.raises(BadInput, match="income: nobody of the 5 has anything there"):
        distribution(AGED, "income")


@given(st.lists(st.floats(-1e6, 1e6) | st.integers(0, 120).map(float), min_size=1, max_size=30))
def test_bands_hold_every_number_once(numbers: list[float]) -> None:
    people = [somebody(n, score=number) for n, number in enumerate(numbers)]
    found = distribution(people, "score")
    assert isinstance(found, Numbers)
    assert sum(band.count for band in found.bands) == len(numbers)
    assert len(band_edges(numbers)) <= 12


@pytest.mark.parametrize(
    ("field", "labels"),
    [
        ("income", ["under 1,000 CHF", "1,000–2,000 CHF", "2,000 to 9,500 CHF", "9,500+ CHF"]),
        ("rent", ["none", "less than €400", "€400 to €1 thousand", "over €1 thousand", "prefer not to say"]),
        ("assets", ["below 1 lakh", "1 to 9 lakh", "10 lakh to 1 crore", "1 crore or more"]),
        ("schooling", ["no schooling", "primary", "middle school", "high school", "bachelor's degree", "PhD"]),
        ("church", ["never", "a few times a year or rarely", "sometimes", "every day"][::3]),
        ("trust", ["strongly disagree", "disagree", "neither agree nor disagree", "agree", "strongly agree"]),
        ("children", ["no children", "1 child", "2 children", "3 or more"]),
    ],
)
def test_bands_stand_in_their_order_however_frequent(field: str, labels: list[str]) -> None:
    people = [somebody(n, **{field: label}) for n, label in enumerate([*labels, *labels[::-1], labels[-1]])]
    found = distribution(people, field)
    assert isinstance(found, Kinds)
    assert found.ordered
    assert [share.value for share in found.shares] == labels


def test_parties_and_towns_have_no_order() -> None:
    found = distribution([somebody(n, vote=v) for n, v in enumerate(("SPD", "Greens", "Greens", "none"))], "vote")
    assert isinstance(found, Kinds)
    assert not found.ordered
    assert found.shares[0].value == "Greens"


def test_labels_of_two_sets_are_matched_by_their_meaning() -> None:
    first = [
        somebody(n, education=e) for n, e in enumerate(("GCSE level", "A levels", "degree level", "A levels"))
    ]
    second = [
        somebody(n, education=e) for n, e in enumerate(("junior high school", "senior high school", "university"))
    ]
    found = compare(first, second, "education")
    assert [(row.value, row.first) for row in found.rows] == [
        ("lower secondary or less", 0.25), ("upper secondary or vocational", 0.5), ("higher education", 0.25),
    ]  # fmt: skip
    assert ("university", "higher education") in found.matched
    catholic, sikh = (
        [somebody(1, religion="Roman Catholic"), somebody(2, religion="none")],
        [somebody(3, religion="Sikh")],
    )
    faith = compare(catholic, [*sikh, somebody(4, religion="no religion")], "religion")
    assert {row.value: (row.first, row.second) for row in faith.rows}["no religion"] == (0.5, 0.5)
    parties = compare([somebody(1, vote="SNP"), somebody(2, vote="Labour")], [somebody(3, vote="LDP")], "vote")
    assert parties.matched == ()


def test_what_nobody_gave_is_not_data() -> None:
    people = [
        somebody(1, talkativeness=0.9, income="N/A"),
        somebody(2, income="Not specified"),
        somebody(3, income="low"),
    ]
    assert distribution(people, "talkativeness").known == 1
    assert distribution(people, "income").known == 1
    (panel,) = distribution_chart(distribution(people, "income"), "Incomes").panels
    assert panel.below == "not given: 2 of 3 (67%)"


def test_drawn_fields_are_told_unasked_and_by_their_labels() -> None:
    people = sample("germany", 60, seed=4).personas
    fields = [of.field for of in profile(people).distributions]
    assert {
        "demographics.employment",
        "demographics.education",
        "demographics.region",
        "occupation.sector",
    } <= set(fields)
    (education,) = profile(people, ["education"]).distributions
    assert isinstance(education, Kinds)
    assert {share.value for share in education.shares} <= {
        "lower secondary or less", "upper secondary or vocational", "higher education",
    }  # fmt: skip


def test_the_statistics_of_a_set_by_hand() -> None:
    tied = [
        somebody(n, sex=s, hat=h)
        for n, (s, h) in enumerate((("f", "red"), ("f", "red"), ("m", "blue"), ("m", "blue")))
    ]
    found = set_statistics(tied, ["sex", "hat"])
    assert found is not None
    assert (found.difference, found.uniformity) == (pytest.approx(2 / 3), pytest.approx(1))
    assert found.coverage == pytest.approx(0.5)  # two of four combinations
    assert found.complexity == pytest.approx(1)
    free = [somebody(n, sex="fm"[n % 2], hat=("red", "blue")[n // 2 % 2]) for n in range(400)]
    loose = set_statistics(free, ["sex", "hat"])
    assert loose is not None
    assert (loose.coverage, loose.complexity) == (1, 0)
    beside = set_statistics(tied[:2], ["sex", "hat"], tied)
    assert beside is not None
    assert (beside.coverage, beside.difference) == (0.25, 0)
    ages = set_statistics(AGED, ["age"])
    assert ages is not None
    assert ages.difference == pytest.approx((10 + 10 + 21 + 49 + 0 + 11 + 39 + 11 + 39 + 28) / 10 / 49)


def test_two_sets_are_compared_by_formula() -> None:
    first = [somebody(n, gender=g) for n, g in enumerate(("f", "f", "f", "m"))]
    second = [somebody(n, gender=g) for n, g in enumerate(("f", "m", "m", "n"))]
    found = compare(first, second, "gender")
    assert found.apart == pytest.approx(0.5)  # (|.75-.25| + |.25-.5| + |0-.25|) / 2
    assert kolmogorov_smirnov([1, 2, 3, 4], [3, 4, 5, 6]) == pytest.approx(0.5)
    ages = compare(AGED, AGED, "age")
    assert (ages.apart, ages.ks) == (0, 0)
    with pytest.raises(BadInput, match="is numbers in the first set and kinds in the second"):
        compare([somebody(1, x=3)], [somebody(1, x="three")], "x")


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=12), st.lists(st.integers(0, 50), min_size=1, max_size=12)
)
def test_distances_are_between_nothing_and_one_and_the_same_both_ways(xs: list[int], ys: list[int]) -> None:
    first, second = ([somebody(n, age=age) for n, age in enumerate(ages)] for ages in (xs, ys))
    one, other = compare(first, second, "age"), compare(second, first, "age")
    assert 0 <= one.apart <= 1
    assert one.apart == pytest.approx(other.apart)
    assert one.ks == pytest.approx(other.ks)


def test_diversity_is_as_simpson_and_shannon_have_it() -> None:
    people = [somebody(n, gender=g) for n, g in enumerate(("f", "f", "m", "m"))]
    found = diversity(people, "gender")
    assert found is not None
    assert (found.values, found.simpson, found.shannon) == (2, pytest.approx(2 / 3), pytest.approx(1.0))
    same = diversity([somebody(n, gender="f") for n in range(4)], "gender")
    assert same is not None
    assert (same.simpson, same.shannon) == (0, 0)
    assert diversity(people, "age") is None


def test_coverage_counts_what_is_filled() -> None:
    found = coverage(AGED)
    assert dict(found.fields)["age"] == 1
    assert dict(found.fields)["voice"] == 0
    assert found.rich == 0
    assert coverage(tuple(library().values())).rich == len(library())


def test_look_alikes_are_found_by_what_they_say_not_by_name() -> None:
    gerda = library()["gerda-vollmann"]
    twin = gerda.model_copy(update={"name": "Hertha Vollmer", "age": 70})
    found = likeness([*library().values(), twin])
    (pair,) = found.pairs
    assert pair.second == len(library())
    assert pair.likeness > 0.9
    assert found.mean < 0.05


def told_at_length(number: int) -> Persona:
    """Somebody with a life of three hundred words, like nobody else's."""
    rng = random.Random(number)
    return somebody(number, other_facts=[" ".join(str(rng.randrange(999)) for _ in range(30)) for _ in range(10)])


def test_large_sets_are_estimated_and_still_find_the_copy() -> None:
    people = {f"w{n}": told_at_length(n) for n in range(155)}
    people["copy"] = people["w3"].model_copy(update={"name": "Somebody Else"})
    found = profile(people)
    assert not found.likeness.exact
    assert (found.likeness.pairs[0].first, found.likeness.pairs[0].second) == (3, 155)


def test_warnings_say_what_is_wrong_with_a_set() -> None:
    people = {
        str(n): Persona.model_validate(
            {
                "name": "Eva Kim" if n < 5 else f"Eva {chr(65 + n)}",
                "age": 30 + n % 4,
                "gender": "female",
                "nationality": "Korean" if n else "Swiss",
                "beliefs": ["Rain is rest.", f"Number {n}."],
            }
        )
        for n in range(8)
    }
    told = profile(people).warnings
    assert "5 people are called Eva Kim." in told
    assert "The first name Eva comes up 3 times." in told
    assert "Everyone agrees in their beliefs: “Rain is rest.”" in told
    assert "All are of one gender: female." in told
    assert "88% are of one nationality: Korean." in told
    assert "All are of one age: 30 to 33." in told


def test_the_library_gives_no_cause_for_warnings() -> None:
    assert profile(library()).warnings == ()


def test_nobody_has_no_profile() -> None:
    with pytest.raises(BadInput, match="nobody to profile"):
        profile({})
    with pytest.raises(BadInput, match="in none of"):
        comparisons(library(), library(), ("income",))


def picture(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png))


def test_charts_are_pictures_that_fit_a_chat() -> None:
    fields = ("age", "gender", "occupation", "languages", "talkativeness", "openness")
    whole = picture(draw_chart(profile_chart(profile(library(), fields), "The library")))
    assert whole.format == "PNG"
    assert 1.2 < whole.width / whole.height < 2.6
    assert whole.getpixel((2, 2)) == (251, 247, 240, 255)
    assert len(whole.convert("RGB").getcolors(1_000_000) or ()) > 10
    both = picture(
        draw_chart(comparison_chart(comparisons(library(), library(), ("age", "gender")), "a", "b", "Two"))
    )
    assert both.width > 900


def test_charts_take_whatever_people_wrote() -> None:
    people = [
        somebody(n, tag=tag) for n, tag in enumerate(("$x^2$", "山田さん", "a" * 80, "\\frac", "", " ", "<b>"))
    ]
    assert draw_chart(distribution_chart(distribution(people, "tag"), "$ 山 \\x $"))
    assert draw_chart(profile_chart(profile(people, ["tag"]), "many"), ChartLook(form=ChartForm.SVG))


def test_a_chart_is_made_for_a_deck() -> None:
    found = sample("united-kingdom", 60, seed=2)
    chart = sample_chart(found)
    income = next(panel for panel in chart.panels if panel.heading == "Household income")
    assert [bar.label for bar in income.bars][::5] == ["under £15000", "£75000 or more"]
    assert all(bar.target == bar.share for bar in income.bars)
    look = ChartLook(title="Who was asked", source="ONS, 2021", size=size_of("1600x900"), dark=True)
    dark = picture(draw_chart(chart, look))
    assert (dark.size, dark.getpixel((2, 2))) == ((1600, 900), (32, 30, 28, 255))
    assert "female 52% (target 52%)" in dark.info["Description"]
    svg = draw_chart(chart, look.model_copy(update={"form": ChartForm.SVG}))
    assert svg == draw_chart(chart, look.model_copy(update={"form": ChartForm.SVG}))
    assert b'<title id="title">Who was asked</title>' in svg
    assert b'width="1600"' in svg
    with pytest.raises(BadInput, match="no size"):
        size_of("large")


def test_every_value_is_drawn_or_named_in_the_rest() -> None:
    people = [somebody(n, town=f"Town {chr(65 + n % 26)}{'x' * (n // 26)}") for n in range(40)]
    (panel,) = distribution_chart(distribution(people, "town"), "Towns").panels
    assert len(panel.bars) == MOST_BARS
    assert panel.bars[-1].label == "the rest, 21 values"
    assert sum(bar.share for bar in panel.bars) == pytest.approx(1)
    shown = {bar.label for bar in panel.bars[:-1]}
    assert all(f"Town {letter}" in panel.below or f"Town {letter}" in shown for letter in "ABCXYZ")


def test_without_the_extra_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    with pytest.raises(Misconfigured, match=r"pip install 'discord-troupe\[research\]'"):
        draw_chart(distribution_chart(distribution(AGED, "age"), "x"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["population", "profile", *arguments])


def test_the_shell_tells_a_set_and_draws_it(tmp_path: Path) -> None:
    for slug in ("gerda-vollmann", "rory-macphee"):
        (tmp_path / f"{slug}.yaml").write_text(export_yaml(library()[slug]), encoding="utf-8")
    chart = tmp_path / "chart.png"
    found = run(str(tmp_path), "craig", "--field", "age,gender", "--chart", str(chart))
    assert found.exit_code == 0, found.output
    assert "3 people" in found.output
    assert "age: mean" in found.output
    assert picture(chart.read_bytes()).format == "PNG"


def test_the_shell_gives_json_and_compares() -> None:
    told = json.loads(run("library", "--field", "age", "--json").stdout)
    assert told["people"] == len(library())
    assert told["distributions"][0]["kind"] == "numbers"
    both = json.loads(run("library", "--field", "age", "--against", "craig", "--json").stdout)
    assert 0 < both["comparisons"][0]["ks"] <= 1
    assert both["statistics"][1] is None  # one person is no set
    assert "apart" in run("library", "--against", "gerda").output


@pytest.mark.parametrize(
    ("given_", "told"),
    [
        (["nobody-here"], "nobody is called that"),
        (["library", "--field", "income"], "nobody here has income"),
        (["no/such/*.yaml"], "no persona files"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(given_: list[str], told: str) -> None:
    found = run(*given_)
    assert found.exit_code == 2
    assert told in found.output
    assert len(found.output.strip().splitlines()) == 1
