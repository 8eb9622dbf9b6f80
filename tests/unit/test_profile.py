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
from troupe.research.reports.profile_charts import (
    comparison_chart,
    distribution_chart,
    panels_chart,
    profile_chart,
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
    whole = picture(profile_chart(profile(library(), fields), "The library"))
    assert whole.format == "PNG"
    assert 1.2 < whole.width / whole.height < 2.6
    assert whole.getpixel((2, 2)) == (251, 247, 240, 255)
    assert len(whole.convert("RGB").getcolors(1_000_000) or ()) > 10
    both = picture(comparison_chart(comparisons(library(), library(), ("age", "gender")), "a", "b", "Two"))
    assert both.width > 900


def test_charts_take_whatever_people_wrote() -> None:
    people = [
        somebody(n, tag=tag) for n, tag in enumerate(("$x^2$", "山田さん", "a" * 80, "\\frac", "", " ", "<b>"))
    ]
    assert distribution_chart(distribution(people, "tag"), "$ 山 \\x $")
    assert panels_chart([distribution(people, "tag")] * 12, "many", "")


def test_without_the_extra_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    monkeypatch.setitem(sys.modules, "matplotlib.backends.backend_agg", None)
    with pytest.raises(Misconfigured, match=r"pip install 'discord-troupe\[research\]'"):
        distribution_chart(distribution(AGED, "age"), "x")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["population", "profile", *arguments])


def test_the_shell_tells_a_set_and_draws_it(tmp_path: Path) -> None:
    for slug in ("gerda-vollmann", "rory-macphee"):
        (tmp_path / f"{slug}.yaml").write_text(export_yaml(library()[slug]), encoding="utf-8")
    chart = tmp_path / "chart.png"
    found = run(str(tmp_path), "craig", "--field", "age,gender", "--png", str(chart))
    assert found.exit_code == 0, found.output
    assert "3 people" in found.output
    assert "age: mean" in found.output
    assert picture(chart.read_bytes()).format == "PNG"


def test_the_shell_gives_json_and_compares() -> None:
    told = json.loads(run("library", "--field", "age", "--json").stdout)
    assert told["people"] == len(library())
    assert told["distributions"][0]["kind"] == "numbers"
    (one,) = json.loads(run("library", "--field", "age", "--against", "craig", "--json").stdout)
    assert 0 < one["ks"] <= 1
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
