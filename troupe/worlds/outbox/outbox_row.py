"""The closed union of the kinds of rows: a new kind is joined here."""

from collections.abc import Callable, Mapping
from typing import Annotated, get_args

from pydantic import Field

from troupe.core.kinds import by_word
from troupe.worlds.outbox.chair_row import ChairRow
from troupe.worlds.outbox.guest_row import GuestRow
from troupe.worlds.outbox.house_notice_row import HouseNoticeRow
from troupe.worlds.outbox.moderator_row import ModeratorRow
from troupe.worlds.outbox.offers_over_row import OffersOverRow
from troupe.worlds.outbox.pin_row import PinRow
from troupe.worlds.outbox.question_row import QuestionRow
from troupe.worlds.outbox.queued_row import RowFacets
from troupe.worlds.outbox.react_row import ReactRow
from troupe.worlds.outbox.remove_row import RemoveRow
from troupe.worlds.outbox.say_row import SayRow

AnyRow = (
    SayRow
    | ReactRow
    | HouseNoticeRow
    | QuestionRow
    | ModeratorRow
    | ChairRow
    | GuestRow
    | PinRow
    | OffersOverRow
    | RemoveRow
)
OutboxRow = Annotated[AnyRow, Field(discriminator="kind")]
ROW_KINDS: Mapping[str, type[AnyRow]] = by_word(get_args(AnyRow))
"""The kinds by the words they are stored by."""


def row_words(facet: Callable[[RowFacets], bool]) -> frozenset[str]:
    """The words of the kinds of which this holds."""
    return frozenset(word for word, kind in ROW_KINDS.items() if facet(kind.facets))
