"""The memories that people of a panel bring along: their former state of mind, and a summary of what they
witnessed, which the model that plays here makes now."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.features.panel.panel_seating import remind
from bot.features.shared.command_context import House
from bot.features.shared.job_answers import JobFace, StillUnderWay, result_of
from troupe.core.errors import OverBudget
from troupe.minds.recall_job import RecallAsked, Recalled, RecallJob, Remembering, remembering
from troupe.people.persona.panel import PanelMember
from troupe.worlds.jobs.job import JobScope
from troupe.worlds.world import Person, World

Interaction = discord.Interaction[Any]

FACE = JobFace(
    done="The people of the panel that was brought here have their memories",
    failed="The people of the panel that was brought here have come without their memories",
)
KEPT = "They keep the goals, knowledge and feelings they have where the panel was saved"


async def remembered(
    house: House, asking: Interaction, world: World, came: Sequence[tuple[Person, PanelMember]]
) -> list[str]:
    """Give those who came their memories back, and say so in lines. What takes longer than Discord lets us answer
    goes on; the channel is told of its end."""
    stores = house.stores(world.tenant)
    people = [
        await remembering(stores, person.id, member.person_id) for person, member in came if member.person_id
    ]
    kind, request = RecallJob(house.mind.secrets), RecallAsked(people=tuple(people))
    try:
        recalled = await result_of(house, asking, kind, request, JobScope.of_world(world.id))
    except OverBudget as error:
        await remind(stores, came)
        recalled = _without_summaries(came, people, str(error))
    except StillUnderWay as error:
        return [str(error)]
    return _told(recalled, len(came))


def _without_summaries(
    came: Sequence[tuple[Person, PanelMember]], people: Sequence[Remembering], reason: str
) -> Recalled:
    untold = {life.person_id for life in people if life.length}
    return Recalled(told=0, missing=tuple(f"{person.name}: {reason}" for person, _ in came if person.id in untold))


def _told(recalled: Recalled, came: int) -> list[str]:
    text = KEPT
    if recalled.told:
        people = "all" if recalled.told == came else f"{recalled.told} of {came}"
        text += f"; {people} know a summary of what was said there"
    return [f"{text}.", *(f"-# ⚠️ No summary for {problem}." for problem in recalled.missing)]
