"""The word that calls people: a saved panel, files, or a draw; and who is called by it."""

import pytest

from tests.unit.test_screening import somebody
from troupe.core.errors import BadInput
from troupe.people.library.panel_word import DrawnFrom, InFiles, Named, PanelWord, read_panel_word
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.panel import check_names
from troupe.people.population.sampling.population_sample import PANEL_AGE, panel_sample


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Tuesday  table", Named("Tuesday table")),
        ("germany:12", DrawnFrom("germany", 12)),
        ("my-town.yaml: 5", DrawnFrom("my-town.yaml", 5)),
        ("here/town.json:5", DrawnFrom("here/town.json", 5)),
        ("people/", InFiles("people/")),
        ("people/*.yaml", InFiles("people/*.yaml")),
        ("lena.PNG", InFiles("lena.PNG")),
        ("./panel", InFiles("./panel")),
        (r"C:\people", InFiles(r"C:\people")),
    ],
)
def test_a_word_is_read_by_its_form(word: str, meant: PanelWord) -> None:
    assert read_panel_word(word) == meant


def test_a_saved_name_comes_first_and_then_what_is_there() -> None:
    assert read_panel_word("WAVE:2", ["Wave:2"]) == Named("WAVE:2")
    assert read_panel_word("a/b", ["A/B"]) == Named("a/b")
    assert read_panel_word("panel", is_there=lambda path: path == "panel") == InFiles("panel")
    assert read_panel_word("panel", ["Panel"], is_there=lambda _: True) == Named("panel")


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("  ", "name a panel"),
        ("germany:0", "from 1 to 1000 people can be drawn, not 0"),
        ("germany:1001", "from 1 to 1000"),
        ("germany:twelve", "after the colon stands how many"),
    ],
)
def test_what_cannot_be_meant_is_refused(word: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_panel_word(word)


def test_panels_are_drawn_of_adults() -> None:
    ages = [persona.age for persona in panel_sample("germany", 40, seed=1).personas]
    assert all(age is not None and age >= PANEL_AGE for age in ages)
    ageless = {"title": "A club", "country": "Italy", "fields": {"gender": {"margin": {"female": 50, "male": 50}}}}
    assert [persona.age for persona in panel_sample(ageless, 2, seed=1).personas] == [None, None]


def test_two_of_one_name_are_no_panel() -> None:
    check_names(["Ana Sol", "Ana Solt"])
    with pytest.raises(BadInput, match="two of them are called ANA SOL"):
        check_names(["Ana Sol", "ANA SOL "])


def test_slugs_are_told_apart_by_a_number() -> None:
    people = [somebody(1), somebody(1), somebody(2), somebody(1)]
    assert list(by_slug(people)) == ["p01", "p01-2", "p02", "p01-3"]
