"""Splitting speech into messages: nothing lost, nothing too long, cuts where a reader would make them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troupe.worlds.text.speech_parts import normalised, split_speech


def test_short_speech_is_one_part() -> None:
    assert split_speech("  Good morning.  ") == ("Good morning.",)


def test_blank_speech_has_no_parts() -> None:
    assert split_speech(" \n ") == ()


def test_speech_of_exactly_the_limit_is_not_split() -> None:
    assert split_speech("x" * 2000) == ("x" * 2000,)


def test_the_cut_prefers_a_paragraph() -> None:
    first, second = "One. " * 7 + "Two.", "Three. " * 8
    assert split_speech(f"{first}\n\n{second}", 60) == (first, second.strip())


def test_the_cut_falls_at_a_sentence_end_before_a_space() -> None:
    assert split_speech("We met at the old harbour in May. Then it rained for a week.", 50) == (
        "We met at the old harbour in May.",
        "Then it rained for a week.",
    )


def test_a_quoted_sentence_keeps_its_closing_mark() -> None:
    parts = split_speech("“I never liked the old harbour much.” She left without another word.", 50)
    assert parts[0] == "“I never liked the old harbour much.”"


def test_sentences_without_spaces_are_cut_at_their_full_stop() -> None:
    parts = split_speech("これは長い文章です。" * 8, 45)
    assert all(part.endswith("。") for part in parts)
    assert "".join(parts) == "これは長い文章です。" * 8


def test_words_are_kept_whole_where_there_is_no_sentence_end() -> None:
    text = "word " * 30
    assert " ".join(split_speech(text, 50)) == text.strip()
    assert all(set(part.split()) == {"word"} for part in split_speech(text, 50))


@pytest.mark.parametrize("cluster", ["👩‍👩‍👧‍👦", "👍🏽", "🇫🇷", "é"])
def test_a_character_as_read_is_never_cut_in_two(cluster: str) -> None:
    for limit in range(40, 60):
        parts = split_speech(cluster * 60, limit)
        assert "".join(parts) == cluster * 60
        assert all(part.replace(cluster, "") == "" for part in parts)


def test_a_code_block_is_closed_and_opened_again() -> None:
    code = "\n".join(f"line_{n} = {n}" for n in range(20))
    parts = split_speech(f"Look:\n```python\n{code}\n```", 80)
    assert all(part.count("```") % 2 == 0 for part in parts)
    assert all(part.startswith("```python\n") for part in parts[1:])
    assert all(len(part) <= 80 for part in parts)


def test_indentation_survives_a_cut_inside_code() -> None:
    parts = split_speech("```\n" + "    indented\n" * 12 + "```", 70)
    assert all("\n    indented" in part for part in parts[:-1])


def test_a_limit_too_small_is_refused() -> None:
    with pytest.raises(ValueError, match="limit"):
        split_speech("anything", 10)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=600), st.integers(40, 200))
def test_no_part_is_empty_or_too_long(text: str, limit: int) -> None:
    parts = split_speech(text, limit)
    assert all(part.strip() and len(part) <= limit for part in parts)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="`"), max_size=600), st.integers(40, 200))
def test_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    assert "".join("".join(split_speech(text, limit)).split()) == "".join(text.split())


def test_texts_that_differ_in_spacing_case_and_composition_count_as_the_same() -> None:
    assert normalised(" Cafe\u0301 \n au lait ") == normalised("CAFÉ au  lait")
