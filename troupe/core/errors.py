"""Every error of ours: one root; each class says whether the user should see it and whether to retry."""

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from troupe.core.usage import Usage


class TroupeError(Exception):
    """The root of all errors raised on purpose. Its text is one plain line with the way out."""

    show: ClassVar[bool] = False
    """Whether the person who asked should see the text."""
    retry: ClassVar[bool] = False
    """Whether the same call may succeed later, unchanged."""


class BadInput(TroupeError):
    """Something given to us is wrong. `field` is the path of the offending value, such as `persona.age`."""

    show = True

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field


class NotFound(BadInput):
    """Something was named that does not exist here."""


class Conflict(BadInput):
    """Something was asked that cannot be done in the present state, such as opening a world twice."""


class AlreadyServed(TroupeError):
    """Another process already serves this database and shard."""

    show = True


class StoreUnavailable(TroupeError):
    """The database could not be used just now: locked for too long, disk full, connection lost."""

    show = True
    retry = True


class JobLost(TroupeError):
    """A job is no longer this process's to work on: its lease ran out, or nothing is to come of it any more."""


class UpgradeFailed(TroupeError):
    """The database could not be brought to the present form, and is as it was before."""

    show = True


class Misconfigured(TroupeError):
    """A setting is missing or wrong; the text names it and says how to mend it."""

    show = True


class ModelError(TroupeError):
    """A language model gave no usable answer. The text never holds a secret or the prompt.

    `usage` is what the failed attempts cost all the same.
    """

    show = True

    def __init__(self, message: str, *, usage: "Usage | None" = None) -> None:
        super().__init__(message)
        self.usage = usage


class OverBudget(ModelError):
    """The day's budget has no room for a call, so it was not made and has cost nothing."""


class ModelUnavailable(ModelError):
    """The endpoint could not be reached or answered 5xx, after all retries."""

    retry = True


class ModelBusy(ModelError):
    """The endpoint kept answering 429 beyond what we are willing to wait."""

    retry = True


class ModelTimeout(ModelError):
    """No answer within the time limit."""

    retry = True


class ModelRefused(ModelError):
    """The model declined to answer (a refusal or a content filter)."""


class ModelMalformed(ModelError):
    """The answer was empty, cut off or not of the asked form, even after repair."""


class Wordless(ModelMalformed):
    """Someone who was asked is left without words that may be posted. `line` is all that the channel is told; the
    text of the error says why, to those who look it up."""

    def __init__(self, message: str, *, line: str, usage: "Usage | None" = None) -> None:
        super().__init__(message, usage=usage)
        self.line = line


class ModelRejected(ModelError):
    """The endpoint rejected our request: bad key, unknown model, prompt too long."""
