"""The offers for a word of the draft (people after @, channels after #, emoji after :), and the draft as sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.page.elements.completion_list import CompletionLine
from bot.playground.page.rendering import draft_mentions as mentions
from bot.playground.page.rendering.emoji_table import emoji_called, with_emoji
from bot.playground.page.state.page_payloads import PageChannel
from bot.playground.page.state.page_state import PageState


@dataclass(frozen=True)
class WordOffer:
    """An offer for the word at the caret: the text it becomes, and its line in the list."""

    words: str
    line: CompletionLine


def words_offered(
    state: PageState, channel_id: str, text: str, caret: int, pictures: str
) -> tuple[str, Sequence[WordOffer]]:
    """What is offered for the word at the caret, under its title; nothing where no sign begins it."""
    if (prefix := mentions.name_at(text, caret)) is not None:
        return "People", [
            WordOffer(f"@{s.name}", CompletionLine(s.name, s.where, face=True, avatar=s.avatar))
            for s in mentions.named(state, channel_id, prefix, pictures)
        ]
    if (prefix := mentions.channel_at(text, caret)) is not None:
        return "Channels", [
            WordOffer(f"#{c.name}", CompletionLine(c.name or "", c.topic or "", sign=_sign(c)))
            for c in mentions.channels_called(state, prefix)
        ]
    if (prefix := mentions.emoji_at(text, caret)) is not None:
        return "Emoji", [
            WordOffer(entry.char, CompletionLine(f":{entry.name}:", " ".join(entry.words[1:]), glyph=entry.char))
            for entry in emoji_called(prefix, mentions.MOST_OFFERED)
        ]
    return "", []


def _sign(channel: PageChannel) -> str:
    return "thread" if channel.is_thread else "hash"


def as_sent(state: PageState, text: str) -> str:
    """The draft with names of members and channels become mentions, and `:names:` of emoji their emoji."""
    members = {i: state.name_of(m.user) for i, m in state.members.items() if m.user}
    channels = {c.id: c.name or "" for c in state.channels.values() if c.can_hold_messages}
    return with_emoji(mentions.with_channels(mentions.with_mentions(text, members), channels))
