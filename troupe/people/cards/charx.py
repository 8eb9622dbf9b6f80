"""CHARX files: a zip archive with a card in `card.json` and its pictures. Nothing of it is written to disk."""

import io
import zipfile
from dataclasses import dataclass

from troupe.people.documents.bounded_zip import content, opened
from troupe.people.documents.document_text import MAX_BYTES
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, NotJson

CARD = "card.json"
ICON = "assets/icon/images/main.png"
"""Where the specification wants the main picture to be."""
EMBEDDED = "embeded://"
"""How a card addresses a file of its archive; the spelling is the specification's."""
MAX_ICON_BYTES = 20_971_520

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The same persona gives the same archive."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The contents of a CHARX file: the text of its card, and the names of all its files."""

    card: bytes
    names: tuple[str, ...]
    raw: bytes


def read_charx(raw: bytes) -> Archive:
    """The card of an archive. Raises NotJson, with the entry as path, for a damaged or hostile file."""
    with opened(raw) as archive:
        entries = archive.infolist()
        cards = [entry for entry in entries if entry.filename == CARD]
        if len(cards) != 1:
            raise NotJson("", f"has no {CARD}" if not cards else f"has {CARD} more than once")
        card = content(archive, cards[0], MAX_BYTES)
        return Archive(card, tuple(entry.filename for entry in entries if not entry.is_dir()), raw)


def main_picture(archive: Archive, assets: FrozenJson) -> bytes | None:
    """The picture that a card's list of assets names as its icon, or the one where it should be."""
    for name in (_icon_name(assets), ICON):
        if name in archive.names:
            with opened(archive.raw) as unpacked:
                return content(unpacked, unpacked.getinfo(name), MAX_ICON_BYTES)
    return None


def write_charx(card: bytes, picture: bytes | None) -> bytes:
    """An archive with this card, and with this PNG as its main picture."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ((CARD, card), (ICON, picture)):
            if content is not None:
                archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _icon_name(assets: FrozenJson) -> str:
    listed = [asset for asset in assets if isinstance(asset, FrozenDict)] if isinstance(assets, tuple) else []
    icons = [asset for asset in listed if asset.get("type") == "icon"]
    main = next((icon for icon in icons if icon.get("name") == "main"), icons[0] if icons else None)
    uri = main.get("uri") if main is not None else None
    return uri.removeprefix(EMBEDDED) if isinstance(uri, str) and uri.startswith(EMBEDDED) else ICON
