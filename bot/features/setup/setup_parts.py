"""The buttons and selects of the /setup card: each hands what was pressed or picked to the card."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from typing_extensions import override

from troupe.worlds.guild_settings import Makers

Interaction = discord.Interaction[Any]
Act = Callable[[Interaction], Awaitable[None]]
Picked = Callable[[Interaction, str | None], Awaitable[None]]
PickedSome = Callable[[Interaction, Sequence[discord.Member | discord.User]], Awaitable[None]]

DEFAULT = "default"
MAKERS = {
    Makers.EVERYONE: "Everyone",
    Makers.ROLE: "Those with a role",
    Makers.RUNNERS: "Those who may manage channels",
}
MOST_PROXIES = 5


class Do(discord.ui.Button[Any]):
    def __init__(self, name: str, label: str, act: Act, **look: Any) -> None:
        super().__init__(custom_id=f"setup:{name}", label=label, **look)
        self._act = act

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._act(interaction)


class PickChannel(discord.ui.ChannelSelect[Any]):
    def __init__(self, name: str, picked: Picked, now: str | None, hint: str, *, least: int) -> None:
        defaults = [] if now is None else [discord.SelectDefaultValue(id=int(now), type=_CHANNEL)]
        super().__init__(
            custom_id=f"setup:{name}",
            channel_types=[discord.ChannelType.text],
            min_values=least,
            placeholder=hint,
            default_values=defaults,
        )
        self._picked = picked

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._picked(interaction, str(self.values[0].id) if self.values else None)


class PickRole(discord.ui.RoleSelect[Any]):
    def __init__(self, name: str, picked: Picked, now: str | None, hint: str) -> None:
        defaults = [] if now is None else [discord.SelectDefaultValue(id=int(now), type=_ROLE)]
        super().__init__(custom_id=f"setup:{name}", min_values=0, placeholder=hint, default_values=defaults)
        self._picked = picked

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._picked(interaction, str(self.values[0].id) if self.values else None)


class PickProxies(discord.ui.UserSelect[Any]):
    def __init__(self, picked: PickedSome, now: tuple[str, ...]) -> None:
        defaults = [discord.SelectDefaultValue(id=int(proxy), type=_USER) for proxy in now if proxy.isdecimal()]
        super().__init__(
            custom_id="setup:proxies",
            min_values=0,
            max_values=MOST_PROXIES,
            placeholder="No bot speaks for members",
            default_values=defaults[:MOST_PROXIES],
        )
        self._picked = picked

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._picked(interaction, self.values)


class PickModel(discord.ui.Select[Any]):
    def __init__(self, picked: Picked, options: list[discord.SelectOption]) -> None:
        super().__init__(custom_id="setup:model", options=options)
        self._picked = picked

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._picked(interaction, None if self.values[0] == DEFAULT else self.values[0])


class PickMakers(discord.ui.Select[Any]):
    def __init__(self, picked: Picked, now: Makers) -> None:
        options = [
            discord.SelectOption(label=label, value=makers.value, default=makers is now)
            for makers, label in MAKERS.items()
        ]
        super().__init__(custom_id="setup:makers", options=options)
        self._picked = picked

    @override
    async def callback(self, interaction: Interaction) -> None:
        await self._picked(interaction, self.values[0])


_CHANNEL = discord.SelectDefaultValueType.channel
_ROLE = discord.SelectDefaultValueType.role
_USER = discord.SelectDefaultValueType.user
