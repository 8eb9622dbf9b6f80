"""Rate limits: buckets with their headers, the global one, and the restriction after too many refusals."""

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.server.state.json_wire import Payload
from troupe.core.clock import Clock

GLOBAL_PER_SECOND = 50
REFUSALS_LIMIT = 10_000
REFUSALS_SECONDS = 600.0
MAJOR = ("channel", "guild", "webhook")


@dataclass(frozen=True)
class Allowance:
    """So many requests within so many seconds."""

    count: int
    seconds: float


# Discord publishes no table: these are the values clients have long observed in its headers.
_USUAL = Allowance(10, 5.0)
_ALLOWANCES = {
    "POST /channels/{channel}/messages": Allowance(5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": Allowance(5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": Allowance(5, 1.0),
    "POST /channels/{channel}/messages/bulk-delete": Allowance(1, 3.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": Allowance(1, 0.25),
    "DELETE /channels/{channel}/messages/{message}/reactions/{emoji}/@me": Allowance(1, 0.25),
    "POST /channels/{channel}/typing": Allowance(5, 5.0),
    "POST /webhooks/{webhook}/{token}": Allowance(5, 2.0),
    "PATCH /webhooks/{webhook}/{token}/messages/{message}": Allowance(5, 2.0),
    "DELETE /webhooks/{webhook}/{token}/messages/{message}": Allowance(5, 2.0),
    "GET /webhooks/{webhook}/{token}/messages/{message}": Allowance(5, 2.0),
}
_WEBHOOK_CHANNEL = Allowance(30, 60.0)
EXECUTE = "POST /webhooks/{webhook}/{token}"


@dataclass
class _Window:
    """A fixed window: opens at the first request, refills when it closes."""

    allowance: Allowance
    closes: float = 0.0
    used: int = 0

    def take(self, now: float) -> float:
        """Zero when there was room, else the seconds until there is."""
        if now >= self.closes:
            self.closes, self.used = now + self.allowance.seconds, 0
        if self.used >= self.allowance.count:
            return self.closes - now
        self.used += 1
        return 0.0


@dataclass(frozen=True)
class LimitVerdict:
    """The verdict on a request, pass or wait, with the headers that say how things stand."""

    headers: Mapping[str, str]
    refused: Payload | None = None
    from_edge: bool = False
    """Refused before Discord itself saw the request, and so without its Via header."""


@dataclass
class Limits:
    """The limits of one server. `enabled` False lets everything pass, without headers."""

    clock: Clock
    enabled: bool = True
    _windows: dict[str, _Window] = field(default_factory=dict[str, _Window])
    _refusals: deque[float] = field(default_factory=deque[float])

    def ask(self, route: str, path: Mapping[str, str], caller: str | None, channel: int | None) -> LimitVerdict:
        """Count a request. `caller`: the bot's token for the global limit; None is exempt from it.
        `channel`: where a webhook's message goes, for the limit per channel.
        """
        if not self.enabled:
            return LimitVerdict({})
        now = self.clock.monotonic()
        if self.restricted:
            payload: Payload = {"message": "You are being blocked from accessing our API temporarily."}
            return LimitVerdict({}, payload, from_edge=True)
        if caller is not None:
            everywhere = self._window(f"global:{caller}", Allowance(GLOBAL_PER_SECOND, 1.0))
            if wait := everywhere.take(now):
                headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
                return refusal(wait, headers, everywhere=True)
        if route == EXECUTE and channel is not None:
            channel_window = self._window(f"webhooks:{channel}", _WEBHOOK_CHANNEL)
            if wait := channel_window.take(now):
                return refusal(wait, self._headers(route, channel_window, now) | {"X-RateLimit-Scope": "shared"})
        window = self._window(f"{route}:{_major(path)}:{caller}", _ALLOWANCES.get(route, _USUAL))
        wait = window.take(now)
        headers = self._headers(route, window, now)
        return refusal(wait, headers | {"X-RateLimit-Scope": "user"}) if wait else LimitVerdict(headers)

    def note(self, status: int) -> None:
        """Count an answer towards the restriction of the address."""
        if status in (401, 403, 429):
            now = self.clock.monotonic()
            self._refusals.append(now)
            while self._refusals and now - self._refusals[0] > REFUSALS_SECONDS:
                self._refusals.popleft()

    @property
    def restricted(self) -> bool:
        """Whether the address was refused too often; such answers carry no Via header."""
        now = self.clock.monotonic()
        return len(self._refusals) >= REFUSALS_LIMIT and now - self._refusals[0] <= REFUSALS_SECONDS

    def _window(self, key: str, allowance: Allowance) -> _Window:
        return self._windows.setdefault(key, _Window(allowance))

    def _headers(self, route: str, window: _Window, now: float) -> dict[str, str]:
        after = max(0.0, window.closes - now)
        return {
            "X-RateLimit-Limit": str(window.allowance.count),
            "X-RateLimit-Remaining": str(max(0, window.allowance.count - window.used)),
            "X-RateLimit-Reset": f"{self.clock.now().timestamp() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
        }


def refusal(wait: float, headers: Mapping[str, str], *, everywhere: bool = False) -> LimitVerdict:
    """A 429: how long to wait, in body and headers."""
    body: Payload = {
        "message": "You are being rate limited.",
        "retry_after": round(wait, 3),
        "global": everywhere,
    }
    return LimitVerdict({**headers, "Retry-After": str(max(1, round(wait + 0.5)))}, body)


def _major(path: Mapping[str, str]) -> str:
    parts = [path[name] for name in MAJOR if name in path]
    if "webhook" in path and "token" in path:
        parts.append(path["token"])
    return ":".join(parts)
