"""discord.py is made to read what other servers send: charsets, nulls, zlib."""

import json
import zlib

import pytest

from bot.environment.discord_endpoint import EndpointZlibStream, LenientReader


def test_nulls_that_discord_leaves_out_are_left_out_at_every_depth() -> None:
    read = LenientReader(json.loads)
    text = '{"d": [{"thread": null, "poll" : null, "content": "hi", "nonce": null}]}'
    assert read(text) == {"d": [{"content": "hi", "nonce": None}]}
    assert read(text.encode()) == {"d": [{"content": "hi", "nonce": None}]}


def test_a_text_without_such_nulls_is_read_as_it_is() -> None:
    assert LenientReader(json.loads)('{"thread": {"id": "1"}, "poll": 0}') == {"thread": {"id": "1"}, "poll": 0}


@pytest.mark.parametrize("cut", [1, 5, 9])
def test_a_message_is_whole_only_at_the_flush(cut: int) -> None:
    press = zlib.compressobj()
    first = press.compress(b'{"op": 10}') + press.flush(zlib.Z_SYNC_FLUSH)
    second = press.compress("{“ü”}".encode()) + press.flush(zlib.Z_SYNC_FLUSH)
    stream = EndpointZlibStream()
    assert stream.decompress(first[:cut]) is None
    assert stream.decompress(first[cut:]) == '{"op": 10}'
    assert stream.decompress(second) == "{“ü”}"
