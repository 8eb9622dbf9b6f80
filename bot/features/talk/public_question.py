"""A member's question put before everyone: kept first, shown second, so that a process that dies in between loses
nothing and asks nothing twice."""

import asyncio

import aiohttp
import discord
import structlog

from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import say_publicly
from troupe.core.clock import Clock
from troupe.core.patience import patiently
from troupe.worlds.outbox import Attempt, PutOff, Sent, Unknown
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import World, WorldKey

log = structlog.get_logger("troupe.commands")

PATIENCE = 10.0
"""Seconds that showing it may take."""
LEASE = 20.0
"""Seconds after which a question whose process died is looked for by delivery; longer than `PATIENCE`."""


async def put_question(
    house: House, interaction: discord.Interaction, world: World, question: HumanMessage, shown: str
) -> None:
    """Keep the question, show it as the answer to the command, and let the world hear it. Where Discord does not
    take the answer, delivery posts it as a message of the bot's own. Raises Conflict if nobody may be asked."""
    row = await house.engine.ask(world.tenant, world.id, question, shown, LEASE)
    try:
        attempt = await _shown(interaction, shown, house.clock)
        outbox = house.stores(world.tenant).outbox
        await patiently(lambda: outbox.settle(row.id, attempt), house.clock)
    finally:
        house.pokes.poke(WorldKey(world.tenant, world.id))


async def _shown(interaction: discord.Interaction, shown: str, clock: Clock) -> Attempt:
    """How the one attempt to show it as the command's answer ended."""
    try:
        async with asyncio.timeout(PATIENCE):
            return Sent(message_id=await say_publicly(interaction, shown))
    except (discord.DiscordServerError, aiohttp.ClientError, TimeoutError, OSError) as error:
        log.warning("a question may not have been shown", reason=type(error).__name__)
        return Unknown(reason=f"no answer from Discord ({type(error).__name__})")
    except discord.HTTPException as error:
        log.warning("a question is posted later", reason=str(error))
        return PutOff(not_before=clock.now(), reason=f"Discord did not take it ({error.code})")
