"""The people a message addresses, and those it only talks of. Pure.

Naming is not addressing: a vocative, an @, a reply or /ask addresses (and obliges); a name inside a sentence,
a possessive or a topic mentions (and obliges nobody). A nameless message may go on with an exchange
(`exchange.py`).
"""

from collections.abc import Sequence

from troupe.core.word_tokens import words
from troupe.floor.addressing import exchange_partner as exchange
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.names import lexicon
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.names.roster import roster
from troupe.floor.addressing.references import corrects, referred
from troupe.floor.addressing.stop_phrases import read_ask
from troupe.floor.addressing.vocatives import read_names
from troupe.worlds.floor_view import FloorView
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor
from troupe.worlds.world import Person


def address(event: Event, view: FloorView) -> Addressed:
    """Whom `event` addresses, given the room and what was said before it (later events are not looked at)."""
    return view.once("addressed", event, lambda: _address(event, view))


def _address(event: Event, view: FloorView) -> Addressed:
    if event.facets.private:
        return _in_private(event, view)
    own = addressed_by_words(event, view)
    if isinstance(event.author, HumanAuthor):
        aliases = roster(_entries(view), _speaker(event))
        meant = referred(event, own, view.recent, lambda earlier: addressed_by_words(earlier, view), aliases)
        if meant:
            return own.model_copy(update={"people": meant, "everyone": False, "how": "was meant by it"})
    if not own.nobody or event.mentions_bot or not isinstance(event.author, HumanAuthor):
        return own
    partner = exchange.partner(event, view.recent, lambda earlier: addressed_by_words(earlier, view))
    if own.unclear:
        likely = [p for p in own.unclear if p == partner.person or p in partner.possible]
        return (
            own
            if len(likely) != 1
            else own.model_copy(update={"people": tuple(likely), "how": "was called by name"})
        )
    if corrects(event, view.recent):
        return own  # of somebody whom we cannot tell: not of whom it was said to before
    if not exchange.goes_on(event.text):
        goes_to = (partner.person,) if partner.person and partner.sure and exchange.closes(event.text) else ()
        possible = partner.possible if words(event.text) else ()
        return own.model_copy(update={"mentioned": _merged(own.mentioned, possible), "loosely": goes_to})
    if partner.human:
        return own.model_copy(update={"human": True})
    if partner.person is None or not partner.sure:
        return own.model_copy(update={"mentioned": _merged(own.mentioned, partner.possible)})
    if not exchange.wants_answer(event, view.recent):
        return own.model_copy(update={"loosely": (partner.person,)})
    return own.model_copy(update={"people": (partner.person,), "how": "goes on talking with them"})


def _in_private(event: Event, view: FloorView) -> Addressed:
    """Those alone to whom it is said in private, whomever its words name: nobody else has heard it."""
    people = tuple(member.id for member in view.members if member.id in event.addressed)
    return Addressed(people=people, human=not people, how="was asked in private")


def adds_to(first: Event, second: Event, people: Sequence[Person]) -> bool:
    """Whether `second` goes on with `first`: same human, same place, and not turned to anyone else."""
    if not isinstance(first.author, HumanAuthor) or not isinstance(second.author, HumanAuthor):
        return False
    if first.author.id != second.author.id or first.place != second.place:
        return False
    if second.target is not None and second.target not in (first.target, first.id) and not second.addressed:
        return False
    entries = tuple(RoomName(Who(p.id), p.name, p.persona.nicknames) for p in people)
    if read_ask(second.text, entries) is not None:
        return False
    before, after = read_names(first.text, entries), read_names(second.text, entries)
    meant = {*before.people, *first.addressed}
    turned = {*after.people, *second.addressed}
    if after.everyone or after.unknown or (meant and lexicon.ROOM.within(words(second.text))):
        return before.everyone and not after.unknown
    return turned <= meant


def addressed_by_words(event: Event, view: FloorView) -> Addressed:
    """Whom the message addresses by its own words, target and platform marks, without what came before."""
    return view.once("addressed by words", event, lambda: _addressed_by_words(event, view))


def _addressed_by_words(event: Event, view: FloorView) -> Addressed:
    if event.facets.private:
        return _in_private(event, view)
    entries, speaker = _entries(view), _speaker(event)
    reading = read_names(event.text, entries, speaker)
    seats = {m.id: m.seat for m in view.members if m.id != _author_id(event)}
    explicit = [p for p in event.addressed if p in seats]
    stop = read_ask(event.text, entries, speaker)
    callees = {*reading.people, *(stop.people if stop is not None else ())}
    named_others = callees & seats.keys() - set(explicit)
    if event.target is not None and named_others:
        explicit = []  # a reply that calls somebody else by name is for them
    to_human = False
    if isinstance(event.author, HumanAuthor) and event.target is not None and not explicit and not named_others:
        replied = next((e for e in view.recent if e.id == event.target), None)
        if replied is not None and isinstance(replied.author, PersonAuthor) and replied.author.id in seats:
            explicit = [replied.author.id]
        elif replied is not None and isinstance(replied.author, HumanAuthor):
            to_human = replied.author.id != _author_id(event)
    if reading.left_out:
        callees |= seats.keys() - set(reading.left_out)
    people = tuple(sorted({*explicit, *callees} & seats.keys(), key=lambda p: seats[p]))
    mentions = sorted({*event.addressed, *reading.mentioned} & seats.keys() - set(people), key=lambda p: seats[p])
    return Addressed(
        people=people,
        mentioned=tuple(mentions),
        everyone=reading.everyone and not reading.left_out,
        human=to_human or bool(reading.humans) or (reading.unknown and not event.mentions_bot),
        unclear=() if people else tuple(p for p in reading.unclear if p in seats),
        how=("was asked or replied to" if explicit else "was called by name") if people else "",
    )


def _entries(view: FloorView) -> tuple[RoomName, ...]:
    people = [RoomName(Who(m.id), m.name, m.nicknames) for m in view.members]
    return (*people, *(RoomName(Who(h, human=True), h) for h in view.humans))


def _speaker(event: Event) -> Who | None:
    author = event.author
    if isinstance(author, HumanAuthor):
        return Who(author.name, human=True)
    return Who(author.id) if isinstance(author, PersonAuthor) else None


def _author_id(event: Event) -> str:
    return event.author.id


def _merged(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
