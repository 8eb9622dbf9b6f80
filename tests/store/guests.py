"""A session in a channel with humans beside its people, and the shortest words for what happens in it."""

from dataclasses import dataclass, field

from db.database import SqlDatabase
from tests.store.sessions import BALLOT, Held, a_plan, hold_session
from tests.store.stage import stops_on_stop
from troupe.core.clock import ManualClock
from troupe.core.usage import Usage
from troupe.ports import Posted
from troupe.research.guides.guide import AnswerOrder, Guide, GuideQuestion, GuideSection
from troupe.research.moves.next_move import CloseQuestion, Reveal
from troupe.research.sessions.study import StudyRun
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.outbox import Offer, Sent
from troupe.worlds.outbox.queued_row import Transport
from troupe.worlds.sessions.session_guest import NewGuest, SessionGuest
from troupe.worlds.transcript import HumanAuthor, HumanMessage

MARA, BEN = HumanAuthor(id="4711000471100", name="Maralinde"), HumanAuthor(id="4712000471200", name="Bentheim")


def guide_for_guests(
    order: AnswerOrder = AnswerOrder.TOGETHER, minutes: float | None = None, probes: tuple[str, ...] = ()
) -> Guide:
    steps = (
        GuideQuestion(key="now", text="What do you drink now?", order=order, minutes=minutes, probes=probes),
        BALLOT,
        GuideQuestion(key="end", text="Anything else?"),
    )
    return Guide(title="Cold tea", sections=(GuideSection(title="All", steps=steps),))


@dataclass
class Front(Held):
    """A session held in channel 100 and what comes in there."""

    sent: int = 900
    offered: dict[str, tuple[Offer, ...]] = field(default_factory=dict[str, tuple[Offer, ...]])
    """The messages under which there are buttons."""

    async def join(self, member: HumanAuthor, name: str = "") -> SessionGuest:
        return await self.stores.guests.join(
            self.id, NewGuest(user_id=member.id, consent="1", name=name, taken=("Lisa", "Oscar", "Marta"))
        )

    async def says(self, member: HumanAuthor, text: str) -> Posted:
        (world_id,) = await self.worlds()
        await self.clock.advance(1)
        now = self.clock.now()
        self.sent += 1
        message = HumanMessage(
            channel_id="100",
            place="100",
            message_id=str(self.sent),
            order=self.sent,
            author=member,
            text=text,
            at=now,
        )
        return await self.stores.mailbox.post(world_id, message, stops_on_stop)

    async def deliver(self) -> list[str]:
        """Everything that waits is sent; returns the texts."""
        (world_id,) = await self.worlds()
        texts: list[str] = []
        while (row := await self.stores.outbox.head(world_id)) is not None:
            self.sent += 1
            assert await self.stores.outbox.mark(row.id, "test", 30.0)
            await self.stores.outbox.settle(row.id, Sent(message_id=str(self.sent)))
            if row.facets.transport is Transport.EDIT:
                self.offered.pop(row.target_message or "", None)
                continue
            texts.append(row.text)
            if row.offers:
                self.offered[str(self.sent)] = row.offers
        return texts

    async def to_a_question(self, moves: int = 1) -> None:
        """Make so many moves; the last is a question, delivered."""
        for _ in range(moves):
            await self.move()
        await self.deliver()

    async def revealed(self) -> list[str]:
        """What is kept back is said and delivered."""
        move = await self.next()
        assert isinstance(move, Reveal), move
        assert await self.stores.guests.reveal(self.id, move.number)
        assert not await self.stores.guests.reveal(self.id, move.number)
        return await self.deliver()

    async def closed(self) -> None:
        """What is asked is over for the guests."""
        move = await self.next()
        assert isinstance(move, CloseQuestion), move
        assert await self.stores.guests.close(self.id, move.number)
        assert not await self.stores.guests.close(self.id, move.number)

    async def run(self) -> StudyRun:
        return await read_run(self.stores, self.id, model="m", stand_in=True, usage=Usage())


async def hold_front(database: SqlDatabase, clock: ManualClock, guide: Guide, *people: str) -> Front:
    held = await hold_session(database, clock, a_plan(guide, *people), channel="100")
    return Front(held.database, held.stores, held.clock, held.plan, held.id)
