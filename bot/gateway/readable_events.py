"""The gateway's events as discord.py reads them: one that it cannot read is left out, and the process lives on."""

from collections.abc import Callable, MutableMapping
from typing import Any

from bot.environment.discord_endpoint import UNREADABLE
from troupe.core.errors import Misconfigured

Reader = Callable[[Any], None]


def leave_out_unreadable(readers: MutableMapping[str, Reader], problem: Callable[[str], None]) -> None:
    """Guard each reader: discord.py lets an error in one end the connection, and with it the process.

    What is told names the event and never its content. Without READY there is nothing to serve: an unreadable one
    raises Misconfigured.
    """
    for name, reader in list(readers.items()):
        readers[name] = _guarded(name, reader, problem)


def _guarded(name: str, read: Reader, problem: Callable[[str], None]) -> Reader:
    def guarded(data: Any) -> None:
        try:
            read(data)
        except UNREADABLE as error:
            if name == "READY":
                raise Misconfigured(
                    f"DISCORD_API_BASE: the gateway's greeting cannot be read ({type(error).__name__})"
                ) from None
            problem(f"an event {name} from Discord could not be read ({type(error).__name__}); it was left out")

    return guarded
