"""The content network: faces, emoji and attachments, served from memory or sent on to where they are."""

import io
from functools import cache

from aiohttp import web

from bot.playground.server.state.discord_state import Realm

_COLOURS = ("#5865f2", "#747f8d", "#3ba55c", "#faa61a", "#ed4245", "#eb459e")
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}

_SEALED = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Cdn:
    """Serves the blobs of a realm."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/embed/avatars/{file}", self._default_avatar)
        for shape in ("/avatars/{owner}/{file}", "/emojis/{file}", "/icons/{owner}/{file}"):
            app.router.add_get(shape, self._picture)
        app.router.add_get("/attachments/{channel}/{attachment}/{file}", self._attachment)

    async def _default_avatar(self, request: web.Request) -> web.Response:
        number = request.match_info["file"].split(".")[0]
        if not number.isdigit() or int(number) >= len(_COLOURS):
            raise web.HTTPNotFound
        return web.Response(body=default_avatar(int(number)), content_type="image/png", headers=_FOREVER)

    async def _picture(self, request: web.Request) -> web.Response:
        """The extension and size asked for are disregarded: the picture comes as it was given."""
        return self._serve(request.path.rsplit(".", 1)[0])

    async def _attachment(self, request: web.Request) -> web.Response:
        return self._serve(request.path)

    def _serve(self, path: str) -> web.Response:
        blob = self._realm.state.blobs.get(path)
        if blob is None:
            raise web.HTTPNotFound
        if blob.elsewhere is not None:
            raise web.HTTPFound(blob.elsewhere)
        # Whatever was uploaded must not run as a page of this origin: a page is shown in an origin of its own,
        # in which nothing runs and nothing is fetched.
        headers = {**_FOREVER, "Content-Type": blob.content_type, "X-Content-Type-Options": "nosniff"}
        is_shown = blob.content_type.startswith(("image/", "audio/", "video/", "text/plain"))
        if blob.content_type.startswith("text/html"):
            headers["Content-Security-Policy"] = _SEALED
        elif not is_shown or "svg" in blob.content_type:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=blob.content, headers=headers)


@cache
def default_avatar(number: int) -> bytes:
    """The picture of those who have none: a plain bust on one of six colours, as PNG."""
    from PIL import Image, ImageDraw  # heavy; drawn at the first asking

    image = Image.new("RGB", (128, 128), _COLOURS[number])
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 28, 88, 76), fill="white")
    draw.ellipse((20, 84, 108, 180), fill="white")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
