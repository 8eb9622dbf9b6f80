"""Shards: every server is served by one process, whichever and however many there are."""

import pytest

from bot.environment.settings import load_settings
from bot.environment.shard import Shard
from troupe.core.errors import Misconfigured

GUILDS = [f"guild:{number << 22 | 12345}" for number in range(50)]


@pytest.mark.parametrize("count", [1, 2, 3, 16])
def test_each_tenant_is_served_by_exactly_one(count: int) -> None:
    shards = [Shard(index=index, count=count) for index in range(count)]
    for tenant in (*GUILDS, "dm:7", "headless:study", "guild:odd"):
        assert sum(shard.serves(tenant) for shard in shards) == 1
    assert len({shard.role for shard in shards}) == count


def test_guilds_are_dealt_out_as_discord_does() -> None:
    assert [Shard(index=1, count=2).serves(guild) for guild in GUILDS[:4]] == [False, True, False, True]
    assert Shard(index=0, count=2).serves("dm:7")


def test_one_process_alone_has_the_role_it_always_had() -> None:
    assert load_settings({}).shard == Shard(index=0, count=1)
    assert load_settings({}).shard.role == "shard 0"
    assert load_settings({"TROUPE_SHARD": "1/4"}).shard == Shard(index=1, count=4)


@pytest.mark.parametrize("text", ["2/2", "0/0", "1", "a/b", "-1/2", "0/2/3"])
def test_what_is_no_shard_is_refused_by_its_name(text: str) -> None:
    with pytest.raises(Misconfigured, match="TROUPE_SHARD"):
        load_settings({"TROUPE_SHARD": text})
