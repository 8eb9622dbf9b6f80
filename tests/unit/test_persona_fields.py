"""A field of a persona, whichever: it is told, shown, edited and known to the understudy, or excepted here."""

from collections.abc import Iterable

import pytest
from typer.testing import CliRunner

from bot.cli.persona.persona_shell import app
from troupe.core.word_tokens import fold
from troupe.llm.understudy.voice.persona_material import material
from troupe.minds.prompt.portrait import portrait
from troupe.people.editing.field_editing import edited
from troupe.people.persona.persona import Persona

FORMS = frozenset(map(str, (str, tuple[str, ...])))
FIELDS: dict[str, object] = {key: field.annotation for key, field in Persona.model_fields.items()}
PLAIN = sorted({key for key, annotation in FIELDS.items() if str(annotation) in FORMS} - {"name"})
"""Fields that hold a text or a list of texts, which a new field mostly does."""
NOT_EDITED = {"fragments"}
UNTOLD_BY_THE_UNDERSTUDY = {"secrets"}
NOT_FOR_THE_PERSON = {"fragments", "tags", "provenance", "creator_notes"}
ASKED_FOR = {
    *("nicknames", "pronouns", "gender", "nationality", "country_of_residence", "languages", "scenario", "voice"),
    "style",
}
"""What the understudy answers when it is asked for just that, or sounds like."""


def with_field(name: str) -> Persona:
    return Persona.model_validate({"name": "Ana", name: ["The zebra crosses the bridge."]})


@pytest.mark.parametrize("name", PLAIN)
def test_it_is_edited(name: str) -> None:
    if name not in NOT_EDITED:
        assert "zebra" in str(edited(Persona(name="Ana"), name, "The zebra").document[name])


@pytest.mark.parametrize("name", PLAIN)
def test_a_prompt_tells_it(name: str) -> None:
    assert ("zebra" in portrait(with_field(name))) == (name not in NOT_FOR_THE_PERSON)


@pytest.mark.parametrize("name", PLAIN)
def test_the_shell_shows_it(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("people") / "ana.json"
    file.write_text(f'{{"name": "Ana", "{name}": ["The zebra"]}}', "utf-8")
    assert "zebra" in CliRunner().invoke(app, ["show", str(file)]).output


@pytest.mark.parametrize("name", PLAIN)
def test_the_understudy_knows_it(name: str) -> None:
    known = any("zebra" in fold(text) for text in texts_known(with_field(name)))
    assert known == (name not in NOT_FOR_THE_PERSON | ASKED_FOR | UNTOLD_BY_THE_UNDERSTUDY)


def texts_known(persona: Persona) -> Iterable[str]:
    return (item.text for item in material(persona).items)
