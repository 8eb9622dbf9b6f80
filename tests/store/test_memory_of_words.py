"""What was erased does not live on in the memory of the process that erased it."""

import gc
from collections.abc import Mapping
from functools import _lru_cache_wrapper  # pyright: ignore[reportPrivateUsage]
from typing import TypeGuard

import pytest

from db.database import SqlDatabase
from tests.store.stage import Stage
from troupe.core.clock import ManualClock
from troupe.floor.floor_decision import decide_floor
from troupe.floor.stop_reading import read_stop
from troupe.llm.understudy.hearing.recollection import Recollection
from troupe.llm.understudy.understudy_model import Understudy
from troupe.minds.mind import Mind

WORD = "quinoline"
TEXT = f"Lisa, the safe in the cellar opens with {WORD}. Do you like {WORD}?"


def counted() -> dict[int, int]:
    """What each cache of a function has taken in so far, by its identity."""
    return {id(thing): thing.cache_info().misses for thing in everything() if is_cache(thing)}


def is_cache(thing: object) -> "TypeGuard[_lru_cache_wrapper[object]]":
    return type(thing).__name__ == "_lru_cache_wrapper"


def everything() -> list[object]:
    """All objects there are, those too that were put out of the collector's sight once the tests were imported."""
    gc.unfreeze()
    objects = gc.get_objects()
    gc.freeze()
    return objects


def holding_the_word(before: Mapping[int, int]) -> set[str]:
    """The caches of functions and the recollections in which the word stands. A cache that has taken nothing in
    since then cannot hold it, and those that other tests have filled take long to read."""
    content: dict[str, list[object]] = {}
    for thing in everything():
        if isinstance(thing, Recollection):
            content[f"Recollection {id(thing)}"] = list(vars(thing).values())
        elif is_cache(thing) and thing.cache_info().misses != before.get(id(thing), 0):
            kept = [one for one in gc.get_referents(thing) if not callable(one)]
            content[str(getattr(thing, "__wrapped__", thing))] = kept
    return {name for name, kept in content.items() if WORD in repr(kept).casefold()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_cache_holds_an_erased_word(stage: Stage, clock: ManualClock) -> None:
    mind = Mind(Understudy())
    assert isinstance(stage.database, SqlDatabase)
    before = counted()
    await stage.hear(TEXT, message_id="m-secret", read_stop=read_stop)
    for turn in (await stage.claim(decide_floor)).turns:
        await stage.commit(turn, await mind.decide(turn))
    assert len(holding_the_word(before)) > 3
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret"]) == 1
    assert holding_the_word(before) == set()
