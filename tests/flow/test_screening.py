"""/panel recruit over real sockets: seen as it goes on; gone on with and told of after the process has ended."""

from typing import Any

from tests.flow.stage import Stage
from tests.flow.test_import import interact
from troupe.core.clock import settle
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.worlds.jobs.job import Job, JobStatus

CALLBACK = "POST /interactions/{interaction}/{token}/callback"
EDIT = "PATCH /webhooks/{webhook}/{token}/messages/{message}"
POST = "POST /channels/{channel}/messages"
BEFORE = 8
"""Answers that come before the model falls silent: those of the first eight who are asked at once."""


class Respondents:
    """The people of the library, who say yes; after so many answers the model waits for `stage.gate`."""

    def __init__(self, stage: Stage, silent_after: int | None = None) -> None:
        self.asked: list[str] = []
        self._stage = stage
        self._silent_after = silent_after
        stage.llm = Scripted(name="grand", otherwise=self._answer, gate=stage.gate)

    def _answer(self, request: Request[Any]) -> dict[str, str]:
        self.asked.append(request.person)
        if len(self.asked) == self._silent_after:
            self._stage.gate.clear()
        return {"cash": "yes"}


async def use(stage: Stage, sub: str, **options: Any) -> dict[str, Any]:
    """Use a command of /panel; the message that answers it."""
    index = await stage.call("GET", f"/guilds/{stage.guild.id}/application-command-index")
    command = next(one for one in index["application_commands"] if one["name"] == "panel")
    kinds = {str: 3, int: 4}
    given = [{"name": name, "type": kinds[type(value)], "value": value} for name, value in options.items()]
    data = {
        "id": command["id"],
        "name": "panel",
        "type": 1,
        "options": [{"name": sub, "type": 1, "options": given}],
    }
    before = len(stage.discord.requests_to(CALLBACK))
    await interact(stage, data, type=2)
    await stage.until(lambda: len(stage.discord.requests_to(CALLBACK)) > before)
    answer: Any = stage.discord.requests_to(CALLBACK)[-1].answer
    return answer["resource"]["message"]


async def press(stage: Stage, message: dict[str, Any]) -> None:
    """Press the first button of a message."""
    button = message["components"][0]["components"][0]
    pressed = {"component_type": 2, "custom_id": button["custom_id"]}
    await interact(stage, pressed, type=3, message_id=message["id"])


async def asking(stage: Stage) -> None:
    """Everybody of the library is being asked."""
    card = await use(stage, "recruit", source="library", questions="cash: Do you pay in cash? | yes | no", size=50)
    assert card["embeds"][0]["title"] == "Ask them?"
    await press(stage, card)


async def job(stage: Stage) -> Job:
    (job,) = await stage.stores.jobs.latest("screening")
    return job


def titles(stage: Stage, route: str) -> list[str]:
    """Of the cards that the bot sent or changed a message to."""
    bodies: list[Any] = [exchange.body for exchange in stage.discord.requests_to(route)]
    return [str(embed.get("title")) for body in bodies for embed in body.get("embeds") or ()]


async def test_who_asked_sees_how_far_it_is_and_then_the_result(durable_stage: Stage) -> None:
    stage = durable_stage
    respondents = Respondents(stage, silent_after=BEFORE)
    await stage.restart()
    await asking(stage)
    while not await stage.stores.jobs.latest("screening") or (await job(stage)).calls_finished < BEFORE:
        await settle()
    await stage.clock.advance(5)
    await stage.until(lambda: "Asking them …" in titles(stage, EDIT))
    edits: list[Any] = [exchange.body for exchange in stage.discord.requests_to(EDIT)]
    assert f"**{BEFORE}** of at most {(await job(stage)).calls_expected}" in edits[-1]["embeds"][0]["description"]
    stage.gate.set()
    await stage.until(lambda: any("recruited of" in title for title in titles(stage, EDIT)))
    await stage.calm()
    over = await job(stage)
    assert (over.status, over.told, over.calls_finished) == (JobStatus.DONE, True, len(respondents.asked))
    assert "The recruitment that was asked for here is done" not in titles(stage, POST)


async def test_after_a_restart_it_goes_on_by_itself_and_is_told_in_the_channel(durable_stage: Stage) -> None:
    stage = durable_stage
    respondents = Respondents(stage, silent_after=BEFORE)
    await stage.restart()
    await asking(stage)
    while not await stage.stores.jobs.latest("screening") or (await job(stage)).calls_finished < BEFORE:
        await settle()
    await stage.app.stop()
    stage.gate.set()
    stage.app = stage.new_app()
    await stage.app.start()
    await stage.ready()
    await stage.app.jobs.until_over((await job(stage)).key)
    await stage.pass_time(11)
    await stage.until(lambda: "The recruitment that was asked for here is done" in titles(stage, POST))
    # Each was asked once, but for those whose calls were under way when the process ended.
    assert len(set(respondents.asked)) == len(respondents.asked) == (await job(stage)).calls_expected
    message = (await stage.call("GET", f"/channels/{stage.channel.id}/messages?limit=1"))[0]
    before = len(stage.discord.requests_to(CALLBACK))
    await press(stage, message)
    await stage.until(lambda: len(stage.discord.requests_to(CALLBACK)) > before)
    answer: Any = stage.discord.requests_to(CALLBACK)[-1].answer
    shown = answer["resource"]["message"]
    assert "recruited of" in shown["embeds"][0]["title"]
    assert [file["filename"] for file in shown["attachments"]] == ["panel.json"]
    await stage.pass_time(11)
    assert titles(stage, POST).count("The recruitment that was asked for here is done") == 1
