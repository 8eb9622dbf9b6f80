"""Who wakes a world: a runner per active world in one process."""

from troupe.worlds.world import WorldKey


class Pokes:
    """Serves worlds that have something to do."""

    def poke(self, key: WorldKey) -> None:
        """Look into this world soon. Carries no data; pokes of a busy world are merged."""
        raise NotImplementedError
