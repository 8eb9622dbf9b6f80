"""The language model as a port: a typed request in, a typed reply out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from troupe.core.usage import Estimate, Usage
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.port.purpose import Purpose

if TYPE_CHECKING:
    from troupe.worlds.scene import Scene

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """A request to a model. `output` is the model the answer must parse into; `purpose` a short word such as
    `turn`; `person` the slug of who answers, if anyone. `scene`, or for anything but a turn `matter`, is what the
    prompt was made from: only the understudy, which cannot read prose, looks at it. `from_text` makes the value of
    a plain reply, from a model that cannot write JSON; it returns None for a reply that holds none. `plain` makes
    the prompt for such a model, which is told of no form."""

    messages: tuple[Message, ...]
    output: type[T]
    purpose: Purpose
    seed: int
    person: str = ""
    max_tokens: int = 700
    temperature: float = 1.0
    scene: "Scene | None" = None
    matter: BaseModel | None = None
    from_text: Callable[[str], T | None] | None = None
    plain: Callable[[], tuple[Message, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Reply(Generic[T]):
    """A reply of a model. `attempts` counts requests made, retries and repairs included (usage sums them all).
    `notes` says what was not as asked: a lower rung of structured output, a repair, an estimated usage.
    `unfinished`: the answer was cut off, and the value holds what was written by then."""

    value: T
    usage: Usage
    model: str
    request_hash: str
    attempts: int = 1
    notes: tuple[str, ...] = ()
    unfinished: bool = False


class PricedModel(Protocol):
    """A language model as far as it can be spoken of without asking it anything. `stand_in` is true of the
    understudy alone."""

    @property
    def name(self) -> str: ...

    @property
    def stand_in(self) -> bool: ...

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        """What a call is expected to cost at most."""
        ...

    @property
    def manner(self) -> str:
        """How it answers and how fast, for whoever runs it, as learnt so far; empty before the first answer."""
        ...

    @property
    def fit(self) -> PromptFit:
        """The prompts that fit it, as far as is known; seldom others, since at a change a cache begins anew."""
        ...

    def expected_seconds(self, prompt_chars: int, max_tokens: int) -> float | None:
        """How long a call is likely to take, all of its prompt read anew; None while nothing is known."""
        ...

    def patience(self, prompt_chars: int, max_tokens: int) -> float:
        """Seconds that a call is given by the model itself, those in line before it included."""
        ...


class LLM(PricedModel, Protocol):
    """A language model itself. Whoever holds one can spend money past the ledger, so it is handed to the
    composition roots and to the mind, whose turns are reserved by their claims; all others get a `Capped` one."""

    async def complete(self, request: Request[T]) -> Reply[T]:
        """Answer, or raise a ModelError; every failure has one defined class."""
        ...

    async def close(self) -> None: ...


def prompt_chars(request: Request[T]) -> int:
    """The length of a request's prompt, by which it is estimated."""
    return sum(len(message.content) for message in request.messages)
