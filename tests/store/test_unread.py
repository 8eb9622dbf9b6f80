"""Nothing unread is lost, nothing is answered twice: what a turn takes as read stood in its prompt."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field

import pytest
from sqlmodel import Session, select

from db.database import SqlDatabase
from db.schema.tables.turn_tables import TurnRow
from tests.store.perceived import PASSED, READ, perceived
from tests.store.stage import ANA, BEN, CHANNEL, Stage, nobody, only, open_stage, outcome, says
from troupe.core.clock import ManualClock
from troupe.floor.addressing.message_addressing import adds_to
from troupe.floor.floor_decision import decide_floor
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.worlds.text.shown_lines import CALLS, LONGEST_LINE
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import CommitStatus, Turn
from troupe.worlds.world import Caps, Mode

EVE = HumanAuthor(id="9", name="Eve")
CAPS = Caps.model_validate({"in_a_row": 500, "calls_per_unaddressed": 500, "unsent": 500})
THREAD = "thread-5"
CHATTER = (
    "it rained all day",
    "my bus was late again",
    "nice photo",
    "we had soup for lunch",
    "the match was dull",
)


def prompt(turn: Turn) -> str:
    return turn_messages(turn.scene)[1].content


def named(turn: Turn) -> set[int]:
    """The lines that the prompt calls new, ranges taken literally."""
    told = re.search(r"New to you: ([^.\n]*)\.", prompt(turn))
    numbers: set[int] = set()
    for part in told[1].split(", ") if told else ():
        ends = [int(end) for end in re.findall(r"#(\d+)", part)]
        numbers.update(range(ends[0], ends[-1] + 1))
    return numbers


def shown(turn: Turn) -> dict[int, str]:
    """The numbered lines of the prompt."""
    return {int(one[1]): one[0] for one in re.finditer(r"^#(\d+) .*$", prompt(turn), re.MULTILINE)}


@dataclass
class Literal:
    """A world whose minds answer every line named as new, and what became of it."""

    stage: Stage
    draw: random.Random
    open: list[Turn] = field(default_factory=list[Turn])
    answered: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    read_in: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    asked: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])

    async def hear(self) -> None:
        author = self.draw.choice((ANA, BEN, EVE))
        whom = self.draw.choice((None, None, None, "Lisa", "Oscar"))
        text = (
            self.draw.choice(CHATTER)
            if whom is None
            else f"{whom}, what do you make of it, number {self.draw.random()}?"
        )
        place = THREAD if self.draw.random() < 0.1 else CHANNEL
        posted = await self.stage.hear(text, author, place=place)
        assert posted.event is not None
        assert posted.event.heard is not None
        if whom is not None:
            self.asked.append((whom, posted.event.heard))

    async def burst(self) -> None:
        for _ in range(self.draw.randint(20, 70)):
            await self.hear()

    async def claim(self) -> None:
        claimed = await self.stage.claim(decide_floor, lease=5)
        for turn in claimed.turns:
            self.open = [one for one in self.open if one.id != turn.id]
            self.see(turn)

    def see(self, turn: Turn) -> None:
        """Named are exactly the turn's own lines, each of them shown, and nothing else unread is."""
        own = {event.heard for event in turn.scene.history if event.id in turn.scene.unread}
        assert len(own) == len(turn.scene.unread)
        assert named(turn) == own
        assert own <= shown(turn).keys()
        self.open.append(turn)

    async def commit(self) -> None:
        if not self.open:
            return
        turn = self.open.pop(self.draw.randrange(len(self.open)))
        name = turn.scene.person.name
        decided = says("So it is.") if self.draw.random() < 0.8 else outcome()
        done = await self.stage.commit(turn, decided, adds_to)
        if done.status is CommitStatus.AGAIN and done.turn is not None:
            self.see(done.turn)
        elif done.status is CommitStatus.COMMITTED:
            for number in named(turn):
                self.answered[name, number] += 1

    async def die(self) -> None:
        """What is being decided is abandoned, and taken over later; late answers come too."""
        await self.stage.clock.advance(6)

    async def drain(self) -> None:
        for _ in range(400):
            await self.stage.clock.advance(6)
            before = (await self.stage.stores.worlds.get(self.stage.id)).wake_at
            await self.claim()
            if not self.open and before is None:
                return
            while self.open:
                await self.commit()
        raise AssertionError("it never ends")


@pytest.mark.parametrize("seed", [14, 2653])
async def test_each_line_is_read_where_it_was_shown_passed_over_or_unread(
    database: SqlDatabase, clock: ManualClock, seed: int
) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", channel_id=None, caps=CAPS)
    play = Literal(stage, random.Random(seed))
    steps = (
        play.hear,
        play.hear,
        play.hear,
        play.burst,
        play.claim,
        play.claim,
        play.commit,
        play.commit,
        play.die,
    )
    for _ in range(60):
        await play.draw.choice(steps)()
    await play.drain()
    assert play.asked
    assert {one: play.answered[one] for one in play.asked} == dict.fromkeys(play.asked, 1)
    assert not [one for one, times in play.answered.items() if times > 1]
    await database.engine.read(lambda connection: _nothing_lost(Session(connection), play))


def _nothing_lost(db_session: Session, play: Literal) -> None:
    names = {person.id: person.name for person in play.stage.people}
    turns = {row.id: row for row in db_session.exec(select(TurnRow)).all()}
    passed: Counter[str] = Counter()
    for one in perceived(db_session.connection()):
        number = one.heard
        if one.state == READ:
            assert play.answered[names[one.person_id], number] == 1
            turn = turns[one.turn_id or ""]
            assert turn.shown_from <= number <= turn.shown_through
        elif one.state == PASSED:
            assert not one.addressed
            assert play.answered[names[one.person_id], number] == 0
            passed[one.turn_id or ""] += 1
    assert passed == Counter({turn.id: turn.passed for turn in turns.values() if turn.passed})


async def test_questions_behind_a_flood_are_shown_before_it(headless: Stage) -> None:
    first = await headless.one_turn("Lisa, are you there?")
    await headless.hear("Lisa, what is your favourite tea?", BEN)
    await headless.hear("Lisa, and where do you buy it?", BEN)
    for number in range(80):
        await headless.hear(f"line {number}", EVE)
        if number % 4 == 0:
            await headless.claim(decide_floor)
    await headless.commit(first, says("Yes."))
    (turn,) = [one for one in (await headless.claim(decide_floor)).turns if one.person_id == first.person_id]
    assert {2, 3} <= named(turn)
    assert turn.scene.obliged
    text = prompt(turn)
    assert "favourite tea" in text
    assert re.search(r"^\(… \d+ more lines you did not get to read\)$", text, re.MULTILINE)
    count = sum(gap.count for gap in turn.scene.passed)
    assert count + len(turn.scene.unread) == 82
    await headless.commit(turn, says("Green, from the market."))
    await headless.hear("Lisa, thanks")
    (after,) = [one for one in (await headless.claim(decide_floor)).turns if one.person_id == first.person_id]
    assert sum(gap.count for gap in after.scene.passed) == count
    before, now = text.split("\n\n# Now")[0], prompt(after)
    assert now.startswith(before)


async def test_more_questions_than_fit_are_answered_by_further_turns(
    database: SqlDatabase, clock: ManualClock
) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", channel_id=None, caps=CAPS)
    for number in range(40):
        await stage.hear(f"Lisa, question {number}: {'why ' * 490}?", (ANA, BEN, EVE)[number % 3])
    read: list[int] = []
    turns = (await stage.claim(decide_floor)).turns
    while turns:
        (turn,) = turns
        assert turn.scene.obliged
        assert turn.scene.trigger is not None
        assert turn.scene.trigger.id in turn.scene.unread
        assert sum(len(event.text) for event in turn.scene.history if event.id in turn.scene.unread) <= CALLS
        read += sorted(named(turn))
        await stage.commit(turn, says("Because."))
        turns = (await stage.claim(decide_floor)).turns
    assert read == list(range(1, 41))


async def test_the_longest_question_is_shown_to_its_end(headless: Stage) -> None:
    await headless.hear(f"Lisa, {'word ' * 1900} and the end?")
    (turn,) = (await headless.claim(decide_floor)).turns
    assert "and the end?" in prompt(turn)
    await headless.commit(turn, says("Long."))
    await headless.hear(f"Lisa, {'word ' * LONGEST_LINE}?")
    (turn,) = (await headless.claim(decide_floor)).turns
    assert len(prompt(turn)) < 3 * LONGEST_LINE


async def test_a_call_in_a_thread_is_answered_there_by_a_turn_of_its_own(headless: Stage) -> None:
    await headless.hear("Lisa, what do you think?", ANA)
    await headless.hear("Lisa, and over here?", BEN, place=THREAD)
    places: list[tuple[str, int]] = []
    for _ in range(2):
        (turn,) = (await headless.claim(decide_floor)).turns
        places.append((turn.place, len(turn.scene.called)))
        await headless.commit(turn, says("Well."))
    assert sorted(places) == [(CHANNEL, 1), (THREAD, 1)]


async def test_what_another_asks_before_a_turn_is_decided_again_waits_for_its_own(headless: Stage) -> None:
    await headless.hear("Lisa, what should I cook?", ANA)
    (turn,) = (await headless.claim(decide_floor)).turns
    await headless.hear("It rains here", EVE)
    await headless.hear("Lisa, where is my book?", BEN)
    await headless.claim(decide_floor)
    await headless.hear("Lisa, it should be warm", ANA)
    again = await headless.commit(turn, says("Soup."), adds_to)
    assert again.turn is not None
    assert named(again.turn) == {1, 2, 4}
    assert "book" not in prompt(again.turn)
    await headless.commit(again.turn, says("Stew."), adds_to)
    (after,) = (await headless.claim(decide_floor)).turns
    assert named(after) == {3}


async def test_what_someone_else_is_answering_is_marked(headless: Stage) -> None:
    await headless.hear("Oscar, what is for dinner?", ANA)
    (oscar,) = (await headless.claim(decide_floor)).turns
    await headless.hear("Lisa, how was your day?", BEN)
    (lisa,) = (await headless.claim(decide_floor)).turns
    assert "#1 Ana (being answered by Oscar): Oscar, what is for dinner?" in prompt(lisa)
    assert "Leave alone what is being answered by others." in prompt(lisa)
    assert "being answered" not in prompt(oscar)
    await headless.commit(lisa, says("Long."))
    await headless.commit(oscar, says("Soup."))
    await headless.hear("Lisa, long?", BEN)
    turns = (await headless.claim(decide_floor)).turns
    assert "being answered" not in prompt(next(one for one in turns if one.person_id == lisa.person_id))


async def test_all_who_are_called_at_once_answer_the_same_line_unmarked(headless: Stage) -> None:
    await headless.hear("Lisa and Oscar, what do you think?", ANA)
    turns = (await headless.claim(decide_floor)).turns
    assert len(turns) == 2
    assert not any("being answered" in prompt(turn) for turn in turns)


async def test_a_roundtable_passes_no_question_over(database: SqlDatabase, clock: ManualClock) -> None:
    stage = await open_stage(database, clock, "Lisa", "Oscar", channel_id=None, caps=CAPS, mode=Mode.ROUNDTABLE)
    for number in range(90):
        await stage.hear(f"what about number {number}, {'and why ' * 30}?", (ANA, BEN)[number % 2])
    read: Counter[tuple[str, int]] = Counter()
    for _ in range(20):
        turns = (await stage.claim(decide_floor)).turns
        for turn in turns:
            read.update((turn.scene.person.name, number) for number in named(turn))
            await stage.commit(turn, says("Hm."))
    asked = Counter({(name, number): 1 for name in ("Lisa", "Oscar") for number in range(1, 91)})
    assert Counter({one: times for one, times in read.items() if one in asked}) == asked


async def test_a_turn_that_is_void_gives_back_what_it_passed_over(headless: Stage) -> None:
    for number in range(100):
        await headless.hear(f"line {number}")
    (turn,) = (await headless.claim(only(headless.people[0].id))).turns
    assert [gap.count for gap in turn.scene.passed] == [39]
    await headless.stores.worlds.pause(headless.id, "no permission")
    await headless.stores.worlds.resume(headless.id, "Ana")
    (again,) = (await headless.claim(only(headless.people[0].id))).turns
    assert (again.scene.unread, again.scene.passed) == (turn.scene.unread, turn.scene.passed)


async def test_a_turn_taken_over_is_shown_the_same(headless: Stage, clock: ManualClock) -> None:
    for number in range(100):
        await headless.hear(f"line {number}")
    (turn,) = (await headless.claim(only(headless.people[0].id), lease=5)).turns
    await headless.hear("Something new", BEN)
    await clock.advance(6)
    (same,) = (await headless.claim(nobody)).turns
    assert same.id == turn.id
    assert (same.scene.history, same.scene.unread) == (turn.scene.history, turn.scene.unread)
    assert [gap.count for gap in same.scene.passed] == [39]


async def test_a_line_that_was_passed_over_is_no_answer_of_its_turn(headless: Stage) -> None:
    """Its deletion ends no turn, and its author can change it unseen."""
    for number in range(100):
        await headless.hear(f"line {number}", message_id=f"p{number}")
    (turn,) = (await headless.claim(only(headless.people[0].id))).turns
    await headless.stores.mailbox.erase(headless.id, ["p0", "p1"])
    assert (await headless.commit(turn, says("Hm."))).status is CommitStatus.COMMITTED


async def test_a_line_without_words_to_be_seen_is_shown_all_the_same(headless: Stage) -> None:
    await headless.hear("\u200b")
    (turn,) = (await headless.claim(only(headless.people[0].id))).turns
    assert "#1 Ana: (no words)" in prompt(turn)


async def test_a_question_behind_a_flood_that_no_decision_has_seen_is_found(headless: Stage) -> None:
    await headless.hear("Oscar, what is for dinner?", BEN)
    await headless.hear("Lisa, which tea do you like best?", BEN)
    for number in range(200):
        await headless.hear(f"line {number}", EVE)
    turns = {turn.scene.person.name: turn for turn in (await headless.claim(decide_floor)).turns}
    assert 2 in named(turns["Lisa"])
    assert 1 in named(turns["Oscar"])
    assert turns["Lisa"].scene.obliged
