"""The errors that jobs end by: kept as words, and raised again for whoever asked."""

from troupe.core import errors
from troupe.core.errors import BadInput, Conflict, ModelError, TroupeError
from troupe.worlds.jobs.job import JobFailed

_KNOWN: dict[str, type[ModelError] | type[BadInput]] = {
    name: known
    for name, known in vars(errors).items()
    if isinstance(known, type) and issubclass(known, (ModelError, BadInput)) and known is not errors.Wordless
}


class JobFault(TroupeError):
    """A job came to nothing by an error that is no fault of who asked."""

    show = True


def failure_of(error: Exception) -> JobFailed:
    """The end of a job by this error; of one that nobody expected only its kind is told."""
    if isinstance(error, (ModelError, BadInput)):
        field = error.field if isinstance(error, BadInput) else ""
        return JobFailed(fault=type(error).__name__, words=str(error).removeprefix(f"{field}: "))
    return JobFailed(fault=type(error).__name__, words=f"an error inside the bot ({type(error).__name__})")


def error_of(fault: str, words: str | None) -> TroupeError:
    """The error again, by what is kept of it."""
    known = _KNOWN.get(fault)
    if known is None:
        return JobFault(f"It came to nothing: {words or 'what went wrong is not kept any more'}.")
    return known(words or "What went wrong is not kept any more.")


def cancellation() -> TroupeError:
    """For a job that was taken back, or whose world was stopped."""
    return Conflict("It was taken back before it was done: everything was stopped here, or closed.")
