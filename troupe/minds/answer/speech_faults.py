"""Faults of speech that no person makes in a chat: another's line once more, a talk with oneself, pieces of a
form, one word on and on."""

import re
from collections.abc import Sequence
from functools import cache

from troupe.core.text_folding import folded_look, letters
from troupe.minds.answer.echoes import LEAST_LETTERS, asks, lines_of_others, pieces_of
from troupe.minds.prompt.turn_prompt_files import prompt_text
from troupe.worlds.action import SpeechAction
from troupe.worlds.scene import Scene

_ANSWERS = re.compile(
    r"\W*(?:i[’']?m (?:\w+ )?(?:good|fine|well|great|ok(?:ay)?|doing)|yes|yeah|no|nope|sure|thanks|thank you|fine|"
    r"good|great|not (?:much|bad)|ja|nein|danke|gut|mir geht|oui|non|merci|[cç]a va|s[ií]|gracias|bien|sim|"
    r"n[ãa]o|bem|obrigad\w|grazie|bene|да|нет|спасибо|хорошо|是|好|不|はい|いいえ|네|아니)(?!\w)",
    re.IGNORECASE,
)
"""How an answer to a question begins."""
_ASKS_BACK = re.compile(
    r"\b(?:how|what) about you(?:rself)?\b|\band you\?|\bund (?:dir|du|ihnen)\?|\bet (?:toi|vous) ?\?|"
    r"\by (?:tú|tu|usted)\?|\be (?:tu|te|você|lei)\?|\bа (?:ты|вы|у тебя)\?|你呢|あなたは",
    re.IGNORECASE,
)
_GREETING = "hi|hello|hey|hallo|hola|ciao|salut|bonjour|ol[áa]|oi|привет|dear|good (?:morning|evening|day)"
_TELLS_ONE = (
    "i|you|your|we|thanks?|ich|du|dein|danke|wir|je|j[’']|tu|vous|merci|yo|t[úu]|usted|gracias|eu|voc[êe]|obrigad\\w|"
    "grazie|io|dzi[ęe]kuj[ęe]|спасибо|я|ты"
)
"""How a line goes on that is put to the one whom it names first."""
_FORM = (
    "speak silent react talk think done none null true false floor actions action state goals context attention "
    "emotions content target type string object array json hush reason undefined"
)
"""Words of our form: said alone, or one after the other, they are the form."""
_FORM_WORDS = frozenset(_FORM.split())
_INSTRUCTION = re.compile(
    r"\b(?:TALK|THINK|REACT|DONE|SHOWS?|SAYS?|MUST|RETURNS?|OUTPUTS?|WRITES?) (?:YOU|ME|ONE|THE|A|AN|JSON)\b"
)
_LINE_NUMBER = re.compile(r"\b(?:in|to|of|from|on|see|lines?|messages?)\s+#(\d+)\b", re.IGNORECASE)
"""A line called by the number that it has in prompts: a small model wrote “let me talk to you in #1 now”."""
_TOLD_AGAIN = 0.8
"""Share of a speech's pieces that stand in our instructions."""
_RUN = 4
"""Times that the same word, or the same few words, may follow on themselves."""
_VARIED = 0.25
"""Share of different words that a longer speech has at least."""


def keeps_to_one_voice(talk: Sequence[SpeechAction], name: str, *, alone: bool) -> int:
    """How many of these lines, from the first, are one person's: those after it answer a question of the person's
    own and ask back, or speak to the person by name. So does a first line that asks, tells or thanks somebody of
    that name, if the person is `alone` in bearing it."""
    own_name = re.escape(name.split()[0])
    to_self = re.compile(
        rf"(?:^|[.!?]\s+)(?:\w+[,!]?\s+)?{own_name}\s*[,!?]|,\s*{own_name}\s*[.!?]*$", re.IGNORECASE
    )
    question = False
    for count, line in enumerate(talk):
        if to_self.search(line.content) if count else alone and _speaks_to_oneself(line.content, own_name):
            return count
        if question and asks(line.content) and (_ANSWERS.match(line.content) or _ASKS_BACK.search(line.content)):
            return count
        question = question or asks(line.content)
    return len(talk)


def _numbers_lines(text: str, scene: Scene) -> bool:
    """Whether a shown line is called by its number, where nobody else speaks of such a number."""
    shown = {str(event.heard) for event in scene.history}
    numbers = [number for number in _LINE_NUMBER.findall(text) if number in shown]
    return any(all(f"#{number}" not in event.text for event in scene.history) for number in numbers)


def _speaks_to_oneself(text: str, own_name: str) -> bool:
    """Whether a question, thanks or a tale is put to the bearer of this name: “Maricel, thank you for coming”.
    Who is asked for their name says it too, and asks back."""
    greeted = rf"\A\W*(?:(?:{_GREETING})[,!]?\s+)?{own_name}\s*[,!]\s+"
    if re.match(rf"{greeted}(?:{_TELLS_ONE})(?!\w)", text, re.IGNORECASE):
        return True
    asked = re.compile(
        rf"(?:^|[.!?]\s+)(?:(?:{_GREETING})[,!]?\s+{own_name}\s*[,!?]|{own_name}\s*,)[^.!?]*[?？؟]"
        rf"|(?:{_GREETING})[,!]?\s+{own_name}\s*[!.]\s+[^.!?]*[?？؟]|,\s*{own_name}\s*[?？؟]",
        re.IGNORECASE,
    )
    question = asked.search(text)
    return question is not None and not _ASKS_BACK.search(question[0])


def nonsense(text: str, scene: Scene) -> str:
    """Whether this is no speech at all: words of the form, a piece of the instructions, a word on and on."""
    words = re.findall(r"\w+", folded_look(text))
    if not words:
        return ""  # signs and emoji are a way to answer
    if len(words) <= 3 and all(word in _FORM_WORDS for word in words) and not _spoken_of(words, scene):
        return "it said words of the form instead of its own"
    if _INSTRUCTION.search(text) or _unpronounceable(words):
        return "it said something that makes no sense"
    if _goes_round(words):
        return "it said the same words over and over"
    if _numbers_lines(text, scene):
        return "it called lines by their numbers, which nobody sees"
    row = letters(text)
    if len(row) >= LEAST_LETTERS and not row.isdigit():
        pieces = pieces_of(row)
        if len(pieces & _instructions()) >= _TOLD_AGAIN * len(pieces):
            return "it repeated its instructions"
    return ""


def _spoken_of(words: Sequence[str], scene: Scene) -> bool:
    """Whether one of these words was said by somebody: then it is a word of the talk."""
    talk = {word for event in lines_of_others(scene) for word in re.findall(r"\w+", folded_look(event.text))}
    return not talk.isdisjoint(words)


def _unpronounceable(words: Sequence[str]) -> bool:
    """Whether the whole is one token such as `content_1` or `xqzt`: no word, no number, no abbreviation."""
    if len(words) != 1 or not words[0].isascii():
        return False
    word = words[0]
    mixed = "_" in word or (any(char.isdigit() for char in word) and len(word) > 8)
    return mixed or (len(word) > 4 and word.isalpha() and not re.search(r"[aeiouy]|(.)\1\1", word))


def _goes_round(words: Sequence[str]) -> bool:
    """Whether a few words follow on themselves again and again, as a model does that has lost its thread. Laughter
    and long cries are one word, or two."""
    for size in (1, 2, 3, 4):
        run = 1
        for at in range(size, len(words) - size + 1, size):
            run = run + 1 if words[at : at + size] == words[at - size : at] else 1
            if run > _RUN and len(words) > 2 * _RUN:
                return True
    return len(words) >= 40 and len(set(words)) < _VARIED * len(words)


@cache
def _instructions() -> frozenset[str]:
    """The pieces of what every model is told."""
    names = ("rules.md", "form.md", "form_short.md", "plain.md", "correction.md", "beat.md")
    return pieces_of(letters(" ".join(prompt_text(name) for name in names)))
