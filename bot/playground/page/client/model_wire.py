"""The page's questions and orders about the language model that plays, over a member's connection."""

import aiohttp

from bot.playground.model_desk import (
    EndpointChoice,
    EndpointModels,
    ModelChoice,
    ModelCounter,
    PlayingModel,
    TrialReport,
)
from bot.playground.page.client.page_http import Wire

ROUTE = "/playground/model"
WHOLE_TURN = aiohttp.ClientTimeout(total=None, sock_connect=10.0)
"""A model on a processor may take minutes for one turn; who waits sees the time, and can give it up."""


class ModelWire:
    """Every method raises WireError. A key is sent and never comes back."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def playing(self) -> PlayingModel:
        return await self._wire.ask(PlayingModel, "GET", ROUTE)

    async def counter(self) -> ModelCounter:
        return await self._wire.ask(ModelCounter, "GET", f"{ROUTE}/counter")

    async def models_at(self, endpoint: EndpointChoice) -> EndpointModels:
        return await self._wire.ask(EndpointModels, "POST", f"{ROUTE}/list", _written(endpoint))

    async def try_out(self, choice: ModelChoice) -> TrialReport:
        body = {**_written(choice), "model": choice.model}
        return await self._wire.ask(TrialReport, "POST", f"{ROUTE}/try", body, patience=WHOLE_TURN)

    async def give_up(self) -> None:
        await self._wire.ask(TrialReport, "POST", f"{ROUTE}/give-up")

    async def stand_in(self) -> TrialReport:
        return await self._wire.ask(TrialReport, "DELETE", ROUTE)


def _written(endpoint: EndpointChoice) -> dict[str, str]:
    return {"address": endpoint.address, "key": endpoint.key.get_secret_value()}
