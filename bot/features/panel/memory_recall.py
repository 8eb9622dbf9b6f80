"""What someone of a panel is told of what they witnessed before: one call of the model that plays here."""

from bot.features.panel.panel_seating import Recall
from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import House
from troupe.core.errors import ModelError
from troupe.minds.briefing_summary import brief, to_tell
from troupe.minds.gate.output_gate import Guard
from troupe.ports import FormerLife
from troupe.worlds.briefing import Briefing


async def recalling(house: House, tenant: str, problems: list[str], asked_for: str | None) -> Recall:
    """Makes the summaries, under one cap however many are made at once. Their cost counts for this server; who is
    told nothing, and why, goes to `problems`."""
    stores = house.stores(tenant)
    llm = await capped_at(house, stores, asked_for)

    async def recall(life: FormerLife) -> Briefing | None:
        if not to_tell(life.said):
            return None
        muted = await stores.mutes.of(life.world.id)
        seed = life.world.seed
        try:
            return await brief(
                llm,
                life.said,
                life.person,
                life.world,
                now=house.clock.now(),
                seed=seed,
                muted=muted,
                guard=Guard(house.mind.secrets),
            )
        except ModelError as error:
            problems.append(f"{life.person.name}: {error}")
            return None

    return recall
