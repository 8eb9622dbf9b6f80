"""A room's names as each of those in it hears them: arranged once, and read as if arranged for each."""

from hypothesis import given, settings
from hypothesis import strategies as st

from troupe.core.word_tokens import sentences
from troupe.floor.addressing.names.name_ways import RoomName, Who
from troupe.floor.addressing.names.room_names import hit_at, inflected_at, slip_at
from troupe.floor.addressing.names.roster import Roster, roster

NAMES = (
    *("Ana Brandt", "Ana Ortiz", "Anna", "Jo", "O", "Jürgen Vogt", "Dr. Olena Shevchenko", "Mary Ann Lopez"),
    *("박준호", "高橋リナ", "王小明", "Ola Maria Berg", "Max", "Rose Field", "Ali"),
)
SPOKEN = (
    "Ana and Anna, Aan says Ms Brandt's Olas O'Jo Juergen Mary Ann 준호야 リナさん Maxx Field rose Olę Ali's "
    "小明, Dr Shevchenko"
)
ROOMS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.booleans(), st.sampled_from(((), ("Ann",), ("Jo", "Max")))),
    min_size=1,
    max_size=9,
)
TOKENS = tuple(token for sentence in sentences(SPOKEN) for token in sentence.tokens)


def read_with(room: Roster) -> list[object]:
    places = range(len(TOKENS))
    return [
        [(hit_at(TOKENS, at, room), slip_at(TOKENS, at, room), inflected_at(TOKENS, at, room)) for at in places],
        [(alias.tokens, alias.who, alias.common, alias.formal) for alias in room],
    ]


@settings(max_examples=60)
@given(ROOMS, st.integers(0, 8))
def test_a_room_without_its_speaker_reads_as_one_of_the_others_alone(
    named: list[tuple[str, bool, tuple[str, ...]]], place: int
) -> None:
    entries = tuple(
        RoomName(Who(name, human=True), name) if human else RoomName(Who(str(seat)), name, nicknames)
        for seat, (name, human, nicknames) in enumerate(named)
    )
    speaker = entries[place % len(entries)].who
    others = tuple(entry for entry in entries if entry.who != speaker)
    assert read_with(roster(entries, speaker)) == read_with(roster(others))
    assert read_with(roster(entries)) == read_with(roster(entries, Who("nobody here")))


def test_of_two_who_share_a_name_the_one_who_speaks_means_the_other() -> None:
    entries = (
        RoomName(Who("a"), "Ana Brandt"),
        RoomName(Who("b"), "Ana Ortiz"),
        RoomName(Who("Ana", human=True), "Ana"),
    )
    room = roster(entries, Who("a"))
    hit = hit_at(TOKENS, 0, room)
    assert hit is not None
    assert hit.who == (Who("b"), Who("Ana", human=True))
