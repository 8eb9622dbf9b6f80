"""What someone of a panel is told of what they witnessed before: one call of the model that plays here."""

from bot.calling import Recall
from bot.cogs.house import House
from troupe.errors import ModelError
from troupe.minds.briefing import brief, estimate_briefing, to_tell
from troupe.ports import FormerLife
from troupe.worlds.briefing import Briefing


def recalling(house: House, tenant: str, problems: list[str]) -> Recall:
    """Makes the summaries. Their cost counts for this server; who is told nothing, and why, goes to `problems`."""
    stores = house.stores(tenant)

    async def recall(life: FormerLife) -> Briefing | None:
        if not to_tell(life.said):
            return None
        settled = await stores.guilds.get()
        llm = house.mind.player(settled.model)
        if not await stores.budgets.allows(house.cap(tenant), estimate_briefing(llm, life.said)):
            problems.append(f"{life.person.name}: today's budget of this server has no room for a summary")
            return None
        muted = await stores.mutes.of(life.world.id)
        seed = life.world.seed
        try:
            made = await brief(
                llm, life.said, life.person, life.world, now=house.clock.now(), seed=seed, muted=muted
            )
        except ModelError as error:
            if error.usage is not None:
                await stores.budgets.count(error.usage)
            problems.append(f"{life.person.name}: {error}")
            return None
        await stores.budgets.count(made.usage)
        return made

    return recall
