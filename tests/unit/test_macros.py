"""Macros of cards: resolved for a prompt, raw in the document."""

import pytest

from tests.unit.agent_files import Json
from troupe.people.persona.card_macros import resolved, said_to, told_of
from troupe.people.persona.persona import Persona


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{{char}} and {{CHAR}} and <BOT> and <char>", "Asla and Asla and Asla and Asla"),
        ("{{User}} and <USER>", "{{user}} and {{user}}"),
        ("a{{// not for anyone}}b{{comment: nor this}}c{{hidden_key:k}}d{{original}}", "abcd"),
        ("{{reverse:live}}", "evil"),
        ("{{random:one}}", "one"),
        ("{{pick::one}}", "one"),
        (r"{{random:a\,b}}", "a,b"),
        ("{{roll:1}} {{roll:d1}}", "1 1"),
        ("{{roll:x}} {{roll:0}} {{roll:99999999999}}", "{{roll:x}} {{roll:0}} {{roll:99999999999}}"),
        ("{{random:{{char}}}}", "Asla"),
        ("{{time}} {{ {x} }} {{}}", "{{time}} {{ {x} }} {{}}"),
        ("no macro, 1 < 2", "no macro, 1 < 2"),
    ],
)
def test_every_macro_says_what_it_means(text: str, meant: str) -> None:
    assert resolved(text, "Asla") == meant


def test_a_choice_always_falls_out_the_same_in_the_same_text() -> None:
    text = "{{random:a,b,c,d}}{{random:a,b,c,d}}{{roll:6}}"
    assert resolved(text, "A") == resolved(text, "A")
    assert len({resolved(f"{'x' * n}{{{{random:a,b,c,d}}}}", "A")[-1] for n in range(40)}) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("She likes {{user}}.", "She likes the other person."),
        ("{{user}} is late. {{user}}'s coat is wet.", "The other person is late. The other person's coat is wet."),
    ],
)
def test_in_prose_the_user_is_the_other_person(text: str, told: str) -> None:
    assert told_of(text) == told
    assert told_of("She likes {{user}}.", "Sam") == "She likes Sam."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Come in, {{user}}!", "Come in!"),
        ("{{user}}, sit down.", "sit down."),
        ("I saw {{user}} in {{user}}'s boat.", "I saw you in your boat."),
        ("*She looks at {{user}}.*", "*She looks at you.*"),
    ],
)
def test_in_speech_the_user_is_you(text: str, said: str) -> None:
    assert said_to(text) == said


def test_a_persona_reads_resolved_and_dumps_raw() -> None:
    document: dict[str, Json] = {
        "name": "Bo",
        "style": "{{char}} mumbles.",
        "voice": ["Hm, {{user}}."],
        "x": ["{{char}}"],
    }
    persona = Persona.model_validate(document)
    assert (persona.style, persona.voice, persona.told["x"]) == ("Bo mumbles.", ("Hm.",), ("Bo",))
    assert persona.model_dump() == document
