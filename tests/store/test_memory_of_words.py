"""What was erased does not live on in the memory of the process that erased it."""

import gc
from collections.abc import Iterator

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


def caches() -> Iterator[tuple[str, list[object]]]:
    """Every cache of a function and every recollection, with what is in it."""
    for thing in gc.get_objects():
        if type(thing).__name__ == "_lru_cache_wrapper":
            yield (
                str(getattr(thing, "__wrapped__", thing)),
                [one for one in gc.get_referents(thing) if not callable(one)],
            )
        elif isinstance(thing, Recollection):
            yield "Recollection", list(vars(thing).values())


def holding_the_word() -> set[str]:
    return {name for name, content in caches() if WORD in repr(content).casefold()}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_cache_holds_an_erased_word(stage: Stage, clock: ManualClock) -> None:
    mind = Mind(Understudy())
    assert isinstance(stage.database, SqlDatabase)
    await stage.hear(TEXT, message_id="m-secret", read_stop=read_stop)
    for turn in (await stage.claim(decide_floor)).turns:
        await stage.commit(turn, await mind.decide(turn))
    assert len(holding_the_word()) > 3
    assert await stage.stores.mailbox.erase(stage.id, ["m-secret"]) == 1
    assert holding_the_word() == set()
