"""How many tokens a text is, about, where no tokenizer is at hand."""

import re

from troupe.core.word_tokens import spaceless

_LATIN, _OTHER = 4.0, 2.5
"""Characters of a token: English has about 4.3 in the common tokenizers, Cyrillic, Greek or Arabic 2 to 3; scripts
without spaces have about one."""
_LATIN_RUN = re.compile("[\0-\u024f]+")


def tokens(text: str) -> int:
    """The tokens of a text, rather too many than too few."""
    if text.isascii():
        return int(len(text) / _LATIN) + 1
    others = _LATIN_RUN.sub("", text)  # mostly a few dashes and quotation marks, and only they are looked at
    dense = sum(map(spaceless, others))
    return int((len(text) - len(others)) / _LATIN + (len(others) - dense) / _OTHER + dense) + 1
