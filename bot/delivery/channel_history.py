"""Looking into a channel's history for a message that may or may not have arrived."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.delivery.single_request import SingleRequests

PAGE = 100
PAGES = 20
"""At most this many pages of history are searched; what is further behind counts as not arrived."""

DISCORD_EPOCH_MS = 1_420_070_400_000


class _Author(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    username: str = ""


class Found(BaseModel):
    """A message as the search sees it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    content: str = ""
    author: _Author
    webhook_id: str | None = None
    application_id: str | None = None


_MESSAGES = TypeAdapter(list[Found])


class History:
    """Reads the messages of a channel or thread, oldest first."""

    def __init__(self, rest: SingleRequests) -> None:
        self._rest = rest

    async def after(self, place: str, message_id: str) -> tuple[Found, ...]:
        """Messages newer than the given id. Raises what `Rest.send` raises."""
        messages: list[Found] = []
        last = message_id
        for _ in range(PAGES):
            answer = await self._rest.send(
                "GET", f"/channels/{place}/messages", query={"after": last, "limit": str(PAGE)}
            )
            page = sorted(answer.read(_MESSAGES), key=lambda m: int(m.id))
            messages += page
            if len(page) < PAGE:
                break
            last = page[-1].id
        return tuple(messages)


def snowflake_at(moment: datetime) -> int:
    """The smallest snowflake of this moment."""
    return max(0, int(moment.timestamp() * 1000) - DISCORD_EPOCH_MS) << 22
