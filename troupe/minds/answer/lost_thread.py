"""Signs that a model has lost the thread: what it writes is a page, the prompt once more, or the same again."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from troupe.core.kept_words import keeping_words
from troupe.core.text_folding import folded_look
from troupe.minds.prompt.turn_prompt_files import prompt_text

_PAGE = re.compile(
    r"^\s*(?:#{1,6}\s|[-*+•]\s|\d{1,2}[.)]\s|\|.*\||```|~~~|={3,}|-{3,}|</?[a-z][^>\n]*>\s*$|\d{4}-\d\d-\d\d)",
    re.MULTILINE | re.IGNORECASE,
)
"""A line of a written page: a heading, an item, a row of a table, code, a date."""
_MOST_PAGE = 2
_PROMPT_LINE = re.compile(r"^\s*(?:#{1,6}\s+\S|#\d+\b)", re.MULTILINE)
"""A heading or a numbered line, as prompts have them: a reply in plain words goes on with the prompt instead."""
_TAG = re.compile(r"</?(?:html|body|div|span|p|br|script|input|form|table|h\d)\b[^>\n]*>|\\begin\{|\\frac\{", re.I)
_CODE = re.compile(r"\w\(\)|[{}\\]|\w_\w|=>|==|;\s*$|::|&&", re.MULTILINE)
_MOST_CODE = 3
_RUN = 4
"""Words in a row of what a model is told about the form of its answer that nobody says in a talk."""
_LEAST_SENTENCE = 4
"""Words of a sentence that is not said twice in one breath."""
_LEAST_REPEAT, _NEARLY = 8, 0.85
"""Words of a sentence, and the share of its pairs of words, that make it one said before."""
_LEAST_VARIED, _VARIED = 30, 0.5
"""From so many words on, at least this share of them are different ones in what people say."""
_LONGEST_WORD = 40
_MOST_SENTENCES, _MOST_LINES = 8, 6
"""Of a reply for which one to three sentences were asked."""
_SENTENCE = re.compile(r"[^.!?…。！？\n]+")
_WHOLE_SENTENCE = re.compile(r"[^.!?…。！？\n]*[.!?…。！？\n]*[\"'”’»)\]]*\s*")
_LATIN, _OTHER_ALPHABET = re.compile(r"[a-z]", re.IGNORECASE), re.compile(r"[\u0370-\u05ff\u0900-\u0fff]")


def lost_thread(text: str, *, plain: bool) -> str:
    """In what way this is no speech but the writing of a model that has lost the thread; empty if it may be said.
    `plain` is a reply that was asked for as plain words, in one to three sentences."""
    page = plain and len(_PAGE.findall(text)) > _MOST_PAGE  # asked for a list, a person may well write one
    if page or _TAG.search(text) or len(_CODE.findall(text)) > _MOST_CODE:
        return "it wrote a page or code instead of speech"
    if plain and _PROMPT_LINE.search(text):
        return "it went on with what it was given to read"
    words = re.findall(r"[^\W_]+", folded_look(text))
    if _tells_of_the_form(words):
        return "it spoke about how it was to answer"
    if any(map(_is_salad, text.split())):
        return "it said something that makes no sense"
    parts = [tuple(re.findall(r"[^\W_]+", part)) for part in _SENTENCE.findall(folded_look(text))]
    whole = [part for part in parts if len(part) >= _LEAST_SENTENCE]
    if len(set(whole)) < len(whole) or (plain and _says_little(words)):
        return "it said the same words over and over"
    lines = [line for line in text.splitlines() if line.strip()]
    if plain and (len([part for part in parts if part]) > _MOST_SENTENCES or len(lines) > _MOST_LINES):
        return "it came to no end"
    return ""


def without_repeats(text: str, before: Iterable[str] = ()) -> str:
    """The text without the longer sentences that say nearly the same as one before them, in it or in what the same
    person said before: a small model that is not done says so once more."""
    kept: list[str] = []
    known = [grams for line in before for _, grams in _long_sentences(line) if grams]
    for part, grams in _long_sentences(text.strip()):
        if grams and any(len(grams & earlier) >= _NEARLY * len(grams) for earlier in known):
            continue
        kept.append(part)
        if grams:
            known.append(grams)
    return "".join(kept).strip()


@keeping_words(2048)
def _long_sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """The sentences of a text, the longer ones with their pairs of words."""
    sentences: list[tuple[str, frozenset[str]]] = []
    for part in _WHOLE_SENTENCE.findall(text):
        words = re.findall(r"[^\W_]+", folded_look(part))
        long = len(words) >= _LEAST_REPEAT
        pairs = (" ".join(words[at : at + 2]) for at in range(len(words) - 1)) if long else ()
        sentences.append((part, frozenset(pairs)))
    return tuple(sentences)


def _tells_of_the_form(words: Sequence[str]) -> bool:
    runs = _form_runs()
    return any(tuple(words[at : at + _RUN]) in runs for at in range(len(words) - _RUN + 1))


def _says_little(words: Sequence[str]) -> bool:
    return len(words) >= _LEAST_VARIED and len(set(words)) < _VARIED * len(words)


def _is_salad(word: str) -> bool:
    """Whether this is letters of several alphabets in one word, or a run of letters that no word is."""
    if "://" in word:
        return False
    bare = re.sub(r"[\W\d_]+", "", word)
    mixed = bool(_LATIN.search(bare) and _OTHER_ALPHABET.search(bare)) and not re.search(r"[-'’]", word)
    return mixed or (len(bare) > _LONGEST_WORD and bare.isascii() and not re.search(r"(.)\1{3}", bare))


@cache
def _form_runs() -> frozenset[tuple[str, ...]]:
    """The runs of words of what a model is told about a plain answer."""
    words = re.findall(r"[^\W_]+", folded_look(prompt_text("plain.md")))
    return frozenset(tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
