"""A step of a guide in other people's YAML or JSON, put into our fields."""

from collections.abc import Mapping

from troupe.people.documents.frozen_json import child, is_list, is_object
from troupe.people.documents.lenient_reading import shown
from troupe.research.guides.guide import BallotForm
from troupe.research.guides.reading.words.asking_words import asks
from troupe.research.guides.reading.words.ballot_words import asks_by_scale, options_in, scale_in
from troupe.research.guides.reading.words.document_words import (
    document_words,
    field_named,
    is_foreign,
    minutes_of_value,
    step_form,
)

_OF_BALLOT = frozenset({"form", "options", "points", "low", "high", "currency", "talk_first"})
_SCALES = frozenset({BallotForm.RATING.value, BallotForm.LIKERT.value})


class StepTranslation:
    """Reads steps; what is left out of them goes to the notes: path in the file, message, words."""

    def __init__(self, notes: list[tuple[str, str, str]]) -> None:
        self._notes = notes

    def step(self, value: object, place: str) -> tuple[object, bool]:
        """The step in our fields, and whether a name of others was read on the way."""
        if not is_object(value):
            return value, False
        out: dict[str, object] = {}
        least = 1
        changed = False
        for name, inner in value.items():
            here = child(place, name)
            known = name if name in _OWN else field_named(document_words().step, name)
            known = known.replace(" ", "_") if known is not None else None
            head = field_named(document_words().heads, name)
            changed |= is_foreign(known, name)
            if head is not None and known is None:
                self._head(out, head, inner)
            elif known is None or (known in out and known not in ("probes", "text")):
                self._unknown(name, inner, here)
            elif known == "text" and "text" in out:
                self._second_text(out, name, inner, here)
            elif known == "least":
                least = inner if isinstance(inner, int) else least
            else:
                self._field(out, known, inner, here)
        self._fit(out, least, place)
        return out, changed

    def _head(self, out: dict[str, object], head: str, value: object) -> None:
        """A name that says what the step is, such as `poll: Which one?`."""
        inner = value
        if is_object(value):
            made, _ = self.step(value, "")
            out.update(made if is_object(made) else {})
            inner = out.get("text")
        elif is_list(value):
            out["variants"], inner = value, None
        if inner is not None:
            out["text"] = inner
        _set_form(out, head)

    def _second_text(self, out: dict[str, object], name: str, value: object, place: str) -> None:
        """Two names for a text: one that asks is the question, the other what it is about."""
        first = out["text"]
        if isinstance(first, str) and isinstance(value, str) and asks(value) and not asks(first):
            out["text"], value = value, first
        if name == "prompts" or is_list(value):
            out["probes"] = _texts(value)
        else:
            self._notes.append((place, "stands beside the question, left out", str(value)))

    def _field(self, out: dict[str, object], known: str, value: object, place: str) -> None:
        """Keep a field, its value read where people write it in words."""
        match known:
            case "probes":
                earlier = out.get("probes", ())
                out["probes"] = (*(earlier if is_list(earlier) else ()), *_texts(value))
            case "options":
                out["options"] = options_in(value) if isinstance(value, str) else _texts(value)
            case "kind" if value in ("question", "ballot", "exhibit"):
                out["kind"] = value
            case "form" | "kind":
                self._form(out, value, place)
            case "scale":
                self._scale(out, value, place)
            case "labels":
                ends = _texts(tuple(value.values()) if is_object(value) else value)
                if ends:
                    out["low"], out["high"] = ends[0], ends[-1]
            case "minutes":
                out["minutes"] = minutes_of_value(value)
            case "key":
                self._key(out, value)
            case _:
                out[known] = value

    def _form(self, out: dict[str, object], value: object, place: str) -> None:
        form = step_form(value) if isinstance(value, str) else None
        if form is None:
            self._notes.append((place, "is no kind of step that is known, left out", shown(value)))
        else:
            _set_form(out, form)

    def _scale(self, out: dict[str, object], value: object, place: str) -> None:
        scale = scale_in(value) if isinstance(value, str) else None
        if scale is not None:
            out["points"], out["low"], out["high"] = scale.points, scale.low, scale.high
        elif isinstance(value, int):
            out["points"] = value
        elif is_object(value):
            made, _ = self.step(value, place)
            fields: Mapping[str, object] = made if is_object(made) else {}
            out.update({name: fields[name] for name in ("points", "low", "high") if name in fields})
        elif is_list(value) and len(value) > 1:
            numbers = all(isinstance(part, int) for part in value)
            out["points"] = value[-1] if numbers and len(value) == 2 else len(value)
            if not numbers:
                out["low"], out["high"] = str(value[0]), str(value[-1])
        elif isinstance(value, str):
            _set_form(out, "rating")
            out["text"] = value
        out.setdefault("form", BallotForm.RATING.value)

    def _key(self, out: dict[str, object], value: object) -> None:
        """A key of others is kept where it may be one of ours; otherwise the step is given one."""
        word = str(value).strip().casefold().replace("-", "_")
        if word[:1].isalpha() and word.isidentifier() and word.isascii():
            out["key"] = word

    def _unknown(self, name: str, value: object, place: str) -> None:
        aside = field_named(document_words().asides, name) is not None
        message = "a note for the moderator, left out" if aside else "is no field that is known, left out"
        self._notes.append((place, message, f"{name}: {value if isinstance(value, str) else shown(value)}"))

    def _fit(self, out: dict[str, object], least: int, place: str) -> None:
        """Make the fields agree: what a ballot has makes one, and a question has none of it."""
        if out.get("kind") != "exhibit" and "text" not in out and "title" in out:
            out["text"] = out.pop("title")
        points, text = out.get("points"), out.get("text")
        if isinstance(points, int) and least != 1:
            out["points"] = points - least + 1
            self._notes.append((place, f"{least} to {points} is read as 1 to {out['points']}", ""))
        if "form" not in out and isinstance(points, int):
            out["form"] = BallotForm.RATING.value
        if "form" not in out and isinstance(text, str) and asks_by_scale(text) and out.get("kind") is None:
            scale = scale_in(text)
            out["form"], out["points"] = BallotForm.RATING.value, scale.points if scale is not None else 5
        if out.get("kind") == "question" and out.get("options"):
            del out["kind"]
        if out.get("form") in _SCALES and is_list(options := out.get("options")) and "points" not in out:
            out["points"], out["low"], out["high"] = len(options), str(options[0]), str(options[-1])
            del out["options"]
        if out.get("form") is None and out.get("options"):
            out["form"] = BallotForm.SINGLE.value
        if out.get("kind") != "exhibit" and out.get("kind") != "question" and out.get("form") is not None:
            out["kind"] = "ballot"
            for name in ("probes", "minutes", "title"):
                if out.pop(name, None):
                    self._notes.append((place, f"a ballot has no {name}, left out", ""))
        for name in sorted(_OF_BALLOT & set(out)) if out.get("kind") in ("question", "exhibit") else ():
            self._notes.append((place, f"is of votes, left out here: {name}", shown(out.pop(name))))


_OWN = frozenset(
    {
        "kind", "key", "text", "title", "file", "variants", "skip", "order", "probes", "free_probes", "minutes",
        "form", "options", "points", "low", "high", "currency", "talk_first",
    }
)  # fmt: skip
"""The names of our own fields, which mean what they say."""


def _set_form(out: dict[str, object], form: str) -> None:
    if form in ("question", "exhibit"):
        out["kind"] = form
        out.pop("form", None)
    else:
        out["form"] = form
        out["kind"] = "ballot"


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list whose items are texts, or objects that hold one."""
    if isinstance(value, str):
        return (value,)
    texts: list[str] = []
    if is_list(value):
        for item in value:
            if is_object(item):
                inner = next((part for part in item.values() if isinstance(part, str)), None)
                texts += [inner] if inner is not None else []
            elif item is not None and not is_list(item):
                texts.append(str(item))
    return tuple(texts)
