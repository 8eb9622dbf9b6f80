"""The library: who is in it, how people are found, and what they are called in addresses."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troupe.core.errors import BadInput, NotFound
from troupe.people.library.library import find_persona, library, load_persona, ref_of, slug_of
from troupe.people.persona.persona import Persona, content_hash
from troupe.people.persona.persona_summary import headline, summary


def test_a_change_to_the_returned_library_stays_with_whoever_made_it() -> None:
    library().clear()
    assert library()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lisa Carter", "lisa-carter"),
        ("Zoë Łuk", "zoe-luk"),
        ("  Søren  Ødegård ", "soren-odegard"),
        ("Conan O'Brien-Smith Jr.", "conan-obrien-smith-jr"),
        ("Straße", "strasse"),
    ],
)
def test_slugs_are_plain_words(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(min_size=1))
def test_every_name_has_a_slug(name: str) -> None:
    name = name.encode("utf-8", "ignore").decode()
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug_of(name))
    assert len(slug_of(name)) <= 64


def test_names_without_latin_letters_have_slugs_of_their_own() -> None:
    assert slug_of("山田") != slug_of("山本")


PEOPLE = {
    slug_of(name): Persona.model_validate({"name": name, "nicknames": nicknames})
    for name, nicknames in (("Ana Ruiz", ["Nana"]), ("Ana Lima", []), ("Zoë Ek", []))
}


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("ana-ruiz", "ana-ruiz"),
        ("ANA RUIZ", "ana-ruiz"),
        ("nana", "ana-ruiz"),
        ("zoe", "zoe-ek"),
        ("Zoë", "zoe-ek"),
    ],
)
def test_people_are_found_by_any_of_their_names(word: str, slug: str) -> None:
    assert find_persona(word, PEOPLE)[0] == slug


@pytest.mark.parametrize(
    ("word", "hint"),
    [("Ana", "could be ana-ruiz or ana-lima"), ("Zoi", "did you mean zoe-ek?"), ("Xq", "there is")],
)
def test_who_is_not_found_is_told_who_might_be_meant(word: str, hint: str) -> None:
    with pytest.raises(NotFound, match=re.escape(hint)):
        find_persona(word, PEOPLE)


def test_a_reference_names_the_exact_content() -> None:
    persona = Persona.model_validate({"name": "A"})
    ref = ref_of(persona, "a", owner="guild:1")
    assert (ref.owner, ref.slug, ref.hash) == ("guild:1", "a", content_hash(persona))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nobody\.yaml: there is no such file"):
        load_persona(tmp_path / "nobody.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        load_persona(tmp_path)


def test_a_summary_tells_who_someone_is() -> None:
    persona = Persona.model_validate(
        {
            "name": "Ana",
            "age": 40,
            "occupation": "baker",
            "style": "Dry. Very dry.",
            "preferences": {"likes": ["Rye."]},
            "beliefs": ["Bread is law"],
        }
    )
    assert headline(persona) == "40, baker"
    assert summary(persona) == "Ana (40, baker). Dry. Very dry. Likes: Rye. Believes: Bread is law."
    assert summary(Persona.model_validate({"name": "Ana"})) == "Ana."
