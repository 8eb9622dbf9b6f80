"""The labelled moments of group chats: their format, and reading them from JSON."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from troupe.core.word_tokens import phrase

OWN = Path(__file__).parent / "moments"
"""Our own set, a file a language."""
BEYOND = OWN / "beyond" / "rules.json"
"""A set of what rules cannot read, labelled before the floor that asks was looked at with it; not tuned on."""
ALL = ("*", "all", "everyone")
"""What may stand for all people in a list of names."""


class BadMoments(Exception):
    """A file that is no list of moments; the message is one line that names the field."""


def _or_nothing(value: object) -> object:
    return () if value is None else value


def _named(value: object) -> object:
    """A person or human given by the bare name."""
    return {"name": value} if isinstance(value, str) else value


def _text(value: object) -> object:
    """Ids are text, whatever they were written as."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


Names = Annotated[tuple[str, ...], BeforeValidator(_or_nothing)]
Id = Annotated[str, BeforeValidator(_text)]
Kind = Literal["human", "person", "bot", "webhook"]


class Individual(_Part):
    """A person of the world."""

    name: str = Field(min_length=1)
    nicknames: Names = ()
    interests: Names = ()
    talkativeness: Annotated[
        float, BeforeValidator(lambda v: 0.5 if v is None else v), Field(ge=0, le=1)  # pyright: ignore[reportUnknownLambdaType]
    ] = 0.5


class Human(_Part):
    """A member of the chat."""

    name: str = Field(min_length=1)


class Line(_Part):
    """What was said before. `ago`, in seconds before the message, may be left out: the lines then stand close."""

    id: Id | None = None
    speaker: str
    text: str = ""
    reply_to: Id | None = None
    ago: float | None = Field(None, ge=0)


class Message(_Part):
    """What is said now. Bots and webhooks say it to the channel but not to the people of the world.

    `mentions_bot` may be left out: "@Troupe" and "@bot" in the text then mention it.
    """

    author: str
    author_kind: Kind | None = None
    text: str
    reply_to: Id | None = None
    mentions_bot: bool | None = None


class Expect(_Part):
    """What a careful observer expects, by people's names. Who is in no list is not judged on speaking."""

    addressed: Names = ()
    must_speak: Names = ()
    may_speak: Names = ()
    must_be_silent: Names = ()
    halt: Annotated[bool, BeforeValidator(bool)] = False
    hush: Literal["none", "me", "all"] = "none"


class Moment(_Part):
    """One message in a chat, what came before it, and what is expected."""

    id: Id
    lang: str = ""
    kind: str = ""
    people: Annotated[
        tuple[Annotated[Individual, BeforeValidator(_named)], ...],
        BeforeValidator(_or_nothing),
        Field(min_length=1),
    ]
    humans: Annotated[tuple[Annotated[Human, BeforeValidator(_named)], ...], BeforeValidator(_or_nothing)] = ()
    history: Annotated[tuple[Line, ...], BeforeValidator(_or_nothing)] = ()
    message: Message
    expect: Expect = Expect()

    @property
    def held_out(self) -> bool:
        """Whether it is of the third that no rule was made by: told by its id alone."""
        return hashlib.blake2b(self.id.encode(), digest_size=8).digest()[0] % 3 == 0

    def person_called(self, name: str) -> str | None:
        """The full name of the person meant by a name, part of it or a nickname; None if it is nobody's alone."""
        wanted = phrase(name)
        if any(p.name == name for p in self.people):
            return name
        ways = [p.name for p in self.people if wanted in (phrase(p.name), *(phrase(n) for n in p.nicknames))]
        ways = ways or [
            p.name for p in self.people if wanted and wanted[0] == phrase(p.name)[0] and not wanted[1:]
        ]
        return ways[0] if len(ways) == 1 else None

    def people_among(self, names: Sequence[str]) -> frozenset[str]:
        """The full names of the people in a list; humans are left out, a name that is nobody's is kept."""
        if any(name.casefold() in ALL for name in names):
            return frozenset(p.name for p in self.people)
        humans = {h.name for h in self.humans} | {self.message.author}
        found = ((name, self.person_called(name)) for name in names)
        return frozenset(person or name for name, person in found if person or name not in humans)


_MOMENTS = TypeAdapter(tuple[Moment, ...])


def read_moments(path: Path) -> tuple[Moment, ...]:
    """The moments of a file. Raises BadMoments, naming the field that is wrong."""
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadMoments(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise BadMoments(f"{path}: is not UTF-8 text") from error
    except json.JSONDecodeError as error:
        raise BadMoments(f"{path}: is not JSON ({error.msg}, line {error.lineno})") from error
    if isinstance(data, dict) and "casts" in data:
        data = _written_out(path, data)  # pyright: ignore[reportUnknownArgumentType]
    if not isinstance(data, list):
        raise BadMoments(f"{path}: must be a list of moments")
    try:
        moments = _MOMENTS.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"][1:]) or "moment"
        raise BadMoments(f"{path}: moment {int(first['loc'][0]) + 1}: {field}: {first['msg']}") from error
    if not moments:
        raise BadMoments(f"{path}: holds no moments")
    seen: set[str] = set()
    for number, moment in enumerate(moments, 1):
        if moment.id in seen:
            raise BadMoments(f"{path}: moment {number}: id: {moment.id!r} is used twice")
        seen.add(moment.id)
    return moments


class Compact(_Part):
    """A moment in a line: its cast by name, what was said as "Speaker> text", and who must or may speak, all
    others being silent. `to` is whom it addresses where that is not who must speak; a `may` of "*" is everyone."""

    id: Id
    cast: str
    kind: str = ""
    history: Names = ()
    message: str
    must: Names = ()
    may: Names | Literal["*"] = ()
    to: Names | None = None
    hush: Literal["none", "me", "all"] = "none"

    def moment(self, people: Sequence[Individual], humans: Sequence[str]) -> dict[str, object]:
        """The same as a moment of the usual form."""
        names = [person.name for person in people]
        may = [n for n in (names if self.may == "*" else self.may) if n not in self.must]
        author, text = self.message.split("> ", 1)
        lines = [line.split("> ", 1) for line in self.history]
        return {
            "id": self.id,
            "lang": self.cast,
            "kind": self.kind,
            "people": people,
            "humans": humans,
            "history": [{"speaker": speaker, "text": said} for speaker, said in lines],
            "message": {"author": author, "author_kind": "human", "text": text},
            "expect": {
                "addressed": self.must if self.to is None else self.to,
                "must_speak": self.must,
                "may_speak": may,
                "must_be_silent": [n for n in names if n not in self.must and n not in may],
                "hush": self.hush,
            },
        }


class CompactCast(_Part):
    """The people and humans that several moments share."""

    people: tuple[Individual, ...]
    humans: Names = ()


class CompactMoments(_Part):
    """A file of moments that share their casts; `reasons` says, by kind, why they are labelled so."""

    reasons: dict[str, str] = {}
    casts: dict[str, CompactCast]
    moments: tuple[Compact, ...]


def _written_out(path: Path, data: object) -> list[object]:
    try:
        compact = CompactMoments.model_validate(data)
        casts = {name: (cast.people, cast.humans) for name, cast in compact.casts.items()}
        return [moment.moment(*casts[moment.cast]) for moment in compact.moments]
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadMoments(f"{path}: {field}: {first['msg']}") from error
    except KeyError as error:
        raise BadMoments(f"{path}: cast: there is none named {error}") from error


def own_moments() -> tuple[Moment, ...]:
    """Our own set, by language."""
    return tuple(moment for path in sorted(OWN.glob("*.json")) for moment in read_moments(path))


def beyond_moments() -> tuple[Moment, ...]:
    """The set of what rules cannot read."""
    return read_moments(BEYOND)
