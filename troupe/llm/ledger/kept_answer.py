"""The answer of a finished call as it is kept, so that the call need not be made again."""

from typing import Protocol

from pydantic import ValidationError

from troupe.core.errors import ModelError, ModelMalformed, ModelRefused, ModelRejected
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.llm.port.llm import Reply, Request, T
from troupe.ports import Reservation

_FAULTS: dict[str, type[ModelError]] = {
    fault.__name__: fault for fault in (ModelError, ModelRefused, ModelMalformed, ModelRejected)
}
"""Errors with which a call is finished all the same: asked again, the model would be paid again for the same. One
that may go well later, such as an endpoint that is down, is none of them."""


class KeptAnswer(Frozen):
    """A reply, its `value` as JSON; or the `fault` and `words` of the error that the call ended by."""

    value: str = ""
    usage: Usage = Usage()
    model: str = ""
    request_hash: str = ""
    attempts: int = 1
    notes: tuple[str, ...] = ()
    unfinished: bool = False
    fault: str = ""
    words: str = ""


class CallJournal(Protocol):
    """The place where the answers of a job's calls are kept."""

    def key(self, request: Request[T]) -> str:
        """What the next call with this request is known by: equal requests are told apart by their number."""
        ...

    def kept(self, key: str) -> KeptAnswer | None: ...

    async def keep(self, reservation: Reservation, usage: Usage, key: str, answer: KeptAnswer) -> None:
        """Settle the call and keep its answer, both or neither."""
        ...


def answer_of(reply: Reply[T]) -> KeptAnswer:
    return KeptAnswer(
        value=reply.value.model_dump_json(),
        usage=reply.usage,
        model=reply.model,
        request_hash=reply.request_hash,
        attempts=reply.attempts,
        notes=reply.notes,
        unfinished=reply.unfinished,
    )


def fault_of(error: ModelError) -> KeptAnswer | None:
    """None for an error that is no answer."""
    fault = type(error).__name__
    if fault not in _FAULTS:
        return None
    return KeptAnswer(fault=fault, words=str(error), usage=error.usage or Usage())


def reply_of(answer: KeptAnswer, request: Request[T]) -> Reply[T]:
    """The reply as it was. Raises the error that the call ended by, and ModelMalformed where the answer fits the
    form no more: the program is another than the one that asked."""
    if answer.fault:
        raise _FAULTS.get(answer.fault, ModelError)(answer.words, usage=answer.usage)
    try:
        value = request.output.model_validate_json(answer.value)
    except ValidationError as error:
        raise ModelMalformed("an answer that was kept cannot be read any more", usage=answer.usage) from error
    return Reply(
        value=value,
        usage=answer.usage,
        model=answer.model,
        request_hash=answer.request_hash,
        attempts=answer.attempts,
        notes=answer.notes,
        unfinished=answer.unfinished,
    )
