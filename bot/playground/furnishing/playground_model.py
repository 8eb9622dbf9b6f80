"""The desk at which the playground's page has its language model chosen, tried, kept and forgotten."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.environment.chosen_model import ChosenModel, drop_choice, keep_choice, key_of_environment
from bot.environment.endpoint_listing import EndpointListing, list_models_at
from bot.environment.local_models import USUAL, Address, find_local
from bot.features.shared.world_opening import ModelNote
from bot.playground.model_desk import (
    EndpointChoice,
    EndpointModels,
    ModelChoice,
    ModelCounter,
    ModelOffer,
    PlayingModel,
    TrialReport,
)
from troupe.core.errors import Misconfigured, ModelError, StoreUnavailable
from troupe.llm.model_by_name import UNDERSTUDY
from troupe.llm.openai.endpoint_survey import same_model, shown_model
from troupe.llm.openai.openai_model import OPENAI, normal_base_url

if TYPE_CHECKING:
    from bot.app.model_switch import Audition, ModelSwitch
    from bot.environment.settings import Settings

LONG = 20.0
"""Seconds of an answer from which on it is said that a smaller model is quicker."""
LEAST_SECRET = 8
"""Characters of a key from which on it is kept out of the log; a shorter one is a word such as "none"."""
_FIELDS = (("OPENAI_API_KEY", "the key"), ("OPENAI_BASE_URL", "the address"), ("TROUPE_MODEL", "the model's name"))
"""The settings that errors name, as the dialog's fields are called."""


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """The place of the desk: the guild, who orders there, the folder that keeps the choice (None: nothing is
    kept), and what keeps a secret out of the log."""

    guild_id: str
    runner_id: str
    keep_in: Path | None
    blot: Callable[[str], None]
    at_home: Sequence[Address] = USUAL
    """Where models of this machine are looked for."""


class PlaygroundModel:
    """A ModelDesk. `settings` are those of whoever started the playground: a model that they name wins over any
    choice. `choice` is the one that plays from the start."""

    def __init__(
        self, place: DeskPlace, settings: "Settings", switch: "ModelSwitch", choice: ChosenModel | None
    ) -> None:
        self._place = place
        self._settings = settings
        self._switch = switch
        self._choice = choice
        self._tenant = f"guild:{place.guild_id}"
        self._trial: asyncio.Task[TrialReport | tuple[ChosenModel, Audition]] | None = None

    @property
    def guild_id(self) -> str:
        return self._place.guild_id

    def playing(self) -> PlayingModel:
        return playing(self._settings, self._choice)

    async def counter(self) -> ModelCounter:
        offers = await find_local(self._place.at_home)
        address = self._choice.address if self._choice else _address_of(self._settings)
        return ModelCounter(
            address=address,
            model=self._choice.model if self._choice else "",
            key_for=address if self._key_at_hand(address) is not None else "",
            kept=self._place.keep_in is not None,
            offers=tuple(
                ModelOffer(program=offer.address.program, address=offer.address.base_url, models=offer.models)
                for offer in offers
            ),
        )

    async def models_at(self, endpoint: EndpointChoice) -> EndpointModels:
        listing = await self._listing(endpoint)
        return EndpointModels(models=listing.models, fault=listing.fault)

    async def try_out(self, choice: ModelChoice) -> TrialReport:
        await self.give_up()
        trial = self._trial = asyncio.ensure_future(self._audition(choice))
        try:
            await asyncio.wait({trial})
        finally:
            trial.cancel()
        outcome = TrialReport(fault="That was given up.") if trial.cancelled() else trial.result()
        return outcome if isinstance(outcome, TrialReport) else await self._take(*outcome)

    async def give_up(self) -> TrialReport:
        trial = self._trial
        if trial is not None and not trial.done():
            trial.cancel()
            await asyncio.wait({trial})
        return TrialReport()

    async def stand_in(self) -> TrialReport:
        await self.give_up()
        if fixed := self.playing().fixed:
            return TrialReport(fault=fixed)
        remark = ""
        if self._place.keep_in is not None:
            try:
                await asyncio.to_thread(drop_choice, self._place.keep_in)
            except OSError as error:
                remark = f"The choice could not be deleted ({error.strerror}): it plays again after a restart."
        self._choice = None
        await self._switch.back(self._tenant)
        return TrialReport(name=UNDERSTUDY, remark=remark)

    async def _audition(self, typed: ModelChoice) -> "TrialReport | tuple[ChosenModel, Audition]":
        """The choice with what came of its trial turn, or why there was none. Up to here it can be given up."""
        if fixed := self.playing().fixed:
            return TrialReport(fault=fixed)
        listing = await self._listing(typed)
        name = typed.model.strip()
        if listing.fault or not name:
            return TrialReport(fault=listing.fault or "Name a model.", models=listing.models)
        if name == UNDERSTUDY:
            return TrialReport(fault="That is the stand-in. Name a language model.", models=listing.models)
        if listing.models and not any(same_model(name, listed) for listed in listing.models):
            return TrialReport(fault=f"There is no model {name} at {listing.base_url}.", models=listing.models)
        choice = ChosenModel(address=listing.base_url, model=name, key=self._key(typed, listing.base_url))
        try:
            return choice, await self._switch.audition(choice, self._tenant, self._place.runner_id)
        except (ModelError, Misconfigured, StoreUnavailable) as error:
            return TrialReport(fault=_in_the_dialog(str(error)), models=listing.models)

    async def _take(self, choice: ChosenModel, audition: "Audition") -> TrialReport:
        """Let the chosen model play from now on."""
        self._choice = choice
        remarks = [f"{shown_model(choice.model)} {audition.llm.manner}." if audition.llm.manner else ""]
        if audition.seconds >= LONG:
            remarks.append("That is long for a talk; a smaller model is quicker.")
        remarks.append(await self._kept(choice))
        await self._switch.take(audition, self._tenant)
        return TrialReport(
            name=shown_model(choice.model),
            person=audition.person,
            said=audition.said,
            seconds=audition.seconds,
            remark=" ".join(remark for remark in remarks if remark),
        )

    async def _kept(self, choice: ChosenModel) -> str:
        """Keep the choice; what there is to say of that."""
        if self._place.keep_in is None:
            return "It plays until you close the playground; start with --data FOLDER to have it kept."
        try:
            await asyncio.to_thread(keep_choice, self._place.keep_in, choice)
        except OSError as error:
            return f"The choice could not be kept ({error.strerror}): after a restart it is to be made again."
        return ""

    async def _listing(self, endpoint: EndpointChoice) -> EndpointListing:
        typed = endpoint.key.get_secret_value().strip()
        if len(typed) >= LEAST_SECRET:
            self._place.blot(typed)
        if typed:
            return await list_models_at(endpoint.address, typed)
        try:
            key = self._key_at_hand(normal_base_url(endpoint.address))
        except Misconfigured:
            key = None
        return await list_models_at(endpoint.address, None if key is None else key.get_secret_value())

    def _key(self, endpoint: EndpointChoice, address: str) -> SecretStr | None:
        """The key to keep: that which was typed, or the one kept for this very address. It goes nowhere else."""
        if typed := endpoint.key.get_secret_value().strip():
            return SecretStr(typed)
        return self._choice.key if self._choice is not None and self._choice.address == address else None

    def _key_at_hand(self, address: str) -> SecretStr | None:
        choice = self._choice
        kept = choice.key if choice is not None and choice.address == address else None
        return kept or key_of_environment(self._settings, address)


def playing(settings: "Settings", choice: ChosenModel | None) -> PlayingModel:
    """Who plays with these settings and, where they name no model, this choice."""
    fixed = ""
    name = settings.model or (choice.model if choice else UNDERSTUDY)
    if settings.model is not None:
        fixed = (
            f"TROUPE_MODEL is set to {settings.model} where the playground was started, and that setting wins. "
            "Start without it to choose the model here."
        )
    stand_in = name == UNDERSTUDY
    note = ModelNote(name=name, stand_in=stand_in)
    line = (
        "The understudy plays, a stand-in and no language model" if stand_in else f"Played by {shown_model(name)}"
    )
    return PlayingModel(name=name, line=line, words=f"Played by {note.plain}.", stand_in=stand_in, fixed=fixed)


def _address_of(settings: "Settings") -> str:
    """The address that the environment gives, as a beginning."""
    if settings.openai_base_url is None:
        return OPENAI if settings.openai_api_key is not None else ""
    try:
        return normal_base_url(settings.openai_base_url)
    except Misconfigured:
        return ""


def _in_the_dialog(error: str) -> str:
    """An error in the words of the dialog, whose fields it speaks of."""
    for setting, field in _FIELDS:
        error = error.replace(setting, field)
    return f"{error[:1].upper()}{error[1:].rstrip('.')}."
