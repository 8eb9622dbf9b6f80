"""A chat in virtual time, driven by the floor alone: how shares fall, whether talk loops, and whether it rests.

No mind is asked: whoever is granted the floor says a line from a seeded stock which calls the others, asks the
room or remarks on something, so that the floor has every chance to go wrong.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from pydantic import BaseModel, ConfigDict

from troupe.floor.addressing.message_addressing import address
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.events.said import Said
from troupe.worlds.floor_view import FloorView, RoomMember
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Caps, World

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NAMES = ("Lisa", "Oscar", "Marta", "Tomas", "Priya", "Henrik", "Yusuf", "Elena", "Kofi", "Ingrid")
SUBJECTS = ("trains", "cooking", "chess", "gardening", "football", "astronomy", "jazz", "sailing", "films", "cats")
HUMANS = ("Ann", "Ben")
SEEN = 50
"""How many of the latest lines the floor sees, as in the stored worlds."""
LOOP = 6
"""From so many lines in a row, said by two people in alternation with no human in between, it is a loop."""
CUT = 40
"""After so many turns on one human message a chat is taken not to come to rest, and cut off."""

Policy = Callable[[FloorView], Sequence[tuple[str, str]]]
"""Who speaks now, each with the id of the event they answer."""


class Figures(BaseModel):
    """`gini`: of the people's shares of the turns, 0 equal to 1 one has all. `loops` and `duplicates` are per
    1,000 turns; a duplicate is a second answer of a person to one message, or an answer of somebody else to a
    message that was for one person. `rested`: the share of human messages after which the talk ended by itself."""

    model_config = ConfigDict(frozen=True)

    people: int
    talkativeness: float
    turns: int
    human_messages: int
    gini: float
    loops: float
    duplicates: float
    longest_row: int
    rested: float


class Chat:
    """The world of one bot in a channel: what its people have heard, and what they say when granted the floor."""

    def __init__(self, people: int, talkativeness: float, seed: int, policy: Policy) -> None:
        self.random = Random(seed)
        self.policy = policy
        self.answered: list[tuple[str, str]] = []
        self.said: list[Event] = []
        members = [
            RoomMember(id=f"p{i}", seat=i, name=n, interests=(s,), talkativeness=talkativeness)
            for i, (n, s) in enumerate(zip(NAMES[:people], SUBJECTS[:people], strict=True))
        ]
        caps = Caps()  # pyright: ignore[reportCallIssue]
        world = World(tenant="headless:bench", id="w", name="bench", seed=seed, caps=caps, opened_at=START)
        self.view = FloorView(
            world=world, members=tuple(members), humans=HUMANS, recent=(), through=0, decided=0, now=START
        )

    def hear(self, author: HumanAuthor | PersonAuthor, text: str, after: float) -> Event:
        """A line reaches the people `after` seconds after the one before."""
        view, heard = self.view, self.view.through + 1
        at = view.now + timedelta(seconds=after)
        event = Said(
            id=f"e{heard}",
            world_id="w",
            seq=heard,
            heard=heard,
            at=at,
            author=author,
            place="channel",
            text=text,
        )
        oldest = heard - SEEN
        members = [
            m.model_copy(
                update={"unread": () if m.id == author.id else (*(u for u in m.unread if u > oldest), heard)}
            )
            for m in view.members
        ]
        calls = 0 if isinstance(author, HumanAuthor) else view.calls_since_human
        self.view = view.model_copy(
            update={
                "recent": (*view.recent, event)[-SEEN:],
                "members": tuple(members),
                "calls_since_human": calls,
                "through": heard,
                "now": at,
            }
        )
        self.said.append(event)
        return event

    def step(self) -> list[Event] | None:
        """One decision and the lines of those granted; None when nothing happens any more."""
        before = self.view.through
        granted = self.policy(self.view)
        self.view = self.view.model_copy(update={"decided": before})
        spoken = [self._speak(person, trigger) for person, trigger in granted]
        if not granted and (wake := decide_floor(self.view).wake_at) is not None and self.policy is floor:
            self.view = self.view.model_copy(update={"now": wake})
            return []
        return spoken or None

    def play(self) -> bool:
        """Decide until the talk rests; False if it had to be cut off."""
        turns = 0
        while (spoken := self.step()) is not None:
            turns += len(spoken)
            if turns >= CUT:
                return False
        return True

    def _speak(self, person: str, trigger: str) -> Event:
        member = next(m for m in self.view.members if m.id == person)
        others = [m.name for m in self.view.members if m.id != person]
        self.answered.append((person, trigger))
        self.view = self.view.model_copy(update={"calls_since_human": self.view.calls_since_human + 1})
        line = persons_line(self.random, others)
        return self.hear(PersonAuthor(id=person, name=member.name), line, self.random.choice((2, 5, 15)))


def floor(view: FloorView) -> Sequence[tuple[str, str]]:
    """The floor as it stands."""
    return [(grant.person_id, grant.trigger) for grant in decide_floor(view).grants]


def mentioned(view: FloorView) -> Sequence[tuple[str, str]]:
    """Whoever the newest line names."""
    last = view.recent[-1]
    fresh = last.heard is not None and last.heard > view.decided
    return [(m.id, last.id) for m in view.members if fresh and m.name in last.text and m.id != _author(last)]


def everyone(view: FloorView) -> Sequence[tuple[str, str]]:
    """All but its author answer the newest line."""
    last = view.recent[-1]
    fresh = last.heard is not None and last.heard > view.decided
    return [(m.id, last.id) for m in view.members if fresh and m.id != _author(last)]


def persons_line(random: Random, others: Sequence[str]) -> str:
    """What a person says."""
    name, subject = random.choice(others), random.choice(SUBJECTS)
    return random.choice(
        (
            f"{name}, what do you think of {subject}?",
            f"What about you, {name}?",
            f"I have had enough of {subject} for today.",
            f"{name} told me about {subject} once.",
            f"That is how it is with {subject}.",
            f"Does anyone else like {subject}?",
        )
    )


def humans_line(random: Random, people: Sequence[str]) -> str:
    """What a human says."""
    name, subject = random.choice(people), random.choice(SUBJECTS)
    lines = (
        f"{name}, do you like {subject}?",
        f"I heard {name} is good at {subject}",
        f"does anyone know about {subject}?",
        "and why is that?",
        "hello everyone",
        "what do you all think?",
        f"been reading about {subject} all day",
        "Ben, are you coming tonight?",
        "lol",
    )
    return random.choice(lines)


def measure(people: int, talkativeness: float, turns: int, seed: int, policy: Policy = floor) -> Figures:
    """A chat of two humans and some people, for so many turns or four times as many human messages."""
    chat = Chat(people, talkativeness, seed, policy)
    messages = rested = 0
    while len(chat.answered) < turns and messages < 4 * turns:
        human = chat.random.choice(HUMANS)
        names = [m.name for m in chat.view.members]
        gap = chat.random.choice((5.0, 20.0, 60.0, 400.0))
        chat.hear(HumanAuthor(id=human, name=human), humans_line(chat.random, names), gap)
        messages += 1
        rested += chat.play()
    had = len(chat.answered)
    shares = Counter(person for person, _ in chat.answered)
    per_thousand = 1000 / max(had, 1)
    return Figures(
        people=people,
        talkativeness=talkativeness,
        turns=had,
        human_messages=messages,
        gini=round(gini([shares[m.id] for m in chat.view.members]), 3),
        loops=round(loops(chat.said) * per_thousand, 2),
        duplicates=round(_duplicates(chat) * per_thousand, 2),
        longest_row=max(map(len, _rows(chat.said)), default=0),
        rested=round(rested / messages, 4),
    )


def gini(shares: Sequence[float]) -> float:
    """The Gini coefficient (Gini 1912) of shares: the mean difference of all pairs over twice the mean."""
    total, count = sum(shares), len(shares)
    if not total:
        return 0.0
    weighted = sum(rank * share for rank, share in enumerate(sorted(shares), 1))
    return 2 * weighted / (count * total) - (count + 1) / count


def loops(said: Sequence[Event]) -> int:
    """How many stretches of at least LOOP lines two people said in alternation."""
    found = 0
    for row in _rows(said):
        length = 2
        for (first, _), (_, third) in pairwise(pairwise(row)):
            length = length + 1 if first == third else 2
            found += length == LOOP
    return found


def _rows(said: Sequence[Event]) -> list[list[str]]:
    """The speakers of the people's lines, cut where a human spoke."""
    rows: list[list[str]] = [[]]
    for event in said:
        if isinstance(event.author, PersonAuthor):
            rows[-1].append(event.author.id)
        else:
            rows.append([])
    return rows


def _duplicates(chat: Chat) -> int:
    again = sum(count - 1 for count in Counter(chat.answered).values())
    events = {event.id: event for event in chat.said}
    instead = 0
    for person, trigger in chat.answered:
        event = events[trigger]
        before = tuple(e for e in chat.said if (e.heard or 0) <= (event.heard or 0))[-SEEN:]
        meant = address(event, chat.view.model_copy(update={"recent": before})).people
        instead += len(meant) == 1 and person not in meant
    return again + instead


def _author(event: Event) -> str:
    return "" if event.author.kind == "system" else event.author.id
