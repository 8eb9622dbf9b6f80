"""The reading of a human's message for a stop: of the whole world, or that somebody be quiet."""

from collections.abc import Sequence

from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.stop_phrases import StopRequestKind, may_ask, read_ask
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import Person

HALT_NOTICE = "Stopped. Everyone here is silent until someone uses `/world resume`."


def read_stop(message: HumanMessage, people: Sequence[Person]) -> Stop | None:
    """What the message asks to stop, or None if it is ordinary talk.

    Only a message that says nothing but a stop phrase counts ("stop", "ok stop please!", "停"). With the names
    of people, or as a reply to one or an /ask of one, it quiets these; aimed at all of them it halts the world.
    A milder word ("be quiet") does nothing unless it is aimed at someone.
    """
    if not may_ask(message.text):
        return None
    entries = tuple(RoomName(Who(p.id), p.name, p.persona.nicknames) for p in people)
    request = read_ask(message.text, entries, to_bot=message.mentions_bot)
    if request is None:
        return None
    ids = {p.id for p in people}
    aimed = tuple(p for p in dict.fromkeys((*request.people, *message.addressed)) if p in ids)
    if request.everyone or len(aimed) == len(ids) > 1:
        return Stop(everyone=True, notice=HALT_NOTICE)
    if aimed:
        return Stop(people=aimed, notice=_quiet_notice([p.name for p in people if p.id in aimed]))
    if request.ask is StopRequestKind.HALT or message.mentions_bot:
        return Stop(everyone=True, notice=HALT_NOTICE)
    return None


def _quiet_notice(names: Sequence[str]) -> str:
    several = len(names) > 1
    subject = f"{', '.join(names[:-1])} and {names[-1]}" if several else names[0]
    whom = "them" if several else names[0]
    return f"{subject} will be quiet until someone uses `/world resume` or asks {whom} with `/ask`."
