"""How many tokens a text is, about, where no tokenizer is at hand."""

from troupe.core.word_tokens import spaceless

_LATIN, _OTHER = 4.0, 2.5
"""Characters of a token: English has about 4.3 in the common tokenizers, Cyrillic, Greek or Arabic 2 to 3; scripts
without spaces have about one."""


def tokens(text: str) -> int:
    """The tokens of a text, rather too many than too few."""
    if text.isascii():
        return int(len(text) / _LATIN) + 1
    dense = sum(map(spaceless, text))
    other = sum(char > "\u024f" for char in text) - dense
    return int((len(text) - dense - other) / _LATIN + other / _OTHER + dense) + 1
