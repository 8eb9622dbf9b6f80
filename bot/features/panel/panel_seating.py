"""Calling a panel: its people come into a world as they were when it was saved."""

from collections.abc import Sequence

from troupe.people.persona.panel import PanelMember, same_name
from troupe.ports import Stores
from troupe.worlds.world import Person, World


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


async def remind(stores: Stores, came: Sequence[tuple[Person, PanelMember]]) -> None:
    """Give those who came the state of mind of who they were, without a summary: that costs nothing."""
    for person, member in came:
        if member.person_id is not None:
            await stores.casts.carry_over(person.id, member.person_id)


async def seated(stores: Stores, world: World, members: Sequence[PanelMember]) -> list[tuple[Person, PanelMember]]:
    """Those of a panel with whom a world was just opened."""
    people = {person.name: person for person in await stores.casts.of(world.id)}
    return [(people[member.persona.name], member) for member in members]
