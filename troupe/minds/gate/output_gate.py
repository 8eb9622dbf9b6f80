"""The gate through which everything leaves a person: no schema text, no secrets, nobody else's lines, no recital
of the prompt, no notice, no hidden link, no assistant, and no talk about silence."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from troupe.core.text_folding import folded_look
from troupe.llm.port.tolerant_json import without_reasoning
from troupe.minds.gate.link_check import unmasked, without_invites
from troupe.minds.gate.notice_words import poses_as_bot
from troupe.minds.gate.put_words import foreign_start, known_by, without_own_name
from troupe.minds.gate.secrets import Secrets
from troupe.minds.gate.sheet_recital import RecitalSource, recites
from troupe.worlds.action import ACTION_TYPES, SPEECH_TYPES

LONGEST_SPEECH = 4_000
_LONGEST_ANNOUNCEMENT = 400

_CONTROLS = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
"""What steers a terminal or the direction of writing, and is never seen."""
_TEMPLATE = re.compile(r"<\|[^|>\n]{1,40}\|>.*|</s>.*|\[/?INST\].*", re.DOTALL)
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_SCHEMA = re.compile(
    r"[\"'](?:floor|actions|cognitive_state|emotions|attention)[\"']\s*:"
    rf"|[\"']type[\"']\s*:\s*[\"'](?:{'|'.join(ACTION_TYPES)})[\"']"
)
_OPEN_SCHEMA = re.compile(
    r"^\W*(?:floor\W*[:=>]\W*(?:speak|react|silent)\b|actions\W*[:=>]\W*(?:$|\[|-|type)|cognitive_state\W*[:=])"
    rf"|^\W*(?:type|action)\W*[:=>]\W*(?:{'|'.join(ACTION_TYPES).lower()})\b"
    rf"|</?(?:floor|actions?|{'|'.join(ACTION_TYPES).lower()})\s*/?>",
    re.MULTILINE,
)
"""Our form written as YAML, as settings or as XML; of the folded text."""
_VERB = re.compile(rf"\A\s*(?:{'|'.join((*SPEECH_TYPES, 'SPEAK', 'SAY'))})\s*:\s*")
_OTHER_VERBS = re.compile(rf"^\s*(?:{'|'.join(sorted({*ACTION_TYPES} - {*SPEECH_TYPES}))})\b.*$", re.MULTILINE)
_QUIET = r"(?:silent|silently|quiet|quietly|silence)"
_STAYS = r"(?:stays?|staying|remains?|remaining|keeps?|keeping|falls?|falling|is|sits?|sitting|listens?|listening)"
_NO_WORDS = (
    r"(?:says? nothing|(?:does|do|did)(?: not|n[’']t) (?:respond|reply|speak|answer)|no response(?: needed)?|"
    r"schweigt|bleibt still|guarda silencio|garde le silence)"
)
_DIRECTION = re.compile(
    rf"[*_(\[]{{1,3}}(?:(?:[^\s*_()\[\]]+\s+){{0,4}}?(?:{_STAYS}\s+(?:\w+\s+){{0,2}}?{_QUIET}|{_NO_WORDS})|"
    rf"silen(?:t|ce|tly)|no (?:reply|answer))(?![a-z])[^*_()\[\]\n]{{0,80}}[*_)\]]{{1,3}}",
    re.IGNORECASE,
)
"""A stage direction about silence, in asterisks or brackets."""
_ANNOUNCED = re.compile(
    rf"(?:I|I[’']ll|I[’']m|I am|I will)\b"
    rf"(?:\s+(?:choose|decide|prefer|think|going|will|just|to|I[’']?ll?))*\s+"
    rf"(?:stay|stays|staying|remain|remains|remaining)\s+{_QUIET}\b[^\n]{{0,200}}"
    rf"|(?:I\s+)?{_NO_WORDS}[.!]?|\W*silen(?:t|ce)\W*|[.…\s—-]+",
    re.IGNORECASE,
)
"""A whole speech that only says that nothing is said, the own name in it written as I."""
_ASSISTANT = re.compile(
    r"\bas an? (?:AI|artificial intelligence)(?: language)?(?: model| assistant| chatbot| system)?"
    r"(?=\s*[,.;—-]|\s+I\b)"
    r"|\bas an? (?:large )?language model\b"
    r"|\bI(?: am|[’']m) (?:just |only |simply )?an? (?:(?:large )?language model|AI (?:language )?model"
    r"|chat ?bot\b|computer program(?=\s*(?:[,.;!?—]|and\b|so\b|that\b|which\b|$))"
    r"|(?:(?:AI|virtual|digital|automated|automatic|system|computer|conversational|software)"
    r"(?:[- ](?:powered|based))? ){1,2}(?:assistant|chatbot|agent)\b"
    r"|AI(?=\s*(?:[,.;!?—]|and I\b|so\b|without\b|trained\b|created\b|developed\b|$)))"
    r"|\bI(?: am|[’']m) (?:ChatGPT|GPT-\d)"
    r"|\bI(?: am|[’']m| was) [^.\n]{0,40}\b(?:trained|made|created|developed) by "
    r"(?:OpenAI|Anthropic|Google|Meta|Mistral|Alibaba)\b"
    r"|\bmy knowledge cut-?off\b"
    r"|\bI (?:do not|don[’']t) (?:have|hold|possess) (?:any )?personal "
    r"(?:opinions|preferences|feelings|emotions|beliefs)\b"
    r"|\bI (?:can(?:no|[’'])t|am unable to|won[’']t) (?:assist with|comply with|fulfill?) "
    r"(?:that|this|your request)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…]*\s*")


class Passage(StrEnum):
    """The fate of a line at the gate: PASS as it is, CUT with the rest said, SILENT where nothing was meant to be
    said, FAULT where it must not be said."""

    PASS = "pass"  # noqa: S105 - a passage, no password
    CUT = "cut"
    SILENT = "silent"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Speech:
    """The part of something said that remains. Without text and without fault it is silence. With a fault the text
    is what could be kept of it all the same. `cut` says what was taken out of it."""

    text: str
    fault: str = ""
    cut: str = ""

    @property
    def passage(self) -> Passage:
        """The fate of the line at the gate."""
        if self.fault:
            return Passage.FAULT
        if not self.text:
            return Passage.SILENT
        return Passage.CUT if self.cut else Passage.PASS


@dataclass(frozen=True, slots=True)
class Guard:
    """The things that must not leave a person: the secrets of whoever runs the bot, and what the person was
    given to be someone (`sheets`). `said` are the texts of the channel: an address that stands there may be
    named again."""

    secrets: Secrets = field(default_factory=Secrets)
    sheets: tuple[RecitalSource, ...] = ()
    said: tuple[str, ...] = ()


NO_GUARD = Guard()


def clean_speech(said: str, *, own: str, others: Iterable[str], guard: Guard = NO_GUARD) -> Speech:
    """Speech of `own` as it may be heard, `others` being the names of everyone else there. Nothing leaves a
    person by another way. What is compared is how the text looks (`folding.py`); what is heard is what was
    written."""
    text = _TEMPLATE.sub("", without_reasoning(_CONTROLS.sub("", said.replace("\r\n", "\n")))).strip()
    if _is_schema(text):
        return Speech("", "it put JSON into its speech")
    if guard.secrets.given_away(said):
        return Speech("", "it gave a secret away")
    text = without_own_name(_OTHER_VERBS.sub("", _VERB.sub("", text)).strip(), known_by((own, "You")))
    start = foreign_start(text, known_by(tuple(others)) - known_by((own,)))
    speech = text if start is None else text[:start].strip()
    if text and not speech:
        return Speech("", "it spoke another person's lines")
    speech = _DIRECTION.sub("", _unquoted(speech)).strip()
    if _announces_silence(speech, own):
        return Speech("")
    if recites(speech, guard.sheets):
        return Speech("", "it recited its instructions")
    if poses_as_bot(speech):
        return Speech("", "it gave itself out as the bot")
    return _without_links(speech, guard, cut="another person's lines" if start is not None else "")


def _without_links(text: str, guard: Guard, cut: str) -> Speech:
    speech = unmasked(without_invites(text), guard.said)
    if text and not speech:
        return Speech("", "it posted an invitation or a disguised link")
    cut = cut if speech == text else "; ".join(part for part in (cut, "links") if part)
    if _ASSISTANT.search(speech):
        return Speech(_without_assistant(speech), "it spoke as an assistant or a language model", cut)
    return Speech(clipped(speech, LONGEST_SPEECH), cut=cut)


def names_itself_a_model(text: str) -> bool:
    """Whether somebody speaks of themselves as of an assistant or a language model."""
    return _ASSISTANT.search(text) is not None


def fit_to_tell(text: str, guard: Guard) -> str:
    """A report of what was said (a briefing) as it may be shown; empty if it must not be shown."""
    bare = _CONTROLS.sub("", text)
    if guard.secrets.given_away(bare) or recites(bare) or poses_as_bot(bare):
        return ""
    return unmasked(without_invites(bare), guard.said)


def clipped(text: str, longest: int) -> str:
    """Text of at most so many characters, ended at a sentence if one ends in its second half."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return head[: end + 1].rstrip() if end > longest // 2 else f"{head[:-1].rstrip()}…"


def _is_schema(text: str) -> bool:
    """Whether it is JSON, or contains pieces of our form."""
    if _SCHEMA.search(text) or _OPEN_SCHEMA.search(folded_look(text)):
        return True
    bare = fenced.group(1) if (fenced := _FENCE.match(text)) else text
    if bare.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        return isinstance(json.loads(bare), dict | list)
    except (ValueError, RecursionError):
        return False


def _announces_silence(text: str, own: str) -> bool:
    if len(text) > _LONGEST_ANNOUNCEMENT:
        return False
    for name in sorted({own, own.split()[0]}, key=len, reverse=True):
        if text.casefold().startswith(name.casefold()) and text[len(name) : len(name) + 1] in {" ", ""}:
            text = f"I{text[len(name) :]}"
            break
    return _ANNOUNCED.fullmatch(text) is not None


def _unquoted(text: str) -> str:
    """Without quotation marks around the whole."""
    for opening, closing in (('"', '"'), ("“", "”"), ("«", "»")):
        inner = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] == closing and not {opening, closing} & set(inner):
            return inner.strip()
    return text


def _without_assistant(text: str) -> str:
    sentences = (match.group() for match in _SENTENCE.finditer(text))
    return "".join(sentence for sentence in sentences if not _ASSISTANT.search(sentence)).strip()
