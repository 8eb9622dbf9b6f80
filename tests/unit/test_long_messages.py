"""Long messages are read once: work grows with their length, and what they say is read as before."""

import pytest

from troupe.core.word_tokens import LONGEST_SENTENCE, sentences
from troupe.floor.addressing import vocative_position as position
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.stop_phrases import StopRequestKind, read_ask
from troupe.floor.addressing.vocatives import read_names

ROOM = (RoomName(Who("lisa"), "Lisa Carter"), RoomName(Who("oscar"), "Oscar Ramirez"), RoomName(Who("bo"), "Bo"))
CHATTER = "and then Oscar said you should go with Bo, "


@pytest.mark.parametrize(
    "piece",
    [CHATTER, "Lisa, Oscar, ", "tell lisa ", "<@", "a@", "“a ", "„a", "l'", "a", "<t:", "hi lisa hey ", "@x "],
)
def test_no_sentence_is_endless(piece: str) -> None:
    text = piece * (64_000 // len(piece))
    assert max((len(sentence.tokens) for sentence in sentences(text)), default=0) <= LONGEST_SENTENCE
    assert read_ask(text, ROOM) is None
    assert set(read_names(text, ROOM).people) <= {"lisa", "oscar", "bo"}


def test_the_work_grows_with_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    whole = position.second_person
    monkeypatch.setattr(position, "second_person", lambda tokens: seen.append(len(tokens)) or whole(tokens))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    work: list[int] = []
    for times in (100, 400):
        seen.clear()
        read_names(f"{times} " + CHATTER * times, ROOM)
        work.append(sum(seen))
    assert 0 < work[1] < 6 * work[0]


@pytest.mark.parametrize("times", [40, 400])
def test_who_is_called_at_either_end_of_a_long_message_is_called(times: int) -> None:
    rest = "we went on along the coast. " * times
    assert read_names(f"Lisa, what do you think? {rest}", ROOM).people == ("lisa",)
    assert read_names(f"{rest}What do you think, Lisa?", ROOM).people == ("lisa",)


def test_what_is_as_long_as_a_book_is_read_at_its_ends() -> None:
    rest = "we went on along the coast with Bo, " * 400
    assert sum(len(sentence.tokens) for sentence in sentences(rest * 10)) == pytest.approx(
        sum(len(sentence.tokens) for sentence in sentences(rest)), rel=0.1
    )
    assert read_names(f"Lisa, what do you think? {rest}", ROOM).people == ("lisa",)
    assert read_names(f"{rest}. What do you think, Lisa?", ROOM).people == ("lisa",)


def test_no_name_is_called_because_the_middle_was_left_out() -> None:
    for shift in range(60):
        rest = (
            "x" * shift + " did you see how they all went home with Lisa on the next day and you never did" * 200
        )
        assert read_names(rest, ROOM).people == ()


@pytest.mark.parametrize("times", [1, 149, 150, 151, 400, 4_000])
def test_a_stop_said_over_and_over_is_a_stop(times: int) -> None:
    asked = read_ask("stop " * times, ROOM)
    assert asked is not None
    assert asked.ask is StopRequestKind.HALT
