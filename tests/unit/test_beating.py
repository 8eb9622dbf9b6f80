"""Who begins at a beat, and how the floor goes on from there."""

from collections import Counter

from tests.unit.rooms import person, room, world
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.events.beat import Beat
from troupe.worlds.floor_view import FloorDecision, FloorView, RoomMember
from troupe.worlds.transcript import SystemAuthor
from troupe.worlds.world import Caps

CAST = tuple(person(name, seat) for seat, name in enumerate(("Lisa", "Oscar", "Marta", "Tomas")))


def at_beat(view: FloorView, seq: int = 100) -> FloorView:
    beat = Beat(
        id="beat",
        world_id="w",
        seq=seq,
        at=view.now,
        author=SystemAuthor(),
        place="c",
        text="Monday morning, 09:00; nothing was said here yet",
    )
    return view.model_copy(update={"beat": beat, "stirred": view.through, "decided": view.through})


def began(decision: FloorDecision) -> str:
    (grant,) = decision.grants
    assert grant.trigger == "beat"
    assert not grant.obliged
    return grant.person_id


def changed(*members: RoomMember, **changes: object) -> tuple[RoomMember, ...]:
    return tuple(m.model_copy(update=changes) for m in members)


def test_one_person_begins_and_the_same_view_gives_the_same_one() -> None:
    view = at_beat(room(CAST, [("Ann", "hello")], unread=0))
    assert began(decide_floor(view)) == began(decide_floor(view))
    assert set(decide_floor(view).notes) == {m.id for m in CAST} - {began(decide_floor(view))}


def test_everyone_gets_their_share_of_beginnings() -> None:
    view = room(CAST, [("Ann", "hello")], unread=0)
    counts = Counter(began(decide_floor(at_beat(view, seq))) for seq in range(400))
    assert all(60 < counts[m.id] < 140 for m in CAST)


def test_the_talkative_begin_more_often_and_who_said_much_less() -> None:
    loud = (*changed(CAST[0], talkativeness=0.9), *changed(*CAST[1:], talkativeness=0.3))
    view = room(loud, [("Ann", "hello")], unread=0)
    counts = Counter(began(decide_floor(at_beat(view, seq))) for seq in range(400))
    assert counts["Lisa"] > 1.8 * max(counts[m.id] for m in CAST[1:])
    tired = room(CAST, [("Lisa", "one"), ("Lisa", "two"), ("Lisa", "three"), ("Oscar", "four")], unread=0)
    counts = Counter(began(decide_floor(at_beat(tired, seq))) for seq in range(400))
    assert counts["Lisa"] < min(counts["Marta"], counts["Tomas"]) / 2


def test_who_spoke_last_lets_the_others_begin() -> None:
    view = room(CAST, [("Lisa", "so it is")], unread=0)
    assert all(began(decide_floor(at_beat(view, seq))) != "Lisa" for seq in range(50))
    alone = room(CAST[:1], [("Lisa", "so it is")], unread=0)
    assert began(decide_floor(at_beat(alone))) == "Lisa"


def test_the_quiet_the_busy_and_the_silent_do_not_begin() -> None:
    cast = (
        *changed(CAST[0], quiet=True),
        *changed(CAST[1], busy=True),
        *changed(CAST[2], talkativeness=0.0),
        CAST[3],
    )
    view = room(cast, [("Ann", "hello")], unread=0)
    assert all(began(decide_floor(at_beat(view, seq))) == "Tomas" for seq in range(20))
    nobody = decide_floor(at_beat(room(cast[:3], [("Ann", "hello")], unread=0)))
    assert nobody.grants == ()
    assert "nobody" in nobody.reason


def test_what_a_beat_began_may_go_on_without_a_human_up_to_its_cap() -> None:
    said = [("Ann", "goodnight"), ("Lisa", "I saw a fox today."), ("Oscar", "Lisa, where was it?")]
    view = room(CAST, said, of=world(caps=Caps(calls_per_beat=3)))  # pyright: ignore[reportCallIssue]
    after = view.model_copy(update={"stirred": 1, "calls_since_human": 2})
    assert [g.person_id for g in decide_floor(after).grants] == ["Lisa"]
    capped = after.model_copy(update={"calls_since_human": 3})
    assert decide_floor(capped).grants == ()


def test_earlier_talk_does_not_count_against_a_beat() -> None:
    before = [("Lisa", "well"), ("Oscar", "yes"), ("Marta", "no")] * 4
    view = room(CAST, [("Ann", "hi"), *before, ("Marta", "Lisa, what do you say?")])
    assert decide_floor(view).grants == ()
    stirred = view.model_copy(update={"stirred": view.through - 1, "calls_since_human": 1})
    assert [g.person_id for g in decide_floor(stirred).grants] == ["Lisa"]


def test_after_a_human_word_the_caps_are_the_usual_ones() -> None:
    view = room(CAST, [("Lisa", "I saw a fox."), ("Ann", "nice weather"), ("Oscar", "Lisa, is it?")])
    after = view.model_copy(update={"stirred": 1, "calls_since_human": 2})
    assert not after.unprompted
    assert decide_floor(after).grants == ()


def test_a_remark_begun_at_a_beat_is_taken_up_more_often_than_an_aside() -> None:
    def taken_up(stirred: int | None) -> int:
        count = 0
        for seed in range(200):
            view = room(CAST, [("Ann", "bye"), ("Lisa", "I saw a fox today.")], of=world(seed=seed))
            view = view.model_copy(update={"stirred": stirred, "calls_since_human": 1})
            count += bool(decide_floor(view).grants)
        return count

    assert 60 < taken_up(1) < 140
    assert taken_up(None) < 30


def test_two_who_spoke_in_turn_for_a_while_let_the_others_begin() -> None:
    in_turn = [("Lisa", "one"), ("Oscar", "two"), ("Lisa", "three")]
    others = {began(decide_floor(at_beat(room(CAST, in_turn, unread=0), seq))) for seq in range(50)}
    assert others == {"Marta", "Tomas"}
    for lines in (in_turn[1:], [*in_turn, ("Ann", "well, well")], [("Marta", "zero"), *in_turn[1:]]):
        beginners = {began(decide_floor(at_beat(room(CAST, lines, unread=0), seq))) for seq in range(50)}
        assert "Oscar" in beginners
    alone = room(CAST[:2], in_turn, unread=0)
    assert {began(decide_floor(at_beat(alone, seq))) for seq in range(50)} == {"Lisa", "Oscar"}
