"""Serving the page with NiceGUI: seats connected while it runs, one tab a visit, loopback only."""

import asyncio
import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from fastapi import Request, Response, UploadFile
from fastapi.responses import JSONResponse
from nicegui import app, ui
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.playground.own_origin import is_own
from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_http import File
from bot.playground.page.client.page_uploads import LARGEST, TooLarge, Uploads, is_picture
from bot.playground.page.rendering.emoji_table import emoji_groups, often
from bot.playground.page.rendering.html_render import environment, macro, panel
from bot.playground.page.views.browser_tab import BrowserTab
from bot.playground.page.views.side_panels import OtherSeat
from troupe.core.clock import Clock, SystemClock
from troupe.core.ids import system_ids

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
READY = "page ready at"
BUILT_WITHIN = 30.0
"""Seconds that a page may take: beside a bot that is starting, the library's three showed an error."""
ASSETS = Path(__file__).parent / "assets"
STYLES = ("page.css", "parts.css", "channel.css", "emoji.css", "finder.css", "model.css")
SCRIPT = "page.js"
"""The module that imports the others."""
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<rect width="64" height="64" rx="18" fill="#a94a24"/>'
    '<path d="M18 22h28M32 22v24" stroke="#fff" stroke-width="7" stroke-linecap="round"/></svg>'
)


@dataclass(frozen=True)
class Seating:
    """The seat at the page: the local Discord's address, the member, and the line at the top."""

    api: str
    token: str
    admin_token: str | None
    port: int
    note: str
    asks_name: bool = False
    """Whether whoever has no name of their own yet is asked for one."""


def serve(seating: Seating) -> None:
    """Serve until the process is told to end."""
    clock = SystemClock()
    uploads = Uploads(system_ids, clock)
    seats = {"member": Seat(seating.api, seating.token, "member", clock, system_ids)}
    if seating.admin_token:
        seats["admin"] = Seat(seating.api, seating.admin_token, "runs this guild", clock, system_ids)
    _connect(seats, seating.port, clock)
    _routes(uploads)
    other_seats = {
        "member": OtherSeat("Sit down as the one who runs this guild", "/") if "admin" in seats else None,
        "admin": OtherSeat("Sit down as a plain member", "/?as=member"),
    }

    def page(request: Request) -> None:
        seat_name = request.query_params.get("as", "admin")  # whoever plays runs the place, and sees its commands
        key = seat_name if seat_name in seats else "member"
        channel = request.query_params.get("channel", "")
        BrowserTab(
            seats[key],
            uploads,
            ui.context.client,
            seating.note,
            other_seats[key],
            channel,
            asks_name=seating.asks_name,
            runs=key == "admin",
        )

    ui.page("/", title="Playground", favicon=FAVICON, response_timeout=BUILT_WITHIN)(page)
    ui.add_head_html(_head(), shared=True)
    ui.run(  # pyright: ignore[reportUnknownMemberType]
        host=HOST,
        port=seating.port,
        title="Playground",
        dark=None,
        show=False,
        reload=False,
        tailwind=False,
        show_welcome_message=False,
        binding_refresh_interval=None,
    )


def _connect(seats: dict[str, Seat], port: int, clock: Clock) -> None:
    running: list[asyncio.Task[None]] = []

    async def start() -> None:
        environment()
        for seat in seats.values():
            running.append(task := asyncio.create_task(seat.run()))
            task.add_done_callback(_seat_ended)
        running.append(asyncio.create_task(_announce(port, clock)))
        running.append(asyncio.create_task(_end_with_parent(clock)))

    async def stop() -> None:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    app.on_startup(start)  # pyright: ignore[reportUnknownMemberType]
    app.on_shutdown(stop)  # pyright: ignore[reportUnknownMemberType]


def _seat_ended(task: asyncio.Task[None]) -> None:
    """End the page: a seat without its connection shows nothing that is still true. The playground tells of it."""
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.error("the connection of a seat failed", exc_info=error)
        app.shutdown()


async def _announce(port: int, clock: Clock) -> None:
    """Say on standard output that the page can be opened, once it can; who started this process waits for it."""
    while True:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await clock.sleep(0.02)
            continue
        writer.close()
        sys.stdout.write(f"{READY} http://{HOST}:{port}\n")
        sys.stdout.flush()
        return


async def _end_with_parent(clock: Clock) -> None:
    """A page whose playground was killed has nothing to show and must not keep its port."""
    parent = os.getppid()
    while os.getppid() == parent:
        await clock.sleep(1.0)
    app.shutdown()


class _OwnAlone:
    """Turns away requests and websockets that a browser opens for a page from elsewhere."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            headers = Headers(scope=scope)
            if not is_own(headers.get("host"), headers.get("origin")):
                await _refuse(scope, receive, send)
                return
        await self._app(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()  # the connect; closing it unaccepted answers 403
        await send({"type": "websocket.close", "code": 1008})
        return
    await Response("only this server's own page may ask here", status_code=403)(scope, receive, send)


def _routes(uploads: Uploads) -> None:
    # A web page elsewhere must not reach this one under another name of the loopback address.
    app.add_middleware(_OwnAlone)  # pyright: ignore[reportUnknownMemberType]
    app.add_static_files(_assets(), ASSETS)

    async def upload(files: list[UploadFile]) -> JSONResponse:
        try:
            ids = [uploads.keep(await _read(file)) for file in files]
        except TooLarge as error:
            return JSONResponse({"message": f"{error} is too large"}, status_code=413)
        return JSONResponse([{"id": w.id, "chip": macro("composer.html", "chip", w)} for w in uploads.listed(ids)])

    def waiting(file_id: str) -> Response:
        file = uploads.get(file_id)
        if file is None or not is_picture(file):
            return Response(status_code=404)
        return Response(file.data, media_type=file.content_type, headers={"X-Content-Type-Options": "nosniff"})

    def emoji() -> Response:
        groups = (often(), *emoji_groups())
        return Response(panel("emoji.html", groups=groups), media_type="text/html; charset=utf-8")

    app.post("/upload")(upload)
    app.get("/emoji")(emoji)
    app.get("/upload/{file_id}")(waiting)


async def _read(file: UploadFile) -> File:
    kind = file.content_type or "application/octet-stream"
    return File(file.filename or "file", kind, await file.read(LARGEST + 1))


def _assets() -> str:
    """Where the assets are served: elsewhere once one of them changed, as browsers keep what they have loaded."""
    return f"/assets/{crc32(b''.join(path.read_bytes() for path in sorted(ASSETS.iterdir())))}"


def _head() -> str:
    assets = _assets()
    styles = "".join(f'<link rel="stylesheet" href="{assets}/{name}">' for name in STYLES)
    script = f'<script type="module" src="{assets}/{SCRIPT}"></script>'
    return f'<meta name="color-scheme" content="light dark">{styles}{script}'
