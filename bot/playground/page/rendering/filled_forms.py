"""A filled form in the shape its application expects: labels and rows around what was entered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.playground.page.rendering.gestures import ModalSent
from bot.playground.page.state.page_payloads import Component, Modal

ROW, LABEL = 1, 18


@dataclass(frozen=True)
class Filled:
    """A filled form to send. An upload's values are places in `files`, which are ids of uploaded files."""

    components: tuple[Mapping[str, object], ...]
    files: tuple[str, ...]


def filled(modal: Modal, sent: ModalSent) -> Filled:
    """The member's entries, in the shape of the form; inputs the form does not have are left out."""
    entries = {i.custom_id: i for i in sent.inputs}
    files: list[str] = []

    def value(part: Component) -> dict[str, object] | None:
        entry = entries.get(part.custom_id or "")
        if entry is None:
            return None
        payload: dict[str, object] = {"type": part.type, "custom_id": part.custom_id}
        match part.type:
            case 4:  # text
                return payload | {"value": entry.values[0] if entry.values else ""}
            case 21:  # radio buttons
                return payload | {"value": entry.values[0] if entry.values else None}
            case 23:  # a checkbox
                return payload | {"value": bool(entry.values)}
            case 19:  # files
                first = len(files)
                files.extend(entry.values)
                return payload | {"values": [str(n) for n in range(first, len(files))]}
            case _:
                return payload | {"values": list(entry.values)}

    payloads: list[Mapping[str, object]] = []
    for part in modal.components:
        if part.type == LABEL and part.component is not None:
            if (inner := value(part.component)) is not None:
                payloads.append({"type": LABEL, "component": inner})
        elif part.type == ROW:
            inside = [v for child in part.components if (v := value(child)) is not None]
            payloads.append({"type": ROW, "components": inside})
    return Filled(tuple(payloads), tuple(files))
