"""A fault of one request to an endpoint, and the error of ours that it is in the end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pydantic import JsonValue

from troupe.core.errors import (
    ModelBusy,
    ModelError,
    ModelMalformed,
    ModelRefused,
    ModelRejected,
    ModelUnavailable,
)

UNREACHABLE = 0
"""The number in place of a status: no answer came, or it broke off."""

_SECRET = re.compile(r"\b(?:sk|key|pk|gsk|rk)-[\w*.-]{3,}|\bBearer\s+\S+|\S*\*{3,}\S*", re.IGNORECASE)
_CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|maximum context|exceed_context|prompt is too long"
    r"|too many (?:input )?tokens",
    re.IGNORECASE,
)
_FILTER = re.compile(r"content[ _](?:filter|policy|management)|responsible ?ai", re.IGNORECASE)
_MODEL = re.compile(
    r"\bmodels?\b.*\b(?:not found|not exist|no such|unknown|not available|do not have access|not loaded)"
    r"|(?:unknown|invalid|no such|not a valid) model|not a valid model",
    re.IGNORECASE | re.DOTALL,
)
_QUOTA = re.compile(r"insufficient_quota|exceeded your current quota|billing|out of credits", re.IGNORECASE)
_SHOWN = 160
_ECHO = 24


class Cause(Enum):
    """The cause of a fault, told apart by what we do about it."""

    PASSING = "passing"
    """Busy, broken or out of reach: the same request may succeed later."""
    KEY = "key"
    MODEL = "model"
    CONTEXT = "context"
    FILTERED = "filtered"
    QUOTA = "quota"
    PAGE = "page"
    """Something that is no such endpoint answered, such as a web page."""
    REQUEST = "request"
    """Our request as it stands was not understood."""


@dataclass(frozen=True, slots=True)
class EndpointFault:
    """One failed request. `says` is the endpoint's own message, not yet fit to be shown; `after` the seconds it
    asks us to wait; `garbled` an answer of success that cannot be read, `streamed` one that came as a stream."""

    status: int
    says: str = ""
    code: str = ""
    param: str = ""
    after: float | None = None
    page: bool = False
    garbled: bool = False
    streamed: bool = False

    @property
    def cause(self) -> Cause:
        if self.page and (self.status < 400 or self.status in {404, 405}):
            return Cause.PAGE
        if self.status in {401, 403}:
            return Cause.KEY
        words = f"{self.code} {self.says}"
        if self.status == 402 or (self.status == 429 and _QUOTA.search(words)):
            return Cause.QUOTA
        if 400 <= self.status <= 501:
            for cause, pattern in ((Cause.CONTEXT, _CONTEXT), (Cause.FILTERED, _FILTER)):
                if self.status != 429 and pattern.search(words):
                    return cause
        if self.status in {400, 404, 422} and (self.code == "model_not_found" or _MODEL.search(self.says)):
            return Cause.MODEL
        if self.garbled or self.status == UNREACHABLE or self.status in {408, 409, 425, 429} or self.status >= 500:
            return Cause.PASSING
        return Cause.REQUEST


def fault_of(status: int, body: JsonValue, after: float | None = None) -> EndpointFault:
    """The fault told by an error body in any of the forms endpoints use."""
    if isinstance(body, list) and body:
        body = body[0]
    inner: JsonValue = body.get("error", body) if isinstance(body, dict) else body
    if not isinstance(inner, dict):
        text = inner if isinstance(inner, str) else ""
        page = text.lstrip()[:1] == "<"
        return EndpointFault(status, says="" if page else text, after=after, page=page)
    says = "; ".join(_messages(inner))
    return EndpointFault(status, says, code=_word(inner.get("code")), param=_word(inner.get("param")), after=after)


def _messages(error: dict[str, JsonValue]) -> Iterator[str]:
    """The message, and of a list of validation errors the places and messages: never the input echoed there."""
    for key in ("message", "detail", "msg"):
        value = error.get(key)
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    place = item.get("loc")
                    where = ".".join(_word(part) for part in place) if isinstance(place, list) else ""
                    yield f"{where}: {_word(item.get('msg'))}"


def _word(value: JsonValue) -> str:
    return str(value) if isinstance(value, str | int) else ""


def error_for(fault: EndpointFault, *, model: str, host: str, secret: str, prompt: str) -> ModelError:
    """The error a fault ends in, as one plain line that says what to check."""
    says = shown(fault.says, secret, prompt)
    at = f"the model endpoint at {host}"
    match fault.cause:
        case Cause.KEY:
            why = says if fault.status == 403 else ""  # with 401 they quote the key
            return ModelRejected(f"{at} refused the key ({fault.status}): check OPENAI_API_KEY{why}")
        case Cause.MODEL:
            return ModelRejected(f"{at} does not know the model {model!r} ({fault.status}): check TROUPE_MODEL")
        case Cause.CONTEXT:
            return ModelRejected(
                f"the prompt is longer than {model!r} at {host} can take: use a larger context{says}"
            )
        case Cause.QUOTA:
            return ModelRejected(f"{at} says the account's credit is used up: check its billing")
        case Cause.PAGE:
            return ModelRejected(f"{host} answered with a web page: check OPENAI_BASE_URL (it often ends in /v1)")
        case Cause.FILTERED:
            return ModelRefused(f"a content filter at {host} refused the prompt")
        case Cause.REQUEST:
            hint = "check OPENAI_BASE_URL and TROUPE_MODEL" if fault.status == 404 else "it will not pass as it is"
            return ModelRejected(f"{at} rejected the request ({fault.status}): {hint}{says}")
        case Cause.PASSING:
            return _given_up(fault, at, says)


def _given_up(fault: EndpointFault, at: str, says: str) -> ModelError:
    if fault.status == 429:
        wait = f" and asks us to wait {fault.after:.0f} s" if fault.after else ""
        return ModelBusy(f"{at} is busy (429){wait}")
    if fault.garbled:
        return ModelMalformed(f"{at} sent an answer that cannot be read")
    if fault.status == UNREACHABLE:
        return ModelUnavailable(f"{at} could not be reached: check OPENAI_BASE_URL and that it is running")
    return ModelUnavailable(f"{at} is failing ({fault.status}){says}")


def shown(says: str, secret: str, prompt: str) -> str:
    """The endpoint's own words as the tail of ours: short, without keys; nothing if they repeat the prompt."""
    text = " ".join(says.split())
    if secret:
        text = text.replace(secret, "…")
    text = _SECRET.sub("…", text)
    if any(text[at : at + _ECHO] in prompt for at in range(max(0, len(text) - _ECHO + 1))):
        return ""
    if len(text) > _SHOWN:
        text = text[: _SHOWN - 1] + "…"
    return f" (it says: {text})" if text else ""
