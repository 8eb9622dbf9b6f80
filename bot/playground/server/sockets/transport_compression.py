"""The gateway's transport compressions: one context a connection, flushed after every message."""

import zlib
from typing import Protocol


class Packer(Protocol):
    """Turns the text of a message into the frame that is sent."""

    def pack(self, text: str) -> str | bytes: ...


class Plain:
    """No compression: text frames."""

    def pack(self, text: str) -> str | bytes:
        return text


class ServerZlibStream:
    """`zlib-stream`: each message ends with a sync flush."""

    def __init__(self) -> None:
        self._context = zlib.compressobj()

    def pack(self, text: str) -> str | bytes:
        return self._context.compress(text.encode()) + self._context.flush(zlib.Z_SYNC_FLUSH)


class ZstdStream:
    """`zstd-stream`: a frame that never ends, with a block flush after each message."""

    def __init__(self) -> None:
        import zstandard  # optional: a client asks for it only where it has it

        self._flush_block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        self._context = zstandard.ZstdCompressor().compressobj()

    def pack(self, text: str) -> str | bytes:
        return self._context.compress(text.encode()) + self._context.flush(self._flush_block)


def packer_for(name: str | None) -> Packer | None:
    """The compression a connection asked for; None for one that is not known here."""
    match name:
        case None:
            return Plain()
        case "zlib-stream":
            return ServerZlibStream()
        case "zstd-stream":
            try:
                return ZstdStream()
            except ImportError:
                return None
        case _:
            return None
