"""Kinds: classes of a closed union, each of which answers all that is asked of it and has a word of its own."""

from collections.abc import Iterable, Mapping
from typing import ClassVar, TypeVar

from troupe.core.frozen import Frozen


class Kind(Frozen):
    """A member of a closed union, told apart by the literal word in one field, its `tag`."""

    tag: ClassVar[str] = "kind"

    @classmethod
    def word(cls) -> str:
        """The word that stands for this kind outside: in the database, and in the answers of models."""
        return cls.model_fields[cls.tag].default


_AnyKind = TypeVar("_AnyKind", bound=Kind)


def by_word(kinds: Iterable[type[_AnyKind]]) -> Mapping[str, type[_AnyKind]]:
    """The kinds of a union by their words. Raises ValueError if two share one."""
    table: dict[str, type[_AnyKind]] = {}
    for kind in kinds:
        if table.setdefault(kind.word(), kind) is not kind:
            raise ValueError(f"two kinds with the word {kind.word()!r}")
    return table
