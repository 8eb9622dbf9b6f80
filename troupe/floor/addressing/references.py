"""The people meant by "you two", "the other one" and "I meant Lisa": read from who spoke and who was named
before."""

from collections.abc import Callable, Sequence

from troupe.core.word_tokens import words
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.exchange_partner import RECENT, SHORT
from troupe.floor.addressing.names.room_names import hit_at, inflected_at
from troupe.floor.addressing.names.roster import Roster
from troupe.floor.addressing.reference_words import BOTH, MEANT, OTHER
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

AddressOf = Callable[[Event], Addressed]


def referred(
    event: Event, own: Addressed, recent: Sequence[Event], address_of: AddressOf, aliases: Roster
) -> tuple[str, ...]:
    """The people whom a human's message points at without calling them, by id; none where it points at nobody, or
    it is not clear at whom. `own` is whom its words alone address, `address_of` the same of an earlier line."""
    tokens = words(event.text)
    earlier = [e for e in recent if _before(e, event)]
    if corrects(event, earlier):
        return _corrected(event, earlier, address_of, aliases)
    if own.people or own.everyone or own.human:
        return ()
    if BOTH.within(tokens):
        return own.mentioned if len(own.mentioned) == 2 else _last_two(earlier)
    if len(tokens) <= SHORT and not own.mentioned and OTHER.within(tokens):
        return _other(event, earlier, address_of)
    return ()


def corrects(event: Event, recent: Sequence[Event]) -> bool:
    """Whether a human says whom they meant by their last message: "oops, I meant Lisa"."""
    tokens = words(event.text)
    own_before = _own_last(event, [e for e in recent if _before(e, event)])
    return len(tokens) <= SHORT and MEANT.within(tokens) and own_before is not None


def _corrected(event: Event, earlier: Sequence[Event], address_of: AddressOf, aliases: Roster) -> tuple[str, ...]:
    """The one whom a human names now, in whatever form, having called somebody else in their last message."""
    last = _own_last(event, earlier)
    callees = () if last is None else address_of(earlier[last]).people
    tokens = words(event.text)
    hits = [hit_at(tokens, i, aliases) for i in range(len(tokens))]
    after = [i + n for i in range(len(tokens)) if (n := MEANT.length_at(tokens, i)) and i + n < len(tokens)]
    bearers = [hit.who[0] for hit in hits if hit is not None and len(hit.who) == 1]
    bearers += [bearer for i in after for bearer in inflected_at(tokens, i, aliases)]
    people = tuple(dict.fromkeys(bearer.id for bearer in bearers if not bearer.human and bearer.id not in callees))
    return people if callees and len(people) == 1 else ()


def _last_two(earlier: Sequence[Event]) -> tuple[str, ...]:
    """The two people who spoke last; none if fewer did."""
    spoke = dict.fromkeys(e.author.id for e in reversed(earlier) if isinstance(e.author, PersonAuthor))
    two = tuple(spoke)[:2]
    return two if len(two) == 2 else ()


def _other(event: Event, earlier: Sequence[Event], address_of: AddressOf) -> tuple[str, ...]:
    """Of two people whom the human's last message named, the one who has not spoken since."""
    last = _own_last(event, earlier)
    if last is None:
        return ()
    before = address_of(earlier[last])
    two = {*before.people, *before.mentioned}
    spoke = {e.author.id for e in earlier[last + 1 :] if isinstance(e.author, PersonAuthor)}
    return tuple(two - spoke) if len(two) == 2 and len(two & spoke) == 1 else ()


def _own_last(event: Event, earlier: Sequence[Event]) -> int | None:
    """The place of the human's last message before this one."""
    mine = (i for i in reversed(range(len(earlier))) if earlier[i].author == event.author)
    return next(mine, None) if isinstance(event.author, HumanAuthor) else None


def _before(earlier: Event, event: Event) -> bool:
    """Whether a line was heard before the message, in its place, and not too long ago to be pointed at."""
    if earlier.place != event.place or (event.at - earlier.at).total_seconds() > RECENT:
        return False
    return earlier.heard is not None and event.heard is not None and earlier.heard < event.heard
