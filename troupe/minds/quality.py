"""Speech made fit to be heard: no schema text, no meta-talk about silence, nobody else's lines, no assistant."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from troupe.llm.tolerant import without_reasoning
from troupe.minds.history import LONGEST_NAME
from troupe.minds.prompt_files import prompt_text
from troupe.worlds.action import ACTION_TYPES

LONGEST_SPEECH = 4_000
_RECITED = 45
"""Characters of a rule from which on its words are no coincidence."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_TEMPLATE = re.compile(r"<\|[^|>\n]{1,40}\|>.*|</s>.*|\[/?INST\].*", re.DOTALL)
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_SCHEMA = re.compile(
    r"[\"'](?:floor|actions|cognitive_state|emotions|attention)[\"']\s*:"
    rf"|[\"']type[\"']\s*:\s*[\"'](?:{'|'.join(ACTION_TYPES)})[\"']"
)
_VERB = re.compile(r"\A\s*(?:TALK|SPEAK|SAY)\s*:\s*")
_OTHER_VERBS = re.compile(rf"^\s*(?:{'|'.join(sorted({*ACTION_TYPES} - {'TALK'}))})\b.*$", re.MULTILINE)
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
_ANNOUNCED = (
    rf"(?:I|I[’']ll|I[’']m|I am|I will|{{own}})\b"
    rf"(?:\s+(?:choose|decide|prefer|think|going|will|just|to|I[’']?ll?))*\s+"
    rf"(?:stay|stays|staying|remain|remains|remaining)\s+{_QUIET}\b[^\n]{{{{0,200}}}}"
    rf"|(?:{{own}}\s+)?{_NO_WORDS}[.!]?|\W*silen(?:t|ce)\W*|[.…\s—-]+"
)
"""A whole speech that only says that nothing is said; `own` stands for the names of who says it."""
_ASSISTANT = re.compile(
    r"\bas an? (?:AI|artificial intelligence)(?: language)?(?: model| assistant| chatbot| system)?"
    r"(?=\s*[,.;—-]|\s+I\b)"
    r"|\bas an? (?:large )?language model\b"
    r"|\bI(?: am|[’']m) (?:just |only |simply )?an? (?:(?:large )?language model|AI (?:language )?model"
    r"|AI assistant|AI chatbot|virtual assistant"
    r"|AI(?=\s*(?:[,.;!?—]|and I\b|so\b|without\b|trained\b|created\b|developed\b|$)))"
    r"|\bI(?: am|[’']m) (?:ChatGPT|GPT-\d)"
    r"|\bI(?: am|[’']m| was) [^.\n]{0,40}\b(?:trained|made|created|developed) by "
    r"(?:OpenAI|Anthropic|Google|Meta|Mistral|Alibaba)\b"
    r"|\bmy knowledge cut-?off\b"
    r"|\bI (?:can(?:no|[’'])t|am unable to|won[’']t) (?:assist with|comply with|fulfill?) "
    r"(?:that|this|your request)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…\n]*[.!?…]*\s*")


@dataclass(frozen=True, slots=True)
class Speech:
    """What remains of something said. Without text and without fault it is silence. With a fault the text is
    what could be kept of it all the same."""

    text: str
    fault: str = ""


def clean_speech(said: str, *, own: str, others: Iterable[str]) -> Speech:
    """Speech of `own` as it may be heard, `others` being the names of everyone else there."""
    text = _TEMPLATE.sub("", without_reasoning(_CONTROLS.sub("", said.replace("\r\n", "\n")))).strip()
    if _is_schema(text):
        return Speech("", "it put JSON into its speech")
    text = _OTHER_VERBS.sub("", _VERB.sub("", text)).strip()
    text = _without_own_name(text, own)
    kept = _own_part(text, others)
    if text and not kept:
        return Speech("", "it spoke another person's lines")
    kept = _DIRECTION.sub("", _unquoted(kept)).strip()
    if _announces_silence(kept, own):
        return Speech("")
    if _recites(kept):
        return Speech("", "it recited its instructions")
    if _ASSISTANT.search(kept):
        return Speech(_without_assistant(kept), "it spoke as an assistant or a language model")
    return Speech(clipped(kept, LONGEST_SPEECH))


def clipped(text: str, longest: int) -> str:
    """Text of at most so many characters, ended at a sentence if one ends in its second half."""
    if len(text) <= longest:
        return text
    head = text[:longest]
    end = max(head.rfind(mark) for mark in (". ", "! ", "? ", "\n"))
    return head[: end + 1].rstrip() if end > longest // 2 else f"{head[:-1].rstrip()}…"


def _is_schema(text: str) -> bool:
    """Whether it is JSON, or contains pieces of our form."""
    if _SCHEMA.search(text):
        return True
    bare = fenced.group(1) if (fenced := _FENCE.match(text)) else text
    if bare.lstrip()[:1] not in {"{", "["}:
        return False
    try:
        return isinstance(json.loads(bare), dict | list)
    except (ValueError, RecursionError):
        return False


def _announces_silence(text: str, own: str) -> bool:
    names = "|".join(re.escape(form) for form in {own, own.split()[0]})
    return re.fullmatch(_ANNOUNCED.format(own=f"(?:{names})"), text, re.IGNORECASE) is not None


def _recites(text: str) -> bool:
    """Whether it repeats a sentence of the rules it was given."""
    spoken = " ".join(text.split()).casefold()
    return any(rule in spoken for rule in _rules())


@cache
def _rules() -> tuple[str, ...]:
    sentences = re.split(r"(?<=[.:])\s+|\n", prompt_text("rules.md"))
    return tuple(sentence.strip("-# ").casefold() for sentence in sentences if len(sentence) > _RECITED)


def _without_own_name(text: str, own: str) -> str:
    """Without the own name in front of lines, as `Name:`, `**Name**:`, `[Name]:` or `#12 Name:`."""
    prefix = re.compile(rf"^[ \t]*{_speaker([own, 'You'])}[ \t]*", re.IGNORECASE | re.MULTILINE)
    return prefix.sub("", text).strip()


def _own_part(text: str, others: Iterable[str]) -> str:
    """What comes before the first line of someone else."""
    names = _speaker(others)
    anyone_numbered = rf"#\d+\s+[^:\n]{{1,{LONGEST_NAME}}}:"
    foreign = re.compile(
        rf"(?:^[ \t]*|(?<=[.!?…\"”*)])\s+)(?:{names}|{anyone_numbered})(?=\s|$)", re.IGNORECASE | re.MULTILINE
    )
    found = foreign.search(text)
    return text[: found.start()].strip() if found else text


def _speaker(names: Iterable[str]) -> str:
    """A pattern for `Name:` in its many dresses, by full and by first name."""
    known = {form for name in names for form in (name.strip(), *name.split()[:1]) if len(form) > 1}
    either = "|".join(re.escape(form) for form in sorted(known, key=len, reverse=True)) or r"(?!)"
    return (
        rf"(?:[>*_\[(]+[ \t]*)?(?:#\d+[ \t]+)?[*_\[(]*(?:{either})(?:[ \t]*\([^)\n]*\))?[*_\])]*"
        rf"(?:[ \t]*↪[ \t]*#\d+)?[ \t]*:[*_]*"
    )


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
