"""Column types: aware UTC times, and validated documents with a version."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from types import GenericAlias
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


def utc(value: datetime) -> datetime:
    """The same instant in UTC, as it comes out of the database. Raises ValueError for a naive datetime."""
    if value.tzinfo is None:
        raise ValueError("a naive datetime reached the database; give an aware one")
    return value.astimezone(UTC)


class Utc(TypeDecorator[datetime]):
    """An instant. Naive datetimes are refused on the way in; aware UTC comes out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return utc(value).replace(tzinfo=None) if dialect.name == "sqlite" else utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[T], Generic[T]):
    """A frozen value as JSON text under a version: `{"v": 1, "value": …}`, validated when read.

    `shared` documents (a persona
    seated in a hundred worlds) are parsed once and kept. A new form takes a higher version and a migration.
    """

    impl = Text
    cache_ok = True

    def __init__(self, value_type: Any, version: int = 1, *, shared: bool = False) -> None:
        super().__init__()
        self.value_type = value_type
        self.version = version
        self.shared = shared

    def process_bind_param(self, value: T | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return document_text(self.value_type, value, self.version)

    def process_result_value(self, value: str | None, dialect: Dialect) -> T | None:
        if value is None:
            return None
        return (_shared if self.shared else _parsed)(self.value_type, self.version, value)


def document_text(value_type: Any, value: object, version: int = 1) -> str:
    """A document as it is stored: text, not a JSON type, so that both databases keep the very same bytes."""
    return f'{{"v":{version},"value":{_adapter(value_type).dump_json(value).decode()}}}'


def document_of(value_type: type[T], text: str) -> T:
    """The value of a document as it is stored."""
    value = _parsed(value_type, 1, text)
    if not isinstance(value, value_type):
        raise TypeError(f"a stored document is no {value_type.__name__}")
    return value


@lru_cache(maxsize=64)
def _adapter(value_type: Any) -> TypeAdapter[Any]:
    return TypeAdapter(value_type)


@dataclass(frozen=True)
class _Stored(Generic[T]):
    """A document with its version."""

    v: int
    value: T


@lru_cache(maxsize=64)
def _stored(value_type: Any) -> TypeAdapter[_Stored[Any]]:
    form: Any = GenericAlias(_Stored, (value_type,))
    return TypeAdapter(form)


def _parsed(value_type: Any, version: int, text: str) -> Any:
    document = _stored(value_type).validate_json(text)
    if document.v != version:
        raise ValueError(f"a stored document has version {document.v}, this program reads {version}")
    return document.value


_shared = lru_cache(maxsize=1024)(_parsed)
