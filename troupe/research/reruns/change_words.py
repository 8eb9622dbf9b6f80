"""A change in words, as it is written in a shell or a form: `price_q=At 5 €?`, `4.99 €=>5.99 €`,
`without:gerda`."""

from collections.abc import Callable, Mapping

from troupe.core.errors import BadInput, NotFound
from troupe.people.persona.panel import PanelMember
from troupe.research.sessions.guide_changes import DecoyAdded, PhraseReplaced, StepReworded
from troupe.research.sessions.run_change import (
    FirstSpeaker,
    OrderReversed,
    OtherKind,
    PeopleExchanged,
    PersonExchanged,
    PersonLeftOut,
    RunChange,
)

FORMS = (
    "KEY=TEXT (a step in other words), OLD=>NEW (a phrase or price), without:NAME, instead:NAME=OTHER, "
    "first:NAME, reverse, decoy:BALLOT=OPTION, people:fresh, people:demographics, people:nobody"
)
Calls = Callable[[str], tuple[str, PanelMember]]
"""Whoever is called by a word, with a word for them in the panel. Raises NotFound."""


def change_of(text: str, members: Mapping[str, PanelMember], called: Calls) -> RunChange:
    """The change that is meant. Raises BadInput with all forms, and NotFound for nobody of the panel."""
    words = text.strip()
    if words == "reverse":
        return OrderReversed()
    kind, colon, rest = words.partition(":")
    if colon and kind in ("without", "instead", "first", "decoy", "people"):
        return _named(kind, rest.strip(), members, called)
    old, arrow, new = words.partition("=>")
    if arrow and old.strip():
        return PhraseReplaced(old=old.strip(), new=new.strip())
    key, sign, said = words.partition("=")
    if not sign or not key.strip():
        raise BadInput(f"{text}: write {FORMS}", field="change")
    return StepReworded(key=key.strip(), text=said.strip())


def _named(kind: str, rest: str, members: Mapping[str, PanelMember], called: Calls) -> RunChange:
    first, _, second = (part.strip() for part in rest.partition("="))
    if not first or (kind in ("instead", "decoy") and not second):
        raise BadInput(f"{kind}:{rest}: write {FORMS}", field="change")
    match kind:
        case "without":
            return PersonLeftOut(slug=member_named(members, first))
        case "first":
            return FirstSpeaker(slug=member_named(members, first))
        case "instead":
            word, member = called(second)
            return PersonExchanged(slug=member_named(members, first), by=word, member=member)
        case "decoy":
            return DecoyAdded(ballot=first, option=second)
        case _:
            if first not in list(OtherKind):
                raise BadInput(f"people:{first}: must be one of {', '.join(OtherKind)}", field="change")
            return PeopleExchanged(people=OtherKind(first))


def member_named(members: Mapping[str, PanelMember], word: str) -> str:
    """The word in the panel of whoever is called so: by that word, their name, or a first name that only they
    have. Raises NotFound."""
    wanted = word.casefold().strip()
    for names in (_words, _full_names, _first_names):
        fits = [slug for slug, member in members.items() if names(slug, member) == wanted]
        if len(fits) == 1:
            return fits[0]
    raise NotFound(f"{word}: nobody of the panel is called so; it has {', '.join(members)}", field="change")


def _words(slug: str, _: PanelMember) -> str:
    return slug.casefold()


def _full_names(_: str, member: PanelMember) -> str:
    return member.persona.name.casefold().strip()


def _first_names(_: str, member: PanelMember) -> str:
    return member.persona.first_name.casefold()
