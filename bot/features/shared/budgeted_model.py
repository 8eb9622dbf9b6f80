"""The language model as a server's commands may ask it: each call reserved in the server's ledger beforehand."""

from typing import TYPE_CHECKING

from troupe.llm.ledger.capped_model import Capped
from troupe.ports import Stores

if TYPE_CHECKING:  # the commands import this module
    from bot.features.shared.command_context import House


async def capped_at(house: "House", stores: Stores, asked_for: str | None) -> Capped:
    """The model that plays the people of this server, under its daily cap, on behalf of the human of this id."""
    choice = (await stores.guilds.get()).model
    return house.mind.capped(stores.budgets, house.cap(stores.tenant), model=choice, asked_for=asked_for)
