"""The floor: who may act, who waits, and why; in ambient, roundtable and manual worlds."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.unit.rooms import person, room, world
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.floor_view import Asked, FloorDecision, FloorVerdict, FloorView, Redo, RoomMember
from troupe.worlds.world import Caps, Mode, World, WorldStatus

CAST = (
    person("Lisa", 0, interests=["astronomy", "old telescopes"]),
    person("Oscar", 1, interests=["architecture"]),
    person("Marta", 2, interests=["cooking"]),
    person("Tom", 3),
)
Said = Sequence[tuple[str, str]]


def granted(decision: FloorDecision) -> set[str]:
    return {grant.person_id for grant in decision.grants}


def change(view: FloorView, person_id: str, **changes: object) -> FloorView:
    members = [m.model_copy(update=changes) if m.id == person_id else m for m in view.members]
    return view.model_copy(update={"members": tuple(members)})


def over_seeds(said: Said, seeds: int = 200, **changes: object) -> list[FloorDecision]:
    """The decisions on the same moment under many seeds."""
    views = [room(CAST, said, of=world(seed=seed)).model_copy(update=changes) for seed in range(seeds)]
    return [decide_floor(view) for view in views]


def caps(**changes: object) -> Caps:
    return Caps.model_validate(changes)


# Calling


def test_who_is_called_is_obliged_and_nobody_else_is_granted() -> None:
    for decision in over_seeds([("Ann", "Lisa, what do you think?")], 30):
        assert granted(decision) == {"Lisa"}
        assert decision.grants[0].obliged
        assert decision.grants[0].trigger == "e1"
        assert "called by name" in decision.reason
        assert decision.notes.keys() == {"Oscar", "Marta", "Tom"}


def test_a_call_while_busy_is_noted_and_answered_afterwards() -> None:
    view = room(CAST, [("Ann", "Lisa, what do you think?")])
    busy = decide_floor(change(view, "Lisa", busy=True))
    assert busy.grants == ()
    assert "answers after it" in busy.notes["Lisa"]
    free = decide_floor(view.model_copy(update={"decided": view.through}))
    assert granted(free) == {"Lisa"}


def test_a_call_that_was_answered_is_not_granted_again() -> None:
    view = change(room(CAST, [("Ann", "Lisa, what do you think?")]), "Lisa", unread=())
    assert decide_floor(view).grants == ()


def test_messages_older_than_the_limit_grant_nothing() -> None:
    view = room(CAST, [("Ann", "Lisa, what do you think?")])
    old = view.model_copy(update={"now": view.now + timedelta(seconds=901)})
    assert decide_floor(old).grants == ()
    assert decide_floor(old).wake_at is None


def test_everyone_called_answers_within_the_cap_in_a_row() -> None:
    view = room(CAST, [("Ann", "hi everyone!")], of=world(caps=caps(in_a_row=3)))
    decision = decide_floor(view)
    assert len(decision.grants) == 3
    (left_out,) = {m.id for m in CAST} - granted(decision)
    assert "cap" in decision.notes[left_out]
    assert decision.wake_at is None


def test_simultaneous_turns_are_ordered_by_the_seed_and_not_by_seat() -> None:
    orders = {
        tuple(grant.person_id for grant in decision.grants)
        for decision in over_seeds([("Ann", "hi everyone!")], 50)
    }
    assert len(orders) > 10


def test_a_quiet_person_answers_only_an_ask() -> None:
    view = change(room(CAST, [("Ann", "Lisa, what do you think?")]), "Lisa", quiet=True)
    assert decide_floor(view).grants == ()
    assert "quiet" in decide_floor(view).notes["Lisa"]
    asked = view.recent[0].model_copy(update={"addressed": ("Lisa",)})
    assert granted(decide_floor(view.model_copy(update={"recent": (asked,)}))) == {"Lisa"}
    replied = asked.model_copy(update={"target": "an old line of hers"})
    assert decide_floor(view.model_copy(update={"recent": (replied,)})).grants == ()


def test_a_mention_of_the_bot_obliges_the_most_relevant_person() -> None:
    view = room(CAST, [("Ann", "@Troupe which telescope shows Saturn?")])
    mentioned = view.recent[0].model_copy(update={"mentions_bot": True})
    decision = decide_floor(view.model_copy(update={"recent": (mentioned,)}))
    assert granted(decision) == {"Lisa"}
    assert decision.grants[0].obliged


def test_a_stop_and_what_was_said_before_it_grant_nothing() -> None:
    view = room(CAST, [("Ann", "Lisa, what do you think?"), ("Ann", "stop")], unread=2)
    assert decide_floor(view).grants == ()
    after = room(CAST, [("Ann", "Lisa, what?"), ("Ann", "stop"), ("Ann", "Oscar, hello")], unread=3)
    assert granted(decide_floor(after)) == {"Oscar"}


def test_a_world_that_is_not_open_grants_nothing() -> None:
    halted = World.model_validate({**world().model_dump(), "status": WorldStatus.STOPPED})
    decision = decide_floor(room(CAST, [("Ann", "Lisa, hello")], of=halted))
    assert decision.grants == ()
    assert "stopped" in decision.reason


# Asking


@pytest.mark.parametrize(
    "text", ["does anyone know a good soup?", "hello", "what is the best season", "kennt jemand Rom?"]
)
def test_a_message_to_nobody_is_put_to_one_person_who_is_not_obliged(text: str) -> None:
    for decision in over_seeds([("Ann", text)], 50):
        assert decision.verdict is FloorVerdict.ASK
        assert len(decision.grants) == 1
        assert not decision.grants[0].obliged
        assert decision.grants[0].person_id == decision.candidates[0]


def test_humans_among_themselves_cost_one_asking_at_most() -> None:
    said = [("Ann", "did you get the tickets"), ("Ben", "yes, two of them"), ("Ann", "see you at the gate")]
    assert all(len(decision.grants) <= 1 for decision in over_seeds(said, 50))


def asked(view: FloorView, *silent: str, thinking: str = "") -> FloorView:
    """The same moment after these people were asked about its newest line, and kept silent or are thinking
    still."""
    entries = [
        Asked(person_id=p, trigger=view.recent[-1].id, at=view.now, ended_at=view.now, silent=True) for p in silent
    ]
    if thinking:
        entries.append(Asked(person_id=thinking, trigger=view.recent[-1].id, at=view.now))
    read = {*silent, thinking}
    members = tuple(
        m.model_copy(update={"unread": () if m.id in read else m.unread, "busy": m.id == thinking})
        for m in view.members
    )
    return view.model_copy(update={"asked": tuple(entries), "members": members, "decided": view.through})


def test_a_second_is_asked_after_the_first_kept_silent_and_never_a_third() -> None:
    view = room(CAST, [("Ann", "The weather was dull")])
    first, second = decide_floor(view).candidates[:2]
    assert granted(decide_floor(asked(view, first))) == {second}
    assert granted(decide_floor(asked(view, thinking=first))) == set()
    after_both = decide_floor(asked(view.model_copy(update={"calls_since_human": 1}), first, second))
    assert after_both.grants == ()
    assert after_both.reason == "nobody called; those asked keep silent"


def test_no_second_is_asked_once_something_newer_was_said_or_the_budget_is_used_up() -> None:
    view = room(CAST, [("Ann", "The weather was dull")])
    first = decide_floor(view).candidates[0]
    silent = asked(view, first)
    newer = room(CAST, [("Ann", "The weather was dull"), ("Tom", "So it was.")], decided=2)
    assert decide_floor(newer.model_copy(update={"asked": silent.asked})).grants == ()
    frugal = silent.world.model_copy(update={"caps": caps(asks_per_message=1)})
    refused = decide_floor(silent.model_copy(update={"world": frugal}))
    assert refused.grants == ()
    assert "budget" in refused.reason


def test_candidates_stand_in_an_order_that_needs_no_language() -> None:
    talk = [("Ann", "xu vre?"), ("Tom", "Vre."), ("Ben", "Marta, xu?"), ("Marta", "Xu.")]
    assert order([*talk, ("Ann", "zork Lisa blib.")])[0] == "Lisa"
    assert order([*talk, ("Ann", "zork blib.")])[:2] == ["Tom", "Marta"]
    assert order([*talk, ("Cleo", "zork blib.")])[0] == "Marta"
    assert order([("Ann", "zork telescopes blib.")])[0] == "Lisa"


def order(said: Said) -> list[str]:
    return list(decide_floor(room(CAST, said)).candidates)


@pytest.mark.parametrize("text", ["Ben, did you eat?", "@Ben look at this", "@bob look"])
def test_a_message_to_another_human_is_left_alone(text: str) -> None:
    assert not any(decision.grants for decision in over_seeds([("Ann", text)]))


@pytest.mark.parametrize("text", ["ok", "thanks!", "lol", "👍", "哈哈", "danke", "Great, thank you."])
def test_an_acknowledgement_is_left_alone(text: str) -> None:
    said = [("Ann", "Lisa, how are you?"), ("Lisa", "Fine."), ("Ann", text)]
    assert not any(decision.grants for decision in over_seeds(said, 30))


def test_a_yes_to_a_question_is_no_closing_word() -> None:
    said = [("Ann", "Lisa, any plans?"), ("Lisa", "Shall I show you the stars?"), ("Ann", "Yes please!")]
    assert granted(decide_floor(room(CAST, said))) == {"Lisa"}


def test_nobody_who_never_talks_is_asked() -> None:
    mute = tuple(RoomMember.model_validate({**m.model_dump(), "talkativeness": 0}) for m in CAST)
    assert decide_floor(room(mute, [("Ann", "does anyone know a good soup?")])).grants == ()


def test_nobody_is_asked_twice() -> None:
    view = room(CAST, [("Ann", "does anyone know a good soup?")], decided=1)
    assert decide_floor(view).grants == ()
    assert decide_floor(view).wake_at is None


def test_an_unaddressed_message_causes_at_most_its_calls() -> None:
    view = room(CAST, [("Ann", "does anyone know a good soup?")]).model_copy(update={"calls_since_human": 2})
    assert decide_floor(view).grants == ()
    after = [("Ann", "does anyone know a good soup?"), ("Oscar", "Marta, you cook, what do you say?")]
    capped = room(CAST, after).model_copy(update={"calls_since_human": 2})
    assert decide_floor(capped).grants == ()
    assert "cap" in decide_floor(capped).notes["Marta"]
    assert granted(decide_floor(capped.model_copy(update={"calls_since_human": 1}))) == {"Marta"}


# Typing


def test_a_typing_human_delays_an_asking_and_the_wake_takes_it() -> None:
    view = room(CAST, [("Ann", "does anyone know a good soup?")])
    typing = view.model_copy(update={"typing_until": view.now + timedelta(seconds=5)})
    put_off = decide_floor(typing)
    assert put_off.grants == ()
    assert put_off.wake_at == typing.typing_until
    assert put_off.wake_at is not None
    woken = decide_floor(typing.model_copy(update={"now": put_off.wake_at, "decided": view.through}))
    assert woken.grants
    assert woken.wake_at is None


def test_typing_delays_no_longer_than_its_limit() -> None:
    view = room(CAST, [("Ann", "does anyone know a good soup?")])
    typing = view.model_copy(update={"typing_until": view.now + timedelta(seconds=60)})
    put_off = decide_floor(typing)
    assert put_off.wake_at == view.recent[0].at + timedelta(seconds=8)
    woken = decide_floor(typing.model_copy(update={"now": put_off.wake_at, "decided": view.through}))
    assert woken.grants


def test_who_is_called_does_not_wait_for_someone_typing() -> None:
    view = room(CAST, [("Ann", "Lisa, hello")])
    typing = view.model_copy(update={"typing_until": view.now + timedelta(seconds=5)})
    assert granted(decide_floor(typing)) == {"Lisa"}


# People among themselves


def test_a_person_called_by_a_person_answers_until_enough_was_said_in_a_row() -> None:
    talk = [
        ("Ann", "Lisa, ask Oscar about his day"),
        *[("Lisa", "Oscar, and then?"), ("Oscar", "Lisa, then I slept.")] * 3,
    ]
    assert granted(decide_floor(room(CAST, talk, of=world(caps=caps(pair_per_minute=9))))) == {"Lisa"}
    more = [*talk, ("Lisa", "Oscar, and then?"), ("Oscar", "Lisa, then I ate.")]
    decision = decide_floor(room(CAST, more, of=world(caps=caps(pair_per_minute=9))))
    assert decision.grants == ()
    assert decision.wake_at is None


def test_a_pair_that_talks_too_fast_cools_down_and_goes_on_at_the_wake() -> None:
    talk = [
        ("Ann", "Lisa, ask Oscar about his day"),
        *[("Lisa", "Oscar, and then?"), ("Oscar", "Lisa, then I slept.")] * 3,
    ]
    view = room(CAST, talk)
    decision = decide_floor(view)
    assert decision.grants == ()
    assert "enough" in decision.notes["Lisa"]
    assert decision.wake_at is not None
    assert decision.wake_at > view.now
    woken = decide_floor(view.model_copy(update={"now": decision.wake_at, "decided": view.through}))
    assert granted(woken) == {"Lisa"}


def test_a_line_that_calls_nobody_seldom_draws_other_people() -> None:
    said = [("Ann", "Lisa, how are you?"), ("Lisa", "Rather tired, but well.")]
    assert sum(1 for decision in over_seeds(said) if decision.grants) <= 20


def test_a_question_a_person_puts_to_a_human_is_left_to_the_human() -> None:
    said = [("Ann", "Lisa, how are you?"), ("Lisa", "Well. And you, Ann?")]
    assert not any(decision.grants for decision in over_seeds(said))


# Roundtable and manual


def test_a_roundtable_grants_everyone_at_once_for_a_human_message() -> None:
    table = world(Mode.ROUNDTABLE)
    decision = decide_floor(room(CAST, [("Ann", "what about the price?")], of=table))
    assert granted(decision) == {m.id for m in CAST}
    assert decision.together
    quiet = decide_floor(change(room(CAST, [("Ann", "what about the price?")], of=table), "Tom", quiet=True))
    assert granted(quiet) == {"Lisa", "Oscar", "Marta"}


def test_a_roundtable_waits_for_the_round_under_way_and_ends_with_the_answers() -> None:
    table = world(Mode.ROUNDTABLE)
    view = room(CAST, [("Ann", "what about the price?"), ("Ann", "and the colour?")], of=table)
    waiting = decide_floor(view.model_copy(update={"round_open": True}))
    assert waiting.grants == ()
    assert waiting.wake_at is not None
    later = decide_floor(view.model_copy(update={"decided": view.through}))
    assert len(later.grants) == len(CAST)
    answered = room(CAST, [("Ann", "what about the price?"), ("Lisa", "Too high."), ("Oscar", "Fair.")], of=table)
    assert decide_floor(answered).grants == ()
    assert decide_floor(answered).wake_at is None


def test_an_ask_in_a_roundtable_is_for_that_person_alone() -> None:
    view = room(CAST, [("Ann", "and you?")], of=world(Mode.ROUNDTABLE))
    asked = view.recent[0].model_copy(update={"addressed": ("Marta",)})
    decision = decide_floor(view.model_copy(update={"recent": (asked,)}))
    assert granted(decision) == {"Marta"}
    assert not decision.together


def test_a_manual_world_grants_only_whom_a_human_calls() -> None:
    manual = world(Mode.MANUAL)
    assert granted(decide_floor(room(CAST, [("Ann", "Tom, go ahead")], of=manual))) == {"Tom"}
    assert decide_floor(room(CAST, [("Ann", "does anyone know?")], of=manual)).grants == ()
    called_by_person = [("Ann", "Tom, go ahead"), ("Tom", "Lisa, what do you say?")]
    assert decide_floor(room(CAST, called_by_person, of=manual)).grants == ()


@pytest.mark.parametrize("mode", Mode)
def test_whoever_is_to_give_a_turn_again_has_the_floor_in_every_mode(mode: Mode) -> None:
    view = room(CAST, [("Ann", "nice weather"), ("Ben", "quite")], of=world(mode), unread=0)
    asked = view.model_copy(update={"redo": Redo(person_id="Tom", trigger="e1", obliged=True)})
    decision = decide_floor(asked)
    assert granted(decision) == {"Tom"}
    assert (decision.grants[0].trigger, decision.grants[0].obliged) == ("e1", True)
    assert decision.reason == "Tom was asked to decide again"
    assert granted(decide_floor(change(asked, "Tom", busy=True))) == set()


def test_a_redo_beside_a_call_of_the_same_person_is_one_turn() -> None:
    view = room(CAST, [("Ann", "nice weather"), ("Ben", "Tom, are you there?")])
    asked = view.model_copy(update={"redo": Redo(person_id="Tom", trigger="e1", obliged=True)})
    (grant,) = (grant for grant in decide_floor(asked).grants if grant.person_id == "Tom")
    assert grant.trigger == "e2"
