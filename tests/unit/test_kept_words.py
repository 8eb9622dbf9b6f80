"""Nothing keeps in memory what people say but where an erasure empties it: each cache is one of those or listed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from troupe.core.kept_words import also_forgets, forget_words, keeping_words

ROOT = Path(__file__).resolve().parents[2]
CACHES = {"lru_cache", "cache", "LRUCache", "TTLCache", "LFUCache", "FIFOCache", "Cache", "cached", "cachedmethod"}
CACHING = {"functools", "cachetools"}
OF_NO_TALK = {
    "bot/delivery/outbox_drain.py": "ids of webhooks",
    "bot/delivery/webhooks.py": "webhooks",
    "bot/faces/avatars.py": "pictures by persona",
    "bot/faces/likeness.py": "pictures by persona",
    "bot/faces/speaker_faces.py": "addresses of pictures",
    "bot/features/persona/persona_search.py": "personas",
    "bot/features/shared/time_zones.py": "time zones",
    "bot/gateway/catch_up.py": "ids of messages",
    "bot/gateway/direct_messages.py": "ids of members",
    "bot/gateway/listening.py": "worlds by channel, ids of proxies",
    "bot/gateway/typists.py": "ids of members",
    "bot/playground/page/client/page_uploads.py": "files of this page, for minutes",
    "bot/playground/page/rendering/emoji_table.py": "emojis",
    "bot/playground/page/rendering/html_render.py": "templates",
    "bot/playground/server/http/content_network.py": "pictures",
    "bot/playground/server/keeping/state_records.py": "types",
    "db/schema/column_types.py": "documents that many rows share: settings, ids, personas",
    "db/tx/entities.py": "statements",
    "db/tx/transaction.py": "statements",
    "db/upgrading/fresh_tables.py": "empty tables",
    "troupe/core/kept_words.py": "the caches that an erasure empties",
    "troupe/core/prompt_folder.py": "prompts",
    "troupe/floor/addressing/room_names.py": "names of those present",
    "troupe/headless/memory_store.py": "the store itself",
    "troupe/llm/openai/output_schema.py": "schemas",
    "troupe/llm/port/request_fingerprint.py": "schemas",
    "troupe/llm/understudy/hearing/phrase_files.py": "the understudy's own phrases",
    "troupe/llm/understudy/hearing/word_stems.py": "the understudy's own phrases",
    "troupe/llm/understudy/voice/persona_material.py": "personas",
    "troupe/llm/understudy/voice/temper.py": "personas",
    "troupe/llm/understudy/voice/wording.py": "personas",
    "troupe/memory/line_terms.py": "lists of words",
    "troupe/memory/memory_question.py": "lists of words",
    "troupe/memory/time_expressions.py": "the parser of a day, lists of words",
    "troupe/minds/answer/lost_thread.py": "prompts",
    "troupe/minds/answer/speech_faults.py": "prompts",
    "troupe/minds/answer/state_reading.py": "personas",
    "troupe/minds/gate/sheet_recital.py": "personas, prompts",
    "troupe/minds/prompt/lore_recall.py": "personas",
    "troupe/minds/prompt/turn_prompt.py": "personas",
    "troupe/people/library/library.py": "the library",
    "troupe/people/persona/questionnaire.py": "questions of a panel",
    "troupe/people/plain_writing/life_material.py": "data files",
    "troupe/people/population/audit/impossible_people.py": "data files",
    "troupe/people/population/files/population_loading.py": "data files",
    "troupe/people/population/flesh/biography_likeness.py": "biographies that were drawn",
    "troupe/people/population/flesh/person_names.py": "data files",
    "troupe/people/population/flesh/plain_flesh.py": "data files",
    "troupe/people/population/flesh/skeleton_tags.py": "fields of who was drawn",
    "troupe/people/population/work/occupation_map.py": "titles of occupations",
    "troupe/research/reports/chart_letters.py": "letters of a typeface",
}
"""The files with a cache of their own, and what is in it: nothing that anybody says in a channel."""


def caching() -> Iterator[str]:
    """The files that take a cache from a library, in whatever way."""
    for path in sorted(path for room in ("troupe", "db", "bot") for path in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in CACHING
            for alias in node.names
        }
        attributes = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in CACHING
        }
        if CACHES & (names | attributes):
            yield path.relative_to(ROOT).as_posix()


def test_a_cache_keeps_no_talk_or_forgets_it_with_an_erasure() -> None:
    assert sorted(caching()) == sorted(OF_NO_TALK), "use troupe.core.kept_words, or say here what is in it"


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
