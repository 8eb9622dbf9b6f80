"""The card of a persona that was just saved: who they are now, and who lives on as they were before."""

from bot.faces.likeness import likeness
from bot.features.cast.person_cards import profile_card
from bot.features.persona.living_versions import apply_to, behind, notice_of_living, update_buttons
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card
from troupe.people.persona.persona_version import KeptPersona
from troupe.ports import Stores

APPLY_LABEL = "Save and apply to those living here (memory kept)"


async def saved(stores: Stores, kept: KeptPersona) -> CardReply:
    """Those living as an older version are told of, and stay as they are."""
    living = await behind(stores, kept)
    cards = [profile_card(kept.persona, kept.ref, here=False), card(_title(kept), _way_back(kept))]
    if living:
        cards.append(notice_of_living(living))
    return CardReply(cards, await likeness(stores, kept.persona, kept.ref), update_buttons(living, kept.slug))


async def saved_and_applied(house: House, stores: Stores, kept: KeptPersona, by: str) -> CardReply:
    """All who live as this persona live on as it is now."""
    text = await apply_to(house, stores, kept, await behind(stores, kept), by)
    cards = [profile_card(kept.persona, kept.ref, here=True), card(_title(kept), text)]
    return CardReply(cards, await likeness(stores, kept.persona, kept.ref))


def _title(kept: KeptPersona) -> str:
    return f"Saved: {kept.persona.name}, version {kept.ref.version}"


def _way_back(kept: KeptPersona) -> str:
    """How to have it as it was before."""
    return "`/persona undo` takes it back." if kept.ref.version > 1 else "`/persona remove` takes it back."
