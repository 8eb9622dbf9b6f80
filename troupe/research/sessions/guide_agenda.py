"""The agenda of a session: the steps of its guide and those put in between, each in the pieces that are moves."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from troupe.research.guides.guide import AnswerOrder, Ballot, Exhibit, Guide, GuideQuestion, GuideStep
from troupe.research.sessions.session_plan import DrawnOrder
from troupe.worlds.sessions.session_guest import SessionGuest
from troupe.worlds.sessions.session_move import KeptMove
from troupe.worlds.sessions.session_view import SeatedPerson, SessionWorld

Speaker = SeatedPerson | SessionGuest
Step = Exhibit | GuideQuestion | Ballot
_STEP: TypeAdapter[Step] = TypeAdapter(GuideStep)


@dataclass(frozen=True, slots=True)
class AgendaPiece:
    """A piece of a step that one move carries out: the question itself (`probe` 0) or a probe of it; where
    things are shown or people called one after the other, the `part`-th of them. Probes beyond those of the
    guide are a moderator person's own. `words` are theirs, in place of the guide's."""

    step: Step
    probe: int = 0
    part: int = 0
    words: str = ""

    @property
    def place(self) -> tuple[str, int, int]:
        """What tells it apart from all other pieces of its session."""
        return (self.step.key, self.probe, self.part)

    @property
    def text(self) -> str:
        """The words of a question or probe; empty for one that is not of the guide and has no words of its own."""
        if self.words:
            return self.words
        if not isinstance(self.step, GuideQuestion):
            return self.step.text or ""
        if self.probe == 0:
            return self.step.text
        return self.step.probes[self.probe - 1] if self.probe <= len(self.step.probes) else ""


def inserted(guide: Guide, extras: Sequence[str]) -> tuple[Step, ...]:
    """The steps that the moderator put in between, under keys that no step of the guide has."""
    keys = {step.key for step in guide.steps}
    steps: list[Step] = []
    for number, text in enumerate(extras, start=1):
        key = f"live_{number}"
        while key in keys:
            key = f"{key}_"
        steps.append(_STEP.validate_json(text).model_copy(update={"key": key, "skip": None}))
    return tuple(steps)


def pieces(
    step: Step, worlds: Sequence[SessionWorld], moves: Sequence[KeptMove], order: DrawnOrder
) -> Iterator[AgendaPiece]:
    """The pieces of a step, in their order, those that were carried out among them."""
    match step:
        case Exhibit():
            yield from (AgendaPiece(step, part=part) for part in range(max(1, len(step.variants))))
        case Ballot():
            yield AgendaPiece(step)
        case GuideQuestion():
            for probe in range(len(step.probes) + 1):
                yield AgendaPiece(step, probe)
                if step.order is AnswerOrder.POPCORN:
                    yield from _later_calls(AgendaPiece(step, probe), worlds, moves, order)


def _later_calls(
    piece: AgendaPiece, worlds: Sequence[SessionWorld], moves: Sequence[KeptMove], order: DrawnOrder
) -> Iterator[AgendaPiece]:
    """The calls after the first one, made or still to be made."""
    parts = {move.part for move in moves if (move.step, move.probe) == (piece.step.key, piece.probe)}
    more = any(next_speaker(world, moves, piece, order) is not None for world in worlds)
    yield from (AgendaPiece(piece.step, piece.probe, part) for part in range(1, len(parts) + more))


def present(world: SessionWorld) -> tuple[SeatedPerson, ...]:
    """Who is still there."""
    return tuple(person for person in world.people if person.present)


def next_speaker(
    world: SessionWorld, moves: Sequence[KeptMove], piece: AgendaPiece, order: DrawnOrder
) -> Speaker | None:
    """Who is called next with a question that goes round, humans among them, as the seed draws it for each
    question; None once all who are there were called."""
    called = {
        person_id
        for move in moves
        if (move.step, move.probe) == (piece.step.key, piece.probe)
        for person_id in (*move.asked, *move.guests)
    }

    def drawn(person: Speaker) -> tuple[bool, float]:
        place = random.Random(f"{order.seed}:{piece.step.key}:{piece.probe}:{person.slug}").random()  # noqa: S311
        return person.slug != order.first, -place if order.reverse else place

    everyone: tuple[Speaker, ...] = (*present(world), *world.guests)
    left = [person for person in everyone if person.id not in called]
    return min(left, key=drawn, default=None)


def shown_variant(exhibit: Exhibit, order: DrawnOrder, world: int, part: int) -> Exhibit:
    """What is shown as the `part`-th in a world: the variants begin at another one in each world, and in each
    replicate, whose seed is another."""
    if not exhibit.variants:
        return exhibit
    variants = list(exhibit.variants)
    random.Random(f"{order.seed}:{exhibit.key}").shuffle(variants)  # noqa: S311 - to be repeated, not secret
    place = len(variants) - 1 - part if order.reverse else part
    return variants[(world + place) % len(variants)]
