"""The cards of what somebody remembers: each memory with its day, who said it, and a link to what it rests on."""

from collections.abc import Mapping, Sequence

import discord
from discord.utils import escape_markdown, format_dt

from bot.features.shared.command_context import CommandSpot
from bot.features.shared.deferred_answers import as_many, card, clip
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind
from troupe.worlds.transcript import Event

_LONGEST = 300
_MARKS = {MemoryKind.EPISODE: "🎞️", MemoryKind.FACT: "💡", MemoryKind.REFLECTION: "💭"}


def memories_card(
    name: str, memories: Sequence[KeptMemory], lines: Mapping[str, Event], spot: CommandSpot
) -> discord.Embed:
    """All that one person keeps, what holds no longer struck out."""
    title = f"What {name} keeps in memory"
    if not memories:
        return card(
            title,
            "Nothing yet. Memories are made after some forty lines, or when it has been silent for ten minutes. "
            "What was said is found by `/memory search` at once.",
        )
    embed = card(title, as_many([memory_line(memory, lines, spot) for memory in memories]))
    return embed.set_footer(
        text="🎞️ what went on · 💡 what is so · 💭 what they came to think · 📌 in mind in every turn · "
        "struck out: no longer so"
    )


def memory_line(memory: KeptMemory, lines: Mapping[str, Event], spot: CommandSpot) -> str:
    """A memory on one line."""
    text = clip(escape_markdown(" ".join(memory.text.split())), _LONGEST)
    said = escape_markdown(memory.said_by)
    notes = (
        (f"hearsay, from {said}" if memory.hearsay else f"from {said}") if said else "",
        "put in these words by those who run this place" if memory.edited_by else "",
        "by the understudy" if memory.stand_in else "",
    )
    told = "; ".join(note for note in notes if note)
    line = f"{'📌' if memory.pinned else _MARKS[memory.kind]} {_when(memory, lines, spot)} "
    return line + (text if memory.current else f"~~{text}~~") + (f" *({told})*" if told else "")


def _when(memory: KeptMemory, lines: Mapping[str, Event], spot: CommandSpot) -> str:
    """Its day, which leads to the newest line that it rests on."""
    known = [lines[source] for source in memory.sources if source in lines]
    linked = [event for event in known if event.message_id is not None and event.place]
    if not linked:
        return format_dt(memory.at, "d")
    event = max(linked, key=lambda line: line.seq)
    return f"[{memory.at:%d %b %Y}](https://discord.com/channels/{spot.guild_id}/{event.place}/{event.message_id})"
