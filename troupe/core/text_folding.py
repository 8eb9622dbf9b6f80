"""Text as it is compared: what looks the same is the same. What is posted is never the folded text.

Unicode's compatibility forms (NFKC) are one, characters that cannot be seen are gone, accents too, and letters
of other alphabets that look like Latin ones are those. The letters are a small table of our own: the packages
that carry Unicode's whole list of confusables are unkept, and most of its six thousand entries are signs that no
name is written in.
"""

import re
import unicodedata

from troupe.core.kept_words import keeping_words

_LINES = 2048
"""Texts that are kept: every answer is held against some hundred lines of its scene, nearly all of them the same
as for the answer before."""

_LOOKS_LIKE = {
    "a": "аαɑᴀꭺᗅ", "b": "ВвЬьʙβᏴᗷ", "c": "сϲᴄⅽᏟ", "d": "ԁᴅɗᎠᗞ", "e": "еєεҽᴇɛᎬ", "f": "ғꜰϝƒ",
    "g": "ɡցɢᏀ", "h": "һнʜᎻΗη", "i": "іιɪӏıɩᎥǀ", "j": "јʝϳᴊᎫ", "k": "кκᴋᏦ", "l": "ʟⅼᏞ",
    "m": "мᴍⅿΜμᎷ", "n": "ոɴпΝ", "o": "оοσօᴏөⲟഠ", "p": "рρᴘᏢ", "q": "ԛզ", "r": "гʀᴦᏒ",
    "s": "ѕꜱᏚʂ", "t": "тτᴛᎢ", "u": "υսᴜʋ", "v": "νѵᴠᏙ", "w": "ԝᴡωѡᏔ", "x": "хχ×", "y": "уγүʏΥᎩ",
    "z": "ᴢʐᏃΖζ", ":": "：꞉∶ː˸։܃⁚﹕︓፡⠆", "-": "–—―−‐‑‒﹘⸺⸻", "<": "‹＜〈⟨《≺", ">": "›＞〉⟩》≻»",
    "[": "［【〔", "]": "］】〕", "|": "｜∣│┃❘", ".": "。｡․．",
}  # fmt: skip
_SAME = {
    ord(each): plain for plain, others in _LOOKS_LIKE.items() for char in others for each in {char, char.lower()}
}
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point: nothing is drawn for them."""
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_NOT_ALNUM = re.compile(r"[\W_]+")


def without_unseen(text: str) -> str:
    """The text without the characters that are not drawn."""
    return text if text.isascii() else _UNSEEN.sub("", text)


@keeping_words(_LINES)
def folded_look(text: str) -> str:
    """The text as it looks, in lower case."""
    if text.isascii():
        return text.lower()
    # The table comes first too: the compatibility form of "ϲ" is a final sigma, which then looks like an o.
    plain = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).translate(_SAME))
    bare = _MARKS.sub("", plain).translate(_SAME).casefold().translate(_SAME)
    return unicodedata.normalize("NFC", bare)


@keeping_words(_LINES)
def letters(text: str) -> str:
    """The letters and digits of a text as they look, in a row: spaces, dashes and dots hide nothing."""
    return _NOT_ALNUM.sub("", folded_look(text))


@keeping_words(4096)
def name_keys(name: str) -> frozenset[str]:
    """The forms under which a name is known: two names that share one look alike. Digits that look like letters
    are letters, and a capital I is a small l too."""
    key = letters(name)
    if not key:
        sign = "".join(folded_look(name).split())
        return frozenset({sign} if sign else ())
    keys = {key}
    if not key.isdigit():
        key = key.replace("0", "o")
        keys |= {
            key,
            key.replace("1", "l"),
            key.replace("1", "i"),
            letters(name.replace("I", "l")).replace("0", "o"),
        }
    return frozenset(keys)
