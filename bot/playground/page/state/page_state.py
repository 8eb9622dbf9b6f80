"""The knowledge of a member's page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.model_desk import PlayingModel
from bot.playground.page.state.page_events import ChoicesOffered, InteractionSent, Link, NoticeGiven
from bot.playground.page.state.page_payloads import (
    CommandIndex,
    Modal,
    PageChannel,
    PageGuild,
    PageMember,
    PageMessage,
    PageResident,
    PageRole,
    PageUser,
)


@dataclass(frozen=True)
class Log:
    """The messages of one channel that the page holds, oldest first; `loaded` once its newest page was read."""

    messages: tuple[PageMessage, ...] = ()
    notices: tuple[NoticeGiven, ...] = ()
    loaded: bool = False
    reaches_start: bool = False


@dataclass(frozen=True)
class PageState:
    """Everything one member's page shows. Replaced, never changed."""

    link: Link = Link.CONNECTING
    link_reason: str = ""
    me: PageUser | None = None
    session_id: str = ""
    guild: PageGuild | None = None
    channels: Mapping[str, PageChannel] = field(default_factory=dict[str, PageChannel])
    members: Mapping[str, PageMember] = field(default_factory=dict[str, PageMember])
    roles: Mapping[str, PageRole] = field(default_factory=dict[str, PageRole])
    logs: Mapping[str, Log] = field(default_factory=dict[str, Log])
    unread: Mapping[str, int] = field(default_factory=dict[str, int])
    """Messages of others, by channel, that came since it was last shown."""
    typing: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    commands: CommandIndex | None = None
    people: Mapping[str, tuple[PageResident, ...]] = field(default_factory=dict[str, tuple[PageResident, ...]])
    silence: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why all of these people are silent, by channel."""
    pending: Mapping[str, InteractionSent] = field(default_factory=dict[str, InteractionSent])
    choices: ChoicesOffered | None = None
    modal: Modal | None = None
    playing: PlayingModel | None = None
    """Who plays the people; None until the bot tells."""

    def log(self, channel_id: str) -> Log:
        return self.logs.get(channel_id, Log())

    def message(self, channel_id: str, message_id: str) -> PageMessage | None:
        return next((m for m in self.log(channel_id).messages if m.id == message_id), None)

    def people_in(self, channel_id: str) -> tuple[PageResident, ...]:
        """The simulated people who live in a channel, as far as the page knows."""
        return self.people.get(channel_id, ())

    def is_app(self, user_id: str) -> bool:
        """Whether this is an application, which types for the people who speak through it."""
        member = self.members.get(user_id)
        return member is not None and member.user is not None and member.user.bot

    def name_of(self, user: PageUser) -> str:
        """The name a user goes by in this guild."""
        member = self.members.get(user.id)
        return (member.nick if member and member.nick else None) or user.shown_name
