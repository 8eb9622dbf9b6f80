"""The track record of a language model as a player: whether it is believed, and when it is called too small."""

from dataclasses import dataclass, field

TOO_SMALL = 3
"""Turns in a row without a word that could be used, after which it is said that the model cannot play people."""


@dataclass(slots=True)
class _Record:
    spoke: int = 0
    failed: int = 0
    in_a_row: int = 0
    told: bool = False


@dataclass(slots=True)
class TrackRecords:
    """The outcomes of each model's turns, by its name, since this process began."""

    _of: dict[str, _Record] = field(default_factory=dict[str, _Record])

    def spoke(self, model: str) -> None:
        """A turn of this model had words that could be said."""
        record = self._record(model)
        record.spoke, record.in_a_row = record.spoke + 1, 0

    def failed(self, model: str) -> bool:
        """A turn of it had none. Whether to say now, once and for all, that it seems too small to play."""
        record = self._record(model)
        record.failed, record.in_a_row = record.failed + 1, record.in_a_row + 1
        if record.told or record.in_a_row < TOO_SMALL:
            return False
        record.told = True
        return True

    def doubted(self, model: str, *, plain: bool) -> bool:
        """Whether its words are believed only if it finds some a second time: it fails more often than not, or
        cannot write the form (`plain`) and has yet to show that it can play all the same. Nonsense that is good
        English is told by nothing else: a model that writes it seldom gets through twice."""
        record = self._record(model)
        return record.failed > record.spoke or (plain and not record.spoke)

    def _record(self, model: str) -> _Record:
        return self._of.setdefault(model, _Record())
