"""The waker: has worlds and jobs looked at soon, by whichever process serves them."""

from typing import Protocol

from troupe.worlds.world import Work, WorldKey


class Waker(Protocol):
    """A poke carries no data, since the work is in the database: it may be merged with others, come twice or be
    lost (a sweep over what is due finds what it was for), and it never waits or fails. In one process it starts an
    asyncio task; on many machines the same poke is a row in a queue of PostgreSQL, whose workers look instead."""

    def poke(self, key: WorldKey, work: Work = Work.ALL) -> None:
        """Look into this world soon."""
        ...

    def poke_jobs(self, tenant: str) -> None:
        """Look at this tenant's jobs soon."""
        ...
