"""The places at an endpoint: so many calls are made at once, the others wait in line."""

import asyncio
from types import TracebackType


class EndpointPlaces:
    """`async with places:` holds one of `size` places, first come, first served."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._free = asyncio.Semaphore(size)
        self._inside = 0

    @property
    def rounds(self) -> int:
        """How many calls one after the other it takes until the last of those who are here is answered; at least
        one."""
        return max(1, -(-self._inside // self.size))

    async def __aenter__(self) -> None:
        self._inside += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._inside -= 1
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._inside -= 1
        self._free.release()
