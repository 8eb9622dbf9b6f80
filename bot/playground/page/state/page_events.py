"""The events that can happen to the page: the gateway's dispatches and the page's own news, as one closed
union."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import ValidationError

from bot.playground.model_desk import PlayingModel
from bot.playground.page.state.page_payloads import (
    CommandIndex,
    Modal,
    PageChannel,
    PageChoice,
    PageEmoji,
    PageGuild,
    PageMember,
    PageMessage,
    PageResident,
    PageUser,
    Payload,
)


class Link(StrEnum):
    """The state of the link to the local Discord."""

    CONNECTING = "connecting"
    READY = "ready"
    RECONNECTING = "reconnecting"
    REFUSED = "refused"


class Ready(Payload):
    user: PageUser
    session_id: str


@dataclass(frozen=True)
class GuildSeen:
    guild: PageGuild


@dataclass(frozen=True)
class ChannelSeen:
    """A channel or thread was made or changed."""

    channel: PageChannel


class ChannelGone(Payload):
    id: str


@dataclass(frozen=True)
class ChannelShown:
    """A tab shows the channel, and with it all that was unread there."""

    channel_id: str


@dataclass(frozen=True)
class ModelSeen:
    """The model that plays the people, told anew."""

    model: PlayingModel


@dataclass(frozen=True)
class MessageSeen:
    message: PageMessage


@dataclass(frozen=True)
class MessageEdited:
    message: PageMessage


class MessagesGone(Payload):
    channel_id: str
    ids: tuple[str, ...]


class ReactionChange(Payload):
    channel_id: str
    message_id: str
    user_id: str
    emoji: PageEmoji
    added: bool = True


class ReactionsCleared(Payload):
    """All reactions of a message, or those of one emoji, are gone."""

    channel_id: str
    message_id: str
    emoji: PageEmoji | None = None


class TypingStarted(Payload):
    channel_id: str
    user_id: str
    member: PageMember | None = None


@dataclass(frozen=True)
class TypingLapsed:
    channel_id: str
    user_id: str


@dataclass(frozen=True)
class MemberSeen:
    member: PageMember


class MemberGone(Payload):
    user: PageUser


class InteractionDone(Payload):
    """The application answered (or took over) the interaction sent under `nonce`."""

    nonce: str


class InteractionFailed(Payload):
    nonce: str
    at: datetime


class ChoicesOffered(Payload):
    nonce: str
    choices: tuple[PageChoice, ...] = ()


@dataclass(frozen=True)
class ModalAsked:
    modal: Modal


@dataclass(frozen=True)
class LinkChanged:
    link: Link
    reason: str = ""


@dataclass(frozen=True)
class HistoryRead:
    """Messages fetched for a channel. `older_than` is None for the newest page, which replaces what was there."""

    channel_id: str
    messages: tuple[PageMessage, ...]
    reaches_start: bool
    older_than: str | None = None


@dataclass(frozen=True)
class CommandsRead:
    index: CommandIndex


@dataclass(frozen=True)
class PeopleRead:
    """The simulated people who live in a channel, and the reason why all of them are silent: "" where they are
    not."""

    channel_id: str
    people: tuple[PageResident, ...]
    silence: str = ""


@dataclass(frozen=True)
class InteractionSent:
    """This member used a command or a component; `what` names it in words for a later failure."""

    nonce: str
    channel_id: str
    what: str


@dataclass(frozen=True)
class NoticeGiven:
    """A line from the page itself to this member, shown in the channel and sent nowhere."""

    id: str
    channel_id: str
    text: str
    at: datetime


@dataclass(frozen=True)
class NoticeDismissed:
    """An ephemeral message or a notice of the page is put away."""

    id: str
    channel_id: str


@dataclass(frozen=True)
class ModalClosed:
    pass


Event = (
    Ready
    | GuildSeen
    | ChannelSeen
    | ChannelGone
    | ChannelShown
    | ModelSeen
    | MessageSeen
    | MessageEdited
    | MessagesGone
    | ReactionChange
    | ReactionsCleared
    | TypingStarted
    | TypingLapsed
    | MemberSeen
    | MemberGone
    | InteractionDone
    | InteractionFailed
    | ChoicesOffered
    | ModalAsked
    | LinkChanged
    | HistoryRead
    | CommandsRead
    | PeopleRead
    | InteractionSent
    | NoticeGiven
    | NoticeDismissed
    | ModalClosed
)


def parse(name: str, data: Mapping[str, object], now: datetime) -> Event | None:
    """A gateway dispatch as an event; None for one the page has no use for.

    Raises ValueError naming the dispatch when its data is not what Discord documents.
    """
    try:
        return _parse(name, data, now)
    except ValidationError as error:
        raise ValueError(f"{name}: {error}") from error


def _parse(name: str, data: Mapping[str, object], now: datetime) -> Event | None:
    match name:
        case "READY":
            return Ready.model_validate(data)
        case "GUILD_CREATE":
            return GuildSeen(PageGuild.model_validate(data))
        case "CHANNEL_CREATE" | "CHANNEL_UPDATE" | "THREAD_CREATE" | "THREAD_UPDATE":
            return ChannelSeen(PageChannel.model_validate(data))
        case "CHANNEL_DELETE" | "THREAD_DELETE":
            return ChannelGone.model_validate(data)
        case "MESSAGE_CREATE":
            return MessageSeen(PageMessage.model_validate(data))
        case "MESSAGE_UPDATE":
            return MessageEdited(PageMessage.model_validate(data))
        case "MESSAGE_DELETE":
            return MessagesGone.model_validate({**data, "ids": [data.get("id")]})
        case "MESSAGE_DELETE_BULK":
            return MessagesGone.model_validate(data)
        case "MESSAGE_REACTION_ADD" | "MESSAGE_REACTION_REMOVE":
            return ReactionChange.model_validate({**data, "added": name.endswith("ADD")})
        case "MESSAGE_REACTION_REMOVE_ALL" | "MESSAGE_REACTION_REMOVE_EMOJI":
            return ReactionsCleared.model_validate(data)
        case "TYPING_START":
            return TypingStarted.model_validate(data)
        case "GUILD_MEMBER_ADD" | "GUILD_MEMBER_UPDATE":
            return MemberSeen(PageMember.model_validate(data))
        case "GUILD_MEMBER_REMOVE":
            return MemberGone.model_validate(data)
        case "INTERACTION_SUCCESS":
            return InteractionDone.model_validate(data)
        case "INTERACTION_FAILURE":
            return InteractionFailed.model_validate({**data, "at": now})
        case "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE":
            return ChoicesOffered.model_validate(data)
        case "PLAYGROUND_MODEL":
            return ModelSeen(PlayingModel.model_validate(data))
        case "INTERACTION_MODAL_CREATE":
            return ModalAsked(Modal.model_validate(data))
        case _:
            return None
