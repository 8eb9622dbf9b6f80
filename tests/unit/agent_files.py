"""TinyTroupe agent files of every shape met in the wild, made at random."""

from collections.abc import Callable

from hypothesis import strategies as st

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None

_TEXTS: st.SearchStrategy[Json] = st.text(
    st.sampled_from("aB z9.,:;-#'\"\\{}[]&*!|>%@`~?=\n\t\r\x85\u2028\u2029\ufeff\x07\x7féßñ山😀\U000e0041"),
    max_size=8,
) | st.sampled_from(["no", "null", "6:30", "2020-01-01", "1e5", ".5", "0x1F", "007", "<<", "=", "You like tea."])
_SCALARS: st.SearchStrategy[Json] = (
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
)
_TEXT_FIELDS = ("gender", "nationality", "residence", "country_of_residence", "education", "style", "health")
_LINE_FIELDS = ("long_term_goals", "skills", "beliefs", "other_facts", "languages", "nicknames")
_ENVELOPE = ("mental_faculties", "current_episode_event_count", "memories", "mental_state", "unknown")


@st.composite
def agent_files(draw: st.DrawFn) -> dict[str, Json]:
    """A whole agent file: the envelope and the persona in it."""
    envelope: dict[str, Json] = {"type": "TinyPerson"} if draw(st.booleans()) else {}
    for key in draw(st.sets(st.sampled_from(_ENVELOPE))):
        envelope[key] = _value(draw)
    return {**envelope, "persona": draw(personas())}


@st.composite
def personas(draw: st.DrawFn) -> dict[str, Json]:
    """The persona alone: only the name is sure to be there, and everything may have another shape."""
    made: dict[str, Callable[[], Json]] = {
        **{key: lambda: _prose(draw) for key in _TEXT_FIELDS},
        **{key: lambda: _lines(draw) for key in _LINE_FIELDS},
        "age": lambda: draw(st.none() | st.integers(0, 120) | st.integers(0, 120).map(str)),
        "occupation": lambda: _object(draw, ("title", "organization", "description", "x"), _prose),
        "personality": lambda: _object(draw, ("traits", "big_five"), _lines),
        "preferences": lambda: _object(draw, ("interests", "likes", "dislikes", "more", "books"), _lines),
        "behaviors": lambda: _object(draw, ("general", "routines", "more", "travel"), _lines),
        "relationships": lambda: _known(draw),
        "anything else": lambda: _value(draw),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(made)), max_size=6))
    name = draw(st.sampled_from(["Lisa Carter", "Oscar", "Zoë", "山田", "x\x85y", "- no", 'O\'Brien: "Bo"']))
    return {"name": name, **{key: made[key]() for key in sorted(chosen)}}


def _value(draw: st.DrawFn, depth: int = 0) -> Json:
    kind = draw(st.integers(0, 5)) if depth < 3 else 0
    if kind == 4:
        return [_value(draw, depth + 1) for _ in range(draw(st.integers(0, 2)))]
    if kind == 5:
        return {str(draw(_TEXTS)): _value(draw, depth + 1) for _ in range(draw(st.integers(0, 2)))}
    return draw(_SCALARS) if kind == 3 else draw(_TEXTS)


def _prose(draw: st.DrawFn) -> Json:
    return _value(draw, 2) if draw(st.booleans()) else draw(_TEXTS)


def _lines(draw: st.DrawFn) -> Json:
    if draw(st.integers(0, 3)) == 0:
        return _value(draw, 1)
    return [_prose(draw) for _ in range(draw(st.integers(0, 3)))]


def _object(draw: st.DrawFn, keys: tuple[str, ...], member: Callable[[st.DrawFn], Json]) -> Json:
    if draw(st.integers(0, 4)) == 0:
        return _value(draw, 1)
    return {key: member(draw) for key in sorted(draw(st.sets(st.sampled_from(keys), max_size=3)))}


def _known(draw: st.DrawFn) -> Json:
    match draw(st.integers(0, 3)):
        case 0:
            return _value(draw, 1)
        case 1:
            return {"Ann": _prose(draw), "name": _prose(draw)}
        case 2:
            return [draw(_TEXTS), draw(_TEXTS)]
        case _:
            return [{"name": draw(_TEXTS), "description": _prose(draw), "role": _prose(draw)}]
