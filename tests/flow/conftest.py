"""Stages for flow tests, raised and lowered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.playground.server.seeding import BOT_PERMISSIONS
from bot.playground.server.state import permission_bits as perm
from tests.flow.stage import Stage
from troupe.core.clock import ManualClock


@pytest_asyncio.fixture
async def stage(clock: ManualClock) -> AsyncIterator[Stage]:
    stage = Stage(clock=clock)
    await stage.raise_curtain()
    yield stage
    await stage.lower_curtain()


@pytest_asyncio.fixture
async def durable_stage(clock: ManualClock, tmp_path: Path) -> AsyncIterator[Stage]:
    """With a database that outlives the bot."""
    stage = Stage(clock=clock, database_url=f"sqlite:///{tmp_path / 'troupe.sqlite3'}")
    await stage.raise_curtain()
    yield stage
    await stage.lower_curtain()


@pytest_asyncio.fixture
async def powerless_stage(clock: ManualClock) -> AsyncIterator[Stage]:
    """Where the bot may not manage webhooks."""
    stage = Stage(clock=clock, permissions=BOT_PERMISSIONS & ~perm.MANAGE_WEBHOOKS)
    await stage.raise_curtain()
    yield stage
    await stage.lower_curtain()


@pytest_asyncio.fixture
async def slow_door_stage(clock: ManualClock) -> AsyncIterator[Stage]:
    """Where a bot may identify only every five seconds."""
    stage = Stage(clock=clock, identify_interval=5.0)
    await stage.raise_curtain()
    yield stage
    await stage.lower_curtain()
