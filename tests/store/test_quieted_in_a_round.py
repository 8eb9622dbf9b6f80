"""A member of a roundtable who is asked to be quiet: the others' answers do not wait for theirs."""

from collections.abc import Sequence

from tests.store.stage import Stage, says
from tests.store.test_roundtable import opened, queued
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.turn import CommitStatus
from troupe.worlds.world import Person


async def test_who_is_asked_to_be_quiet_does_not_hold_up_the_others(stage: Stage) -> None:
    lisa, oscar, marta = await opened(stage)
    await stage.commit(lisa, says("First."))
    await stage.commit(oscar, says("Second."))
    assert await queued(stage) == []

    def hush(_message: HumanMessage, _people: Sequence[Person]) -> Stop:
        return Stop(people=(marta.person_id,))

    await stage.hear("Marta, be quiet", read_stop=hush)
    assert await queued(stage) == ["First.", "Second."]
    assert (await stage.commit(marta, says("Too late."))).status is CommitStatus.DISCARDED


async def test_a_stop_is_recorded_with_whoever_asked_for_it(stage: Stage) -> None:
    await stage.hear("stop", read_stop=lambda _message, _people: Stop(everyone=True))
    assert [event.text for event in await stage.events() if event.kind == "halted"] == ["stopped by Ana"]
