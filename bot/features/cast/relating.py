"""`/cast relate`: how two people of this channel stand to each other, said, changed or taken back."""

from bot.features.shared.command_context import CommandSpot, House, world_here
from bot.features.shared.deferred_answers import CommandAnswer, card
from bot.features.shared.world_opening import find_person

NOTHING = "nothing"
"""The word that takes a relation back."""
BOTH, ONE = "both", "one"
KNOWN = {BOTH: "both of them", ONE: "only the person"}


async def relate(
    house: House, spot: CommandSpot, names: tuple[str, str], how: str, known: str, by: str
) -> CommandAnswer:
    """Settle it for this world; personas stay as they are. Raises NotFound and BadInput."""
    world = await world_here(house, spot)
    casts = house.stores(spot.tenant).casts
    people = await casts.of(world.id)
    person, other = (find_person(people, name) for name in names)
    text = "" if how.strip().casefold() == NOTHING else how
    await casts.relate(world.id, person.id, other.id, text, by, mutual=known != ONE or not text)
    title = f"{person.name} and {other.name}, in {spot.name}"
    if not text:
        return CommandAnswer(card(title, "What was said of the two is forgotten."))
    knows = "Both know it" if known != ONE else f"Only {person.name} knows it"
    return CommandAnswer(
        card(title, f"{' '.join(text.split())}\n-# {knows}, from their next answer on. `{NOTHING}` takes it back.")
    )
