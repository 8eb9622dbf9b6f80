"""The playground answers programs and its own pages, and no web page from elsewhere."""

import aiohttp
import pytest

from bot.playground.own_origin import is_own
from bot.playground.page.client.page_http import File
from bot.playground.page.client.page_uploads import KEPT, LARGEST, MOST, Uploads
from bot.playground.server import LocalDiscord
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        ("127.0.0.1:8000", None, True),
        ("localhost:8000", None, True),
        ("[::1]:8000", None, True),
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        ("localhost:8000", "http://127.0.0.1:8000", True),
        ("127.0.0.1:8000", "http://127.0.0.1:9000", False),
        ("127.0.0.1:8000", "https://127.0.0.1:8000", False),
        ("127.0.0.1:8000", "http://evil.example", False),
        ("127.0.0.1:8000", "http://127.0.0.1:8000.evil.example", False),
        ("127.0.0.1:8000", "null", False),
        ("127.0.0.1:8000", "http://[", False),
        ("evil.example:8000", None, False),
        ("evil.example:8000", "http://evil.example:8000", False),
        (None, None, False),
        ("127.0.0.1:x", None, False),
    ],
)
def test_who_may_ask(host: str | None, origin: str | None, own: bool) -> None:
    assert is_own(host, origin) is own


@pytest.mark.parametrize("path", ["/api/v10/gateway", "/?v=10", "/emojis/1.png", "/people/1"])
@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
async def test_the_local_discord_turns_pages_from_elsewhere_away(path: str, headers: dict[str, str]) -> None:
    async with LocalDiscord(ManualClock()) as server, aiohttp.ClientSession() as http:
        async with http.get(server.realm.origin + path, headers=headers) as answer:
            assert answer.status == 403
        async with http.get(f"{server.api_base}/gateway") as answer:
            assert answer.status == 200


async def test_the_gateway_is_closed_to_pages_from_elsewhere() -> None:
    async with LocalDiscord(ManualClock()) as server, aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await http.ws_connect(f"{server.gateway_url}?v=10", origin="http://evil.example")
        assert refused.value.status == 403


def a_file(size: int) -> File:
    return File("a.bin", "application/octet-stream", b"x" * size)


async def test_files_that_wait_are_bounded_in_bytes_and_in_time() -> None:
    clock = ManualClock()
    uploads = Uploads(seeded_ids(1), clock)
    small = uploads.keep(a_file(0))
    many = [uploads.keep(a_file(LARGEST)) for _ in range(MOST)]
    assert uploads.get(small) is None
    assert len(uploads.listed_files(many)) == MOST
    last = uploads.keep(a_file(LARGEST))
    assert uploads.get(many[0]) is None
    assert uploads.get(last) is not None
    await clock.advance(KEPT + 1)
    assert uploads.take([last]) == []
