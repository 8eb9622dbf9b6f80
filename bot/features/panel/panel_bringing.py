"""The people of a panel brought into a channel: a world opened with them, or those seated who are not here yet."""

from collections.abc import Sequence

from bot.features.cast.bringing_people import not_pinned, open_with
from bot.features.panel.memory_recall import recalling
from bot.features.panel.panel_seating import remind, seat, seated
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import CommandSpot, House
from bot.features.shared.deferred_answers import as_many, card
from bot.features.shared.world_opening import introduced, joining
from troupe.people.persona.panel import PanelMember, check_names
from troupe.worlds.world import Person

FRESHLY = "They know nothing of one another's past, or of what was said here."


async def brought(
    house: House,
    spot: CommandSpot,
    name: str,
    members: Sequence[PanelMember],
    *,
    memories: bool,
    asked_for: str | None = None,
) -> CardReply:
    """Who came, who was here already, and what they know. Raises Conflict, and BadInput for two of one name."""
    check_names(member.persona.name for member in members)
    stores = house.stores(spot.tenant)
    world = await stores.worlds.at_channel(spot.channel_id)
    opened, here = world is None, list[str]()
    if world is None:
        world = await open_with(house, spot, [(member.persona, member.ref) for member in members])
        came = await seated(stores, world, members)
    else:
        came, here = await seat(stores, world, members)
        for person, _ in came:
            await stores.outbox.notice(world.id, joining(person.persona))
    lines = [introduced(person.persona) for person, _ in came]
    if here:
        lines.append(f"Here already, and as they are: {', '.join(here)}.")
    if came:
        lines += await _remember(house, spot, came, asked_for) if memories else [FRESHLY]
    house.pokes.poke(world.key)
    if opened and not spot.may_pin:
        lines.append(not_pinned(spot))
    return CardReply([card(f"{name} is in #{spot.name}", as_many(lines))])


async def _remember(
    house: House, spot: CommandSpot, came: Sequence[tuple[Person, PanelMember]], asked_for: str | None
) -> list[str]:
    """The lines that tell what those who came remember. Each gets their former life back first."""
    problems: list[str] = []
    stores = house.stores(spot.tenant)
    _, count = await remind(stores, came, await recalling(house, spot.tenant, problems, asked_for))
    text = "They keep the goals, knowledge and feelings they have where the panel was saved"
    if count:
        people = "all" if count == len(came) else f"{count} of {len(came)}"
        text += f"; {people} know a summary of what was said there"
    return [f"{text}.", *(f"-# ⚠️ No summary for {problem}." for problem in problems)]
