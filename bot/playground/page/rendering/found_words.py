"""The words that were searched for, where they stand in a text. Pure."""

import re
from dataclasses import dataclass

from troupe.people.documents.slug import plain_letters


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `is_hit` if it was searched for."""

    text: str
    is_hit: bool = False


def marked(text: str, wanted: str) -> tuple[Piece, ...]:
    """The text in pieces, those that were searched for marked; case and accents make no difference."""
    words = sorted({re.escape(word) for word in plain_letters(wanted).split()}, key=len, reverse=True)
    letters = [plain_letters(letter) for letter in text]
    if not words:
        return (Piece(text),) if text else ()
    starts = [0]  # where each letter begins in the plain text, in which one may be several, or none
    for letter in letters:
        starts.append(starts[-1] + len(letter))
    place = {start: at for at, start in reversed(list(enumerate(starts)))}
    pieces: list[Piece] = []
    done = 0
    for match in re.finditer("|".join(words), "".join(letters)):
        begin, end = place.get(match.start()), place.get(match.end())
        if begin is None or end is None or begin < done:
            continue
        pieces += [Piece(text[done:begin]), Piece(text[begin:end], is_hit=True)]
        done = end
    return tuple(piece for piece in (*pieces, Piece(text[done:])) if piece.text)
