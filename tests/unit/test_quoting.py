"""Words said again: five in a row, whatever the case, accents, punctuation and script."""

import pytest

from troupe.worlds.text.quoted_words import stretches


def repeats(first: str, second: str) -> bool:
    return not stretches(first).isdisjoint(stretches(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("my sister hid the key under the third stone", "You said she hid the key under the third stone?"),
        ("My sister hid the key under it", "MY SISTER: hid — the «key»!"),
        ("Clé sous la troisième pierre", "cle sous la troisieme pierre, donc"),
        ("it's under the old oak tree", "So it’s under the old oak?"),
        ("my sis\u200bter hid the key there", "my sister hid the key"),
        ("鍵は三番目の石の下にあります", "つまり三番目の石の下にありますね"),
        ("กุญแจอยู่ใต้หินก้อนที่สาม", "คือกุญแจอยู่ใต้หินก้อนที่สามสินะ"),
        ("one\ntwo\nthree four  five", "one two three four five six"),
    ],
)
def test_five_words_in_a_row_are_a_repetition(first: str, second: str) -> None:
    assert repeats(first, second)
    assert repeats(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("my sister hid the key under the third stone", "the key she hid is my sister's"),
        ("one two three four", "one two three four"),
        ("one two three four five", "one two three four, and five"),
        ("", ""),
        ("鍵は三番", "鍵は三番"),
    ],
)
def test_fewer_are_none(first: str, second: str) -> None:
    assert not repeats(first, second)
