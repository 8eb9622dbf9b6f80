"""Somebody as a card: a member, or a person who speaks through a webhook. Pure."""

from dataclasses import dataclass

from bot.playground.page.rendering.draft_mentions import people_heard
from bot.playground.page.rendering.log_rows import avatar_of
from bot.playground.page.state.page_payloads import Fact, PageCommand
from bot.playground.page.state.page_state import PageState
from bot.playground.page.views.context_menus import USER_MENU, commands_of


@dataclass(frozen=True)
class Card:
    """Face, name and what is known. `user_id` is empty for who is no member."""

    name: str
    avatar: str | None
    user_id: str = ""
    tag: str = ""
    line: str = ""
    about: str = ""
    facts: tuple[Fact, ...] = ()
    roles: tuple[str, ...] = ()
    commands: tuple[PageCommand, ...] = ()


def card_of(state: PageState, user_id: str, name: str, channel_id: str, pictures: str) -> Card | None:
    """The card of this member, or of the person of this name in the channel; None for who is not there."""
    if user_id:
        return _member(state, user_id, pictures)
    return _person(state, name, channel_id, pictures)


def _member(state: PageState, user_id: str, pictures: str) -> Card | None:
    member = state.members.get(user_id)
    if member is None or member.user is None:
        return None
    user = member.user
    roles = tuple(state.roles[i].name for i in member.roles if i in state.roles)
    return Card(
        state.name_of(user),
        avatar_of(user, pictures),
        user.id,
        "APP" if user.bot else "",
        f"@{user.username}",
        roles=roles,
        commands=commands_of(state, USER_MENU),
    )


def _person(state: PageState, name: str, channel_id: str, pictures: str) -> Card | None:
    """The card of a simulated person: a resident is known better than somebody only heard."""
    for r in state.people_in(channel_id):
        if r.name == name:
            return Card(r.name, r.face, tag="PERSON", line=r.line, about=r.about, facts=r.facts)
    avatars = people_heard(state, channel_id, pictures)
    if name not in avatars:
        return None
    return Card(name, avatars[name], tag="PERSON", line="A simulated person")
