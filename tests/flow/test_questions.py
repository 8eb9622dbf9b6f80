"""/ask over real sockets, where the process dies or Discord answers nothing: shown once, answered once."""

from tests.flow.stage import Stage, says
from troupe.worlds.transcript import HumanAuthor, HumanMessage

CALLBACK = "POST /interactions/{interaction}/{token}/callback"
POST = "POST /channels/{channel}/messages"
SHOWN = "**Ana** → **Lisa Carter**: Is there soup?"


async def ask(stage: Stage) -> None:
    """Use /ask as the human does."""
    known = await stage.app.client.tree.fetch_commands()
    command = next(one for one in known if one.name == "ask")
    options = [
        {"type": 3, "name": "person", "value": "lisa"},
        {"type": 3, "name": "question", "value": "Is there soup?"},
    ]
    body = {
        "type": 2,
        "application_id": str(command.application_id),
        "guild_id": str(stage.guild.id),
        "channel_id": str(stage.channel.id),
        "data": {"id": str(command.id), "name": "ask", "type": 1, "options": options},
    }
    await stage.call("POST", "/interactions", body)
    await stage.until(lambda: bool(stage.discord.requests_to(CALLBACK)))
    await stage.calm()


async def kept_only(stage: Stage) -> None:
    """As far as a process comes that dies between keeping a question and showing it."""
    (lisa, _) = await stage.stores.casts.of(stage.world.id)
    question = HumanMessage(
        channel_id=str(stage.channel.id),
        place=str(stage.channel.id),
        message_id="1",
        order=1,
        author=HumanAuthor(id="9", name="Ana"),
        text="Is there soup?",
        at=stage.clock.now(),
        addressed=(lisa.id,),
    )
    await stage.app.engine.ask(stage.world.tenant, stage.world.id, question, SHOWN, 20)


async def shown(stage: Stage) -> int:
    return [text for _, text in await stage.lines()].count(SHOWN)


async def test_a_question_is_shown_and_answered(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("There is."))
    await ask(stage)
    await stage.spoken()
    assert [text for _, text in await stage.lines()] == [SHOWN, "There is."]


async def test_a_question_whose_process_died_before_it_was_shown_is_shown_and_answered_once(
    durable_stage: Stage,
) -> None:
    stage = durable_stage
    stage.llm.add("lisa", "turn", says("There is."))
    await kept_only(stage)
    await stage.restart()
    await stage.pass_time(21)
    await stage.spoken()
    assert [text for _, text in await stage.lines()] == [SHOWN, "There is."]
    await stage.restart()
    await stage.pass_time(60)
    assert (await shown(stage), len(stage.llm.requests)) == (1, 1)


async def test_a_question_whose_process_died_once_it_was_shown_is_answered_once(durable_stage: Stage) -> None:
    stage = durable_stage
    stage.llm.add("lisa", "turn", says("There is."))
    await kept_only(stage)
    await stage.app.stop()
    await stage.say(SHOWN, token=f"Bot {stage.bot_token}")
    await stage.restart()
    await stage.pass_time(30)
    await stage.spoken()
    assert [text for _, text in await stage.lines()] == [SHOWN, "There is."]
    assert len(stage.llm.requests) == 1


async def test_a_question_whose_answer_was_lost_stands_once(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("There is."))
    stage.discord.lose_next(CALLBACK)
    await ask(stage)
    await stage.pass_time(30)
    await stage.spoken()
    assert [text for _, text in await stage.lines()] == [SHOWN, "There is."]


async def test_a_question_that_discord_did_not_take_is_posted_as_a_message(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("There is."))
    stage.discord.fail_next(CALLBACK, status=404)
    await ask(stage)
    await stage.spoken()
    assert [text for _, text in await stage.lines()] == [SHOWN, "There is."]
    assert len(stage.discord.requests_to(POST)) >= 1
