"""The floor of a roundtable: everyone answers a question; a few answer what a member says in a session."""

from datetime import timedelta

from troupe.floor.ask_candidates import candidates
from troupe.floor.decision_draft import Choosing, obligations
from troupe.floor.message_verdict import verdict_on
from troupe.worlds.floor_view import FloorVerdict, FloorView, RoomMember
from troupe.worlds.sessions.moderator import MODERATOR
from troupe.worlds.sessions.session_guest import is_guest
from troupe.worlds.transcript import Event, HumanAuthor

QUESTION_MARKS = ("?", "？", "؟", ";", "՞", "⁇", "⁈")
"""The marks that end a question in the scripts that have one."""


def roundtable(view: FloorView) -> tuple[Choosing, str, str, bool]:
    """Who is chosen and why, why the others are not, and whether their answers are revealed together. In a world
    whose caps say how many answer a line (`line_answers`), that holds for what members say; what the moderator of
    a session asks goes before it, and everyone answers that. Humans who take part call by name, as people do."""
    choosing = Choosing(view)
    eligible = [m for m in view.members if not m.quiet]
    unanswered = tuple(
        e
        for e in choosing.live
        if isinstance(e.author, HumanAuthor)
        and not _to_guests(e)
        and ((e.heard or 0) > view.decided or all(_unanswered(e, m, view) for m in eligible))
    )
    if not unanswered:
        return choosing, "no new question from a human", "not called", False
    if view.round_open:
        choosing.wakes.append(view.now + timedelta(seconds=view.world.caps.round_limit))
        why = "a round is under way; the question waits for its end"
        return choosing, why, "waits for the round's end", False
    questions = tuple(e for e in unanswered if not _in_between(e, view))
    if not questions:
        return _few(choosing, unanswered)
    question = questions[-1]
    if question.addressed:
        return _only_called(choosing, (question,), "asked by name")
    for member in eligible:
        if member.busy:
            choosing.note(member, "busy with a turn")
        elif _unanswered(question, member, view):
            choosing.choose(member, question, "everyone answers in a roundtable", obliged=True)
    return choosing, "a new question opens a round", "has not heard it, or answered already", True


def called_by_name(view: FloorView) -> tuple[Choosing, str, str, bool]:
    """Manual: those alone whom a human calls."""
    choosing = Choosing(view)
    return _only_called(choosing, choosing.live, "called by a human")


def to_everyone(event: Event, view: FloorView) -> bool:
    """Whether a human's line in a roundtable is said to all, whomever it names."""
    return isinstance(event.author, HumanAuthor) and not event.addressed and not _in_between(event, view)


def _to_guests(event: Event) -> bool:
    """Whether it is said to humans who take part, and to none of the people."""
    return bool(event.addressed) and all(map(is_guest, event.addressed))


def _in_between(event: Event, view: FloorView) -> bool:
    """Whether it is a member's line in a session, and no question of its moderator."""
    return view.world.caps.line_answers is not None and event.author.id != MODERATOR.id


def _few(choosing: Choosing, lines: tuple[Event, ...]) -> tuple[Choosing, str, str, bool]:
    """Whoever the lines call answers; the newest line that calls nobody is answered by those likeliest to be
    meant, as many as the world allows."""
    _choose_called(choosing, lines, "called by name")
    open_lines = [
        line
        for line in lines
        if not is_guest(line.author.id) and not choosing.called(line) and not _for_others(line, choosing.view)
    ]
    if open_lines:
        line, view = open_lines[-1], choosing.view
        asks = line.text.rstrip(" \"'”»)*_").endswith(QUESTION_MARKS)
        free = [m for m in _likeliest(line, view) if not m.busy and _unanswered(line, m, view)]
        for member in free[: view.world.caps.line_answers]:
            if member.id not in choosing.chosen:
                choosing.choose(member, line, "one of the few who answer a member's line", obliged=asks)
    reason = "" if choosing.chosen else ", and nobody is meant or free"
    return choosing, f"a member spoke in between{reason}", "others answer this", False


def _likeliest(line: Event, view: FloorView) -> list[RoomMember]:
    """Those who may be meant, likeliest first; in a session those who never talk unasked come last."""
    meant = [candidate.member for candidate in candidates(line, view)]
    return [*meant, *(member for member in view.members if member not in meant and not member.quiet)]


def _for_others(event: Event, view: FloorView) -> bool:
    return verdict_on(event, view) is FloorVerdict.NOBODY


def _only_called(choosing: Choosing, events: tuple[Event, ...], reason: str) -> tuple[Choosing, str, str, bool]:
    _choose_called(choosing, events, None)
    return choosing, reason if choosing.chosen else "nobody was called", "not called", False


def _choose_called(choosing: Choosing, events: tuple[Event, ...], how: str | None) -> None:
    for call in obligations(choosing, events, by_people=False):
        if call.member.busy:
            choosing.note(call.member, "busy with a turn; called meanwhile and answers after it")
        else:
            choosing.choose(call.member, call.event, how or call.how, obliged=True)


def _unanswered(event: Event, member: RoomMember, view: FloorView) -> bool:
    waits = any(line.event.id == event.id and line.person_id == member.id for line in view.waiting)
    return waits or event.heard in member.unread
