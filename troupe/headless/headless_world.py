"""A world without a channel: talked to, run and read from a script or a notebook."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from troupe.core.clock import Clock
from troupe.core.errors import BadInput, Conflict
from troupe.core.ids import Ids
from troupe.core.usage import Estimate, Usage
from troupe.engine.turn_cycle import SHORTEST, TurnCycle
from troupe.headless.headless_cast import Addressee, Source, find, load, reference
from troupe.headless.headless_model import environment_secrets
from troupe.headless.headless_opening import Opening, OpeningPlan, Parts, open_known, open_new
from troupe.headless.readable_record import Answer, Line, answer_of, frame_of, line_of
from troupe.headless.stance_asking import ask_stances
from troupe.llm.port.llm import LLM
from troupe.memory.archives.archive_reading import read_memories
from troupe.minds.mind import Mind
from troupe.people.library.library import slug_of
from troupe.ports import Cap, Claimed, Database
from troupe.research.remembering.world_memories import WorldMemories
from troupe.research.validating.stance_drift import HeldBelief, TakenStance
from troupe.worlds.floor_view import FloorDecision
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.turn import Turn
from troupe.worlds.world import Caps, Mode, Person, WorldStatus

HOME = ""
"""A headless world is one place, without a name."""
YOU = "You"
BUDGET = Cap(tokens=2_000_000, usd=5.0)
"""As much as the bot spends on one server in a day, unless told otherwise."""
_PAGE = 1000


class HeadlessWorld:
    """A headless world. Made by `World.open` and `World.reopen`.

    Nobody acts by themselves: `say` puts words into the world; `run`, `until_quiet` and `ask` let people act. What
    they do is in the store before these return, failures too: a turn that went wrong is a line of the transcript.
    """

    def __init__(self, parts: Parts) -> None:
        self._record = parts.record
        self._stores = parts.database.tenant(parts.record.tenant)
        self._mind = Mind(
            parts.llm,
            secrets=environment_secrets(),
            reserve=self._reserve,
            recall=self._stores.turns.recall,
        )
        self._clock = parts.clock
        self._undo = parts.undo
        self._running = asyncio.Lock()
        self._begun: list[Turn] = []
        self._known = 0
        notice = parts.budget.notice or "The day's budget is spent; give a larger one to go on."
        self._cap = cap = parts.budget.model_copy(update={"notice": notice})
        self._memories = WorldMemories(parts.database, parts.record, self._mind, parts.clock, cap, self._one)
        self._engine = TurnCycle(
            parts.database,
            self._mind,
            parts.clock,
            cap=lambda _tenant: cap,
            poke=lambda _key, _work: None,
            on_turn_started=self._begun.append,
            limit=lambda turn: parts.turn_seconds or max(SHORTEST, self._mind.patience(turn.scene)),
        )

    @staticmethod
    def open(
        people: Source | Iterable[Source],
        *,
        model: LLM | str | None = None,
        mode: Mode | str = Mode.AMBIENT,
        name: str = "world",
        seed: int = 0,
        caps: Caps | None = None,
        budget: Cap = BUDGET,
        store: Database | None = None,
        clock: Clock | None = None,
        ids: Ids | None = None,
        turn_seconds: float | None = None,
    ) -> "Opening[HeadlessWorld]":
        """A new world with these people (see `load`), in memory unless `store` is given (from `db.open`).

        `model` is an LLM or the name of one (see `open_model`). `caps` limit the talk; by default those of a
        chat, except that as many may speak in a row as there are people, if these are more. `budget` is the most
        that worlds of this `name` in this store may spend in a UTC day. `turn_seconds` is the most that one turn
        may take; without it the model's own patience decides. The same seed, clock and replies of the model give
        the same run; `ids`, from the seed by default, are for the store in memory.

        Raises BadInput, NotFound or Misconfigured, each in one line, when awaited.
        """
        plan = OpeningPlan(people, model, mode, name, seed, caps, budget, store, clock, ids, turn_seconds)

        async def opened() -> HeadlessWorld:
            return HeadlessWorld(await open_new(plan))

        return Opening(opened)

    @staticmethod
    def reopen(
        world_id: str,
        *,
        store: Database,
        model: LLM | str | None = None,
        budget: Cap = BUDGET,
        clock: Clock | None = None,
        turn_seconds: float | None = None,
    ) -> "Opening[HeadlessWorld]":
        """A world of this store by its id, as it was left. Raises NotFound; worlds of channels are not found."""

        async def opened() -> HeadlessWorld:
            return HeadlessWorld(await open_known(world_id, store, model, budget, clock, turn_seconds))

        return Opening(opened)

    @property
    def memories(self) -> WorldMemories:
        """What its people remember."""
        return self._memories

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def cost(self) -> Usage:
        """What the model calls of this object have cost: calls, tokens, seconds, and dollars where the price is
        known. Calls cut off by `stop` are not in it; the store counts those by their estimates."""
        return self._mind.usage

    def __repr__(self) -> str:
        return f"<World {self.name!r} {self.id}>"

    # Talking

    async def say(self, text: str, *, by: str = YOU, to: Addressee | Iterable[Addressee] = ()) -> Line:
        """Words of a human, heard by everyone. `to` obliges these people to answer; a name in the text does too,
        where it addresses ("Gerda, …"). Saying only "stop" stops the world. People act at the next `run`."""
        people = await self.people()
        return await self._post(text, by, people, find(people, to))

    async def ask(
        self, question: str, *, by: str = YOU, to: Addressee | Iterable[Addressee] = ()
    ) -> tuple[Answer, ...]:
        """Ask these people, or everyone, and wait for their answers, in the order of their seats.

        They answer without having heard each other's answers. The question and the answers are in the
        transcript, and may be taken up at the next `run`. Raises Conflict if the world is not open.
        """
        async with self._acting():
            people = await self.people()
            people_asked = find(people, to) or people
            line = await self._post(question, by, people, people_asked)
            claimed = await self._answered(line, {person.id for person in people_asked})
            since = await self._read(line.seq)
        notes = {} if claimed.decision is None else claimed.decision.notes
        return tuple(
            answer_of(
                person.name,
                line,
                [record_line for record_line in since if record_line.speaker_id == person.id],
                notes.get(person.id, "chose to say nothing"),
            )
            for person in sorted(people_asked, key=lambda person: person.seat)
        )

    # Running

    async def run(self, rounds: int) -> tuple[Line, ...]:
        """Let people act for so many rounds, fewer if nobody wants to; returns what they said and did.

        A round is one decision of the floor on who may act, and the turns of these people, decided at once.
        Raises Conflict if the world is not open.
        """
        if rounds < 1:
            raise BadInput(f"must be at least 1, not {rounds}", field="rounds")
        return await self._run(rounds)

    async def until_quiet(self) -> tuple[Line, ...]:
        """The same until nobody wants to act, which the caps make sure of. Never waits for time to pass: who has
        talked too much to someone for now stays silent, and may go on in a later run."""
        return await self._run(None)

    async def stop(self, by: str = YOU) -> None:
        """Silence everyone at once, from any task: what is being decided is cut off and never said."""
        await self._stores.worlds.halt(self.id, by)
        self._engine.interrupt(self._record.key)

    async def resume(self, by: str = YOU) -> None:
        """Let people act again. What was said while they were stopped they have heard, and do not answer."""
        await self._stores.worlds.resume(self.id, by)

    async def close(self) -> None:
        """Let go of the store and the model, if they were opened here. In a store of yours the world remains, to
        be opened again with `World.reopen`."""
        await self._undo.aclose()

    # People

    async def add(self, newcomer: Source) -> Person:
        """Seat someone more, who knows nothing of what was said before. Raises Conflict on a name already here."""
        persona = load(newcomer)
        namesakes = [
            person_there
            for person_there in await self.people()
            if slug_of(person_there.name) == slug_of(persona.name)
        ]
        if namesakes:
            raise Conflict(f"{namesakes[0].name} is here already", field="people")
        return await self._stores.casts.add(self.id, persona, reference(persona, self._record.tenant))

    async def remove(self, leaving: Addressee) -> Person:
        """Unseat someone. What they said stays."""
        (person,) = find(await self.people(), leaving)
        return await self._stores.casts.remove(self.id, person.id)

    async def relate(
        self, someone: Addressee, other: Addressee, how: str, *, mutual: bool = True, by: str = YOU
    ) -> Person:
        """Say how someone stands to another, in a sentence such as "Gerda is Rory's aunt": told to both of
        them, or to the first alone, whenever the other is there. An empty sentence takes it back."""
        people = await self.people()
        (one,), (two,) = find(people, someone), find(people, other)
        return await self._stores.casts.relate(self.id, one.id, two.id, how, by, mutual=mutual)

    async def remember(self, someone: Addressee, file: str | Path, *, called: str = "") -> int:
        """Let someone remember a chat of SillyTavern (`.jsonl`) or a TinyPerson's memories (`.json`); it comes
        back to them when it is spoken of. `called` is their name in the file, if it is another. Returns how
        many lines were new. Raises BadInput."""
        (one,) = find(await self.people(), someone)
        archive = read_memories(Path(file), one.persona, self._clock.now(), called)
        return await self._stores.casts.take_in(self.id, one.id, archive.lines)

    async def think(self, someone: Addressee, thought: str) -> None:
        """Let a thought come to someone: they have it before them as their own, and nobody else hears of it."""
        if not thought.strip():
            raise BadInput("must not be empty", field="thought")
        (one,) = find(await self.people(), someone)
        await self._stores.casts.think(self.id, one.id, thought.strip())

    async def stances(
        self, beliefs: Sequence[HeldBelief], *, to: Addressee | Iterable[Addressee] = ()
    ) -> tuple[TakenStance, ...]:
        """Ask these people, or everyone, unseen how far they agree with each of the beliefs (see `beliefs_of`),
        from 1 to 7. Nothing of it is in the record."""
        people = await self.people()
        llm = self._mind.capped(self._stores.budgets, self._cap)
        return await ask_stances(
            llm,
            self._stores,
            find(people, to) or people,
            beliefs,
            clock=self._clock,
            seed=self._record.seed,
        )

    async def people(self) -> tuple[Person, ...]:
        """Who is here, by seat, each with `persona` and present `state` of mind."""
        return await self._stores.casts.of(self.id)

    # Reading

    async def transcript(self, *, thoughts: bool = False) -> tuple[Line, ...]:
        """Everything that happened, in order; with `thoughts`, also what people thought and did not say."""
        return tuple(line for line in await self._read(0) if thoughts or not line.facets.inner)

    async def frame(self, *, thoughts: bool = False) -> Any:
        """The transcript as a pandas DataFrame, a row a line. Raises Misconfigured without pandas."""
        return frame_of(await self.transcript(thoughts=thoughts))

    async def decisions(self, limit: int = 20) -> tuple[FloorDecision, ...]:
        """The latest decisions on who may act, newest first: `reason`, and `notes` on why others may not."""
        return await self._stores.transcripts.decisions(self.id, limit)

    async def status(self) -> WorldStatus:
        """`open`, `stopped`, `paused` or `closed`."""
        return (await self._stores.worlds.get(self.id)).status

    async def _one(self, someone: Addressee) -> Person:
        (person,) = find(await self.people(), someone)
        return person

    async def _post(self, text: str, by: str, people: Sequence[Person], to: Sequence[Person]) -> Line:
        if not text.strip():
            raise BadInput("must not be empty", field="text")
        if not by.strip() or slug_of(by) in {slug_of(person.name) for person in people}:
            raise BadInput("must be the name of a human, not of one of the people", field="by")
        while True:
            order = (await self._stores.mailbox.last_order(self.id, HOME) or 0) + 1
            message = HumanMessage(
                channel_id=HOME,
                place=HOME,
                message_id=f"line {order}",
                order=order,
                author=HumanAuthor(id=by, name=by),
                text=text,
                at=self._clock.now(),
                addressed=tuple(person.id for person in to),
            )
            posted = await self._engine.hear(self._record.tenant, self.id, message)
            if posted.event is not None:
                return line_of(posted.event)
            if await self.status() is WorldStatus.CLOSED:
                raise Conflict("this world is closed", field="world")
            # Somebody else spoke between our look and our message, and took its number.

    async def _run(self, rounds: int | None) -> tuple[Line, ...]:
        async with self._acting():
            await self._read(self._known)
            before = self._known
            await self._engine.run_until_quiet(self._record.key, rounds)
            lines = await self._read(before)
        return tuple(line for line in lines if not line.facets.inner)

    async def _answered(self, question: Line, ids: set[str]) -> Claimed:
        """Play until those asked had their turn. Someone whose turn a process lost before takes that first."""
        while True:
            claimed = await self._engine.claim(self._record.key)
            await self._engine.play(claimed.turns)
            triggers = [turn.scene.trigger for turn in claimed.turns if turn.person_id in ids]
            if all(trigger is not None and trigger.id == question.id for trigger in triggers):
                return claimed

    @asynccontextmanager
    async def _acting(self) -> AsyncGenerator[None]:
        """One run at a time. Turns cut off with us (an interrupted cell of a notebook) are ended visibly: left
        open, they would keep their people busy until the leases run out."""
        async with self._running:
            await self._check_open()
            self._begun.clear()
            try:
                yield
            except asyncio.CancelledError:
                await asyncio.shield(self._abandon())
                raise

    async def _abandon(self) -> None:
        """End what is still open. What a call cut off has cost is unknown: its estimate is counted."""
        for turn in self._begun:
            most = self._mind.estimate(turn.scene)
            usage = Usage(calls=1, tokens_in=most.tokens, usd=most.usd)
            await self._stores.turns.fail(turn, "the run was interrupted", usage)

    async def _reserve(self, turn: Turn, estimate: Estimate) -> bool:
        return await self._stores.turns.reserve(turn, estimate, self._cap)

    async def _check_open(self) -> None:
        if (status := await self.status()) is not WorldStatus.OPEN:
            hint = "" if status is WorldStatus.CLOSED else ": resume() lets people act again"
            raise Conflict(f"this world is {status.value}{hint}", field="world")

    async def _read(self, after: int) -> list[Line]:
        lines: list[Line] = []
        while events := await self._stores.transcripts.read(self.id, after, _PAGE):
            lines += [line_of(event) for event in events]
            after = events[-1].seq
        self._known = max(self._known, after)
        return lines
