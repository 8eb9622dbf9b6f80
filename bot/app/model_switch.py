"""Another language model for the people while the bot runs: tried with one turn first, and in place at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.environment.chosen_model import ChosenModel, with_choice
from bot.environment.language_models import build_model
from bot.features.shared.world_opening import ModelNote, choose_people
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.metered_model import Metered
from troupe.minds.trial_turn import trial_turn

if TYPE_CHECKING:  # the app builds its switch
    from bot.app.app import App


@dataclass(frozen=True, slots=True)
class Audition:
    """The result of a trial turn: who said what, after how many seconds. The model `llm` is open, and waits to be
    taken."""

    llm: Metered
    person: str
    said: str
    seconds: float


class ModelSwitch:
    """Switches the model of one app."""

    def __init__(self, app: "App") -> None:
        self._app = app

    async def audition(self, choice: ChosenModel, tenant: str, asked_for: str) -> Audition:
        """Let the chosen model play one turn, paid from the tenant's budget. Raises Misconfigured and
        ModelError."""
        app = self._app
        if choice.key is not None:
            app.mind.secrets.add(choice.key.get_secret_value())
        llm = Metered(build_model(with_choice(app.settings, choice), app.clock))
        try:
            capped = Capped(llm, app.stores(tenant).budgets, app.cap(tenant), asked_for)
            [(persona, ref), *_] = choose_people(app.library, ())
            began = app.clock.monotonic()
            said = await trial_turn(capped, persona, ref, app.clock, app.mind.secrets)
            return Audition(llm, persona.name, said, app.clock.monotonic() - began)
        except BaseException:
            await llm.close()
            raise

    async def take(self, audition: Audition, tenant: str) -> None:
        """Let the model of an audition play from now on."""
        await self._play_by(audition.llm, tenant)

    async def back(self, tenant: str) -> None:
        """Let the model of the settings play again."""
        await self._play_by(Metered(build_model(self._app.settings, self._app.clock)), tenant)

    async def _play_by(self, llm: Metered, tenant: str) -> None:
        """Change who plays, and say so wherever people live, since the notice there names the one before."""
        await self._app.play_by(llm)
        note = ModelNote(name=llm.name, stand_in=llm.stand_in)
        stores = self._app.stores(tenant)
        for world in await stores.worlds.all():
            await stores.outbox.notice(world.id, f"🎭 From here on the people are played by {note.words}.")
            self._app.pokes.poke(world.key)
