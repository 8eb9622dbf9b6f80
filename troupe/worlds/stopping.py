"""Whether a human's message asks for a stop: of the whole world, or that somebody be quiet."""

from collections.abc import Sequence

from troupe.ports import Stop
from troupe.worlds.names import Entry, Form, Who, hit_at, roster, slip_at
from troupe.worlds.stop_phrases import Ask, aims_at_all, read_ask
from troupe.worlds.tokens import Kind, Token
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import Person

HALT_NOTICE = "Stopped. Everyone here is silent until someone uses `/world resume`."


def read_stop(message: HumanMessage, people: Sequence[Person]) -> Stop | None:
    """What the message asks to stop, or None if it is ordinary talk.

    Only a message that says nothing but a stop phrase counts ("stop", "ok stop please!", "停"). With the names
    of people, or as a reply to one or an /ask of one, it quiets these; aimed at all of them it halts the world.
    A milder word ("be quiet") does nothing unless it is aimed at someone.
    """
    named: dict[str, None] = {}
    aliases = roster(tuple(Entry(Who(p.id), p.name, p.persona.nicknames) for p in people))

    def name_at(tokens: Sequence[Token], at: int) -> int:
        hit = hit_at(tokens, at, aliases) or slip_at(tokens, at, aliases)
        if hit is None or len(hit.who) > 1 or hit.form is Form.OBLIQUE:
            return 1 if message.mentions_bot and tokens[at].kind is Kind.WORD and at in (0, len(tokens) - 1) else 0
        named.update((who.id, None) for who in hit.who)
        return hit.end - at

    ask = read_ask(message.text, name_at)
    if ask is None:
        return None
    ids = {p.id for p in people}
    aimed = tuple(p for p in dict.fromkeys((*named, *message.addressed)) if p in ids)
    if (aimed and len(aimed) == len(ids) > 1) or aims_at_all(message.text):
        return Stop(everyone=True, notice=HALT_NOTICE)
    if aimed:
        return Stop(people=aimed, notice=_quiet_notice([p.name for p in people if p.id in aimed]))
    if ask is Ask.HALT or message.mentions_bot:
        return Stop(everyone=True, notice=HALT_NOTICE)
    return None


def _quiet_notice(names: Sequence[str]) -> str:
    several = len(names) > 1
    who = f"{', '.join(names[:-1])} and {names[-1]}" if several else names[0]
    whom = "them" if several else names[0]
    return f"{who} will be quiet until someone uses `/world resume` or asks {whom} with `/ask`."
