"""Whether an endpoint is given short prompts, by how fast it was seen to read, and by how much it has room for."""

from dataclasses import dataclass, field

from troupe.llm.port.prompt_fit import PortraitLength, PromptFit

SLOW, FAST = 250.0, 500.0
"""Tokens of a prompt that are read in a second. A whole portrait has some 1,500 more than a short one: below SLOW
they take six seconds and longer, above FAST three. In between all stays as it was, since a change is read anew."""
SMALL = 12_000
"""Tokens of context in which a whole portrait, all that is remembered and all that is new may not fit."""


@dataclass(slots=True)
class PromptThrift:
    """`near`: the endpoint is on this machine or in this network, so that it may be as slow as a processor. Of one
    elsewhere the silence before an answer is a queue or a thought, and says nothing of how fast it reads."""

    portraits: PortraitLength
    near: bool
    context: int | None = None
    _short: bool = field(init=False)

    def __post_init__(self) -> None:
        # Of an endpoint nearby nothing is known yet: a first answer that comes soon is worth a shorter portrait.
        self._short = self.near

    def learn(self, speed: float | None) -> None:
        """It reads so many tokens a second."""
        if self.near and speed is not None:
            self._short = speed < (FAST if self._short else SLOW)

    @property
    def fit(self) -> PromptFit:
        """The prompts to give it."""
        if self.portraits is not PortraitLength.AUTO:
            return PromptFit(self.portraits is PortraitLength.SHORT, self.context)
        small = self.context is not None and self.context < SMALL
        return PromptFit(self._short or small, self.context)
