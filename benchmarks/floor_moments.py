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


def own_moments() -> tuple[Moment, ...]:
    """Our own set, by language."""
    return tuple(moment for path in sorted(OWN.glob("*.json")) for moment in read_moments(path))
