"""Plain text is read on a quicker path, which must come to what the other one comes to."""

from hypothesis import given
from hypothesis import strategies as st

from troupe.minds.prompt.prompt_size import tokens
from troupe.worlds.text.quoted_words import prints, stretches

_ASCII = st.text(st.characters(max_codepoint=0x7F), max_size=200)
_UNSEEN = "\u200b"


@given(_ASCII)
def test_the_words_of_plain_text_are_those_of_any_text(text: str) -> None:
    assert stretches(text) == stretches(text + _UNSEEN)
    assert prints(text) == prints(text + _UNSEEN)


def test_letters_in_an_apostrophe_and_signs_are_words_as_anywhere() -> None:
    assert stretches("'Don't' - rock'n'roll_at 3 o'clock, they said") == stretches(
        "Dont rocknroll at 3 oclock they said"
    )


@given(st.text("ab ’—яЖ中かก", max_size=120))
def test_each_script_has_its_share_of_tokens(text: str) -> None:
    dense = sum(char in "中かก" for char in text)
    other = sum(char in "’—яЖ" for char in text)
    if not text.isascii():
        assert tokens(text) == int((len(text) - dense - other) / 4 + other / 2.5 + dense) + 1
