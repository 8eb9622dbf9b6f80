"""Uploaded files and pictures: kept as blobs under the path the content network serves them at."""

import base64
import binascii
import hashlib
import io
import mimetypes
from dataclasses import dataclass
from urllib.parse import quote

from bot.playground.server.payloads.request_bodies import AttachmentPart
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import Blob, DiscordAttachment
from bot.playground.server.state.discord_state import Realm

FILE_LIMIT = 10 * 1024 * 1024
FILES_LIMIT = 10
EMOJI_LIMIT = 256 * 1024
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif"}

_ALIASES = {"image/jpg": "image/jpeg"}
"""A media type that does not exist and that Discord takes all the same: discord.js says so of every buffer."""


@dataclass(frozen=True)
class Upload:
    """A file of a multipart request: the n of `files[n]`, its name and bytes."""

    number: int
    filename: str
    content: bytes
    content_type: str | None = None


def attach(
    realm: Realm, channel_id: int, uploads: tuple[Upload, ...], parts: tuple[AttachmentPart, ...] | None
) -> list[DiscordAttachment]:
    """Keep the uploads; `parts` may rename and describe them. Raises 40005 when one is too large."""
    if len(uploads) > FILES_LIMIT:
        raise bad_field(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES_LIMIT} or fewer in length.")
    parts_by_id = {part.id: part for part in parts or ()}
    attachments: list[DiscordAttachment] = []
    for upload in uploads:
        if len(upload.content) > FILE_LIMIT:
            raise DiscordError(40005)
        part = parts_by_id.get(upload.number)
        name = (part and part.filename) or upload.filename or "unknown"
        id_ = realm.snowflakes.next()
        kind = _type_of(name, upload.content_type)
        path = f"/attachments/{channel_id}/{id_}/{quote(name, safe='')}"
        realm.state.blobs[f"/attachments/{channel_id}/{id_}/{name}"] = Blob(upload.content, kind)
        width, height = _size_of(upload.content) if kind.startswith("image/") else (None, None)
        attachments.append(
            DiscordAttachment(
                id_, name, kind, len(upload.content), path, part.description if part else None, width, height
            )
        )
    return attachments


def picture(data: str, limit: int = FILE_LIMIT) -> tuple[bytes, str]:
    """The bytes and media type of a `data:image/…;base64,…` text. Raises 50035 or, when too large, too."""
    head, _, tail = data.partition(",")
    kind = head.removeprefix("data:").removesuffix(";base64")
    kind = _ALIASES.get(kind, kind)
    if not head.startswith("data:") or kind not in _KINDS:
        raise bad_field(("image",), "IMAGE_INVALID", "Invalid image data")
    try:
        content = base64.b64decode(tail, validate=True)
    except binascii.Error as error:
        raise bad_field(("image",), "IMAGE_INVALID", "Invalid image data") from error
    if len(content) > limit:
        raise bad_field(("image",), "BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {limit / 1024:.1f} kb.")
    return content, kind


def keep_avatar(realm: Realm, owner_id: int, content: bytes, content_type: str) -> str:
    """Keep somebody's picture; returns its hash."""
    hash_ = hashlib.md5(content, usedforsecurity=False).hexdigest()
    realm.state.blobs[f"/avatars/{owner_id}/{hash_}"] = Blob(content, content_type)
    return hash_


def keep_distant_avatar(realm: Realm, webhook_id: int, url: str) -> str:
    """Remember where a webhook message's picture really is; returns the hash it goes by."""
    if not url.startswith(("http://", "https://")):
        message = "Scheme must be one of ('http', 'https')."
        raise bad_field(("avatar_url",), "URL_TYPE_INVALID_SCHEME", message)
    hash_ = hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
    realm.state.blobs[f"/avatars/{webhook_id}/{hash_}"] = Blob(elsewhere=url)
    return hash_


def _type_of(name: str, given: str | None) -> str:
    guess = mimetypes.guess_type(name)[0]
    return guess or given or "application/octet-stream"


def _size_of(content: bytes) -> tuple[int | None, int | None]:
    from PIL import Image, UnidentifiedImageError  # heavy; only needed when a picture arrives

    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        return None, None
