"""The language of a short text, by its script and its small words.

It is told only where it is sure: several small words of one language and hardly any of another, or a script that
one language is written in. A chat line of three words has no language as far as this goes, and nothing follows.
"""

import re

from troupe.core.text_folding import without_unseen

_LISTED = {
    "en": (
        "the and is are was were you your my i'm it's don't what how with that this have has they would "
        "think of to just not about from there where when which been will can it i he she we me as no or "
        "if so on at in by up out do did be for yes his her our but all one who had get know"
    ),
    "de": (
        "der die das und ist nicht ich du wir ihr sie ein eine einen mit auf für auch aber wie wenn mir "
        "mich dir dich haben habe hast kann noch schon doch sind dem den von zu zum bei nur sehr heute "
        "gut im vom war"
    ),
    "fr": (
        "le la les des est une je tu nous vous ils elle pas mais avec pour dans sur que qui c'est j'ai ce "
        "cette mon ma mes ton votre très bien aussi au du et ça n'est suis fait quel quelle"
    ),
    "es": (
        "el los las es una yo tú nosotros pero con para por que qué mi muy bien también del al y está "
        "estoy tengo cómo como hoy más cuando donde sí lo se hay soy tu ser todo"
    ),
    "it": (
        "il lo gli è una io noi voi ma con per che mi molto bene anche del della di sono ho hai non come "
        "oggi più quando dove sì questo questa ti ciao cosa nel al"
    ),
    "pt": (
        "o os as é um uma eu nós você mas com para por que meu minha muito bem também do da não estou "
        "tenho como hoje mais quando onde sim isso em no na tudo ele ela"
    ),
    "nl": (
        "de het een en is niet ik jij je wij jullie maar met op voor ook hoe als mijn mij hebben heb hebt "
        "kan nog al zijn van te bij heel vandaag goed wat dat dit ben naar"
    ),
    "pl": (
        "jest nie ja ty my wy ale z na dla też jak jeśli mój moja mi mnie mam masz może jeszcze już są do "
        "bardzo dzisiaj dobrze co to się w tak czy"
    ),
    "sv": (
        "och är inte jag du vi ni men med på för också hur om min mitt har kan än redan från till mycket "
        "idag bra vad det den att ett som av"
    ),
    "tr": (
        "ve bir bu ben sen biz siz ama ile için de da nasıl çok var yok mı mi değil ne bugün iyi daha gibi olarak"
    ),
    "id": (
        "dan yang ini itu saya kamu kami tidak dengan untuk juga bagaimana ada bisa sudah sangat hari "
        "baik apa dari di ke aku akan"
    ),
    "vi": "và là không tôi bạn của có được cho với này đó rất hôm nay một những các thì mình",
}
SMALL_WORDS = {code: frozenset(words.split()) for code, words in _LISTED.items()}
_OF_WORD = {
    word: tuple(code for code, small in SMALL_WORDS.items() if word in small)
    for word in frozenset[str]().union(*SMALL_WORDS.values())
}
"""Each small word with the languages that have it."""
_SCRIPTS = (
    ("ja", "\u3041", "\u30ff"),
    ("ko", "\uac00", "\ud7a3"),
    ("zh", "\u4e00", "\u9fff"),
    ("cyrillic", "\u0400", "\u04ff"),
    ("arabic", "\u0600", "\u06ff"),
    ("hi", "\u0900", "\u097f"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("th", "\u0e00", "\u0e7f"),
)
"""Scripts by their first and last letters, in the order in which they are looked for: Japanese is written with
Chinese characters too. Languages that share a script are not told apart."""
SCRIPT_CODES = frozenset(code for code, _, _ in _SCRIPTS)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_LEAST_WORDS = 4
_LEAST_SMALL = 3
_SHARE = 0.25
_CLEARER = 2
"""Times as many small words of one language as of any other."""


def language(text: str) -> str:
    """The code of the language, or of the script, a text is in; empty where that is not sure."""
    plain = without_unseen(text).casefold().replace("’", "'")
    if not plain.isascii():
        alphabetic = [char for char in plain if char.isalpha()]
        other = sum(char > "\u024f" for char in alphabetic)
        if alphabetic and other > len(alphabetic) / 2:
            return _script(alphabetic)
    words = _WORD.findall(plain)
    if len(words) < _LEAST_WORDS:
        return ""
    each = set(words)
    counts = dict.fromkeys(SMALL_WORDS, 0)
    for word in each:
        for code in _OF_WORD.get(word, ()):
            counts[code] += 1
    second, most = sorted(counts.values())[-2:]
    best = max(counts, key=counts.__getitem__)
    return best if most >= max(_LEAST_SMALL, _SHARE * len(each), _CLEARER * second) else ""


def _script(alphabetic: list[str]) -> str:
    for code, first, last in _SCRIPTS:
        if any(first <= char <= last for char in alphabetic):
            return code
    return ""
