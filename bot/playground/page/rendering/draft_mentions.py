"""Names in a draft: offering them after an @, and turning members' names into real mentions when sent. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.page.rendering.log_rows import avatar_of, is_person, speaker
from bot.playground.page.state.page_state import PageState

AT_WORD = re.compile(r"(?:^|(?<=\s))@(?P<name>[^\s@]{0,40})$")
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


def name_at(text: str, caret: int) -> str | None:
    """The text after the @ the caret is in; None when it is in no such word."""
    match = AT_WORD.search(text[:caret])
    return match["name"] if match else None


def completed(text: str, caret: int, name: str) -> tuple[str, int]:
    """The draft with the word at the caret become `@name`, and where the caret then stands."""
    match = AT_WORD.search(text[:caret])
    if match is None:
        return text, caret
    before = f"{text[: match.start()]}@{name} "
    return before + text[caret:].removeprefix(" "), len(before)


def with_mentions(text: str, members: Mapping[str, str]) -> str:
    """The text with each `@member's name` become a mention; `members` is id → name. Other names stay words."""
    ids = {name.casefold(): member_id for member_id, name in members.items()}
    if not ids:
        return text
    longest_first = sorted(ids, key=len, reverse=True)
    pattern = re.compile(
        r"(?<![\w@])@(" + "|".join(re.escape(name) for name in longest_first) + r")(?!\w)", re.IGNORECASE
    )
    return pattern.sub(lambda match: f"<@{ids[match[1].casefold()]}>", text)
