"""Request bodies, parsed at the edge: field names and limits as Discord has them."""

from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.playground.server.state.discord_errors import DiscordError, bad_body
from bot.playground.server.state.json_wire import Json, Payload, number

CONTENT_LIMIT = 2000
EMBEDS_LIMIT = 6000


def _snowflake(value: Json) -> int:
    snowflake = number(value)
    if snowflake is None or snowflake < 0:
        raise ValueError(f'Value "{value}" is not snowflake.')
    return snowflake


Snowflake = Annotated[int, BeforeValidator(_snowflake)]
Bits = Annotated[int, BeforeValidator(_snowflake)]
Raw = dict[str, object]


class Body(BaseModel):
    """The base of every request body: immutable; unknown fields are ignored, as Discord does."""

    model_config = ConfigDict(frozen=True, extra="ignore")


Parsed = TypeVar("Parsed", bound=Body)


def read(kind: type[Parsed], payload: object) -> Parsed:
    """Parse a body. Raises DiscordError 50035 naming each wrong field, or 50109 when it is no object."""
    if not isinstance(payload, dict):
        raise DiscordError(50109)
    try:
        return kind.model_validate(payload)
    except ValidationError as error:
        raise bad_body(error) from error


class EmbedMedia(Body):
    url: str = Field(max_length=2048)


class EmbedFooter(Body):
    text: str = Field(max_length=2048)
    icon_url: str | None = None


class EmbedAuthor(Body):
    name: str = Field(max_length=256)
    url: str | None = None
    icon_url: str | None = None


class EmbedField(Body):
    name: str = Field(min_length=1, max_length=256)
    value: str = Field(min_length=1, max_length=1024)
    inline: bool = False


class Embed(Body):
    title: str | None = Field(default=None, max_length=256)
    description: str | None = Field(default=None, max_length=4096)
    url: str | None = None
    color: int | None = Field(default=None, ge=0, le=0xFFFFFF)
    timestamp: str | None = None
    footer: EmbedFooter | None = None
    image: EmbedMedia | None = None
    thumbnail: EmbedMedia | None = None
    author: EmbedAuthor | None = None
    fields: tuple[EmbedField, ...] = Field(default=(), max_length=25)

    @property
    def length(self) -> int:
        """How much of the 6,000 characters this embed takes."""
        texts = [self.title, self.description, self.footer and self.footer.text, self.author and self.author.name]
        texts += [part for f in self.fields for part in (f.name, f.value)]
        return sum(len(t) for t in texts if t)

    @property
    def is_empty(self) -> bool:
        return not (self.length or self.image or self.thumbnail)


class AllowedMentions(Body):
    parse: tuple[str, ...] | None = None
    users: tuple[Snowflake, ...] | None = Field(default=None, max_length=100)
    roles: tuple[Snowflake, ...] | None = Field(default=None, max_length=100)
    replied_user: bool | None = None


class MessageReference(Body):
    type: int = 0
    message_id: Snowflake
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    fail_if_not_exists: bool = True


class AttachmentPart(Body):
    id: Snowflake
    filename: str | None = Field(default=None, max_length=1024)
    description: str | None = Field(default=None, max_length=1024)


class PollMedia(Body):
    text: str | None = Field(default=None, max_length=300)
    emoji: Raw | None = None


class PollAnswerBody(Body):
    poll_media: PollMedia


class PollBody(Body):
    question: PollMedia
    answers: tuple[PollAnswerBody, ...] = Field(min_length=1, max_length=10)
    duration: int | None = Field(default=24, ge=1, le=768)
    allow_multiselect: bool = False
    layout_type: int | None = 1


class MessageBody(Body):
    """A message to create or edit, over any of the routes; which fields count depends on the route."""

    content: str | None = Field(default=None, max_length=CONTENT_LIMIT)
    nonce: Annotated[str, Field(max_length=25)] | int | None = None
    enforce_nonce: bool | None = None
    tts: bool | None = None
    embeds: tuple[Embed, ...] | None = Field(default=None, max_length=10)
    allowed_mentions: AllowedMentions | None = None
    message_reference: MessageReference | None = None
    components: list[Raw] | None = None
    attachments: tuple[AttachmentPart, ...] | None = Field(default=None, max_length=10)
    flags: int | None = None
    poll: PollBody | None = None
    username: str | None = Field(default=None, min_length=1, max_length=80)
    avatar_url: str | None = Field(default=None, max_length=2048)
    thread_name: str | None = Field(default=None, min_length=1, max_length=100)
    applied_tags: tuple[Snowflake, ...] | None = None
    sticker_ids: tuple[Snowflake, ...] | None = None

    def gives(self, field: str) -> bool:
        """Whether the request named this field at all, be it as null."""
        return field in self.model_fields_set


class BulkDelete(Body):
    messages: tuple[Snowflake, ...]


class OverwriteBody(Body):
    id: Snowflake | None = None
    type: int = Field(default=0, ge=0, le=1)
    allow: Bits | None = 0
    deny: Bits | None = 0


class TagBody(Body):
    id: Snowflake | None = None
    name: str = Field(min_length=1, max_length=20)
    moderated: bool | None = False
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class ChannelBody(Body):
    """A channel or thread to create or change."""

    name: str | None = Field(default=None, min_length=1, max_length=100)
    type: int | None = None
    topic: str | None = Field(default=None, max_length=4096)
    position: int | None = Field(default=None, ge=0)
    nsfw: bool | None = None
    rate_limit_per_user: int | None = Field(default=None, ge=0, le=21600)
    parent_id: Snowflake | None = None
    permission_overwrites: tuple[OverwriteBody, ...] | None = None
    available_tags: tuple[TagBody, ...] | None = Field(default=None, max_length=20)
    default_auto_archive_duration: int | None = None
    archived: bool | None = None
    locked: bool | None = None
    invitable: bool | None = None
    auto_archive_duration: int | None = None
    applied_tags: tuple[Snowflake, ...] | None = Field(default=None, max_length=5)

    def gives(self, field: str) -> bool:
        return field in self.model_fields_set


class ThreadBody(Body):
    name: str = Field(min_length=1, max_length=100)
    type: int | None = None
    auto_archive_duration: int | None = None
    rate_limit_per_user: int | None = Field(default=None, ge=0, le=21600)
    invitable: bool | None = None
    applied_tags: tuple[Snowflake, ...] | None = Field(default=None, max_length=5)
    message: Raw | None = None


class WebhookBody(Body):
    name: str | None = Field(default=None, min_length=1, max_length=80)
    avatar: str | None = None
    channel_id: Snowflake | None = None

    def gives(self, field: str) -> bool:
        return field in self.model_fields_set


class EmojiBody(Body):
    name: str = Field(min_length=2, max_length=32, pattern=r"^\w+$")
    image: str = ""


class RoleBody(Body):
    name: str | None = Field(default=None, max_length=100)
    permissions: Bits | None = None
    color: int | None = Field(default=None, ge=0, le=0xFFFFFF)
    hoist: bool | None = None
    mentionable: bool | None = None

    def gives(self, field: str) -> bool:
        return field in self.model_fields_set


class MemberBody(Body):
    nick: str | None = Field(default=None, max_length=32)
    roles: tuple[Snowflake, ...] | None = None
    communication_disabled_until: str | None = None

    def gives(self, field: str) -> bool:
        return field in self.model_fields_set


class ProfileBody(Body):
    username: str | None = Field(default=None, min_length=2, max_length=32)
    avatar: str | None = None

    def gives(self, field: str) -> bool:
        return field in self.model_fields_set


class DirectBody(Body):
    recipient_id: Snowflake


class VoteBody(Body):
    answer_ids: tuple[Snowflake, ...]


class InteractionBody(Body):
    """The body of a human client's request when a command, component or modal is used."""

    type: int = Field(ge=2, le=5)
    application_id: Snowflake
    guild_id: Snowflake | None = None
    channel_id: Snowflake
    session_id: str = ""
    nonce: str | int = ""
    message_id: Snowflake | None = None
    data: Raw


class CallbackBody(Body):
    """A bot's first answer to an interaction."""

    type: int
    data: Raw | None = None


class CommandPermissionsBody(Body):
    permissions: tuple[Raw, ...] = Field(default=(), max_length=100)


def embed_payload(embed: Embed) -> Payload:
    """An embed as messages carry it."""
    payload: Payload = {"type": "rich", **embed.model_dump(exclude_none=True, exclude={"fields"})}
    for place in ("image", "thumbnail"):
        media = payload.get(place)
        if isinstance(media, dict):
            payload[place] = {"url": media["url"], "proxy_url": media["url"]}
    if embed.fields:
        payload["fields"] = [f.model_dump() for f in embed.fields]
    return payload
