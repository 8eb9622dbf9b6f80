"""The floor of a session: its moderator's question is everyone's, a member's line in between is for a few."""

import pytest

from tests.unit.rooms import person, room, world
from troupe.floor.floor_decision import decide_floor
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.world import Caps, Mode

CAST = tuple(person(name, seat) for seat, name in enumerate(("Lisa", "Oscar", "Marta", "Tom", "Ines")))
TABLE = world(Mode.ROUNDTABLE, caps=Caps(line_answers=3))  # pyright: ignore[reportCallIssue]


def granted(decision: FloorDecision) -> set[str]:
    return {grant.person_id for grant in decision.grants}


def moderated(view: FloorView, *lines: int) -> FloorView:
    """These lines are the moderator's."""
    recent = tuple(
        event.model_copy(update={"author": MODERATOR}) if at in lines else event
        for at, event in enumerate(view.recent)
    )
    return view.model_copy(update={"recent": recent})


def test_the_moderators_question_is_for_everyone() -> None:
    decision = decide_floor(moderated(room(CAST, [("Mod", "What do you drink?")], of=TABLE), 0))
    assert granted(decision) == {member.id for member in CAST}
    assert decision.together


@pytest.mark.parametrize(
    ("text", "obliged"),
    [("What would change that?", True), ("It will be dearer in spring.", False), ("それはなぜですか？", True)],
)
def test_a_members_line_that_names_nobody_is_answered_by_at_most_three(text: str, obliged: bool) -> None:
    decision = decide_floor(room(CAST, [("Ann", text)], of=TABLE))
    assert len(decision.grants) == 3
    assert not decision.together
    assert {grant.obliged for grant in decision.grants} == {obliged}
    again = room(CAST, [("Ann", text)], of=TABLE).model_copy(update={"decided": 1})
    answered = [m.model_copy(update={"unread": ()}) if m.id in granted(decision) else m for m in CAST]
    assert decide_floor(again.model_copy(update={"members": tuple(answered)})).grants == ()


def test_whoever_is_named_answers_alone() -> None:
    assert granted(decide_floor(room(CAST, [("Ann", "Marta, why is that?")], of=TABLE))) == {"Marta"}
    two = room(CAST, [("Ann", "Lisa, why?"), ("Ann", "Tom, and you?")], of=TABLE, unread=2)
    assert granted(decide_floor(two)) == {"Lisa", "Tom"}
    assert granted(decide_floor(room(CAST, [("Ann", "Ben, was that loud enough?")], of=TABLE))) == set()
    assert granted(decide_floor(room(CAST, [("Ann", "Thanks!")], of=TABLE))) == set()


def test_a_question_is_not_lost_behind_a_line_that_came_with_it() -> None:
    view = room(CAST, [("Mod", "What do you drink?"), ("Ann", "Take your time.")], of=TABLE, unread=2)
    decision = decide_floor(moderated(view, 0))
    assert granted(decision) == {member.id for member in CAST}
    assert {grant.trigger for grant in decision.grants} == {"e1"}


def test_everyone_called_answers() -> None:
    decision = decide_floor(room(CAST, [("Ann", "Everyone, what do you think?")], of=TABLE))
    assert granted(decision) == {member.id for member in CAST}
