"""Changes of a run's guide: a step in other words, a phrase replaced, a decoy among the options of a ballot."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from troupe.core.errors import BadInput, NotFound
from troupe.core.frozen import Frozen
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion, GuideSection

Step = Exhibit | GuideQuestion | Ballot


class ChangeKind(Frozen):
    """The form that every kind of change has: how its condition is called, and what it makes of the guide."""

    @property
    def condition(self) -> str:
        """The name of the runs that have it, without anybody's words."""
        raise NotImplementedError

    @property
    def told(self) -> str:
        """What was changed, in words, for those who read the results."""
        return self.condition

    def applied(self, guide: Guide) -> Guide:
        """The guide as it is played with this change. Raises NotFound or BadInput where the two do not go
        together."""
        return guide


class StepReworded(ChangeKind):
    """A step in other words."""

    kind: Literal["step"] = "step"
    key: str
    text: str

    @property
    def condition(self) -> str:
        return f"{self.key} in other words"

    @property
    def told(self) -> str:
        return f"{self.key}: “{self.text}”"

    def applied(self, guide: Guide) -> Guide:
        if not self.text.strip():
            raise BadInput(f"{self.key}: the new words are missing", field="change")
        shown = guide.step(self.key)
        if isinstance(shown, Exhibit) and shown.variants:
            keys = ", ".join(part.key for part in shown.variants)
            raise BadInput(f"{self.key} shows several things; change one of {keys}", field="change")
        return _each_step(guide, self._reworded, f"{self.key}: the guide has no step of this key")

    def _reworded(self, step: Step) -> Step:
        if isinstance(step, Exhibit) and step.variants:
            parts = tuple(self._part(part) for part in step.variants)
            return step.model_copy(update={"variants": parts}) if parts != step.variants else step
        return step.model_copy(update={"text": self.text.strip()}) if step.key == self.key else step

    def _part(self, part: Exhibit) -> Exhibit:
        return part.model_copy(update={"text": self.text.strip()}) if part.key == self.key else part


class PhraseReplaced(ChangeKind):
    """Some words, such as a price, replaced by others wherever the guide has them."""

    kind: Literal["phrase"] = "phrase"
    old: Annotated[str, Field(min_length=1)]
    new: str

    @property
    def condition(self) -> str:
        return "one phrase replaced"

    @property
    def told(self) -> str:
        return f"“{self.new}” instead of “{self.old}”"

    def applied(self, guide: Guide) -> Guide:
        return _each_step(guide, self._replaced, f"“{self.old}” stands nowhere in the guide")

    def _replaced(self, step: Step) -> Step:
        update: dict[str, object] = {} if step.text is None else {"text": self._words(step.text)}
        match step:
            case Exhibit():
                update |= {"title": self._words(step.title)}
                update |= {"variants": tuple(self._shown(part) for part in step.variants)}
            case GuideQuestion():
                update |= {"probes": tuple(map(self._words, step.probes))}
            case Ballot():
                update |= {"options": tuple(map(self._words, step.options))}
        if step.skip is not None:  # it speaks of an option, which has the new words too
            update |= {"skip": step.skip.model_copy(update={"option": self._words(step.skip.option)})}
        return step.model_copy(update=update)

    def _shown(self, part: Exhibit) -> Exhibit:
        return part.model_copy(
            update={"title": self._words(part.title), "text": self._words(part.text or "") or None}
        )

    def _words(self, text: str) -> str:
        return text.replace(self.old, self.new)


class DecoyAdded(ChangeKind):
    """One more option in a ballot, which another one plainly outdoes: whom it wins for that one is its effect."""

    kind: Literal["decoy"] = "decoy"
    ballot: str
    option: str

    @property
    def condition(self) -> str:
        return f"{self.ballot} with a decoy"

    @property
    def told(self) -> str:
        return f"{self.ballot} with “{self.option}” as one more option"

    def applied(self, guide: Guide) -> Guide:
        ballot = guide.step(self.ballot)
        if not isinstance(ballot, Ballot):
            raise NotFound(f"{self.ballot}: the guide has no ballot of this key", field="change")
        if not ballot.options:
            raise BadInput(f"{self.ballot} is no choice between options", field="change")
        if self.option.casefold().strip() in {option.casefold().strip() for option in ballot.options}:
            raise BadInput(f"{self.ballot} has the option “{self.option}” already", field="change")
        return _each_step(guide, self._with_decoy, "")

    def _with_decoy(self, step: Step) -> Step:
        if not isinstance(step, Ballot) or step.key != self.ballot:
            return step
        return step.model_copy(update={"options": (*step.options, self.option.strip())})


def _each_step(guide: Guide, change: Callable[[Step], Step], nothing: str) -> Guide:
    """The guide with each step as `change` has it. Raises NotFound, with `nothing`, where that changed none, and
    BadInput where the new words do not go together with the rest of the guide."""
    sections = tuple(_section(section, change) for section in guide.sections)
    if sections == guide.sections:
        keys = ", ".join(step.key for step in guide.steps)
        raise NotFound(f"{nothing}; it has {keys}", field="change")
    try:
        return Guide.model_validate(guide.model_copy(update={"sections": sections}).model_dump())
    except ValidationError as error:
        why = error.errors(include_url=False, include_input=False)[0]["msg"]
        raise BadInput(f"so changed the guide does not hold: {why}", field="change") from error


def _section(section: GuideSection, change: Callable[[Step], Step]) -> GuideSection:
    return section.model_copy(update={"steps": tuple(change(step) for step in section.steps)})
