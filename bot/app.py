"""The composition root: builds every part of the bot and starts and stops them in order."""

from collections.abc import Mapping

from troupe.minds.mind import Mind
from troupe.worlds.engine import Engine

from bot.client import TroupeClient
from bot.pokes import Pokes
from bot.settings import Settings
from troupe.clock import Clock
from troupe.errors import Misconfigured
from troupe.ids import Ids
from troupe.llm.port import LLM
from troupe.people.persona import Persona
from troupe.ports import Cap, Database, Stores


class App:
    """The whole bot. Nothing is opened before `open` (database and engine) or `start` (also Discord)."""

    settings: Settings
    clock: Clock
    ids: Ids
    library: Mapping[str, Persona]
    mind: Mind
    database: Database
    engine: Engine
    pokes: Pokes
    client: TroupeClient
    problems: list[str]

    def stores(self, tenant: str) -> Stores:
        """The stores of one tenant, such as `guild:123`."""
        return self.database.tenant(tenant)

    def cap(self, tenant: str) -> Cap:
        """The most this tenant may spend in a day."""
        raise NotImplementedError

    async def open(self) -> None:
        """Open the database and make the engine; enough for commands from a shell."""
        raise NotImplementedError

    async def start(self) -> None:
        """Open, then log in to Discord and serve. Raises Misconfigured in one line for a bad token."""
        raise NotImplementedError

    async def wait(self) -> None:
        """Until the bot is stopped; raises what ended it otherwise."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop serving and close everything; may be called in any state."""
        raise NotImplementedError


def build_app(settings: Settings, *, clock: Clock, ids: Ids, llm: LLM | None = None) -> App:
    """Put the parts together, without any I/O. `llm` None takes the model from the settings; raises
    Misconfigured when they name none."""
    raise Misconfigured("TROUPE_MODEL is not set")
