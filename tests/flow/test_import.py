"""A file given to a command, over real sockets: shown, kept in the answer, saved by a press after a restart."""

import io
import json
from typing import Any

import aiohttp
from PIL import Image

from tests.flow.stage import Stage
from tests.unit.cards import packed, png, text, v2
from troupe.people.library.file_importing import read_people

CALLBACK = "POST /interactions/{interaction}/{token}/callback"
EDIT = "PATCH /webhooks/{webhook}/{token}/messages/{message}"
PICTURE = png(text("chara", packed(v2())))


async def interact(stage: Stage, data: dict[str, Any], *files: bytes, **more: Any) -> None:
    """The human's client uses something, with these files."""
    bot_id = stage.discord.user_of(stage.bot_token).id
    where = {"guild_id": str(stage.guild.id), "channel_id": str(stage.channel.id)}
    body = {"application_id": str(bot_id), "session_id": "", "nonce": "7", **where, "data": data, **more}
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for at, content in enumerate(files):
        form.add_field(f"files[{at}]", content, filename="aslaug.png", content_type="image/png")
    headers = {"Authorization": stage.you}
    url = f"{stage.discord.api_base}/interactions"
    async with aiohttp.ClientSession(headers=headers) as http, http.post(url, data=form) as answer:
        assert answer.status == 204, await answer.text()


async def imported(stage: Stage) -> dict[str, Any]:
    """The message that shows what was in the file."""
    index = await stage.call("GET", f"/guilds/{stage.guild.id}/application-command-index")
    command = next(one for one in index["application_commands"] if one["name"] == "persona")
    option = {"name": "import", "type": 1, "options": [{"name": "file", "type": 11, "value": 0}]}
    data = {"id": command["id"], "name": "persona", "type": 1, "options": [option]}
    await interact(stage, data, PICTURE, type=2)
    await stage.until(lambda: bool(stage.discord.requests_to(CALLBACK)))
    answer: Any = stage.discord.requests_to(CALLBACK)[-1].answer
    return answer["resource"]["message"]


async def test_a_card_given_as_a_file_is_saved_by_a_press_after_a_restart(durable_stage: Stage) -> None:
    stage = durable_stage
    message = await imported(stage)
    assert message["embeds"][0]["title"] == "Aslaug Skarv"
    assert "aslaug.png.card" in [file["filename"] for file in message["attachments"]]
    await stage.restart()
    save = message["components"][0]["components"][0]
    pressed = {"component_type": 2, "custom_id": save["custom_id"]}
    await interact(stage, pressed, type=3, message_id=message["id"])
    await stage.until(lambda: bool(stage.discord.requests_to(EDIT)))
    kept = await stage.stores.personas.get("aslaug-skarv")
    assert kept.persona == read_people(PICTURE, "aslaug.png").one()
    assert kept.version.note == "imported from aslaug.png"
    face = await stage.stores.personas.avatar("aslaug-skarv")
    assert face is not None
    assert Image.open(io.BytesIO(face)).size == (256, 256)
