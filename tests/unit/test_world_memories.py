"""Memories from Python: made when asked for, found, and gone through as a whole at a cost that is told before."""

from pydantic import JsonValue

from troupe import Persona, World
from troupe.core.clock import ManualClock
from troupe.llm.scripted_model import Scripted
from troupe.memory.experience import SILENCE

LISA = Persona.model_validate({"name": "Lisa Carter"})
LINES = (
    "The boat is in Porto.",
    "It rains again.",
    "As it does.",
    "The bread was fine.",
    "She is called Gaivota.",
)


async def test_memories_are_made_found_and_gone_through_as_a_whole(clock: ManualClock) -> None:
    llm = Scripted(otherwise={"floor": "silent", "actions": []})
    async with World.open([LISA], model=llm, clock=clock) as world:
        for line in LINES:
            await world.say(line, by="Jonas")
        await world.until_quiet()
        await clock.advance(SILENCE + 1)
        fact: dict[str, JsonValue] = {
            "about": "the boat",
            "topic": "place",
            "fact": LINES[0],
            "line": 1,
            "instead_of": "",
            "hearsay": False,
        }
        llm.add("", "consolidation", {"episodes": [], "facts": [fact]})
        assert await world.memories.make() == 1
        assert [memory.text for memory in await world.memories.of("lisa-carter")] == [LINES[0]]
        assert await world.memories.make() == 0
        assert [line.text for line in await world.memories.search("lisa-carter", "Whose boat?", 1)] == [LINES[0]]
        assert (await world.memories.quote_everything("lisa-carter")).calls == 1
        llm.add("", "full recall", {"lines": [5, 1, 99]})
        found = await world.memories.everything("lisa-carter", "the boat")
        assert [line.text for line in found] == [LINES[0], LINES[4]]
