"""A channel's log as the rows a reader sees: days, messages grouped by speaker, system lines, notices. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from bot.playground.page.rendering.markdown import Names, plain
from bot.playground.page.state.page_events import NoticeGiven
from bot.playground.page.state.page_payloads import PageChannel, PageMessage, PageUser
from bot.playground.page.state.page_state import PageState

GROUPED_WITHIN = timedelta(minutes=5)
REPLY = 19
SLASH_ANSWER, MENU_ANSWER = 20, 23
STARTER = 21


class Voice(Enum):
    """The speaker of a row: a member, the bot as itself, or a person speaking through a webhook."""

    MEMBER = "member"
    BOT = "bot"
    PERSON = "person"


@dataclass(frozen=True)
class Quote:
    """The line above a reply. `message_id` None: what was answered is gone."""

    message_id: str | None
    name: str
    avatar: str | None
    text: str


@dataclass(frozen=True)
class DayDivider:
    key: str
    label: str


@dataclass(frozen=True)
class SystemRow:
    """A line Discord itself writes: a pin, a new thread, an arrival."""

    key: str
    text: str
    at: datetime
    thread_id: str | None = None


@dataclass(frozen=True)
class NoticeRow:
    """A line from the page to this member alone."""

    key: str
    notice: NoticeGiven


@dataclass(frozen=True)
class MessageRow:
    """A message with what its place in the log and in the guild adds.

    `aside` is what a speaker's name says beside the name itself, such as who plays them; `avatar` an address.
    """

    key: str
    message: PageMessage
    name: str
    aside: str
    avatar: str | None
    voice: Voice
    grouped: bool
    mine: bool
    mentions_me: bool
    quote: Quote | None
    used: str | None
    """For an answer to a command: "Ada used /who"."""
    thread: PageChannel | None
    """The thread that was started from it, as it is now."""
    elsewhere: bool = False
    """Whether it was said in the channel that this thread was started from, and is only shown here."""


Row = DayDivider | SystemRow | NoticeRow | MessageRow


@dataclass(frozen=True)
class Lens:
    """The means by which rows are read: resolved names, the pictures' address, the present moment and the zone.

    `faces` has the addresses of members' pictures, `kinds` the channels' types, both by id.
    """

    names: Names
    pictures: str
    now: datetime
    zone: tzinfo | None = None
    faces: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    kinds: Mapping[str, int] = field(default_factory=dict[str, int])


def lens_on(state: PageState, now: datetime, pictures: str, zone: tzinfo | None = None) -> Lens:
    """The lens through which this guild is read."""
    faces = {i: avatar_of(m.user, pictures) for i, m in state.members.items() if m.user}
    kinds = {i: c.type for i, c in state.channels.items()}
    return Lens(names_in(state, now, pictures, zone), pictures, now, zone, faces, kinds)


def names_in(state: PageState, now: datetime, pictures: str, zone: tzinfo | None = None) -> Names:
    """The names that the ids of this guild stand for in its texts."""
    return Names(
        users={i: m.nick or (m.user.shown_name if m.user else i) for i, m in state.members.items()},
        channels={i: c.name or i for i, c in state.channels.items()},
        roles={i: r.name for i, r in state.roles.items()},
        now=now,
        zone=zone,
        pictures=pictures,
    )


def rows(state: PageState, channel_id: str, lens: Lens) -> list[Row]:
    """The rows of a channel, oldest first. Keys are unique and stay with what they show."""
    log = state.log(channel_id)
    notices = sorted(log.notices, key=lambda n: n.at)
    lines: list[Row] = []
    day: date | None = None
    before: MessageRow | None = None
    for message in log.messages:
        for row in _notices_until(notices, message.timestamp):
            lines.append(row)
            before = None
        today = message.timestamp.astimezone(lens.zone).date()
        if today != day:
            day, before = today, None
            lines.append(
                DayDivider(f"day-{today.isoformat()}", day_label(today, lens.now.astimezone(lens.zone).date()))
            )
        system = _system_row(state, message)
        if system is not None:
            lines.append(system)
            before = None
            continue
        if message.type == STARTER and message.referenced_message is not None:
            lines.append(_starter_row(state, message.referenced_message, lens))
            before = None
            continue
        before = _message_row(state, message, before, lens)
        lines.append(before)
    lines.extend(NoticeRow(n.id, n) for n in notices)
    return lines


def day_label(day: date, today: date) -> str:
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _notices_until(notices: list[NoticeGiven], moment: datetime) -> Iterator[NoticeRow]:
    while notices and notices[0].at < moment:
        notice = notices.pop(0)
        yield NoticeRow(notice.id, notice)


def _system_row(state: PageState, message: PageMessage) -> SystemRow | None:
    name = state.name_of(message.author)
    match message.type:
        case 6:  # pin
            return SystemRow(message.id, f"{name} pinned a message.", message.timestamp)
        case 7:  # arrival
            return SystemRow(message.id, f"{name} arrived.", message.timestamp)
        case 18:  # thread
            reference = message.message_reference
            thread_id = reference.channel_id if reference else None
            return SystemRow(
                message.id, f"{name} started a thread: {message.content}", message.timestamp, thread_id
            )
        case _:
            return None


def _message_row(state: PageState, message: PageMessage, before: MessageRow | None, lens: Lens) -> MessageRow:
    me = state.me.id if state.me else None
    quote = _quote(state, message, lens)
    name, aside = speaker(state, message)
    command = _used(state, message)
    return MessageRow(
        key=message.id,
        message=message,
        name=name,
        aside=aside,
        avatar=avatar_of(message.author, lens.pictures),
        voice=_voice(message),
        grouped=quote is None and command is None and before is not None and _continues(before.message, message),
        mine=message.author.id == me and message.webhook_id is None,
        mentions_me=message.author.id != me and any(u.id == me for u in message.mentions),
        quote=quote,
        used=command,
        thread=state.channels.get(message.thread.id, message.thread) if message.thread else None,
    )


def _starter_row(state: PageState, message: PageMessage, lens: Lens) -> MessageRow:
    """The message a thread was started from, at the thread's beginning."""
    row = _message_row(state, message, None, lens)
    return replace(row, key=f"starter-{message.id}", thread=None, elsewhere=True, quote=None)


def speaker(state: PageState, message: PageMessage) -> tuple[str, str]:
    """Whose words these are, and what stands beside the name: "Lisa · understudy" is Lisa, and understudy.

    Only names lent to a webhook carry such a word; a member's own name is left whole.
    """
    if not is_person(message):
        return state.name_of(message.author), ""
    name, _, aside = message.author.shown_name.partition(" · ")
    return name, aside


def is_person(message: PageMessage) -> bool:
    """Whether somebody speaks through a webhook. An answer to an interaction is the bot's own, though it
    carries the application's id in `webhook_id`."""
    return message.webhook_id is not None and message.webhook_id != message.application_id


def _voice(message: PageMessage) -> Voice:
    if is_person(message):
        return Voice.PERSON
    return Voice.BOT if message.author.bot else Voice.MEMBER


def _continues(before: PageMessage, message: PageMessage) -> bool:
    return (
        (before.author.id, before.author.username, before.author.avatar)
        == (message.author.id, message.author.username, message.author.avatar)
        and message.timestamp - before.timestamp < GROUPED_WITHIN
        and before.ephemeral == message.ephemeral
    )


def _quote(state: PageState, message: PageMessage, lens: Lens) -> Quote | None:
    if message.type != REPLY:
        return None
    original = message.referenced_message
    if original is None:
        return Quote(None, "", None, "The message this answers was deleted.")
    name, _ = speaker(state, original)
    text = plain(original.content, lens.names) or ("an attachment" if original.attachments else "a message")
    avatar = avatar_of(original.author, lens.pictures)
    return Quote(original.id, name, avatar, text)


def _used(state: PageState, message: PageMessage) -> str | None:
    origin = message.interaction or message.interaction_metadata
    if origin is None or origin.user is None or message.type not in (SLASH_ANSWER, MENU_ANSWER):
        return None
    command = message.interaction.name if message.interaction else origin.name
    if command and message.type == SLASH_ANSWER:
        command = f"/{command}"
    return f"{state.name_of(origin.user)} used {command or 'a command'}"


def avatar_of(user: PageUser, pictures: str) -> str | None:
    """The address of a face, or None where initials stand in for it."""
    if not user.avatar:
        return None
    ending = "gif" if user.avatar.startswith("a_") else "png"
    return f"{pictures}/avatars/{user.id}/{user.avatar}.{ending}?size=80"
