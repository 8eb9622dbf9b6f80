"""The messages of the local Discord, parsed at the edge: frozen, and tolerant of fields the page does not use."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

LOADING = 1 << 7
EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15


class Payload(BaseModel):
    """The base of everything received: immutable; unknown fields are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PageUser(Payload):
    """An account, or the name and face a webhook message was sent under."""

    id: str
    username: str
    global_name: str | None = None
    avatar: str | None = None
    bot: bool = False

    @property
    def shown_name(self) -> str:
        return self.global_name or self.username


class PageMember(Payload):
    """A user's place in the guild; Discord leaves `user` out where it is said elsewhere."""

    user: PageUser | None = None
    nick: str | None = None
    roles: tuple[str, ...] = ()


class PageRole(Payload):
    id: str
    name: str
    color: int = 0


class ThreadMetadata(Payload):
    archived: bool = False
    locked: bool = False


class PageChannel(Payload):
    """A channel, category or thread (types as Discord numbers them)."""

    id: str
    type: int = 0
    name: str | None = None
    topic: str | None = None
    parent_id: str | None = None
    guild_id: str | None = None
    position: int = 0
    thread_metadata: ThreadMetadata | None = None

    @property
    def archived(self) -> bool:
        """Whether the channel is a thread that was put away."""
        return self.thread_metadata is not None and self.thread_metadata.archived

    @property
    def is_thread(self) -> bool:
        return self.type in (10, 11, 12)

    @property
    def is_category(self) -> bool:
        return self.type == 4

    @property
    def can_hold_messages(self) -> bool:
        return self.is_thread or self.type in (0, 2, 5, 13)


class PageEmoji(Payload):
    id: str | None = None
    name: str | None = None
    animated: bool = False

    @property
    def key(self) -> str:
        """What identifies the emoji in a route: the character itself, or name:id."""
        return f"{self.name}:{self.id}" if self.id else self.name or ""


class PageReaction(Payload):
    count: int
    me: bool = False
    emoji: PageEmoji


class PageAttachment(Payload):
    id: str
    filename: str
    size: int = 0
    url: str
    content_type: str | None = None
    description: str | None = None
    width: int | None = None
    height: int | None = None

    @property
    def is_image(self) -> bool:
        return (self.content_type or "").startswith("image/") and self.content_type != "image/svg+xml"


class PageEmbedMedia(Payload):
    url: str | None = None


class PageEmbedAuthor(Payload):
    name: str = ""
    url: str | None = None
    icon_url: str | None = None


class PageEmbedFooter(Payload):
    text: str = ""
    icon_url: str | None = None


class PageEmbedField(Payload):
    name: str
    value: str
    inline: bool = False


class PageEmbed(Payload):
    title: str | None = None
    description: str | None = None
    url: str | None = None
    color: int | None = None
    timestamp: datetime | None = None
    author: PageEmbedAuthor | None = None
    footer: PageEmbedFooter | None = None
    image: PageEmbedMedia | None = None
    thumbnail: PageEmbedMedia | None = None
    fields: tuple[PageEmbedField, ...] = ()

    @property
    def pictures(self) -> tuple[str, ...]:
        """The addresses of all pictures in it."""
        urls = [m.url for m in (self.image, self.thumbnail) if m]
        urls += [self.author.icon_url if self.author else None, self.footer.icon_url if self.footer else None]
        return tuple(url for url in urls if url)


class SelectOption(Payload):
    label: str
    value: str
    description: str | None = None
    emoji: PageEmoji | None = None
    default: bool = False


class Media(Payload):
    url: str = ""


class GalleryItem(Payload):
    media: Media
    description: str | None = None
    spoiler: bool = False


class DefaultValue(Payload):
    """A user, role or channel that a select starts with."""

    id: str


class Component(Payload):
    """Any message or modal component; which fields matter follows from `type`, as Discord numbers it."""

    type: int
    custom_id: str | None = None
    label: str | None = None
    description: str | None = None
    style: int | None = None
    emoji: PageEmoji | None = None
    url: str | None = None
    disabled: bool = False
    placeholder: str | None = None
    options: tuple[SelectOption, ...] = ()
    default_values: tuple[DefaultValue, ...] = ()
    channel_types: tuple[int, ...] = ()
    default: bool = False
    min_values: int | None = None
    max_values: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    required: bool | None = None
    value: str | None = None
    content: str | None = None
    accent_color: int | None = None
    spoiler: bool = False
    divider: bool = True
    spacing: int = 1
    name: str | None = None
    size: int | None = None
    media: Media | None = None
    file: Media | None = None
    items: tuple[GalleryItem, ...] = ()
    components: tuple[Self, ...] = ()
    component: Self | None = None
    accessory: Self | None = None


class PageMessageReference(Payload):
    message_id: str | None = None
    channel_id: str | None = None


class PageInteractionOrigin(Payload):
    """The command that an answer belongs to, and its user."""

    name: str | None = None
    user: PageUser | None = None


class PageMessage(Payload):
    """A message as shown; `flags` and `type` are Discord's numbers."""

    id: str
    channel_id: str
    author: PageUser
    member: PageMember | None = None
    content: str = ""
    timestamp: datetime
    edited_timestamp: datetime | None = None
    type: int = 0
    flags: int = 0
    nonce: str | int | None = None
    pinned: bool = False
    mentions: tuple[PageUser, ...] = ()
    mention_roles: tuple[str, ...] = ()
    mention_everyone: bool = False
    attachments: tuple[PageAttachment, ...] = ()
    embeds: tuple[PageEmbed, ...] = ()
    reactions: tuple[PageReaction, ...] = ()
    components: tuple[Component, ...] = ()
    webhook_id: str | None = None
    application_id: str | None = None
    interaction: PageInteractionOrigin | None = None
    interaction_metadata: PageInteractionOrigin | None = None
    message_reference: PageMessageReference | None = None
    referenced_message: Self | None = None
    thread: PageChannel | None = None

    @property
    def shown_attachments(self) -> tuple[PageAttachment, ...]:
        """The files to show by themselves: not those that an embed or a component shows already."""
        if self.laid_out:
            return ()
        urls = {url for embed in self.embeds for url in embed.pictures}
        return tuple(a for a in self.attachments if a.url not in urls)

    @property
    def laid_out(self) -> bool:
        """Whether the message consists of components alone, which then frame themselves."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(self.flags & LOADING)


class PageGuild(Payload):
    """The guild as GUILD_CREATE brings it, with all that is in it."""

    id: str
    name: str
    icon: str | None = None
    owner_id: str = ""
    channels: tuple[PageChannel, ...] = ()
    threads: tuple[PageChannel, ...] = ()
    members: tuple[PageMember, ...] = ()
    roles: tuple[PageRole, ...] = ()


class PageChoice(Payload):
    name: str
    value: str | int | float


class Option(Payload):
    """One option of a slash command, or a subcommand holding options (types as Discord numbers them)."""

    type: int
    name: str
    description: str = ""
    required: bool = False
    autocomplete: bool = False
    choices: tuple[PageChoice, ...] = ()
    options: tuple[Self, ...] = ()
    channel_types: tuple[int, ...] = ()
    min_value: float | None = None
    max_value: float | None = None
    min_length: int | None = None
    max_length: int | None = None


class PageCommand(Payload):
    """An application command: type 1 slash, 2 user menu, 3 message menu."""

    id: str
    application_id: str
    name: str
    type: int = 1
    version: str | None = None
    description: str = ""
    options: tuple[Option, ...] = ()


class PageApplication(Payload):
    id: str
    name: str


class CommandIndex(Payload):
    """Everything a member may call in the guild."""

    applications: tuple[PageApplication, ...] = ()
    application_commands: tuple[PageCommand, ...] = ()


class Fact(Payload):
    """A heading and what is said under it."""

    name: str
    value: str


class PageResident(Payload):
    """A simulated person who lives in a channel; `face` is an address, `line` says in one line who it is."""

    name: str
    face: str | None = None
    line: str = ""
    about: str = ""
    facts: tuple[Fact, ...] = ()
    quiet: bool = False
    """Whether they were asked to be quiet."""
    deciding: bool = False
    """Whether they were called here, and are about to answer."""


class Modal(Payload):
    """A form an application asks to be filled in."""

    id: str | None = None
    nonce: str | None = None
    custom_id: str
    title: str = ""
    application: PageApplication | None = None
    channel_id: str | None = None
    components: tuple[Component, ...] = ()
