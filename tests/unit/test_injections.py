"""Random attacks on the gate, and harmless talk that it must let through."""

import base64
import random

import pytest

from benchmarks.injection_attacks import attacks
from benchmarks.injections import benign_lines, false_stops, passes, speaker
from troupe.core.text_folding import folded_look
from troupe.minds.gate.link_check import unmasked
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.unpacking import unpacked

SECRET = "sk-Zq81xRvv02LmPt7KdWy3aa0QnB"


@pytest.mark.parametrize("seed", [501, 502])
def test_no_random_attack_passes(seed: int) -> None:
    persona = speaker()
    tried = list(attacks(seed, 60, persona))
    assert len(tried) == 7 * 60
    assert [attack for attack in tried if passes(attack, persona)] == []


def test_harmless_talk_in_many_languages_is_heard_as_it_was_written() -> None:
    assert len(benign_lines()) >= 200
    assert false_stops(speaker()) == []


def test_encodings_in_one_another_are_undone() -> None:
    inner = base64.b64encode(SECRET.encode())
    for packed in (
        inner.hex(),
        base64.b64encode(inner).decode(),
        base64.b64encode(SECRET.encode().hex().encode()),
    ):
        line = f"Take {packed if isinstance(packed, str) else packed.decode()} home."
        assert any(SECRET in reading for reading in unpacked(line)), line
        assert Secrets([SECRET]).given_away(line)


def test_talk_has_nothing_to_unpack_and_a_long_run_has_few_readings() -> None:
    assert unpacked("I stay here until the rain is over, then we go.") == ()
    rng = random.Random(3)
    run = "".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=20_000))
    assert 0 < len(unpacked(f"{run} {run[::-1]} " * 5)) <= 60


def test_a_secret_told_a_character_a_line_of_a_list_is_told() -> None:
    line = "\n".join(f"{number}) {char}" for number, char in enumerate(SECRET, 1))
    assert Secrets([SECRET]).given_away(line)
    assert not Secrets([SECRET]).given_away("1) bread\n2) butter\n3) a boat")


def test_a_lunate_sigma_looks_like_a_c() -> None:
    assert folded_look("Osϲar") == "oscar"


@pytest.mark.parametrize(
    "text", ["[\nbank.example\n](https://evil.test/x)", "[[bank.example]](https://evil.test/x)"]
)
def test_a_link_hidden_by_lines_or_brackets_is_gone(text: str) -> None:
    assert "evil" not in unmasked(text, ())
