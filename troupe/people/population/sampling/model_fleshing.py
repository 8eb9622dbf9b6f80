"""Having a sample written by a model: many at once, kept as they come, and the same whatever comes first.

People are written at once, some at a time. Whoever turns out too like somebody before them in the sample is
written again when all have come, so nothing depends on the order of arrival. Whoever contradicts the plan in
their own words is written once more, then without those words. What has been written stands in the journal, and
is not paid for twice when the work is taken up again.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable

from troupe.core.errors import ModelError, ModelRejected, TroupeError
from troupe.people.documents.frozen_json import thaw_object
from troupe.people.persona.persona import Persona
from troupe.people.population.audit.impossible_people import audit
from troupe.people.population.flesh.biography_likeness import MOST_ALIKE, Biographies, biography
from troupe.people.population.flesh.plain_flesh import made, united
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.sampling.fleshing_journal import FleshingJournal
from troupe.people.population.sampling.population_sample import MOST_TRIES, Bones, Missing, PopulationSample
from troupe.people.population.sampling.skeleton_keeping import SkeletonBreach, breaches, without

AT_ONCE = 8
"""People being written at the same time."""

MOST_CALLS = 2
"""Calls for one try at one person, where the first fails in a way that may pass."""

Write = Callable[[Skeleton, int, tuple[SkeletonBreach, ...]], Awaitable[Persona]]
"""What writes someone: the skeleton, whose fields must stand, a seed, and what a first draft had wrong. Raises
TroupeError."""


async def fleshed(
    bones: Bones,
    write: Write,
    journal: FleshingJournal,
    *,
    at_once: int = AT_ONCE,
    done: Callable[[], None] = lambda: None,
) -> PopulationSample:
    """The sample with everyone written; who could not be is listed as missing, with the reason. `done` is
    called for each of the sample's people as they come."""
    work = _Work(bones, write, journal, asyncio.Semaphore(at_once), done)
    turn = list(bones.skeletons)
    for attempt in range(MOST_TRIES):
        await asyncio.gather(*(work.one(skeleton, attempt) for skeleton in turn))
        turn = work.too_alike(attempt)
        if not turn:
            break
    return work.sample()


class _Work:
    """What has been written so far, by number in the sample: the tries at each, in order."""

    def __init__(
        self,
        bones: Bones,
        write: Write,
        journal: FleshingJournal,
        places: asyncio.Semaphore,
        done: Callable[[], None],
    ) -> None:
        self._bones = bones
        self._write = write
        self._journal = journal
        self._places = places
        self._done = done
        self._tries: dict[int, list[Persona]] = {}
        self._missing: dict[int, Missing] = {}
        self._left_out: dict[int, str] = {}
        self._stopped = ""

    async def one(self, skeleton: Skeleton, attempt: int) -> None:
        """A try at one person, from the journal if it stands there."""
        persona = self._journal.find(skeleton.index, attempt)
        try:
            if persona is None:
                async with self._places:
                    persona = await self._written(skeleton, attempt)
                self._journal.add(skeleton.index, attempt, persona)
        except TroupeError as error:
            if isinstance(error, ModelRejected):
                self._stopped = str(error)
            if attempt == 0:
                missing = Missing(index=skeleton.index, name=skeleton.name, reason=str(error))
                self._missing[skeleton.index] = missing
        else:
            self._tries.setdefault(skeleton.index, []).append(persona)
        if attempt == 0:
            self._done()

    async def _written(self, skeleton: Skeleton, attempt: int) -> Persona:
        seed = seed_of(self._bones.plan.seed, skeleton.index, attempt)
        for call in range(MOST_CALLS):
            if self._stopped:  # the endpoint takes none of our requests: asking on is of no use
                raise ModelError(f"not asked, since the model refuses: {self._stopped}")
            try:
                return await self._kept_to_plan(skeleton, seed)
            except TroupeError as error:
                if not error.retry or call == MOST_CALLS - 1:
                    raise
        raise AssertionError("every call returns or raises")

    async def _kept_to_plan(self, skeleton: Skeleton, seed: int) -> Persona:
        """Someone whose words agree with the plan: written once more where a first draft does not, and then
        without the sentences that still do not."""
        persona = held(skeleton, await self._write(skeleton, seed, ()))
        faults = breaches(skeleton, persona)
        if not faults:
            return persona
        try:
            persona = held(skeleton, await self._write(skeleton, seed, faults))
            faults = breaches(skeleton, persona)
        except TroupeError:
            pass  # the first draft is paid for: it stands, without those sentences
        if faults:
            whose = "sentence was left out" if len(faults) == 1 else "sentences were left out"
            self._left_out[skeleton.index] = (
                f"{skeleton.name}: {len(faults)} {whose}, since the tables say: {faults[0].why}"
            )
        return without(persona, faults)

    def too_alike(self, attempt: int) -> list[Skeleton]:
        """Whose latest try is too like somebody before them. They are looked at in the order of the sample."""
        biographies, again = Biographies(), list[Skeleton]()
        for skeleton in self._bones.skeletons:
            tries = self._tries.get(skeleton.index, ())
            lives = [biography(persona, skeleton.document) for persona in tries]
            alike = [biographies.nearest(life)[0] for life in lives]
            if alike and min(alike) > MOST_ALIKE and len(tries) == attempt + 1 < MOST_TRIES:
                again.append(skeleton)
            if lives:
                biographies.add(lives[alike.index(min(alike))], skeleton.index)
        return again

    def sample(self) -> PopulationSample:
        """Of everyone the try that is least like anybody before."""
        biographies, personas, notes = Biographies(), list[Persona](), list[str]()
        for skeleton in self._bones.skeletons:
            tries = self._tries.get(skeleton.index, ())
            if not tries:
                continue
            candidates = [(persona, biography(persona, skeleton.document)) for persona in tries]
            persona, life = min(candidates, key=lambda candidate: biographies.nearest(candidate[1])[0])
            alike, nearest = biographies.nearest(life)
            if alike > MOST_ALIKE:
                notes.append(
                    f"{skeleton.name} is like {self._bones.skeletons[nearest].name}: {alike:.0%} of the words"
                )
            biographies.add(life, skeleton.index)
            personas.append(persona)
        missing = tuple(self._missing[index] for index in sorted(self._missing))
        bones = self._bones
        return PopulationSample(
            plan=bones.plan,
            margins=bones.margins,
            personas=tuple(personas),
            audit=audit(personas, bones.incomes),
            missing=missing,
            notes=(*notes, *(self._left_out[index] for index in sorted(self._left_out))),
        )


def seed_of(seed: int, index: int, attempt: int) -> int:
    """The seed of a try at one person; 31 bits, as endpoints take them."""
    return random.Random(f"{seed}:{index}:{attempt}").getrandbits(31)  # noqa: S311 - to be repeated, not secret


def held(skeleton: Skeleton, persona: Persona) -> Persona:
    """The persona as written, with every field of the skeleton as the plan has it. Raises BadInput where the two
    cannot be one."""
    skeleton_fields, fields = thaw_object(skeleton.document), persona.model_dump(mode="json")
    return made(united(skeleton_fields, fields))
