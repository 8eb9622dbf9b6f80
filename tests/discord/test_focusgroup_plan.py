"""/focusgroup plan on simcord's Discord: front, backstage and card are made, the plan changes, and it starts."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from tests.discord.answers import cards
from tests.discord.command_stage import Stage, raised_stage
from troupe.core.clock import ManualClock
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import SessionStatus, StudySession

GUIDE = b"""# Cold tea
Decision: Whether to sell it.

1. What do you drink in summer?

Show: The idea
> A tea that cools itself.

Poll: Where do you stand?
- It would help me
- It leaves me cold
- It bothers me
Moderator: smile.
"""


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def planned(stage: Stage, **options: object) -> StudySession:
    """A session planned as a user would, from the file unless `file` is None."""
    given = {"about": "a tea that cools itself", "file": ("tea.md", GUIDE), "panel": "ana, ben", **options}
    wanted = {name: value for name, value in given.items() if value is not None}
    result = await stage.runner.slash(stage.channel, "focusgroup plan", **wanted)
    assert "is planned" in str(cards(result)[0].title)
    (session,) = await stage.stores.sessions.all()
    return session


async def card_of(stage: Stage, session: StudySession) -> discord.Message:
    backstage = await stage.bot.fetch_channel(int(session.places.backstage or 0))
    assert isinstance(backstage, discord.Thread)
    assert backstage.is_private()
    return await backstage.fetch_message(int(session.places.card or 0))


async def plan_of(stage: Stage, session: StudySession) -> SessionPlan:
    return SessionPlan.model_validate_json((await stage.stores.sessions.view(session.id)).plan)


def fields(message: discord.Message) -> dict[str, str]:
    return {str(field.name): str(field.value) for field in message.embeds[0].fields}


async def test_a_file_becomes_a_front_a_backstage_and_a_card(stage: Stage) -> None:
    session = await planned(stage)
    assert (session.status, session.released) == (SessionStatus.PLANNED, 0)
    front = await stage.bot.fetch_channel(int(session.places.front or 0))
    assert isinstance(front, discord.TextChannel)
    assert front.id != stage.channel.id
    message = await card_of(stage, session)
    told = fields(message)
    assert told["What will be decided"] == "Whether to sell it."
    assert "*Decision…* says it" in told["What would change it"]
    assert "🗳️ Where do you stand?" in told["Guide (discussion)"]
    assert "Ana Sol, Ben Ray" in told["Panel: 2 people"]
    assert told["Time and cost"].startswith("4 answers and votes")
    plan = await plan_of(stage, session)
    assert (plan.guide.about, set(plan.members)) == ("a tea that cools itself", {"ana-sol", "ben-ray"})


async def test_without_a_file_the_guide_is_drafted_and_said_to_be(stage: Stage) -> None:
    result = await stage.runner.slash(stage.channel, "focusgroup plan", about="why people stop baking bread")
    assert "no language model" in str(cards(result)[0].description)
    (session,) = await stage.stores.sessions.all()
    plan = await plan_of(stage, session)
    assert plan.guide.title == "Why people stop baking bread"
    assert len(plan.members) >= 2


async def test_the_decision_and_the_people_are_changed_on_forms(stage: Stage) -> None:
    session = await planned(stage)
    form = await stage.runner.click(await card_of(stage, session), label="Decision…")
    assert form.modal is not None
    await stage.runner.submit_modal(form, {"decision": "Whether to bottle it.\nNobody wants it."})
    told = fields(await card_of(stage, session))
    assert (told["What will be decided"], told["What would change it"]) == (
        "Whether to bottle it.",
        "Nobody wants it.",
    )


async def test_backstage_is_made_only_where_nobody_lives(stage: Stage) -> None:
    await stage.open("ben")
    result = await stage.runner.slash(stage.channel, "focusgroup plan", about="tea and more")
    assert "Somebody lives in this channel" in stage.refused(result)
    assert await stage.stores.sessions.all() == ()


async def test_start_makes_a_board_of_the_card(stage: Stage) -> None:
    session = await planned(stage)
    pressed: simcord.InteractionResult = await stage.runner.click(await card_of(stage, session), label="Start")
    assert pressed.modal is None
    assert (await stage.stores.sessions.get(session.id)).status is SessionStatus.RUNNING
    message = await card_of(stage, session)
    assert message.embeds == []
    assert message.flags.components_v2
    assert "Cold tea" in str([part.to_dict() for part in message.components])
