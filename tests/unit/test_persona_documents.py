"""Persona files that are wrong, odd or hostile: one clear line with the place, and nothing runs away."""

import json

import pytest

from troupe.core.errors import BadInput
from troupe.people.documents.document_text import MAX_BYTES, MAX_YAML_BYTES
from troupe.people.library.library import read_persona


def refused(raw: bytes, name: str = "Lisa.agent.json") -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_persona(raw, name)
    text = str(caught.value)
    assert text.startswith(f"{name}: ")
    assert "\n" not in text
    assert len(text) < 400
    return caught.value


def wrapped(**persona: object) -> bytes:
    return json.dumps({"type": "TinyPerson", "persona": {"name": "Lisa", **persona}}).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (wrapped(age="old"), 'Lisa.agent.json: persona.age: must be a whole number, not "old"'),
        (wrapped(age=2.5), "Lisa.agent.json: persona.age: must be a whole number, not 2.5"),
        (wrapped(age=True), "Lisa.agent.json: persona.age: must be a whole number, not true"),
        (wrapped(age=-1), "Lisa.agent.json: persona.age: must be from 0 to 150, not -1"),
        (wrapped(talkativeness=2), "Lisa.agent.json: persona.talkativeness: must be a number from 0 to 1, not 2"),
        (wrapped(name=" "), "Lisa.agent.json: persona.name: must not be empty"),
        (
            wrapped(name="x" * 101),
            "Lisa.agent.json: persona.name: must have at most 100 characters, not 101",
        ),
        (wrapped(name=[]), "Lisa.agent.json: persona.name: must be text, not a list"),
        (wrapped(lore=["a"]), "Lisa.agent.json: persona.lore: must be an object of entries, not a list"),
        (wrapped(tests="a"), 'Lisa.agent.json: persona.tests: must be an object, not "a"'),
        (wrapped(synthetic="maybe"), 'Lisa.agent.json: persona.synthetic: must be true or false, not "maybe"'),
        (b'{"persona": {"age": 3}}', "Lisa.agent.json: persona.name: is missing"),
        (b'{"persona": 3}', "Lisa.agent.json: persona: must be an object, not 3"),
        (b"{}", "Lisa.agent.json: name: is missing"),
        (b"[1]", "Lisa.agent.json: must be an object, not a list"),
        (b'{"type": "Fragment", "persona": {}}', "Lisa.agent.json: type: is a fragment"),
        (b'{"persona": {"name": "a", "x": [{"y": NaN}]}}', "Lisa.agent.json: persona.x[0].y: must be a finite"),
        (b'{"persona": {"name": "a", "x": 1e999}}', "Lisa.agent.json: persona.x: must be a finite number"),
        (b'{"persona": {"name": "a", "name": "b"}}', "Lisa.agent.json: persona.name: stands twice"),
        (b'{"persona": {"name": "a", "x": [{"k": 1, "k": 1}]}}', "Lisa.agent.json: persona.x[0].k: stands twice"),
        (b'{"name": "\\ud800"}', "Lisa.agent.json: name: holds half a character"),
        (b'{"name": "a",}', "Lisa.agent.json: is not JSON: "),
        (b"", "Lisa.agent.json: is not JSON: "),
        (b'{"name": "\xff"}', "Lisa.agent.json: is not UTF-8 text (byte 10)"),
        ('{"name": "a"}'.encode("utf-16"), "Lisa.agent.json: is not UTF-8 text"),
        (b'{"name": "a", "x": ' + b"9" * 5000 + b"}", "Lisa.agent.json: holds a number with too many digits"),
        (b'{"name": ' * 70 + b"1" + b"}" * 70, "Lisa.agent.json: name.name"),
        (b"[" * 200_000, "Lisa.agent.json: is nested more than 64 levels deep"),
        (b" " * (MAX_BYTES + 1), "Lisa.agent.json: is larger than 2048 KiB"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_with_its_place(raw: bytes, said: str) -> None:
    assert str(refused(raw)).startswith(said)


def test_the_error_carries_the_path_alone() -> None:
    assert refused(wrapped(age="old")).field == "persona.age"


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb(), "x.yaml: stands for more than 100000 values"),
        ("name: &a [*a]", "x.yaml: name[0]"),
        ("name: x\nname: y", "x.yaml: name: stands twice"),
        ("name: x\nb: !!python/object/apply:os.system [ls]", "x.yaml: b: has the tag"),
        ("name: !!binary aGk=", "x.yaml: name: has the tag"),
        ("name: x\nb: {[1]: 2}", "x.yaml: b: has a key that is not text"),
        ("name: [", "x.yaml: is not YAML: "),
        ("name: x\n---\nname: y", "x.yaml: is not YAML: "),
        ("name: x\x07", "x.yaml: is not YAML: "),
        ("name: x\nb: .nan", "x.yaml: b: must be a finite number"),
        ("", "x.yaml: must be an object, not null"),
        ("- " * 5000, "x.yaml: is nested more than 64 levels deep"),
        ("age: 3", "x.yaml: name: is missing"),
        ("#" * (MAX_YAML_BYTES + 1), "x.yaml: is larger than 256 KiB"),
    ],
)
def test_yaml_is_read_safely(text: str, said: str) -> None:
    assert str(refused(text.encode(), "x.yaml")).startswith(said)


def test_yaml_scalars_mean_what_their_writer_meant() -> None:
    text = "name: No\nnicknames: [yes, off]\nborn: 2020-01-01\nwakes: 6:30\n2019: moved\nok: true\nn: ~\nf: 1.5\n"
    assert read_persona(text.encode(), "x.yaml").model_dump() == {
        "name": "No", "nicknames": ["yes", "off"], "born": "2020-01-01", "wakes": "6:30", "2019": "moved",
        "ok": True, "n": None, "f": 1.5,
    }  # fmt: skip


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_persona(b'\xef\xbb\xbf{"name": "x"}', "x.json").name == "x"


def test_aliases_within_reason_are_written_out() -> None:
    persona = read_persona(b"name: x\na: &a [1, 2]\nb: *a", "x.yml")
    assert persona.model_dump() == {"name": "x", "a": [1, 2], "b": [1, 2]}


def test_another_kind_of_file_is_refused() -> None:
    assert str(refused(b"name: x", "x.txt")) == "x.txt: must end in .json, .yaml or .yml"
