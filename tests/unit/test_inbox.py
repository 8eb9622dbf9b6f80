"""The inbox: in order within a channel, side by side between channels, and one bad event ends nothing."""

import asyncio

from bot.gateway.inbox import PAUSES, Inbox
from troupe.core.clock import ManualClock, settle
from troupe.core.errors import StoreUnavailable


class Jobs:
    """Jobs that note when they were done; those of `gated` wait."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.gate = asyncio.Event()
        self.problems: list[str] = []
        self.clock = ManualClock()
        self.inbox = Inbox(lambda what, _: self.problems.append(what), self.clock)

    def put(self, key: str, name: str, *, gated: bool = False, fails: bool = False) -> None:
        async def job() -> None:
            if gated:
                await self.gate.wait()
            if fails:
                raise ValueError(name)
            self.done.append(name)

        self.inbox.put(key, job)


async def test_a_channel_keeps_its_order_and_holds_up_no_other() -> None:
    jobs = Jobs()
    jobs.put("a", "a1", gated=True)
    jobs.put("a", "a2")
    jobs.put("b", "b1")
    await settle()
    assert jobs.done == ["b1"]
    jobs.gate.set()
    await jobs.inbox.idle()
    assert jobs.done == ["b1", "a1", "a2"]


async def test_one_bad_event_is_reported_and_the_next_is_taken_in() -> None:
    jobs = Jobs()
    jobs.put("a", "bad", fails=True)
    jobs.put("a", "good")
    await jobs.inbox.idle()
    assert jobs.done == ["good"]
    assert jobs.problems == ["a message could not be taken in"]


async def test_closing_finishes_what_has_begun_and_nothing_else() -> None:
    jobs = Jobs()
    jobs.put("a", "begun", gated=True)
    jobs.put("a", "queued")
    await settle()
    closing = asyncio.create_task(jobs.inbox.close())
    await settle()
    jobs.gate.set()
    await closing
    jobs.put("a", "late")
    await jobs.inbox.idle()
    assert jobs.done == ["begun"]


async def test_a_message_the_database_cannot_take_is_tried_again_before_anything_later() -> None:
    jobs = Jobs()
    tries = 0

    async def locked_twice() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise StoreUnavailable("locked")
        jobs.done.append("a1")

    jobs.inbox.put("a", locked_twice)
    jobs.put("a", "a2")
    await settle()
    assert jobs.done == []
    await jobs.clock.advance(PAUSES[0] + PAUSES[1])
    await jobs.inbox.idle()
    assert jobs.done == ["a1", "a2"]
    assert jobs.problems == []


async def test_what_never_succeeds_is_reported_and_the_channel_goes_on() -> None:
    jobs = Jobs()

    async def always_locked() -> None:
        raise StoreUnavailable("locked")

    jobs.inbox.put("a", always_locked)
    jobs.put("a", "a2")
    await jobs.clock.advance(sum(PAUSES))
    await jobs.inbox.idle()
    assert jobs.done == ["a2"]
    assert len(jobs.problems) == 1


async def test_closing_does_not_wait_for_a_pause() -> None:
    jobs = Jobs()

    async def always_locked() -> None:
        raise StoreUnavailable("locked")

    jobs.inbox.put("a", always_locked)
    await settle()
    await jobs.inbox.close()
    assert jobs.problems == []
