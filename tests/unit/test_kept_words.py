"""Nothing keeps in memory what people say but where an erasure empties it: caches are such, or listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from troupe.core.kept_words import also_forgets, forget_words, keeping_words

ROOT = Path(__file__).resolve().parents[2]
MEMOS = {"lru_cache", "cache"}
"""What keeps the results of a function, by what it was given; one that is given nothing keeps nobody's words."""
STORES = {"LRUCache", "TTLCache", "LFUCache", "FIFOCache", "Cache", "TLRUCache", "cached", "cachedmethod"}
ROOMS_OF_NO_TALK = ("troupe/people/", "bot/playground/")
"""Rooms that are never told what anybody says: personas are made there, and the page is the member's own."""
OF_NO_TALK = {
    "bot/delivery/delivery_reconciliation.py": "ids of messages",
    "bot/delivery/outbox_drain.py": "ids of webhooks",
    "bot/delivery/webhooks.py": "webhooks",
    "bot/faces/avatars.py": "pictures by persona",
    "bot/faces/likeness.py": "pictures by persona",
    "bot/faces/speaker_faces.py": "addresses of pictures",
    "bot/features/persona/persona_search.py": "personas",
    "bot/gateway/catch_up.py": "ids of messages",
    "bot/gateway/direct_messages.py": "ids of members",
    "bot/gateway/listening.py": "worlds by channel, ids of proxies",
    "bot/gateway/typists.py": "ids of members",
    "bot/gateway/unheard_members.py": "ids of channels and members",
    "db/record/line_index.py": "statements",
    "db/schema/columns/column_types.py": "documents that many rows share: settings, ids, personas",
    "db/tx/entities.py": "statements",
    "db/tx/transaction.py": "statements",
    "troupe/core/kept_words.py": "the caches that an erasure empties",
    "troupe/core/prompt_folder.py": "prompts",
    "troupe/llm/openai/output_schema.py": "schemas",
    "troupe/llm/port/request_fingerprint.py": "schemas",
    "troupe/llm/understudy/voice/persona_material.py": "personas",
    "troupe/llm/understudy/voice/temper.py": "personas",
    "troupe/llm/understudy/voice/wording.py": "personas",
    "troupe/memory/line_terms.py": "lists of words",
    "troupe/memory/memory_question.py": "lists of words",
    "troupe/memory/told_corrections.py": "lists of phrases",
    "troupe/memory/time_expressions.py": "the parser of a day, lists of words",
    "troupe/minds/answer/state_reading.py": "personas",
    "troupe/minds/gate/sheet_recital.py": "personas, prompts",
    "troupe/minds/prompt/field_recall.py": "personas",
    "troupe/minds/prompt/lore_recall.py": "personas",
    "troupe/minds/prompt/short_portrait.py": "personas",
    "troupe/minds/prompt/turn_prompt.py": "personas",
    "troupe/research/ballots/ballot_form.py": "forms by the options of a ballot",
    "troupe/research/ballots/prose_mapping.py": "forms by their points",
    "troupe/research/reports/charts/chart_letters.py": "letters of a typeface",
}
"""The files with a cache of their own, and what is in it: nothing that anybody says in a channel."""


def caching() -> Iterator[str]:
    """The files that have a cache which is given something to keep."""
    for path in sorted(path for room in ("troupe", "db", "bot") for path in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if any(_keeps(node) for node in ast.walk(tree)):
            yield path.relative_to(ROOT).as_posix()


def _keeps(node: ast.AST) -> bool:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            memo = any(_name(decorator) in MEMOS for decorator in node.decorator_list)
            return memo and bool(
                node.args.args or node.args.posonlyargs or node.args.kwonlyargs or node.args.vararg
            )
        case ast.Call(func=ast.Call() as made):
            return _name(made) in MEMOS
        case ast.Call():
            return _name(node) in STORES
        case _:
            return False


def _name(node: ast.expr) -> str:
    """The last word of what is called or used as a decorator."""
    match node:
        case ast.Call(func=function):
            return _name(function)
        case ast.Subscript(value=value):
            return _name(value)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def listed() -> list[str]:
    """Those of them that have to be known one by one."""
    return sorted(file for file in caching() if not file.startswith(ROOMS_OF_NO_TALK))


def test_a_cache_keeps_no_talk_or_forgets_it_with_an_erasure() -> None:
    assert listed() == sorted(OF_NO_TALK), "use troupe.core.kept_words, or say here what is in it"


def test_everything_kept_is_forgotten() -> None:
    lengths: list[str] = []

    @keeping_words(8)
    def length(text: str) -> int:
        lengths.append(text)
        return len(text)

    class Holder:
        def __init__(self) -> None:
            self.words = ["quinoline"]

        def forget_words(self) -> None:
            self.words.clear()

    holder = Holder()
    also_forgets(holder)
    assert length("quinoline") == length("quinoline") == 9
    forget_words()
    assert length("quinoline") == 9
    assert (lengths, holder.words) == (["quinoline"] * 2, [])


@pytest.mark.parametrize("text", ["quinoline", "quinoline again"])
def test_a_cache_of_words_gives_what_its_function_gives(text: str) -> None:
    assert keeping_words(1)(str.upper)(text) == text.upper()
