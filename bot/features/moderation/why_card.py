"""The cards of *Why?*: what was answered, why they had the floor, who made the words; why there are none."""

from collections.abc import Mapping, Sequence

import discord
from discord.utils import escape_markdown, format_dt

from bot.features.shared.deferred_answers import as_many, card, clip
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.speech_account import Account
from troupe.worlds.transcript import Author, Event, SystemAuthor

_MOST_SILENT = 5
_CHARACTERS_A_TOKEN = 4


def why_card(account: Account, *, thoughts: bool, guild_id: int = 0) -> discord.Embed:
    """`thoughts` only for those who run the channel, which is of this server."""
    embed = card(f"Why {name_of(account.event.author)} spoke")
    embed.add_field(name="Answering", value=_answered(account.answered), inline=False)
    if account.granted:
        embed.add_field(name="Why they had the floor", value=_told(account.granted), inline=False)
    if account.decided and account.decided != account.granted:
        embed.add_field(name="The whole decision", value=_told(account.decided), inline=False)
    if thoughts and (account.recalled or account.memories):
        embed.add_field(name="What came back to them", value=_came_back(account, guild_id), inline=False)
    if thoughts and account.thoughts:
        listed = "\n".join(f"- {escape_markdown(thought)}" for thought in account.thoughts)
        embed.add_field(name="What they thought", value=clip(listed, 1024), inline=False)
    embed.add_field(name="The words are by", value=_made_by(account), inline=False)
    return embed.set_footer(text="A simulated person. Not real, and what they say is made up.")


def silence_card(silences: Sequence[Account]) -> discord.Embed:
    """Who was asked about a message and kept silent, each with the reason they gave."""
    embed = card("Why there was silence")
    embed.add_field(name="About", value=_answered(silences[0].answered), inline=False)
    for account in silences[:_MOST_SILENT]:
        name, why = escape_markdown(name_of(account.event.author)), _told(account.event.text)
        embed.add_field(name=f"{name} kept silent", value=why, inline=False)
    embed.add_field(name="The reasons are by", value=_made_by(silences[-1]), inline=False)
    return embed.set_footer(text="Simulated people. Not real, and what they say is made up.")


def name_of(author: Author) -> str:
    return "The house" if isinstance(author, SystemAuthor) else author.name


def _answered(event: Event | None) -> str:
    if event is None:
        return "something that was deleted since"
    if event.facets.occasion:
        return "nothing: they began by themselves, by the rhythm of this world"
    return (
        f"**{escape_markdown(name_of(event.author))}**: {clip(escape_markdown(' '.join(event.text.split())), 300)}"
    )


def _came_back(account: Account, guild_id: int) -> str:
    """Memories and lines of long before, each with a link to what was said, and what they cost."""
    evidence = {event.id: event for event in account.evidence}
    told = [_memory(memory, evidence, guild_id) for memory in account.memories]
    told += [_line(event, guild_id) for event in account.recalled]
    characters = sum(len(part.text) for part in (*account.memories, *account.recalled))
    cost = f"-# About {max(1, round(characters / _CHARACTERS_A_TOKEN))} tokens of this turn."
    if account.made_for.calls:
        made = account.made_for.tokens_in + account.made_for.tokens_out
        price = "" if not account.made_for.usd else f", ${account.made_for.usd:.4f}"
        cost += f" Making these memories took {made} tokens{price}."
    return f"{as_many(told, 1000 - len(cost))}\n{cost}"


def _memory(memory: KeptMemory, evidence: Mapping[str, Event], guild_id: int) -> str:
    text = clip(escape_markdown(" ".join(memory.text.split())), 150)
    source = next((evidence[source] for source in reversed(memory.sources) if source in evidence), None)
    said = f" (hearsay, from {escape_markdown(memory.said_by)})" if memory.hearsay else ""
    day = format_dt(memory.at, "d") if source is None else _linked(source, guild_id)
    return f"- {day} *{memory.kind.value}*{said}: {text if memory.current else f'~~{text}~~'}"


def _line(event: Event, guild_id: int) -> str:
    """A line of long before, with the day on which it was said."""
    text = clip(escape_markdown(" ".join(event.text.split())), 150)
    return f"- {_linked(event, guild_id)} **{escape_markdown(name_of(event.author))}**: {text}"


def _linked(event: Event, guild_id: int) -> str:
    """The day of a line, which leads to it."""
    if event.message_id is None or not event.place:
        return format_dt(event.at, "d")
    return f"[{event.at:%d %b %Y}](https://discord.com/channels/{guild_id}/{event.place}/{event.message_id})"


def _told(reason: str) -> str:
    return clip(escape_markdown(reason), 1024)


def _made_by(account: Account) -> str:
    provenance = account.provenance
    if provenance is None:
        return "not recorded"
    if provenance.stand_in:
        return "the **understudy**, an offline stand-in and no language model"
    tries = "" if provenance.attempts == 1 else f", at the {provenance.attempts}. attempt"
    return f"the language model **{escape_markdown(provenance.model)}**{tries}"
