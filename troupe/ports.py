"""The stores as the house sees them: async Protocols over domain types. One method is one transaction.

Pure domain rules (the floor, the stop phrase, the estimate) are handed in as functions, so that they run
inside the transaction on what it sees and the store knows no rule of its own.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.people.persona.panel import Panel, PanelMember
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_version import Editor, KeptPersona, Version
from troupe.worlds.briefing import Briefing
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import Attempt, Offer, OutboxRow
from troupe.worlds.scene import Scene
from troupe.worlds.speech_account import Account
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import Event, HumanAuthor, HumanMessage
from troupe.worlds.turn import Committed, Outcome, Turn
from troupe.worlds.world import Caps, Mode, Person, World, WorldKey
from troupe.worlds.world_rhythm import Rhythm

Number = TypeVar("Number", int, float)

DecideFloor = Callable[[FloorView], FloorDecision]
EstimateTurn = Callable[[Scene], Estimate]
AddsTo = Callable[[Event, Event, Sequence[Person]], bool]
"""Whether the second event, by the same human, goes on with the first rather than addressing someone else."""


class NewWorld(Frozen):
    """What opening a world takes. `channel_id` None makes it headless."""

    name: str
    channel_id: str | None = None
    guild_id: str | None = None
    mode: Mode = Mode.AMBIENT
    seed: int = 0
    caps: Caps = Caps()  # pyright: ignore[reportCallIssue]
    notice: str = ""
    """Posted as the bot when the world opens, if not empty."""
    offers: tuple[Offer, ...] = ()
    """What the notice offers to do."""
    pinned: bool = False
    """Whether the notice is pinned."""


ReadStop = Callable[[HumanMessage, Sequence[Person]], Stop | None]


class Posted(Frozen):
    """What became of a message. `event` is None if it was here already (the duplicate changes nothing)."""

    event: Event | None
    stopped: Stop | None = None


class PublicQuestion(Frozen):
    """A question that is kept and has yet to be shown: `row` is how, already marked as being sent."""

    row: OutboxRow
    stopped: Stop | None = None


class Cap(Frozen):
    """The most a tenant may spend in a UTC day. None is no limit of that kind. `notice` is posted once a day,
    in the world that meets the cap."""

    tokens: int | None = None
    usd: float | None = None
    notice: str = ""

    def lowered(self, settings: GuildSettings) -> "Cap":
        """With what the tenant has settled for itself, where that is less."""
        return self.model_copy(
            update={
                "tokens": _least(self.tokens, settings.tokens_per_day),
                "usd": _least(self.usd, settings.usd_per_day),
            }
        )

    def fits(self, tokens: int, usd: float, estimate: Estimate) -> bool:
        """Whether an estimate fits beside so many tokens and dollars, spent and reserved. An unknown price is not
        counted in money, but at a money cap already reached nothing fits."""
        if self.tokens is not None and (tokens >= self.tokens or tokens + estimate.tokens > self.tokens):
            return False
        return self.usd is None or (usd < self.usd and usd + (estimate.usd or 0.0) <= self.usd)


def _least(first: Number | None, second: Number | None) -> Number | None:
    """None is no limit."""
    return min((limit for limit in (first, second) if limit is not None), default=None)


class Spend(Frozen):
    """What a tenant has spent, and still holds reserved for open turns, on one UTC day."""

    usage: Usage = Usage()
    reserved: Estimate = Estimate(tokens=0)


class ModelCall(Frozen):
    """A model call about to be made: of which purpose (a short word such as `screening`), of which model, expected
    to cost what at most, and for which human (by id), if for one."""

    purpose: str
    model: str
    estimate: Estimate
    asked_for: str | None = None


class Reservation(Frozen):
    """What is set aside for one call, on the UTC day it counts for."""

    id: str
    day: date
    estimate: Estimate


class Claimed(Frozen):
    """The end of a claim. No turns means nothing to do now; `wake_at` is when to look again, if known.
    `decision` is None where none was due (nothing new was heard and no wake was due, or the world may not act).
    `revealed` says that a roundtable's answers were just revealed."""

    turns: tuple[Turn, ...] = ()
    decision: FloorDecision | None = None
    wake_at: AwareDatetime | None = None
    revealed: bool = False


class WorldCounts(Frozen):
    """For a status line."""

    people: int
    events: int
    open_turns: int
    unsent: int
    last_decision: str = ""


class FormerLife(Frozen):
    """Who someone was in a world, and the latest speech that they heard or spoke there, oldest first: nothing that
    was erased, and nothing by members who muted the people of that world."""

    world: World
    person: Person
    said: tuple[Event, ...]


class Worlds(Protocol):
    """Worlds of one tenant."""

    async def open(self, new: NewWorld, people: Sequence[tuple[Persona, PersonaRef]]) -> World:
        """Open a world and seat its cast. Raises Conflict if the channel has a world that is not closed."""
        ...

    async def get(self, world_id: str) -> World: ...

    async def at_channel(self, channel_id: str) -> World | None:
        """The world of this channel that is not closed."""
        ...

    async def ever_at_channel(self, channel_id: str) -> tuple[World, ...]:
        """Every world that a channel has or had, the newest first."""
        ...

    async def all(self, *, closed: bool = False) -> tuple[World, ...]: ...

    async def halt(self, world_id: str, by: str, notice: str = "") -> World:
        """STOP: raise the epoch, void open turns, cancel PENDING rows, all in one transaction. Idempotent."""
        ...

    async def resume(self, world_id: str, by: str) -> World:
        """Back to OPEN from STOPPED or PAUSED, under a new epoch; nobody is quiet any more."""
        ...

    async def pause(self, world_id: str, reason: str) -> World:
        """Something outside broke. As halt, but PAUSED with its reason in the transcript. What people were asked
        and have answered in vain, no part of the answer having arrived for this reason, is unread again; a human's
        call from this time counts after the resume whatever its age."""
        ...

    async def close(self, world_id: str, by: str, notice: str = "") -> World: ...

    async def set_mode(self, world_id: str, mode: Mode, by: str) -> World: ...

    async def set_rhythm(self, world_id: str, rhythm: Rhythm | None, by: str) -> World:
        """Have people act by themselves every so often, or not any more (None); the first beat is reckoned from
        now. They do so only while the world is open and ambient. Raises Conflict if it is closed."""
        ...

    async def typing(self, world_id: str, until: datetime) -> None:
        """A human is typing: unaddressed turns may wait until then."""
        ...

    async def counts(self, world_id: str) -> WorldCounts: ...


class Casts(Protocol):
    """The people of worlds."""

    async def add(
        self,
        world_id: str,
        persona: Persona,
        ref: PersonaRef,
        *,
        everything: bool = False,
        briefing: Briefing | None = None,
    ) -> Person:
        """Seat a newcomer. They know nothing of what was said before, or `everything`, as read; or what the
        `briefing` tells, which nobody else perceives. Raises Conflict on a name already here, and if something the
        briefing was made from has been erased meanwhile."""
        ...

    async def remove(self, world_id: str, person_id: str) -> Person:
        """Unseat someone: open turn void, unsent lines cancelled. The record stays."""
        ...

    async def settle_talk(self, world_id: str, person_id: str, talkativeness: float | None, by: str) -> Person:
        """How talkative someone is to be in this world, 0 to 1; None for as the persona is."""
        ...

    async def of(self, world_id: str) -> tuple[Person, ...]:
        """Those present, by seat."""
        ...

    async def playing(self, slug: str) -> tuple[tuple[World, Person], ...]:
        """Those present in worlds that are not closed who live as this persona, in any version, be it the
        tenant's own or the library's; by the age of the world, then by seat."""
        ...

    async def update_persona(self, person_id: str, persona: Persona, ref: PersonaRef, by: str) -> Person:
        """Let someone live on as another version of who they are: memory, cognitive state and seat are kept, and
        the change is a mark in the record.

        A turn that is being decided is void, and decided anew as who they are now: a turn is of one version from
        claim to commit. An answer already held for a roundtable's reveal stays, as do lines on their way. Raises
        NotFound if they are not here any more, Conflict on a name already here and in a closed world.
        """
        ...

    async def former_life(self, person_id: str, limit: int = 400) -> FormerLife:
        """What a person witnessed, in whichever world of the tenant, gone from there or not. Raises NotFound."""
        ...

    async def carry_over(self, person_id: str, former_id: str, briefing: Briefing | None = None) -> Person:
        """Give someone the cognitive state of who they were before, in whichever world of the tenant, and tell
        them what the `briefing` says, which nobody else perceives. What is erased there is erased here too. Raises
        NotFound for people that the tenant does not have, Conflict if something the briefing was made from has
        been erased meanwhile."""
        ...


class Mailbox(Protocol):
    """What humans say, as it comes in."""

    async def post(self, world_id: str, message: HumanMessage, read_stop: ReadStop) -> Posted:
        """Record the message and let those present perceive it; at most once per message id.

        A message that asks for a stop halts the world, or quiets people, in the same transaction. One that stands
        for an earlier one (`replaces`) takes its place: whoever has read that has read this.
        """
        ...

    async def ask(
        self, world_id: str, question: HumanMessage, shown: str, lease: float, read_stop: ReadStop
    ) -> PublicQuestion:
        """Keep a question that a member put with a command, and the line that shows it to all.

        The line is marked as being sent for `lease` seconds, and the question perceived once the line is SENT.
        Left unsettled, the line is looked for and, if it never arrived, posted by delivery. Its message's id
        becomes the event's; the id given does not count. The question counts as asked when it is shown. Raises
        Conflict where nobody may be asked now: the world is not open, or muted by this member.
        """
        ...

    async def revise(self, world_id: str, message_id: str, text: str, at: datetime) -> Event | None:
        """The author edited it: unread, its text is replaced; read by someone, a REVISED event is added too."""
        ...

    async def writer(self, world_id: str, message_id: str) -> HumanAuthor | None:
        """The member whose words this message carries; None if it carries no member's, or they were erased."""
        ...

    async def erase(self, world_id: str, message_ids: Sequence[str]) -> int:
        """Deleted on the platform, a human's or a person's: the text leaves the record, prompts and outbox,
        unread stimuli are withdrawn, and a turn with no trigger left is void. What was derived from it goes too:
        states of mind and thoughts of all in whose prompts it stood, briefings, and speech that repeats five of
        its words in a row; a turn that was shown it is decided anew. Of a speech in several messages the others
        are deleted as well. Returns how many were there."""
        ...

    async def last_order(self, world_id: str, place: str) -> int | None:
        """The platform's order of the newest message known in this place: catching up starts after it."""
        ...

    async def places(self, world_id: str) -> tuple[str, ...]:
        """The channel and every thread anything was heard in."""
        ...

    async def person_of_message(self, message_id: str) -> str | None:
        """The id of the person whose speech this platform message is, if any."""
        ...


class Moderation(Protocol):
    """Taking back what people said. Each raises NotFound if the message is not (any more) the speech of a person
    of this world."""

    async def account(self, world_id: str, message_id: str) -> Account:
        """How it came about."""
        ...

    async def remove(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """Erase it as `Mailbox.erase` does, and have its messages deleted; returns the event as it was."""
        ...

    async def report(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """The same, recorded as a report."""
        ...

    async def redo(self, world_id: str, message_id: str, by: HumanAuthor) -> Event:
        """The same, and the person gives the turn again: what it answered is unread once more, and the next
        decision of the floor includes them. Raises Conflict unless it is the latest speech of a person in its
        place, the world is open, the person is there and free, and what was answered is still there."""
        ...


class Turns(Protocol):
    """The turn cycle."""

    async def claim(
        self, world_id: str, decide: DecideFloor, estimate: EstimateTurn, cap: Cap, lease: float
    ) -> Claimed:
        """One floor decision at most, and the turns it grants, each with fence, lease (seconds), epoch, its exact
        stimuli and its reserved cost. What the tenant has settled lowers the cap. Expired leases are claimed
        again with a higher fence, the floor not asked twice. A roundtable past its limit is revealed first. A
        beat of the rhythm that is due is struck here, by one process alone."""
        ...

    async def renew(self, turn: Turn, lease: float) -> bool:
        """Keep a long turn; False if it is no longer ours."""
        ...

    async def reserve(self, turn: Turn, estimate: Estimate, cap: Cap) -> bool:
        """Set aside more for a turn before another request is made for it; False if it is no longer ours, or the
        cap has no room. It ends with the turn."""
        ...

    async def commit(
        self,
        turn: Turn,
        outcome: Outcome,
        adds_to: AddsTo,
        estimate: EstimateTurn | None = None,
        cap: Cap = Cap(),  # noqa: B008 - frozen
    ) -> Committed:
        """Consume stimuli, append actions, keep state and usage, queue speech: all or nothing, and only while
        the turn is open under its fence and epoch. The usage of a discarded turn is still counted. A turn to be
        decided again is reserved anew, by `estimate` (None: as much as it held); where the cap has no room it is
        committed as it is."""
        ...

    async def fail(self, turn: Turn, reason: str, usage: Usage, notice: str = "") -> None:
        """End a turn that went wrong: a visible TURN_FAILED event, its stimuli consumed, its cost counted."""
        ...

    async def give_back(self, turn: Turn, usage: Usage) -> None:
        """Let go of an open turn because this process is ending: whoever claims next takes it over at once, as if
        its lease had run out. Its cost so far is counted, and it does not count as an attempt."""
        ...


class Outbox(Protocol):
    """Speech on its way out."""

    async def head(self, world_id: str) -> OutboxRow | None:
        """The first unsettled row of a world, whatever its status and due time. A SENDING row whose lease has
        expired comes back as UNKNOWN."""
        ...

    async def mark(self, row_id: str, owner: str, lease: float) -> OutboxRow | None:
        """Begin the one attempt: a conditional update PENDING → SENDING that requires the row's epoch to be the
        world's. None if it may not be sent (any more)."""
        ...

    async def settle(self, row_id: str, attempt: Attempt) -> None:
        """Record how an attempt ended. With the last part SENT the speech is perceived by those present.
        Settling a settled row again changes nothing."""
        ...

    async def retry(self, row_id: str) -> None:
        """UNKNOWN → PENDING under its old epoch, once history showed that it never arrived."""
        ...

    async def bound(self, message_id: str) -> bool:
        """Whether this platform message is already the settled form of some row."""
        ...

    async def echo(self, webhook_id: str, name: str, text: str, place: str, message_id: str) -> str | None:
        """Our own message seen on the gateway: settles the world's SENDING or UNKNOWN head row of that name and
        normalised text, if there is one. Returns the world's id if something was settled."""
        ...

    async def notice(self, world_id: str, text: str, place: str | None = None) -> None:
        """Queue a line in the bot's own name."""
        ...


class Transcripts(Protocol):
    """Reading the record."""

    async def read(self, world_id: str, after: int = 0, limit: int = 1000) -> tuple[Event, ...]:
        """Events with `seq` > after, in order."""
        ...

    async def said(self, world_id: str, limit: int = 400) -> tuple[Event, ...]:
        """The latest speech that was heard and is not erased, oldest first; that of members who muted the people
        of this world is left out."""
        ...

    async def decisions(self, world_id: str, limit: int = 20) -> tuple[FloorDecision, ...]:
        """The latest floor decisions with their reasons, newest first."""
        ...

    async def states(self, world_id: str) -> dict[str, MindState]: ...


class Ledger(Protocol):
    """Reserves before, and settles after, every model call outside of turns (turns do so in their claim and
    commit). What is spent and what is reserved never exceed a cap together, however many reserve at once."""

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        """Set aside what the call may cost, today; None where the cap has no room for it. What the tenant has
        settled lowers the cap. Unsettled after `lease` seconds the reservation lapses: its process has died."""
        ...

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        """Count what the call has cost, be it more than was reserved, on the day of its reservation, which ends;
        at most once, even if it has lapsed."""
        ...


class Budgets(Ledger, Protocol):
    """What was spent, and the ledger of the tenant."""

    async def today(self) -> Spend: ...

    async def allows(self, cap: Cap, estimate: Estimate) -> bool:
        """Whether so much would fit today, to say so before anything is begun; only `reserve` sets it aside."""
        ...


class Guilds(Protocol):
    """What a community has settled for all its worlds."""

    async def get(self) -> GuildSettings: ...

    async def change(self, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        """Replace the settings by what `change` makes of them, in one transaction; returns the new ones."""
        ...


class Mutes(Protocol):
    """Members whom the people of a world neither see nor address, because these members asked for it."""

    async def toggle(self, world_id: str, member: HumanAuthor) -> bool:
        """Mute the people of this world for the member, or lift that; returns whether it holds now.

        While it holds, what the member writes is not kept (a stop phrase is obeyed), what they wrote earlier and
        their name are left out of prompts, and turns that were answering them are void.
        """
        ...

    async def of(self, world_id: str) -> tuple[HumanAuthor, ...]:
        """For whom it holds, in the order of their ids."""
        ...


class Personas(Protocol):
    """A community's own personas, beside the library. One may bear the slug of one of the library's."""

    async def save(
        self, slug: str, persona: Persona, by: Editor, note: str = "", expected: int | None = None
    ) -> KeptPersona:
        """Keep a new persona (`expected` None), or a new version of the one whose newest is `expected`.

        Raises Conflict if the slug is taken, or if another version came meanwhile; NotFound if there is none.
        """
        ...

    async def get(self, slug: str, version: int | None = None) -> KeptPersona:
        """The newest version, or this one. Raises NotFound."""
        ...

    async def all(self) -> tuple[KeptPersona, ...]:
        """The newest version of each, in the order of their slugs."""
        ...

    async def history(self, slug: str) -> tuple[Version, ...]:
        """Every version, newest first. Raises NotFound."""
        ...

    async def undo(self, slug: str, by: Editor) -> KeptPersona:
        """Make the content of the version before the newest the newest; asked again, the one before that.

        Raises Conflict if there is none before, NotFound.
        """
        ...

    async def remove(self, slug: str, by: Editor) -> KeptPersona:
        """Mark it as removed: it is no longer found, and its slug is free. People who live as it live on. What
        was its newest version is returned. Raises NotFound."""
        ...

    async def set_avatar(self, slug: str, png: bytes | None, by: Editor) -> None:
        """Keep a picture for its face, at most MAX_AVATAR_BYTES of PNG; None is the drawn face again. Raises
        BadInput, NotFound."""
        ...

    async def avatar(self, slug: str) -> bytes | None:
        """The picture, None where the face is drawn."""
        ...

    async def avatars(self) -> frozenset[str]:
        """The slugs of those that have a picture."""
        ...


class Panels(Protocol):
    """People called together under a name."""

    async def save(self, name: str, members: Sequence[PanelMember], by: Editor) -> Panel:
        """Raises Conflict if there is a panel of this name, BadInput for an empty name, for nobody, and for two
        people of one name."""
        ...

    async def get(self, name: str) -> Panel:
        """The panel of this name or id. Raises NotFound."""
        ...

    async def all(self) -> tuple[Panel, ...]:
        """By name."""
        ...

    async def remove(self, name: str) -> Panel:
        """Forget the panel; the people it was saved from live on. Raises NotFound."""
        ...


class Stores(Protocol):
    """All stores of one tenant. A method never sees or touches another tenant's rows."""

    @property
    def tenant(self) -> str: ...
    @property
    def worlds(self) -> Worlds: ...
    @property
    def casts(self) -> Casts: ...
    @property
    def mailbox(self) -> Mailbox: ...
    @property
    def moderation(self) -> Moderation: ...
    @property
    def turns(self) -> Turns: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def transcripts(self) -> Transcripts: ...
    @property
    def budgets(self) -> Budgets: ...
    @property
    def guilds(self) -> Guilds: ...
    @property
    def mutes(self) -> Mutes: ...
    @property
    def personas(self) -> Personas: ...
    @property
    def panels(self) -> Panels: ...


class Database(Protocol):
    """An opened database. `db.open(url, clock=…, ids=…)` returns one."""

    def tenant(self, tenant: str) -> Stores: ...

    async def tenants(self) -> tuple[str, ...]:
        """Every tenant that has ever had a world, in alphabetic order; for commands from a shell."""
        ...

    async def due(self, now: datetime) -> tuple[WorldKey, ...]:
        """Worlds of every tenant with something to do: undecided events, an expired lease, a due wake or beat, an
        open round past its limit, or an unsettled outbox row that is due."""
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest future time at which `due` would name another world, if nothing happens before."""
        ...

    async def changed(self) -> bool:
        """Whether another process has written since the last call."""
        ...

    async def hold(self, role: str) -> Callable[[], Awaitable[None]]:
        """Become the only process serving this database in this role (such as `shard 0`) until the returned
        function is called or the process dies. Raises AlreadyServed."""
        ...

    async def close(self) -> None: ...
