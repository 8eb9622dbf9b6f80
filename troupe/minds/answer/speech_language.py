"""The languages named in a text, and whether an answer is in one not asked for."""

import re

from troupe.core.text_language import SCRIPT_CODES, language
from troupe.worlds.scene import Scene

_NAMES = {
    "en": "english englisch anglais inglés ingles inglese inglês engels angielsk английск 英语 英語",
    "de": "german deutsch allemand alemán aleman tedesco alemão duits niemieck немецк 德语 ドイツ語",
    "fr": (
        "french französisch français francais francés frances francese francês frans francusk французск "
        "法语 フランス語"
    ),
    "es": (
        "spanish spanisch espagnol español espanol castellano spagnolo espanhol spaans hiszpańsk испанск 西班牙语"
    ),
    "it": "italian italienisch italien italiano italiaans włosk итальянск 意大利语",
    "pt": "portuguese portugiesisch portugais portugués português portugues portoghese 葡萄牙语",
    "nl": "dutch flemish niederländisch néerlandais holandés nederlands vlaams",
    "pl": "polish polnisch polonais polaco polacco polsk польск",
    "sv": "swedish schwedisch suédois sueco svensk",
    "tr": "turkish türkisch turc turco türkçe turks турецк",
    "id": "indonesian indonesisch indonésien bahasa malay",
    "vi": "vietnamese vietnamesisch vietnamien tiếng việt",
    "ja": "japanese japanisch japonais japonés 日本語 日语",
    "ko": "korean koreanisch coréen 한국어 韩语",
    "zh": "chinese chinesisch chinois chino cinese mandarin cantonese 中文 汉语 普通话 中国語",
    "cyrillic": (
        "russian russisch russe ruso russo ukrain bulgarian serbian belarus русск украин rosyjsk uzbek kazakh"
    ),
    "arabic": "arabic arabisch arabe árabe arabo عرب persian farsi فارسی urdu pashto",
    "hi": "hindi हिन्दी हिंदी marathi nepali",
    "el": "greek griechisch grec griego ελληνικ",
    "he": "hebrew עברית",
    "th": "thai ไทย",
}
"""What languages are called, in the languages in which one asks for them; the first letters of a word suffice."""
_CALLED = {code: tuple(names.split()) for code, names in _NAMES.items()}


WRONG_LANGUAGE = "it answered in a language nobody had asked for"


def wrong_language(text: str, scene: Scene) -> str:
    """Whether this answers in a language nobody asked for: not the one of the line answered nor one named in it,
    and, where that one is none of the person's, not one of theirs. Whom nobody called may go on in another
    language of theirs that is spoken here."""
    trigger = scene.trigger.text if scene.trigger is not None else ""
    trigger_language, text_language = language(trigger), language(text)
    if not trigger_language and text_language in SCRIPT_CODES and len(re.findall(r"[^\W\d_]+", trigger)) > 1:
        trigger_language = "latin"  # too short to be one of its languages, and sure to be in none of the scripts
    if not trigger_language or not text_language or trigger_language == text_language:
        return ""
    mine = named(" ".join(scene.person.persona.languages))
    fitting = {trigger_language, *named(trigger)}
    if trigger_language not in mine:
        fitting |= mine | {"en"}
    if text_language in fitting or (not scene.obliged and in_language_of_talk(text, scene)):
        return ""
    return WRONG_LANGUAGE


def in_language_of_talk(text: str, scene: Scene) -> bool:
    """Whether the text is in a language of the person's in which somebody spoke here a moment ago: where nothing
    better comes of a model, it is understood."""
    earlier = {language(event.text) for event in scene.history[-6:]}
    text_language = language(text)
    return text_language in earlier and text_language in named(" ".join(scene.person.persona.languages))


def named(text: str) -> set[str]:
    """The languages named in a text."""
    words = re.findall(r"\w+", text.casefold())
    return {code for code, names in _CALLED.items() if any(_is_called(name, words) for name in names)}


def _is_called(name: str, words: list[str]) -> bool:
    dense = name[:1] > "\u2e80"
    return any(name in word if dense else word.startswith(name) for word in words)
