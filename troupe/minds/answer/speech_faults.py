"""Faults of speech that no person makes in a chat: another's line once more, a talk with oneself, pieces of a
form, one word on and on."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from troupe.core.text_folding import folded_look, letters
from troupe.minds.prompt.turn_prompt_files import prompt_text
from troupe.worlds.action import SpeechAction
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, PersonAuthor

ECHO = "it repeated what somebody else had said"
_LATEST = 40
"""Lines of others that speech is compared with: what is further back is no echo."""
_GRAM = 6
"""Letters of the pieces by which two texts are compared."""
_ECHO = 0.8
"""Share of a speech's pieces that stand in one line of another: below it there is something of one's own."""
_LEAST_WORDS, _LEAST_LETTERS = 5, 20
"""Shorter speech may be what somebody else said too: a greeting, a thank-you, one of two things to choose from."""
_LEAST_DENSE = 10
"""Letters of speech that may be another's too, in scripts without spaces."""
_PART = 0.6
"""A shorter part of a line than this is an answer made of its words rather than an echo."""
_LEAST_PART = 30
"""Letters of such a part that are too many all the same."""
_QUOTED = re.compile(r"[\"“”„«»‘’「」『』]([^\"“”„«»‘’「」『』]{3,})[\"“”„«»‘’「」『』]")
_ASKED_TO_REPEAT = re.compile(
    r"\b(?:repeat|say after|read (?:it |that )?(?:out|aloud)|quote|wiederhol|sag(?:t)? (?:mir )?nach|"
    r"ask (?:him|her|them|(?-i:[A-Z])\w+)\b|"
    r"frag(?:e|t)? (?:ihn|sie|(?-i:[A-Z])\w+)|"
    r"r[ée]p[èée]te|repit|ripet|herhaal|powt[óo]rz|повтор)\w*|复述|重复|跟我|繰り返|따라",
    re.IGNORECASE,
)
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
_CALL = re.compile(r"\A\W*(?:\w+ )?\w+\s*[,!:]\s+|,\s*\w+(?=\s*[?!.]*\s*\Z)")
"""The name with which somebody is called, first or last in a line, a greeting before it."""
_GREETING = "hi|hello|hey|hallo|hola|ciao|salut|bonjour|ol[áa]|oi|привет|dear|good (?:morning|evening|day)"
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


def echoes(text: str, scene: Scene) -> str:
    """Whether this is a line of someone else, said once more, verbatim or nearly. What the person was asked to
    repeat is theirs to say, and so is what they are known to say."""
    row = letters(text)
    if not _can_echo(text, row):
        return ""
    uncalled = _CALL.sub("", text)
    forms = [row, letters(uncalled)] if uncalled != text and _can_echo(uncalled, letters(uncalled)) else [row]
    lines = [letters(event.text) for event in _lines_of_others(scene)]
    if not any(_is_echo(form, _pieces(form), line) for form in forms for line in lines):
        return ""
    own = [letters(line) for line in _own_lines(scene)]
    if any(row in line or line in row for line in own if len(line) >= _LEAST_DENSE):
        return ""
    trigger = scene.trigger.text if scene.trigger is not None else ""
    if _ASKED_TO_REPEAT.search(trigger) or any(letters(match[1]) in row for match in _QUOTED.finditer(trigger)):
        return ""
    return ECHO


def without_echoes(text: str, scene: Scene) -> str:
    """The text without those of its lines that are somebody else's, where it has several."""
    lines = text.splitlines()
    if len(lines) < 2:
        return text
    own = [line for line in lines if not echoes(line, scene)]
    return text if len(own) == len(lines) else "\n".join(own).strip()


def _can_echo(text: str, row: str) -> bool:
    if any(ord(char) >= 0x2E80 for char in row):
        return len(row) >= _LEAST_DENSE
    return len(row) >= _LEAST_LETTERS and len(text.split()) >= _LEAST_WORDS


def _is_echo(row: str, pieces: frozenset[str], line: str) -> bool:
    if not line or not _mostly_in(pieces, line):
        return False
    return len(row) >= _PART * len(line) or len(row) >= _LEAST_PART


def _mostly_in(pieces: frozenset[str], line: str) -> bool:
    """Whether as many of the pieces stand in the line as make an echo: given up with the first that are too many
    not to, which in most lines takes a fifth of them."""
    may_miss = (1 - _ECHO) * len(pieces)
    missing = 0
    for piece in pieces:
        if piece not in line:
            missing += 1
            if missing > may_miss:
                return False
    return True


def _pieces(row: str) -> frozenset[str]:
    dense = not row.isascii() and any(ord(char) >= 0x2E80 for char in row)
    size = 3 if dense else _GRAM
    return frozenset(row[at : at + size] for at in range(max(1, len(row) - size + 1)))


def _lines_of_others(scene: Scene) -> Iterator[Event]:
    for event in scene.history[-_LATEST:]:
        own = isinstance(event.author, PersonAuthor) and event.author.id == scene.person.id
        if event.facets.spoken and not own and not event.erased:
            yield event


def said_before(scene: Scene) -> Iterator[str]:
    """What the person has said here lately, but for what they are known to say again and again, and for what they
    are asked about."""
    habits = {letters(line) for line in _known_lines(scene)}
    asked = letters(scene.trigger.text) if scene.trigger is not None else ""
    for event in scene.history[-_LATEST:]:
        own = isinstance(event.author, PersonAuthor) and event.author.id == scene.person.id
        row = letters(event.text) if own and event.facets.spoken else ""
        if row and row not in habits and row not in asked:
            yield event.text


def _known_lines(scene: Scene) -> Iterator[str]:
    persona = scene.person.persona
    yield from persona.voice
    for lines in persona.sayings.values():
        yield from lines


def _own_lines(scene: Scene) -> Iterator[str]:
    """What the person is known to say, and has said."""
    yield from _known_lines(scene)
    for event in scene.history:
        if isinstance(event.author, PersonAuthor) and event.author.id == scene.person.id:
            yield event.text


def keeps_to_one_voice(talk: Sequence[SpeechAction], name: str, *, alone: bool) -> int:
    """How many of these lines, from the first, are one person's: those after it answer a question of the person's
    own and ask back, or speak to the person by name. So does a first line that asks, if the person is `alone` in
    bearing that first name."""
    own_name = re.escape(name.split()[0])
    to_self = re.compile(
        rf"(?:^|[.!?]\s+)(?:\w+[,!]?\s+)?{own_name}\s*[,!?]|,\s*{own_name}\s*[.!?]*$", re.IGNORECASE
    )
    question = False
    for count, line in enumerate(talk):
        if to_self.search(line.content) if count else alone and _asks_oneself(line.content, own_name):
            return count
        if question and _asks(line.content) and (_ANSWERS.match(line.content) or _ASKS_BACK.search(line.content)):
            return count
        question = question or _asks(line.content)
    return len(talk)


def _numbers_lines(text: str, scene: Scene) -> bool:
    """Whether a shown line is called by its number, where nobody else speaks of such a number."""
    shown = {str(event.heard) for event in scene.history}
    numbers = [number for number in _LINE_NUMBER.findall(text) if number in shown]
    return any(all(f"#{number}" not in event.text for event in scene.history) for number in numbers)


def _asks_oneself(text: str, own_name: str) -> bool:
    """Whether a question is put to the bearer of this name. Who is asked for it says it too, and asks back."""
    asked = re.compile(
        rf"(?:^|[.!?]\s+)(?:(?:{_GREETING})[,!]?\s+{own_name}\s*[,!?]|{own_name}\s*,)[^.!?]*[?？؟]"
        rf"|(?:{_GREETING})[,!]?\s+{own_name}\s*[!.]\s+[^.!?]*[?？؟]|,\s*{own_name}\s*[?？؟]",
        re.IGNORECASE,
    )
    question = asked.search(text)
    return question is not None and not _ASKS_BACK.search(question[0])


def _asks(text: str) -> bool:
    return text.rstrip(" \"'”»)").endswith(("?", "？", "؟"))


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
    if len(row) >= _LEAST_LETTERS and not row.isdigit():
        pieces = _pieces(row)
        if len(pieces & _instructions()) >= _TOLD_AGAIN * len(pieces):
            return "it repeated its instructions"
    return ""


def _spoken_of(words: Sequence[str], scene: Scene) -> bool:
    """Whether one of these words was said by somebody: then it is a word of the talk."""
    talk = {word for event in _lines_of_others(scene) for word in re.findall(r"\w+", folded_look(event.text))}
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
    return _pieces(letters(" ".join(prompt_text(name) for name in names)))
