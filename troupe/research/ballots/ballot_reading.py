"""An answered form read into a vote."""

from pydantic import BaseModel

from troupe.research.ballots.ballot_form import PRICE_NAMES
from troupe.research.guides.guide import Ballot
from troupe.worlds.sessions.vote import Vote

LONGEST_WORDS = 2_000
"""Characters that are kept of an open answer or a reason."""


def vote_of(ballot: Ballot, participant: str, answer: BaseModel) -> Vote:
    """What somebody voted, options in the order of the guide."""
    fields = answer.model_dump()
    chosen = [fields["choice"]] if "choice" in fields else fields.get("choices", [])
    return Vote(
        ballot=ballot.key,
        participant=participant,
        chosen=tuple(option for option in ballot.options if option in chosen),
        number=fields.get("number"),
        best=fields.get("best", ""),
        worst=fields.get("worst", ""),
        prices=tuple(float(fields[name]) for name in PRICE_NAMES if name in fields),
        words=_kept(fields.get("words", "")),
        reason=_kept(fields.get("reason", "")),
    )


def _kept(text: str) -> str:
    return " ".join(text.split())[:LONGEST_WORDS]
