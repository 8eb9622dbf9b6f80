"""Calling a panel: its people come into a world as they were when it was saved, fresh or with their memories."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from troupe.people.persona.panel import PanelMember, same_name
from troupe.ports import FormerLife, Stores
from troupe.worlds.briefing import Briefing
from troupe.worlds.world import Person, World

Recall = Callable[[FormerLife], Awaitable[Briefing | None]]
"""Makes a summary of what someone witnessed; None if there is nothing to tell, or it could not be made."""


async def members_of(stores: Stores, world: World) -> list[PanelMember]:
    """The people of a world, to be saved as a panel."""
    people = await stores.casts.of(world.id)
    return [PanelMember(persona=person.persona, ref=person.ref, person_id=person.id) for person in people]


async def seat(
    stores: Stores, world: World, members: Sequence[PanelMember]
) -> tuple[list[tuple[Person, PanelMember]], list[str]]:
    """Seat everyone of a panel whose name is not taken here; who came, and the names that were taken."""
    names = [person.name for person in await stores.casts.of(world.id)]
    came: list[tuple[Person, PanelMember]] = []
    here: list[str] = []
    for member in members:
        if any(same_name(member.persona.name, name) for name in names):
            here.append(member.persona.name)
        else:
            came.append((await stores.casts.add(world.id, member.persona, member.ref), member))
    return came, here


async def seated(stores: Stores, world: World, members: Sequence[PanelMember]) -> list[tuple[Person, PanelMember]]:
    """Those of a panel with whom a world was just opened."""
    people = {person.name: person for person in await stores.casts.of(world.id)}
    return [(people[member.persona.name], member) for member in members]


async def remind(
    stores: Stores, came: Sequence[tuple[Person, PanelMember]], recall: Recall | None
) -> tuple[list[Person], int]:
    """Give them the cognitive state of who they were (goals, what they know, attention, feelings) and, with
    `recall`, a summary of what they witnessed; all summaries are made at once. Returns how many got one."""
    lives = [
        None if member.person_id is None else await stores.casts.former_life(member.person_id)
        for _, member in came
    ]
    briefings = await asyncio.gather(*(_recalled(life, recall) for life in lives))
    people: list[Person] = []
    for (person, _), life, briefing in zip(came, lives, briefings, strict=True):
        former = None if life is None else life.person.id
        people.append(person if former is None else await stores.casts.carry_over(person.id, former, briefing))
    return people, sum(briefing is not None for briefing in briefings)


async def _recalled(life: FormerLife | None, recall: Recall | None) -> Briefing | None:
    return None if life is None or recall is None else await recall(life)
