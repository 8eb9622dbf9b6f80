"""The verdict of the rules on one message: who must answer, that nobody is meant, or neither."""

from troupe.floor.addressing import exchange_partner as exchange
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.message_addressing import address
from troupe.worlds.floor_view import FloorVerdict, FloorView
from troupe.worlds.transcript import Event, HumanAuthor


def verdict_on(event: Event, view: FloorView) -> FloorVerdict:
    """OBLIGED where people are called, NOBODY where it is for somebody else or closes the talk. A person's line
    that calls nobody is for nobody: one answer to a human draws no others."""
    meant = address(event, view)
    if calls_people(event, meant):
        return FloorVerdict.OBLIGED
    if not isinstance(event.author, HumanAuthor) or meant.human:
        return FloorVerdict.NOBODY
    closing = exchange.closes(event.text) and not exchange.answers(event, view.recent)
    return FloorVerdict.NOBODY if closing else FloorVerdict.ASK


def calls_people(event: Event, meant: Addressed) -> bool:
    """Whether a message calls people here, one, some or all of them; a person who calls everyone calls nobody in
    particular."""
    human = isinstance(event.author, HumanAuthor)
    return bool(meant.people) or (human and (meant.everyone or event.mentions_bot))


def why_nobody(event: Event, view: FloorView) -> str:
    """In a few words, why a message is for nobody here."""
    if not isinstance(event.author, HumanAuthor):
        return "a person's line that calls nobody"
    return "meant for someone else" if address(event, view).human else "a closing word"
