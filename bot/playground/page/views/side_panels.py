"""The panels around the conversation: channels on the left, the header above, people on the right."""

from dataclasses import dataclass

from bot.playground.page.rendering.draft_mentions import people_heard
from bot.playground.page.rendering.html_render import Circle, SidebarEntry, SidebarGroup, Soul, panel
from bot.playground.page.rendering.log_rows import avatar_of
from bot.playground.page.state.page_payloads import PageChannel
from bot.playground.page.state.page_state import PageState


@dataclass(frozen=True)
class OtherSeat:
    """The seat the page can be switched to."""

    label: str
    href: str


def channel_groups(state: PageState, here: str) -> list[SidebarGroup]:
    """Channels in Discord's order: those without a category first, threads below their channel."""
    channels = [c for c in state.channels.values() if c.can_hold_messages and not c.is_thread]
    channels.sort(key=lambda c: (c.position, int(c.id)))
    threads = sorted((c for c in state.channels.values() if _shown_thread(c, here)), key=lambda c: int(c.id))
    categories = sorted(
        (c for c in state.channels.values() if c.is_category), key=lambda c: (c.position, int(c.id))
    )
    titles = [("", None), *((c.name or "", c.id) for c in categories)]
    ids = {c.id for c in categories}
    groups: list[SidebarGroup] = []
    for title, category in titles:
        inside: list[SidebarEntry] = []
        for channel in channels:
            parent = channel.parent_id if channel.parent_id in ids else None
            if parent != category:
                continue
            inside.append(_entry(state, channel, here))
            inside += [_entry(state, t, here) for t in threads if t.parent_id == channel.id]
        if inside:
            groups.append(SidebarGroup(title, tuple(inside)))
    return groups


def _shown_thread(channel: PageChannel, here: str) -> bool:
    return channel.is_thread and (not channel.archived or channel.id == here)


def _entry(state: PageState, channel: PageChannel, here: str) -> SidebarEntry:
    unread = state.unread.get(channel.id, 0) if channel.id != here else 0
    return SidebarEntry(channel.id, channel.name or "", channel.is_thread, unread)


def sidebar_html(state: PageState, here: str, label: str, other: OtherSeat | None, pictures: str) -> str:
    me = state.me
    return panel(
        "sidebar.html",
        guild=state.guild.name if state.guild else "Playground",
        groups=channel_groups(state, here),
        here=here,
        me=state.name_of(me) if me else "…",
        avatar=avatar_of(me, pictures) if me else None,
        seat_label=label,
        other_seat=other,
    )


def header_html(state: PageState, here: str) -> str:
    channel = state.channels.get(here)
    thread = channel is not None and channel.is_thread
    return panel(
        "header.html",
        name=channel.name if channel else "",
        topic=channel.topic if channel else None,
        thread=thread,
        parent=state.channels.get(channel.parent_id or "") if channel and thread else None,
        archived=channel.archived if channel else False,
    )


def people_html(state: PageState, here: str, pictures: str) -> str:
    living = [Soul(r.name, r.face, tag="QUIET" if r.quiet else "", line=r.line) for r in state.people_in(here)]
    names = {soul.name for soul in living}
    souls = [Soul(n, avatar) for n, avatar in people_heard(state, here, pictures).items() if n not in names]
    users = sorted((m.user for m in state.members.values() if m.user), key=lambda u: state.name_of(u).casefold())
    members = [Soul(state.name_of(u), avatar_of(u, pictures), u.id) for u in users if not u.bot]
    bots = [Soul(state.name_of(u), avatar_of(u, pictures), u.id, "APP") for u in users if u.bot]
    circles = [
        Circle("Living here", tuple(living)),
        Circle("Also heard here" if living else "Heard here", tuple(souls)),
        Circle("Members", tuple(members)),
        Circle("Apps", tuple(bots)),
    ]
    return panel("people.html", groups=circles)


def typing_words(state: PageState, here: str) -> str:
    """The words for who is typing; empty when nobody is. An application types for the people who were called and
    decide what to answer; while it is not known who that is, it is somebody."""
    typists = state.typing.get(here, {})
    names = [name for user_id, name in typists.items() if not state.is_app(user_id)]
    if len(names) < len(typists):
        names += [person.name for person in state.people_in(here) if person.deciding]
    match names:
        case []:
            return "Somebody is about to speak…" if typists else ""
        case [name]:
            return f"{name} is typing…"
        case [first, second]:
            return f"{first} and {second} are typing…"
        case _:
            return "Several people are typing…"
