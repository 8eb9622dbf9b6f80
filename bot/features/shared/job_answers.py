"""Jobs that somebody asked for with a command: waited for as long as Discord lets us answer, and told of later in
the channel where nobody waits any more."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import discord
from pydantic import BaseModel

from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import button, unwatched
from troupe.core.errors import Conflict, JobLost, NotFound, TroupeError
from troupe.jobs.job_kind import JobKind
from troupe.worlds.jobs.job import Job, JobKey, JobScope, JobStatus, NewJob

Interaction = discord.Interaction[Any]
Q = TypeVar("Q", bound=BaseModel)
R = TypeVar("R", bound=BaseModel)
Progress = Callable[[Job], Awaitable[None]]

PATIENCE = 13 * 60.0
"""Seconds that a command is waited with: Discord lets nobody answer it after 15 minutes."""
STEP = 5.0
"""Seconds between two looks at how far it is."""


class StillUnderWay(TroupeError):
    """It takes longer than a command may be answered."""

    show = True


@dataclass(frozen=True, slots=True)
class JobFace:
    """The end of a job as a channel is told of it, without words of anybody: `done` and `failed` are
    its lines, None where there is nothing to tell; the button `label` shows the rest in private, by `act`."""

    done: str | None
    failed: str
    act: str = ""
    label: str = ""


async def asked(
    house: House,
    interaction: Interaction,
    kind: JobKind[Q, R],
    request: Q,
    scope: JobScope | None = None,
    *,
    key: str | None = None,
    model: str | None = None,
) -> Job:
    """Have it done; under a `key` once, by this model if another than that of the house. Raises OverBudget."""
    order = NewJob(
        kind=kind.word,
        request="",
        scope=scope or JobScope(),
        key=key,
        model=model,
        asked_for=str(interaction.user.id),
        place=None if interaction.channel_id is None else str(interaction.channel_id),
    )
    return await house.jobs.ask(f"guild:{interaction.guild_id}", kind, request, order)


async def result_of(
    house: House,
    interaction: Interaction,
    kind: JobKind[Q, R],
    request: Q,
    scope: JobScope | None = None,
    progress: Progress | None = None,
) -> R:
    """What comes of it; `progress` is told whenever it is further. Raises the error by which it ended, and
    StillUnderWay where that takes too long to be answered; then its end is told in the channel."""
    return await awaited(house, kind, await asked(house, interaction, kind, request, scope), progress)


async def awaited(house: House, kind: JobKind[Q, R], job: Job, progress: Progress | None = None) -> R:
    """The same of a job that was asked for already."""
    with house.jobs.watching(job.key):
        job = await over(house, job, progress)
        try:
            return await kept_result(house, kind, job.key)
        finally:
            await house.stores(job.tenant).jobs.told(job.id)


async def over(house: House, job: Job, progress: Progress | None = None) -> Job:
    """The job once it is over; `progress` is told whenever it is further. Raises StillUnderWay."""
    until, finished = house.clock.monotonic() + PATIENCE, 0
    while not (job := await _later(house, job)).status.over:
        if house.clock.monotonic() >= until:
            raise StillUnderWay(
                "This takes longer than Discord lets me answer here. It goes on; when it is done, I say so in "
                "this channel."
            )
        if progress is not None and job.calls_finished != finished:
            finished = job.calls_finished
            await progress(job)
    return job


async def _later(house: House, job: Job) -> Job:
    try:
        return await house.jobs.until_over(job.key, STEP)
    except JobLost as error:
        raise StillUnderWay(
            "I am being restarted. This goes on by itself; when it is done, I say so in this channel."
        ) from error


async def kept_result(house: House, kind: JobKind[Q, R], key: JobKey) -> R:
    """What came of a job that is over. Raises the error by which it ended, and Conflict where nothing is kept."""
    result = await house.jobs.result(kind, key)
    if result is None:
        raise Conflict("This result is not kept any more, or something that it was made from has been deleted.")
    return result


async def asked_before(house: House, tenant: str, job_id: str) -> tuple[Job, str]:
    """A job by the id on a button, and what it was asked. Raises Conflict where that is not kept any more."""
    jobs = house.stores(tenant).jobs
    try:
        job, words = await jobs.get(job_id), await jobs.words(job_id)
    except NotFound as error:
        raise Conflict("This result is not kept any more.") from error
    if words.request is None:
        raise Conflict("This result is not kept any more.")
    return job, words.request


class JobEnds:
    """Tells in channels of jobs that are over while nobody waits for them, such as after a restart of the bot."""

    def __init__(
        self, client: discord.Client, house: House, faces: Mapping[str, JobFace], problem: Callable[[str], None]
    ) -> None:
        self._client = client
        self._house = house
        self._faces = faces
        self._problem = problem

    async def look(self, tenant: str) -> None:
        """Begin what is due, and tell of what is over. A channel that cannot be reached just now is tried again
        with the next sweep."""
        await self._house.jobs.look(tenant)
        jobs = self._house.stores(tenant).jobs
        for job in await jobs.untold():
            if not self._house.jobs.watched(job.key) and await self._tell(job):
                await jobs.told(job.id)

    async def _tell(self, job: Job) -> bool:
        face = self._faces.get(job.kind)
        line = None if face is None else face.done if job.status is JobStatus.DONE else face.failed
        if face is None or line is None or job.status is JobStatus.CANCELLED:
            return True
        if not self._client.is_ready():
            return False
        place = int(job.place or 0)
        buttons = [button(face.act, job.id, face.label)] if face.act else []
        try:
            channel = self._client.get_channel(place) or await self._client.fetch_channel(place)
            if not isinstance(channel, (discord.TextChannel, discord.Thread)):
                return True
            await channel.send(
                embed=card(line, "", CURTAIN),
                view=unwatched(*buttons),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except (discord.Forbidden, discord.NotFound):
            self._problem("Something is done that was asked for, and I may not say so in the channel any more.")
            return True
        except discord.HTTPException:
            return False
        return True
