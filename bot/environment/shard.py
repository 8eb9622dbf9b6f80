"""The part of Discord's servers that one process serves, where several share them."""

from troupe.core.frozen import Frozen

_GUILD = "guild:"
_TIMES = 22
"""Bits of a guild's id below those that Discord deals guilds out by."""


class Shard(Frozen):
    """Number `index` of `count` processes, as Discord deals out guilds among them. All of them are told the same
    `count`."""

    index: int = 0
    count: int = 1

    @property
    def role(self) -> str:
        """What only one process at a time may be."""
        return f"shard {self.index}" if self.count == 1 else f"shard {self.index} of {self.count}"

    def serves(self, tenant: str) -> bool:
        """Whether the worlds and jobs of this tenant are ours. All that is no guild's is the first one's."""
        if self.count == 1:
            return True
        guild = tenant.removeprefix(_GUILD)
        if not tenant.startswith(_GUILD) or not guild.isdecimal():
            return self.index == 0
        return (int(guild) >> _TIMES) % self.count == self.index


def read_shard(text: str) -> Shard:
    """Such as `0/2`, the first of two. Raises ValueError."""
    index, slash, count = text.partition("/")
    if not slash or not index.strip().isdecimal() or not count.strip().isdecimal():
        raise ValueError("must be a number and how many there are, such as 0/2")
    shard = Shard(index=int(index), count=int(count))
    if not shard.index < shard.count:
        raise ValueError("the number must be less than how many there are; the first is 0")
    return shard
