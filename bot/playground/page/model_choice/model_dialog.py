"""The dialog that plugs in a language model: address, key, model, one turn as a trial, and what came of it.

What was typed stays in the browser until it is used, and a key leaves it only with an order: the form is drawn
once, and all that is learnt meanwhile is handed to the page's script.
"""

import json
from collections.abc import Callable
from typing import Protocol

from pydantic import JsonValue

from bot.playground.model_desk import EndpointChoice, EndpointModels, ModelChoice, PlayingModel, TrialReport
from bot.playground.page.client.model_wire import ModelWire
from bot.playground.page.client.page_client import Seat
from bot.playground.page.client.page_http import WireError
from bot.playground.page.model_choice.model_gestures import EndpointTyped, ModelTyped
from bot.playground.page.rendering.html_render import panel


class DialogPlace(Protocol):
    """The piece of the page that the dialog is drawn in."""

    def show(self, html: str) -> None: ...


class ModelDialog:
    """One tab's dialog. `script` runs JavaScript in this tab."""

    def __init__(self, seat: Seat, place: DialogPlace, script: Callable[[str], None]) -> None:
        self._seat = seat
        self._wire = ModelWire(seat.wire)
        self._place = place
        self._script = script
        self._open = False
        self._trying = False

    def left(self) -> None:
        """The tab is gone; what comes of a trial is shown by the line at the top of the others."""
        self._open = False

    async def clicked(self, act: str) -> bool:
        """Carry out a click; False where it is none of the dialog's."""
        match act:
            case "model":
                await self._show()
            case "close-model":
                await self._close()
            case "model-stop":
                await self._give_up()
            case "model-stand-in":
                await self._stand_in()
            case _:
                return False
        return True

    async def asked(self, typed: EndpointTyped) -> None:
        """Tell which models an endpoint has."""
        try:
            answer = await self._wire.models_at(EndpointChoice(address=typed.address, key=typed.key))
        except WireError as error:
            answer = EndpointModels(fault=str(error))
        self._tell("modelsListed", {"serial": typed.serial, **answer.model_dump(mode="json")})

    async def tried(self, typed: ModelTyped) -> None:
        """Have the model play a turn; what came of it is shown, and on a fault the form stays as it is."""
        if self._trying:
            return
        self._trying = True
        try:
            choice = ModelChoice(address=typed.address, key=typed.key, model=typed.model)
            report = await self._wire.try_out(choice)
        except WireError as error:
            report = TrialReport(fault=str(error))
        finally:
            self._trying = False
        self._report(report)

    async def _show(self) -> None:
        try:
            playing = await self._wire.playing()
        except WireError as error:
            self._draw("model_unready.html", words=str(error))
            return
        if playing.fixed:
            self._draw("model_unready.html", words=playing.fixed)
            return
        self._draw("model_dialog.html", playing=playing)
        try:
            counter = await self._wire.counter()
        except WireError as error:
            self._report(TrialReport(fault=str(error)))
            return
        self._tell("modelCounter", counter.model_dump(mode="json"))

    async def _close(self) -> None:
        self._open = False
        self._place.show("")
        await self._give_up()

    async def _give_up(self) -> None:
        if self._trying:
            try:
                await self._wire.give_up()
            except WireError as error:
                self._report(TrialReport(fault=str(error)))

    async def _stand_in(self) -> None:
        try:
            report = await self._wire.stand_in()
        except WireError as error:
            report = TrialReport(fault=str(error))
        self._report(report)

    def _report(self, report: TrialReport) -> None:
        if report.fault:
            self._tell("modelRefused", report.model_dump(mode="json"))
        elif self._open:
            residents = (resident for people in self._seat.state.people.values() for resident in people)
            face_of = next((resident.face for resident in residents if resident.name == report.person), None)
            self._draw("model_result.html", report=report, face_of=face_of)

    def _draw(self, template: str, **values: PlayingModel | TrialReport | str | None) -> None:
        self._open = True
        self._place.show(panel(template, **values))
        self._script("troupe.focusModal()")

    def _tell(self, function: str, value: JsonValue) -> None:
        if self._open:
            self._script(f"troupe.{function}({json.dumps(value)})")
