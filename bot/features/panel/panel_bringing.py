"""The people of a panel brought into a channel: a world opened with them, or those seated who are not here yet."""

from collections.abc import Sequence

from bot.features.cast.bringing_people import not_pinned, open_with
from bot.features.panel.memory_recall import Interaction, remembered
from bot.features.panel.panel_seating import seat, seated
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import CommandSpot, House
from bot.features.shared.deferred_answers import as_many, card
from bot.features.shared.world_opening import introduced, joining
from troupe.people.persona.panel import PanelMember, check_names

FRESHLY = "They know nothing of one another's past, or of what was said here."


async def brought(
    house: House,
    spot: CommandSpot,
    name: str,
    members: Sequence[PanelMember],
    *,
    remembering: Interaction | None = None,
) -> CardReply:
    """The card that says who came, who was here already, and what they know: nothing of before, but for whoever
    presses for them to be `remembering`. Raises Conflict, and BadInput for two of one name."""
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
        lines += [FRESHLY] if remembering is None else await remembered(house, remembering, world, came)
    house.pokes.poke(world.key)
    if opened and not spot.may_pin:
        lines.append(not_pinned(spot))
    return CardReply([card(f"{name} is in #{spot.name}", as_many(lines))])
