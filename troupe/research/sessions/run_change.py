"""The one change of a run: other words, another person, another order, other people."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import Guide, GuideQuestion, GuideSection
from troupe.research.sessions.guide_changes import ChangeKind, DecoyAdded, PhraseReplaced, StepReworded

AFTERWARDS = "afterwards"
"""The key of a question that is put when the session is over."""


class PersonLeftOut(ChangeKind):
    """Somebody of the panel who does not take part, or not any more."""

    kind: Literal["without"] = "without"
    slug: str

    @property
    def condition(self) -> str:
        return f"without {self.slug}"


class PersonExchanged(ChangeKind):
    """Somebody who takes the place of another one of the panel."""

    kind: Literal["instead"] = "instead"
    slug: str
    by: str
    member: PanelMember

    @property
    def condition(self) -> str:
        return f"{self.by} instead of {self.slug}"


class AskedAfterwards(ChangeKind):
    """A question to one person when the session is over: everyone else has gone, and it is the whole guide."""

    kind: Literal["afterwards"] = "afterwards"
    slug: str
    question: str

    @property
    def condition(self) -> str:
        return f"{self.slug} asked afterwards"

    @property
    def told(self) -> str:
        return f"{self.condition}: “{self.question}”"

    def applied(self, guide: Guide) -> Guide:
        question = GuideQuestion(key=AFTERWARDS, text=self.question)
        return guide.model_copy(update={"sections": (GuideSection(title="Afterwards", steps=(question,)),)})


class OrderReversed(ChangeKind):
    """All that the seed puts in an order comes in the reverse one: whom a question reaches first, things shown in
    turn, the options of a ballot."""

    kind: Literal["reverse"] = "reverse"

    @property
    def condition(self) -> str:
        return "in reverse order"


class FirstSpeaker(ChangeKind):
    """Somebody whom every question that goes round reaches first."""

    kind: Literal["first"] = "first"
    slug: str

    @property
    def condition(self) -> str:
        return f"{self.slug} speaks first"


class OtherKind(StrEnum):
    """The people in the place of the panel. FRESH: drawn anew by the same words. DEMOGRAPHICS: of the same name,
    age and work, and nothing else. NOBODY: a number for a name, and nothing else."""

    FRESH = "fresh"
    DEMOGRAPHICS = "demographics"
    NOBODY = "nobody"


_OTHERS = {
    OtherKind.FRESH: "other people of the same kind",
    OtherKind.DEMOGRAPHICS: "the same people by demographics alone",
    OtherKind.NOBODY: "people without any persona",
}


class PeopleExchanged(ChangeKind):
    """The whole panel exchanged."""

    kind: Literal["people"] = "people"
    people: OtherKind

    @property
    def condition(self) -> str:
        return _OTHERS[self.people]


RunChange = Annotated[
    StepReworded
    | PhraseReplaced
    | PersonLeftOut
    | PersonExchanged
    | AskedAfterwards
    | OrderReversed
    | FirstSpeaker
    | DecoyAdded
    | PeopleExchanged,
    Field(discriminator="kind"),
]
