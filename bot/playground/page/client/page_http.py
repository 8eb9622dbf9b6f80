"""The member's HTTP side: every request the page sends to the local Discord, typed in and out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote, urlsplit

import aiohttp
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.playground.page.state.page_payloads import (
    CommandIndex,
    PageChannel,
    PageMessage,
    PageResident,
    PageUser,
    Payload,
)

Answer = TypeVar("Answer", bound=BaseModel)
Json = Mapping[str, object]

MESSAGES = TypeAdapter(tuple[PageMessage, ...])
USERS = TypeAdapter(tuple[PageUser, ...])
PEOPLE = TypeAdapter(tuple[PageResident, ...])
PAGE_OF_MESSAGES = 50
PUBLIC_THREAD = 11
REQUEST_TIMEOUT = aiohttp.ClientTimeout(total=15)


class WireError(Exception):
    """A request came to nothing; the text is fit to be shown to the member."""


@dataclass(frozen=True)
class File:
    """A file about to be sent."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class PageInteraction:
    """A member's use of an application, in the place where it happens."""

    type: int
    application_id: str
    guild_id: str
    channel_id: str
    session_id: str
    nonce: str
    data: Json
    message_id: str | None = None
    message_flags: int = 0


class _Gateway(Payload):
    url: str


class _Problem(Payload):
    message: str = ""
    code: int = 0


class _Pin(Payload):
    message: PageMessage


class _Pins(Payload):
    items: tuple[_Pin, ...] = ()


class SearchPage(Payload):
    """Some of what a search found, each message in a list of its own, and the threads that these are in."""

    total_results: int = 0
    messages: tuple[tuple[PageMessage, ...], ...] = ()
    threads: tuple[PageChannel, ...] = ()

    @property
    def hits(self) -> tuple[PageMessage, ...]:
        return tuple(message for group in self.messages for message in group)


class _Silence(Payload):
    words: str = ""


class _Threads(Payload):
    threads: tuple[PageChannel, ...] = ()


class Wire:
    """One member's HTTP connection. Open with `async with`; every method raises WireError."""

    def __init__(self, api: str, token: str) -> None:
        self._api = api.rstrip("/")
        self._token = token
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(
            headers={"Authorization": self._token}, timeout=REQUEST_TIMEOUT, trust_env=False
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._http is not None:
            await self._http.close()
            self._http = None

    @property
    def http(self) -> aiohttp.ClientSession:
        if self._http is None:
            raise RuntimeError("the wire is not open")
        return self._http

    @property
    def origin(self) -> str:
        """Scheme, host and port of the local Discord, where its pictures are too."""
        parts = urlsplit(self._api)
        return f"{parts.scheme}://{parts.netloc}"

    async def gateway(self) -> str:
        return (await self.ask(_Gateway, "GET", "/gateway")).url

    async def history(self, channel_id: str, before: str | None = None) -> tuple[PageMessage, ...]:
        """A page of messages, oldest first."""
        query = f"?limit={PAGE_OF_MESSAGES}" + (f"&before={before}" if before else "")
        body = await self._request("GET", f"/channels/{channel_id}/messages{query}")
        try:
            return tuple(sorted(MESSAGES.validate_json(body), key=lambda m: int(m.id)))
        except ValidationError as error:
            raise WireError(f"The local Discord sent messages that cannot be read: {error}") from error

    async def active_threads(self, guild_id: str) -> tuple[PageChannel, ...]:
        return (await self.ask(_Threads, "GET", f"/guilds/{guild_id}/threads/active")).threads

    async def archived_threads(self, channel_id: str) -> tuple[PageChannel, ...]:
        """The public threads of a channel that were put away, the latest first."""
        return (await self.ask(_Threads, "GET", f"/channels/{channel_id}/threads/archived/public")).threads

    async def start_thread(self, channel_id: str, message_id: str | None, name: str) -> PageChannel:
        """A thread from a message, or by itself."""
        if message_id is None:
            route, body = f"/channels/{channel_id}/threads", {"name": name, "type": PUBLIC_THREAD}
        else:
            route, body = f"/channels/{channel_id}/messages/{message_id}/threads", {"name": name}
        return await self.ask(PageChannel, "POST", route, body)

    async def archive(self, thread_id: str, *, archived: bool) -> None:
        await self._request("PATCH", f"/channels/{thread_id}", {"archived": archived})

    async def reactors(self, message: PageMessage, emoji_key: str) -> tuple[PageUser, ...]:
        """The users who reacted with an emoji."""
        route = f"/channels/{message.channel_id}/messages/{message.id}/reactions/{quote(emoji_key)}?limit=100"
        try:
            return USERS.validate_json(await self._request("GET", route))
        except ValidationError as error:
            raise WireError("The local Discord's answer about a reaction cannot be read.") from error

    async def pins(self, channel_id: str) -> tuple[PageMessage, ...]:
        """The pinned messages of a channel, the latest pin first."""
        pins = await self.ask(_Pins, "GET", f"/channels/{channel_id}/messages/pins")
        return tuple(item.message for item in pins.items)

    async def pin(self, message: PageMessage, *, pinned: bool) -> None:
        """Pin a message, or take its pin away."""
        route = f"/channels/{message.channel_id}/messages/pins/{message.id}"
        await self._request("PUT" if pinned else "DELETE", route)

    async def search(self, guild_id: str, text: str) -> SearchPage:
        """The newest messages of the guild in which all of these words are."""
        return await self.ask(SearchPage, "GET", f"/guilds/{guild_id}/messages/search?content={quote(text)}")

    async def rename(self, guild_id: str, name: str) -> None:
        """Go by another name in the guild."""
        await self._request("PATCH", f"/guilds/{guild_id}/members/@me", {"nick": name})

    async def commands(self, guild_id: str) -> CommandIndex:
        return await self.ask(CommandIndex, "GET", f"/guilds/{guild_id}/application-command-index")

    async def people(self, channel_id: str) -> tuple[PageResident, ...]:
        """The simulated people who live in a channel."""
        body = await self._request("GET", f"/playground/channels/{channel_id}/people")
        try:
            return PEOPLE.validate_json(body)
        except ValidationError as error:
            raise WireError("The local Discord's list of people cannot be read.") from error

    async def silence(self, channel_id: str) -> str:
        """Why all of the simulated people of a channel are silent; empty where they are not."""
        return (await self.ask(_Silence, "GET", f"/playground/channels/{channel_id}/silence")).words

    async def send(
        self, channel_id: str, text: str, *, nonce: str, reply_to: str | None = None, files: Sequence[File] = ()
    ) -> None:
        body: dict[str, object] = {"content": text, "nonce": nonce}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to, "channel_id": channel_id}
        route = f"/channels/{channel_id}/messages"
        if not files:
            await self._request("POST", route, body)
            return
        body["attachments"] = described(files)
        await self._request("POST", route, form=_form(body, files))

    async def edit(self, message: PageMessage, text: str) -> None:
        await self._request("PATCH", f"/channels/{message.channel_id}/messages/{message.id}", {"content": text})

    async def delete(self, message: PageMessage) -> None:
        await self._request("DELETE", f"/channels/{message.channel_id}/messages/{message.id}")

    async def react(self, message: PageMessage, emoji_key: str, *, add: bool) -> None:
        route = f"/channels/{message.channel_id}/messages/{message.id}/reactions/{quote(emoji_key)}/@me"
        await self._request("PUT" if add else "DELETE", route)

    async def typing(self, channel_id: str) -> None:
        await self._request("POST", f"/channels/{channel_id}/typing")

    async def interact(self, interaction: PageInteraction, files: Sequence[File] = ()) -> None:
        """Use something; a file is named in its data by its place in `files`."""
        body: dict[str, object] = {
            "type": interaction.type,
            "application_id": interaction.application_id,
            "guild_id": interaction.guild_id,
            "channel_id": interaction.channel_id,
            "session_id": interaction.session_id,
            "nonce": interaction.nonce,
            "data": interaction.data,
        }
        if interaction.message_id:
            body |= {"message_id": interaction.message_id, "message_flags": interaction.message_flags}
        if files:
            await self._request("POST", "/interactions", form=_form(body, files))
        else:
            await self._request("POST", "/interactions", body)

    async def ask(
        self,
        kind: type[Answer],
        method: str,
        route: str,
        body: Json | None = None,
        *,
        patience: aiohttp.ClientTimeout = REQUEST_TIMEOUT,
    ) -> Answer:
        """The answer to one request, as a value of this kind."""
        content = await self._request(method, route, body, patience=patience)
        try:
            return kind.model_validate_json(content)
        except ValidationError as error:
            raise WireError(f"The local Discord's answer to {method} {route} cannot be read.") from error

    async def _request(
        self,
        method: str,
        route: str,
        body: Json | None = None,
        *,
        form: aiohttp.FormData | None = None,
        patience: aiohttp.ClientTimeout = REQUEST_TIMEOUT,
    ) -> bytes:
        url = self._api + route
        try:
            async with self.http.request(method, url, json=body, data=form, timeout=patience) as answer:
                content = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise WireError("The local Discord cannot be reached.") from error
        if answer.status < 400:
            return content
        raise WireError(_in_words(answer.status, content))


def _form(body: Json, files: Sequence[File]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for n, file in enumerate(files):
        form.add_field(f"files[{n}]", file.data, filename=file.name, content_type=file.content_type)
    return form


def _in_words(status: int, content: bytes) -> str:
    try:
        problem = _Problem.model_validate_json(content)
    except ValidationError:
        problem = _Problem()
    if status == 429:
        return "That was too fast. Wait a moment and try again."
    if status == 501:
        return f"The local Discord cannot do that yet. {problem.message}".strip()
    return problem.message or f"The local Discord refused (HTTP {status})."


def described(files: Sequence[File]) -> list[Json]:
    """The files by their places, as a body names those that come beside it."""
    return [{"id": str(n), "filename": file.name} for n, file in enumerate(files)]
