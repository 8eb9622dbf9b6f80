"""The addressees of a message, as read from its words and from what came before."""

from troupe.core.frozen import Frozen


class Addressed(Frozen):
    """The addressees of a message. `people` (ids, by seat) were addressed; `mentioned` only talked of, or perhaps
    meant; `everyone` when all were called; `human` when it was for another human. `how` says in a word or two by
    what the people were addressed. `loosely`: to whom a "thanks" or an emoji goes, which obliges nobody.
    `unclear`: those called by a name they share."""

    people: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    everyone: bool = False
    human: bool = False
    how: str = ""
    loosely: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    @property
    def nobody(self) -> bool:
        """Whether it was for no one in particular."""
        return not (self.people or self.everyone or self.human)
