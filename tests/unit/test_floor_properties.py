"""What holds of every floor decision: it repeats, grants only those free to act, and comes to rest by itself."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.rooms import person, room, world
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.events.said import Said
from troupe.worlds.floor_view import FloorView
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Caps, Mode

CAST = (person("Lisa", 0, interests=["trains"]), person("Oscar", 1), person("Marta", 2), person("Tom", 3))
WHO = ("Ann", "Ben", *(m.id for m in CAST))
TEXTS = (
    *("Lisa, what do you think?", "hello", "does anyone like trains?", "I saw Oscar yesterday", "ok", "stop"),
    *(
        "Ben, dinner?",
        "hey everyone",
        "Marta and Tom, come here",
        "Oscar, and you?",
        "why?",
        "@Tom look",
        "リサ、停",
    ),
)


@st.composite
def views(draw: st.DrawFn) -> FloorView:
    said = draw(st.lists(st.tuples(st.sampled_from(WHO), st.sampled_from(TEXTS)), min_size=1, max_size=12))
    unread = draw(st.integers(1, len(said)))
    mode = draw(st.sampled_from(list(Mode)))
    caps = Caps(in_a_row=draw(st.integers(1, 9)), pair_per_minute=draw(st.integers(1, 4)))  # pyright: ignore[reportCallIssue]
    view = room(CAST, said, of=world(mode, seed=draw(st.integers(0, 99)), caps=caps), unread=unread)
    members = tuple(
        m.model_copy(update={"busy": draw(st.booleans()), "quiet": draw(st.booleans())}) for m in view.members
    )
    typing = draw(st.one_of(st.none(), st.integers(-20, 20)))
    return view.model_copy(
        update={
            "members": members[: draw(st.integers(1, 4))],
            "calls_since_human": draw(st.integers(0, 3)),
            "round_open": draw(st.booleans()),
            "typing_until": None if typing is None else view.now + timedelta(seconds=typing),
            "decided": draw(st.integers(0, view.through)),
        }
    )


@settings(max_examples=300, deadline=None)
@given(views())
def test_the_same_view_gives_the_same_decision_and_grants_only_those_free_to_act(view: FloorView) -> None:
    decision = decide_floor(view)
    assert decision == decide_floor(view)
    granted = [grant.person_id for grant in decision.grants]
    assert len(granted) == len(set(granted))
    members = {m.id: m for m in view.members}
    assert set(granted) <= members.keys()
    assert not any(members[p].busy or members[p].quiet for p in granted)
    assert set(granted) | decision.notes.keys() == members.keys()
    assert not set(granted) & decision.notes.keys()
    heard = {e.id: e.heard for e in view.recent}
    assert all(heard[grant.trigger] in members[grant.person_id].unread for grant in decision.grants)
    assert decision.reason
    assert "\n" not in decision.reason


@st.composite
def waiting(draw: st.DrawFn) -> FloorView:
    """Rooms in which something is put off: a human who is typing, or a pair that has talked too fast."""
    if draw(st.booleans()):
        text = draw(st.sampled_from(("hello", "does anyone like trains?", "it rained all day", "why?")))
        view = room(CAST, [(draw(st.sampled_from(("Ann", "Ben"))), text)], of=world(seed=draw(st.integers(0, 99))))
        until = view.now + timedelta(seconds=draw(st.floats(0.1, 4)))
        return view.model_copy(update={"typing_until": until})
    caps = Caps(in_a_row=9, pair_per_minute=1)  # pyright: ignore[reportCallIssue]
    pair = draw(st.permutations([m.id for m in CAST]))[:2]
    rows = draw(st.integers(1, 2))
    said = [("Ann", "hi"), *((pair[n % 2], f"{pair[1 - n % 2]}, and you?") for n in range(2 * rows))]
    return room(CAST, said, of=world(seed=draw(st.integers(0, 99)), caps=caps))


@settings(max_examples=200, deadline=None)
@given(waiting())
def test_a_wake_lies_in_the_future_and_leads_to_rest(view: FloorView) -> None:
    """Woken again and again with nothing new said, the floor soon asks for no further wake."""
    assert decide_floor(view).wake_at is not None
    for _ in range(4):
        decision = decide_floor(view)
        if decision.wake_at is None:
            break
        assert decision.wake_at > view.now
        view = view.model_copy(update={"now": decision.wake_at, "decided": view.through, "round_open": False})
        answered = {grant.person_id for grant in decision.grants}
        members = [m.model_copy(update={"unread": ()}) if m.id in answered else m for m in view.members]
        view = view.model_copy(update={"members": tuple(members)})
    assert decide_floor(view).wake_at is None


class Talk:
    """A chat driven by the floor alone: whoever is granted the floor speaks at once, in the order granted."""

    def __init__(self, seed: int, caps: Caps) -> None:
        self.random = Random(seed)
        self.view = room(CAST, [("Ann", "hey everyone")], of=world(seed=seed, caps=caps))
        self.turns = 0
        self.most_in_a_minute = 0
        self.longest_row = 0

    def say(self, author: HumanAuthor | PersonAuthor, text: str) -> None:
        view = self.view
        heard = view.through + 1
        at = view.now + timedelta(seconds=self.random.choice((1, 4, 20)))
        event = Said(
            id=f"e{heard}",
            world_id="w",
            seq=heard,
            heard=heard,
            at=at,
            author=author,
            place="c",
            text=text,
        )
        members = [
            m.model_copy(update={"unread": () if m.id == author.id else (*m.unread, heard)}) for m in view.members
        ]
        calls = 0 if author.kind == "human" else view.calls_since_human
        changes = {"recent": (*view.recent, event)[-50:], "members": tuple(members), "calls_since_human": calls}
        self.view = view.model_copy(update={**changes, "through": heard, "now": at})

    def step(self) -> bool:
        """One decision, and what those granted say; False if nothing happened and no wake is to come."""
        decision = decide_floor(self.view)
        self.view = self.view.model_copy(update={"decided": self.view.through})
        for grant in decision.grants:
            other = next(e.author for e in self.view.recent if e.id == grant.trigger)
            answers = isinstance(other, PersonAuthor)
            to = other.id if answers else self.random.choice([m.id for m in CAST if m.id != grant.person_id])
            self.view = self.view.model_copy(update={"calls_since_human": self.view.calls_since_human + 1})
            self.say(PersonAuthor(id=grant.person_id, name=grant.person_id), f"{to}, what do you think of trains?")
            self.longest_row = max(self.longest_row, _row(self.view.recent))
            if answers:
                self.most_in_a_minute = max(self.most_in_a_minute, _in_a_minute(self.view.recent))
            self.turns += 1
        if not decision.grants and decision.wake_at is not None:
            self.view = self.view.model_copy(update={"now": decision.wake_at})
        return bool(decision.grants) or decision.wake_at is not None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_five_hundred_turns_of_people_calling_each_other_stay_within_the_caps(seed: int) -> None:
    caps = Caps()  # pyright: ignore[reportCallIssue]
    talk = Talk(seed, caps)
    while talk.turns < 500:
        steps = 0
        while talk.step():
            steps += 1
            assert steps < 100, "the talk does not come to rest"
        text = talk.random.choice(
            ("so?", "Lisa, go on", "hey everyone", "does anyone know?", "Ben, tea?", "Rain again")
        )
        talk.say(HumanAuthor(id="Ann", name="Ann"), text)
    assert talk.longest_row == caps.in_a_row
    assert talk.most_in_a_minute == caps.pair_per_minute


def _row(recent: Sequence[Event]) -> int:
    """How many lines people have said since the last human."""
    return next((i for i, e in enumerate(reversed(recent)) if isinstance(e.author, HumanAuthor)), len(recent))


def _in_a_minute(recent: Sequence[Event]) -> int:
    """How often the last speaker has called the one they call now, within the last minute."""
    last = recent[-1]
    return sum(
        1
        for e in recent
        if e.author == last.author
        and e.text.split(",")[0] == last.text.split(",")[0]
        and (last.at - e.at).total_seconds() < 60
    )
