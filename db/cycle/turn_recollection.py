"""What comes back to a person who tries to remember in the middle of a turn: noted on the turn before it is
shown."""

from db.cycle.turn_scene import MEMORIES, extents_of, still_so
from db.memory.memory_search import remembered
from db.memory.recalled_memories import recalled_memories, shown_memories
from db.perception.prompt_range import PromptRange, also_showing
from db.perception.turn_claims import places_of
from db.record.muted_members import muted_in
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.memory.memory_question import memory_question
from troupe.worlds.muted_view import without
from troupe.worlds.scene import Scene

LINES = 8
"""Lines that come back at one question."""


def recollect(tx: Tx, world: WorldRow, row: TurnRow, person: PersonRow, scene: Scene, question: str) -> Scene:
    """The scene with nothing in it that comes back but what this question brings, and was not there before."""
    asked = memory_question(question, tx.now, asker=person.name, person=person.name)
    first = next((event.heard for event in scene.history if event.heard is not None), world.heard + 1)
    known = {event.id for event in scene.recalled}
    found = remembered(tx, world, person, asked, LINES + len(known), through=first - 1)
    lines = tuple(memory.event for memory in found if memory.event.id not in known)[:LINES]
    shown = {memory.id for memory in shown_memories(scene.memories)} | set(row.remembered)
    memories = recalled_memories(tx, person, asked, MEMORIES, first, [event.id for event in lines])
    lines = still_so(lines, memories)
    fresh = tuple(item for item in memories if item.memory.id not in shown)
    brought = scene.model_copy(update={"recalled": lines, "memories": fresh})
    muted = muted_in(tx, world)
    seen = without(brought, muted) if muted else brought
    showing = also_showing(PromptRange(row.shown_from, row.unshown), extents_of(seen))
    row.shown_from, row.unshown = showing.since, showing.unshown
    row.recalled = tuple(sorted({*row.recalled, *places_of(seen.recalled)}))
    row.remembered = (*row.remembered, *(memory.id for memory in shown_memories(seen.memories)))
    return seen
