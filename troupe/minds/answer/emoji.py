"""The test whether a text is exactly one emoji, so that it can be put on a message."""

import re

_BASE = (
    "©®‼⁉™ℹ↔-↙↩↪⌚⌛⏏⏩-⏳⏸-⏺Ⓜ▪▫▶◀◻-◾☀-☄☎☑☔☕☘☝☠☢☣☦☪☮☯☸-☺♀♂♈-♓♟♠♣♥♦♨♻♾♿⚒-⚗⚙⚛⚜⚠⚡⚧⚪⚫⚰⚱⚽⚾⛄⛅⛈⛎⛏⛑⛓⛔⛩⛪⛰-⛵⛷-⛺⛽"
    "✂✅✈-✍✏✒✔✖✝✡✨✳✴❄❇❌❎❓-❕❗❣❤➕-➗➡➰➿⤴⤵⬅-⬇⬛⬜⭐⭕〰〽㊗㊙"
    "\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201\U0001f202"
    "\U0001f21a\U0001f22f\U0001f232-\U0001f23a\U0001f250\U0001f251\U0001f300-\U0001f64f\U0001f680-\U0001f6ff"
    "\U0001f7e0-\U0001f7eb\U0001f7f0\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
"""Code points with the property Emoji (Unicode emoji-data), the blocks beyond the BMP taken whole."""

_ONE = rf"[{_BASE}]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_EMOJI = re.compile(
    rf"(?:{_ONE}(?:\u200d{_ONE})*[\U000e0020-\U000e007f]*"  # joined figures, and the flags of parts of a country
    r"|[\U0001f1e6-\U0001f1ff]{2}"  # the flags of countries
    r"|[0-9#*]\ufe0f?\u20e3)"  # keycaps
)


def one_emoji(text: str) -> str:
    """The emoji, if the text is one and nothing else; otherwise empty."""
    stripped = text.strip()
    return stripped if _EMOJI.fullmatch(stripped) else ""
