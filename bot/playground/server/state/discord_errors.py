"""Discord's errors: HTTP status, code and words, and how a rejected body names its fields."""

from collections.abc import Sequence
from typing import cast

from pydantic import ValidationError

from bot.playground.server.state.json_wire import Json, Payload

_MESSAGES: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10009: (404, "Unknown Permission Overwrite"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10060: (404, "Unknown sticker"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10066: (404, "Unknown application command permissions"),
    20001: (403, "Bots cannot use this endpoint"),
    20002: (403, "Only bots can use this endpoint"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30003: (400, "Maximum number of pins reached for the channel (250)"),
    30007: (400, "Maximum number of webhooks reached (15)"),
    30008: (400, "Maximum number of emojis reached (2000)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30032: (400, "Maximum number of application commands reached (100)"),
    40001: (401, "Unauthorized"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    40106: (403, "Cannot send messages to this interaction"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50016: (400, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100"
            " messages to delete."),
    50019: (400, "A message can only be pinned to the channel it was sent in"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50035: (400, "Invalid Form Body"),
    50046: (400, "Invalid Asset"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    220001: (400, "Webhooks posted to forum channels must have a thread_name or thread_id"),
    220002: (400, "Webhooks posted to forum channels cannot have both a thread_name and thread_id"),
    220003: (400, "Webhooks can only create threads in forum channels"),
    520001: (403, "Poll voting blocked"),
    520002: (400, "Poll expired"),
    520006: (400, "Poll expired"),
}  # fmt: skip


class DiscordError(Exception):
    """A request that is refused: `code` is Discord's JSON error code."""

    def __init__(self, code: int, *, errors: Payload | None = None, status: int | None = None) -> None:
        usual, self.message = _MESSAGES[code]
        self.code = code
        self.status = status or usual
        self.errors = errors
        super().__init__(f"{code}: {self.message}")

    def body(self) -> Payload:
        payload: Payload = {"message": self.message, "code": self.code}
        if self.errors is not None:
            payload["errors"] = self.errors
        return payload


def unauthorized() -> Payload:
    """What a missing or wrong token is told, with HTTP 401."""
    return {"message": "401: Unauthorized", "code": 0}


def bad_field(path: Sequence[str | int], code: str, message: str) -> DiscordError:
    """50035 for one field, such as `bad_field(["embeds", 0, "title"], …)`."""
    errors: Payload = {}
    _put(errors, path, code, message)
    return DiscordError(50035, errors=errors)


def bad_body(error: ValidationError) -> DiscordError:
    """50035 with every field pydantic rejected, in Discord's words where it has them."""
    errors: Payload = {}
    for problem in error.errors(include_url=False, include_input=False):
        code, message = _in_words(problem["type"], problem.get("ctx", {}), problem["msg"])
        _put(errors, problem["loc"] or ("_body",), code, message)
    return DiscordError(50035, errors=errors)


def _in_words(kind: str, context: dict[str, object], fallback: str) -> tuple[str, str]:
    match kind:
        case "missing":
            return "BASE_TYPE_REQUIRED", "This field is required"
        case "string_too_long" | "too_long":
            return "BASE_TYPE_MAX_LENGTH", f"Must be {context.get('max_length')} or fewer in length."
        case "string_too_short" | "too_short":
            return "BASE_TYPE_MIN_LENGTH", f"Must be {context.get('min_length')} or more in length."
        case "less_than_equal":
            return "NUMBER_TYPE_MAX", f"int value should be less than or equal to {context.get('le')}."
        case "greater_than_equal":
            return "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {context.get('ge')}."
        case "enum" | "literal_error":
            return "BASE_TYPE_CHOICES", f"Value must be one of {{{context.get('expected')}}}."
        case "value_error":
            return "BASE_TYPE_INVALID", fallback.removeprefix("Value error, ")
        case _:
            return "BASE_TYPE_BAD_TYPE", fallback


def _put(errors: Payload, path: Sequence[str | int], code: str, message: str) -> None:
    node = errors
    for step in path:
        below: Payload = {}
        child = node.setdefault(str(step), below)
        node = cast("Payload", child)
    faults: list[Json] = [{"code": code, "message": message}]
    node["_errors"] = faults
