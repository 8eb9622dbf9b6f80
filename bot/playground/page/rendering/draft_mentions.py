"""Names in a draft: offered after an @ or a #, and made real mentions when it is sent. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.page.rendering.log_rows import avatar_of, is_person, speaker
from bot.playground.page.state.page_payloads import PageChannel
from bot.playground.page.state.page_state import PageState

WORD = re.compile(
    r"(?:^|(?<=\s))(?:@(?P<name>[^\s@]{0,40})|#(?P<channel>[^\s#]{0,100})|:(?P<emoji>[\w+-]{2,60}))$"
)
"""The word before the caret that something is offered for; an emoji's from its second letter, as `:D` is none."""
MOST_OFFERED = 25
LOOKED_BACK = 200
"""How many messages back somebody still counts as heard here lately."""


def people_heard(state: PageState, channel_id: str, pictures: str) -> dict[str, str | None]:
    """The people who spoke here through a webhook, with their faces; who spoke last comes first."""
    avatars: dict[str, str | None] = {}
    for message in reversed(state.log(channel_id).messages[-LOOKED_BACK:]):
        name, _ = speaker(state, message)
        if is_person(message) and name not in avatars:
            avatars[name] = avatar_of(message.author, pictures)
    return avatars


@dataclass(frozen=True)
class Somebody:
    """A name that may stand after an @, and where its owner is to be found."""

    name: str
    where: str
    avatar: str | None = None


def named(state: PageState, channel_id: str, wanted: str, pictures: str) -> list[Somebody]:
    """Whose name, or a word of it, begins so: who lives here, who was heard here lately, the other members."""
    people = [Somebody(r.name, "lives here", r.face) for r in state.people_in(channel_id)]
    avatars = people_heard(state, channel_id, pictures)
    people += [Somebody(name, "speaks here", avatar) for name, avatar in avatars.items()]
    users = [m.user for m in state.members.values() if m.user and m.user != state.me]
    users.sort(key=lambda user: (user.bot, state.name_of(user).casefold()))
    people += [Somebody(state.name_of(u), "app" if u.bot else "member", avatar_of(u, pictures)) for u in users]
    prefix = wanted.casefold()
    unique = {somebody.name: somebody for somebody in reversed(people)}
    fitting = [
        somebody
        for somebody in dict.fromkeys(unique[s.name] for s in people)
        if any(word.casefold().startswith(prefix) for word in (somebody.name, *somebody.name.split()))
    ]
    return fitting[:MOST_OFFERED]


def channels_called(state: PageState, wanted: str) -> list[PageChannel]:
    """Channels and threads going on whose name, or a word of it, begins so; channels first."""
    prefix = wanted.casefold()
    fitting = [
        channel
        for channel in state.channels.values()
        if channel.can_hold_messages
        and not channel.archived
        and any(part.casefold().startswith(prefix) for part in _parts(channel.name or ""))
    ]
    fitting.sort(key=lambda channel: (channel.is_thread, (channel.name or "").casefold()))
    return fitting[:MOST_OFFERED]


def _parts(name: str) -> list[str]:
    return [name, *re.split(r"[\s-]+", name)]


def name_at(text: str, caret: int) -> str | None:
    """The text after the @ the caret is in; None when it is in no such word."""
    match = WORD.search(text[:caret])
    return match["name"] if match else None


def channel_at(text: str, caret: int) -> str | None:
    """The text after the # the caret is in; None when it is in no such word."""
    match = WORD.search(text[:caret])
    return match["channel"] if match else None


def emoji_at(text: str, caret: int) -> str | None:
    """The text after the : the caret is in; None when it is in no such word."""
    match = WORD.search(text[:caret])
    return match["emoji"] if match else None


def completed(text: str, caret: int, name: str) -> tuple[str, int]:
    """The draft with the word at the caret become `@name`, and where the caret then stands."""
    return replaced(text, caret, f"@{name}")


def replaced(text: str, caret: int, words: str) -> tuple[str, int]:
    """The draft with the word at the caret become these words, and where the caret then stands."""
    match = WORD.search(text[:caret])
    if match is None:
        return text, caret
    before = f"{text[: match.start()]}{words} "
    return before + text[caret:].removeprefix(" "), len(before)


def with_mentions(text: str, members: Mapping[str, str]) -> str:
    """The text with each `@member's name` become a mention; `members` is id → name. Other names stay words."""
    return _linked(text, "@", r"\w", members)


def with_channels(text: str, channels: Mapping[str, str]) -> str:
    """The text with each `#channel's name` become a link to it; `channels` is id → name."""
    return _linked(text, "#", r"[\w-]", channels)


def _linked(text: str, sign: str, letter: str, names: Mapping[str, str]) -> str:
    """`letter` matches what may not follow: the name would be a longer one."""
    ids = {name.casefold(): known_id for known_id, name in names.items() if name}
    if not ids:
        return text
    longest_first = sorted(ids, key=len, reverse=True)
    any_name = "|".join(re.escape(name) for name in longest_first)
    pattern = re.compile(rf"(?<![\w{sign}]){sign}({any_name})(?!{letter})", re.IGNORECASE)
    return pattern.sub(lambda match: f"<{sign}{ids[match[1].casefold()]}>", text)
