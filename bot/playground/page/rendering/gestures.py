"""The gestures of a person in the browser, parsed at the edge."""

from pydantic import BaseModel, ConfigDict


class Gesture(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Clicked(Gesture):
    """Something with a `data-act` was used; the other fields are its `data-*`, or the draft as it stood."""

    act: str
    id: str = ""
    channel: str = ""
    value: str = ""
    part: str = ""
    type: int = 0
    on: bool = False
    text: str = ""
    caret: int = 0
    values: tuple[str, ...] = ()


class DraftTyped(Gesture):
    """The draft changed. Told only where something may be offered for it."""

    text: str
    caret: int


class DraftKey(Gesture):
    """A key in the draft that may belong to what is offered above it."""

    key: str
    text: str
    caret: int


class DraftSent(Gesture):
    """The draft is to be posted; `id` is what the browser calls it until it is told what became of it."""

    text: str
    id: str = ""


class FieldTyped(Gesture):
    """A command's field changed or got the caret; `texts` are all fields as they stand."""

    name: str
    texts: dict[str, str]


class FieldKey(Gesture):
    name: str
    key: str
    texts: dict[str, str]


class FieldFiled(Gesture):
    """A command's field got a file, named by the id it was uploaded under, or lost it ("")."""

    name: str
    file: str


class ModalSent(Gesture):
    """A filled form: for each input its custom id, component type and values."""

    class Input(Gesture):
        custom_id: str
        type: int
        values: tuple[str, ...]

    inputs: tuple[Input, ...]


class FilesAdded(Gesture):
    ids: tuple[str, ...]
