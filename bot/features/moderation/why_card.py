"""The cards of *Why?*: what was answered, why they had the floor, who made the words; why there are none."""

from collections.abc import Sequence

import discord
from discord.utils import escape_markdown, format_dt

from bot.features.shared.deferred_answers import card, clip
from troupe.worlds.speech_account import Account
from troupe.worlds.transcript import Author, Event, SystemAuthor

_MOST_SILENT = 5


def why_card(account: Account, *, thoughts: bool) -> discord.Embed:
    """`thoughts` only for those who run the channel."""
    embed = card(f"Why {name_of(account.event.author)} spoke")
    embed.add_field(name="Answering", value=_answered(account.answered), inline=False)
    if account.granted:
        embed.add_field(name="Why they had the floor", value=_told(account.granted), inline=False)
    if account.decided and account.decided != account.granted:
        embed.add_field(name="The whole decision", value=_told(account.decided), inline=False)
    if thoughts and account.recalled:
        embed.add_field(
            name="What came back to them",
            value=clip("\n".join(map(_memory, account.recalled)), 1024),
            inline=False,
        )
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


def _memory(event: Event) -> str:
    """A line of long before, with the day on which it was said."""
    text = clip(escape_markdown(" ".join(event.text.split())), 150)
    return f"- {format_dt(event.at, 'd')} **{escape_markdown(name_of(event.author))}**: {text}"


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
