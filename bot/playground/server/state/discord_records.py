"""The memory of the local Discord: plain records of users, guilds, channels, messages and the rest.

Only `acts` changes them, so that each change and the gateway event that tells of it stay together.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

from bot.playground.server.state.json_wire import Payload


class ChannelType(IntEnum):
    """Discord's numbers for the kinds of channel we have."""

    TEXT = 0
    DM = 1
    CATEGORY = 4
    ANNOUNCEMENT = 5
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = frozenset({ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD})


class Privileged(StrEnum):
    """The gateway intents an application must have approved."""

    MEMBERS = "members"
    PRESENCES = "presences"
    MESSAGE_CONTENT = "message_content"


@dataclass
class DiscordUser:
    """An account: a human, or the bot of an application."""

    id: int
    username: str
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False
    locale: str = "en-US"


@dataclass
class DiscordRole:
    """A role of a guild; @everyone has the guild's id."""

    id: int
    name: str
    permissions: int
    position: int = 0
    color: int = 0
    hoist: bool = False
    managed: bool = False
    mentionable: bool = False
    bot_id: int | None = None


@dataclass
class DiscordMember:
    """A user's place in a guild."""

    user_id: int
    joined_at: datetime
    nick: str | None = None
    roles: list[int] = field(default_factory=list[int])
    timed_out_until: datetime | None = None


@dataclass
class Overwrite:
    """The permissions that a channel allows and denies to one role (type 0) or member (type 1)."""

    id: int
    type: int
    allow: int
    deny: int


@dataclass
class Tag:
    """A forum's tag."""

    id: int
    name: str
    moderated: bool = False
    emoji_id: int | None = None
    emoji_name: str | None = None


@dataclass
class ThreadState:
    """The state that a thread has beyond a channel."""

    owner_id: int
    created_at: datetime
    archived_at: datetime
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive_minutes: int = 1440
    message_count: int = 0
    total_sent: int = 0
    members: dict[int, datetime] = field(default_factory=dict[int, datetime])
    tags: list[int] = field(default_factory=list[int])


@dataclass
class DiscordChannel:
    """A channel, category, thread or direct conversation."""

    id: int
    type: ChannelType
    guild_id: int | None
    name: str = ""
    topic: str | None = None
    parent_id: int | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    last_message_id: int | None = None
    last_pin_at: datetime | None = None
    recipients: list[int] = field(default_factory=list[int])
    thread: ThreadState | None = None
    tags: list[Tag] = field(default_factory=list[Tag])
    default_archive_minutes: int | None = None

    @property
    def as_thread(self) -> ThreadState:
        """The state a thread has beyond a channel. Raises LookupError for what is no thread."""
        if self.thread is None:
            raise LookupError(f"channel {self.id} is no thread")
        return self.thread


@dataclass
class DiscordGuild:
    """A guild with its roles and members; its channels are found by id."""

    id: int
    name: str
    owner_id: int
    icon: str | None = None
    description: str | None = None
    locale: str = "en-US"
    system_channel_id: int | None = None
    roles: dict[int, DiscordRole] = field(default_factory=dict[int, DiscordRole])
    members: dict[int, DiscordMember] = field(default_factory=dict[int, DiscordMember])
    emojis: list[int] = field(default_factory=list[int])


@dataclass
class DiscordAttachment:
    """A file of a message; its bytes are a blob."""

    id: int
    filename: str
    content_type: str
    size: int
    path: str
    description: str | None = None
    width: int | None = None
    height: int | None = None
    spoiler: bool = False


@dataclass
class DiscordReaction:
    """One emoji under a message and who chose it, in order."""

    name: str
    emoji_id: int | None
    animated: bool
    users: list[int] = field(default_factory=list[int])


@dataclass
class PollAnswer:
    """An answer of a poll and its voters."""

    id: int
    media: Payload
    voters: list[int] = field(default_factory=list[int])


@dataclass
class Poll:
    """A poll of a message."""

    question: str
    answers: list[PollAnswer]
    expires_at: datetime
    multiselect: bool
    layout: int = 1
    finalized: bool = False


@dataclass
class DiscordFace:
    """The name and picture a webhook message was sent under."""

    username: str
    avatar: str | None


@dataclass
class DiscordMessage:
    """A message. `visible_to` is set for ephemeral ones: only that user ever sees it."""

    id: int
    channel_id: int
    author_id: int
    type: int = 0
    content: str = ""
    sent_at: datetime = field(kw_only=True)
    edited_at: datetime | None = None
    flags: int = 0
    tts: bool = False
    pinned_at: datetime | None = None
    embeds: list[Payload] = field(default_factory=list[Payload])
    components: list[Payload] = field(default_factory=list[Payload])
    attachments: list[DiscordAttachment] = field(default_factory=list[DiscordAttachment])
    reactions: list[DiscordReaction] = field(default_factory=list[DiscordReaction])
    mentions: list[int] = field(default_factory=list[int])
    mention_roles: list[int] = field(default_factory=list[int])
    mention_everyone: bool = False
    nonce: str | int | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    face: DiscordFace | None = None
    reply_to: "DiscordReference | None" = None
    interaction: "InteractionOrigin | None" = None
    visible_to: int | None = None
    poll: Poll | None = None


@dataclass
class DiscordReference:
    """The message another one answers, or the thread it tells of."""

    channel_id: int
    guild_id: int | None
    message_id: int | None


@dataclass
class InteractionOrigin:
    """The interaction that brought a message about."""

    id: int
    type: int
    user_id: int
    guild_id: int | None = None
    name: str | None = None
    interacted_message_id: int | None = None
    original_response_id: int | None = None
    triggered_by: "InteractionOrigin | None" = None
    target_message_id: int | None = None
    target_user_id: int | None = None


@dataclass
class DiscordWebhook:
    """An incoming webhook of a channel."""

    id: int
    channel_id: int
    guild_id: int
    name: str
    token: str
    creator_id: int
    application_id: int | None = None
    avatar: str | None = None


@dataclass
class DiscordEmoji:
    """A custom emoji of a guild or of an application."""

    id: int
    name: str
    creator_id: int
    animated: bool = False
    guild_id: int | None = None
    application_id: int | None = None


@dataclass
class DiscordCommand:
    """An application command; `definition` is what was registered, completed with defaults."""

    id: int
    application_id: int
    guild_id: int | None
    version: int
    type: int
    name: str
    definition: Payload
    permissions: list[Payload] | None = None


@dataclass
class DiscordApplication:
    """An application and what was approved for it; its bot is the user of the same id."""

    id: int
    name: str
    owner_id: int
    privileged: frozenset[Privileged]
    description: str = ""


class InteractionStage(StrEnum):
    """The stage that an interaction has come to."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"


@dataclass
class DiscordInteraction:
    """A human's use of a command, a component or a modal, until its token dies."""

    id: int
    token: str
    type: int
    application_id: int
    user_id: int
    channel_id: int
    guild_id: int | None
    session_id: str
    nonce: str
    made_at: datetime
    data: Payload
    origin: InteractionOrigin
    message_id: int | None = None
    stage: InteractionStage = InteractionStage.OPEN
    original_id: int | None = None
    modal: Payload | None = None


@dataclass
class Blob:
    """Bytes the content network serves, or where they really are."""

    content: bytes = b""
    content_type: str = "application/octet-stream"
    elsewhere: str | None = None
