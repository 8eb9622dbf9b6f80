"""The people who are asked whether a message to nobody is for them, in an order that needs no language: their own
turn decides."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from troupe.floor.addressing.exchange_partner import RECENT
from troupe.floor.addressing.message_addressing import address
from troupe.floor.interest_match import relevance
from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import Asked, FloorView, RoomMember
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

ASK_WINDOW = timedelta(minutes=10)
"""How long an asking counts against the budget."""
MOST_ASKED = 2
"""The most people who are asked about one message: a third was right too seldom to be worth a call."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may be meant, and what speaks for it."""

    member: RoomMember
    why: str


def candidates(event: Event, view: FloorView) -> tuple[Candidate, ...]:
    """The people who may be meant, likeliest first: called by a name they share or named anywhere; replied to;
    those this human, then the last speaker, talked with; those whose interests it touches; the talkative. Who
    never talks unasked is among them only if named, and whoever was told to be quiet is not."""
    meant = address(event, view)
    names = (*meant.unclear, *meant.mentioned, *meant.loosely)
    spoke = _spoken_with(event, view)

    def key(candidate: Candidate) -> tuple[int, float, float, float]:
        member = candidate.member
        place = names.index(member.id) if member.id in names else len(names)
        partner = spoke.index(member.id) if member.id in spoke else len(spoke)
        chance = chance_of(view.world.seed, event.heard or 0, "asked", str(member.seat), member.name)
        return (place, partner, -relevance(event.text, member.interests), -member.talkativeness + chance * 1e-6)

    own = event.author.id
    free = [m for m in view.members if m.id != own and not m.quiet and (m.talkativeness > 0 or m.id in names)]
    return tuple(sorted((Candidate(m, _why(m, event, names, spoke)) for m in free), key=key))


def asked_about(event: Event, view: FloorView) -> tuple[Asked, ...]:
    """Who was asked about this message before."""
    return tuple(question for question in view.asked if question.trigger == event.id)


def budget_allows_another(view: FloorView) -> bool:
    """Whether one more may be asked about a message that somebody was asked about: of ten minutes' messages to
    nobody, each has one call, and the share of the budget above that, rounded up, goes to second ones."""
    lately = [question for question in view.asked if question.at > view.now - ASK_WINDOW]
    messages = len({question.trigger for question in lately})
    return len(lately) + 1 <= math.ceil(view.world.caps.asks_per_message * messages - 1e-9)


def _why(member: RoomMember, event: Event, named: Sequence[str], spoke: Sequence[str]) -> str:
    if member.id in named:
        return "named in it"
    if member.id in spoke:
        return "talked just before"
    return "cares about it" if relevance(event.text, member.interests) > 0 else "talkative"


def _spoken_with(event: Event, view: FloorView) -> tuple[str, ...]:
    """The people of the talk before, likeliest partner first: whom the line is a reply to, whom this human spoke
    with, who spoke last, then everyone else who spoke lately."""
    earlier = [
        e
        for e in view.recent
        if e.place == event.place
        and (e.heard or 0) < (event.heard or 0)
        and (event.at - e.at).total_seconds() <= RECENT
    ]
    replied = [e for e in view.recent if event.target is not None and e.id == event.target]
    around = [*_people_of(replied, view)]
    mine: list[str] = []
    theirs: list[str] = []
    before: Event | None = None
    for e in earlier:
        if isinstance(e.author, PersonAuthor):
            to_me = before is not None and before.author == event.author
            (mine if to_me else theirs).append(e.author.id)
        elif isinstance(e.author, HumanAuthor):
            (mine if e.author == event.author else theirs).extend(reversed(address(e, view).people))
            before = e
    return tuple(dict.fromkeys((*around, *reversed(mine), *reversed(theirs))))


def _people_of(events: Sequence[Event], view: FloorView) -> list[str]:
    """Who said these lines, or whom they were said to."""
    return [
        person
        for e in events
        for person in ((e.author.id,) if isinstance(e.author, PersonAuthor) else address(e, view).people)
    ]
