"""A guide in other people's YAML or JSON, put into our fields: each with the place that it came from, and a note
on what is left out."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, child, is_list, is_object
from troupe.people.documents.lenient_reading import shown
from troupe.research.guides.guide import Guide, GuideSection
from troupe.research.guides.reading.step_translation import StepTranslation
from troupe.research.guides.reading.words.document_words import (
    document_words,
    field_named,
    is_foreign,
    minutes_of_value,
    plain_name,
)
from troupe.research.guides.reading.words.line_marks import marks_of
from troupe.research.guides.reading.words.study_words import kind_of, language_code


@dataclass(slots=True)
class TranslatedGuide:
    """The document in our fields. `origins` has the path in the file of what stands at a path of ours."""

    document: dict[str, object] = field(default_factory=dict[str, object])
    origins: dict[str, str] = field(default_factory=dict[str, str])
    notes: list[tuple[str, str, str]] = field(default_factory=list[tuple[str, str, str]])
    """Path in the file, message, words left out."""
    changed: bool = False
    """A name of others was read, so this is no document of ours."""


def translated(document: FrozenDict[FrozenJson]) -> TranslatedGuide:
    """The document in our fields, as far as its names are known."""
    reader = _GuideTranslation()
    reader.whole(document)
    return reader.guide


class _GuideTranslation:
    """What is gathered on the way through a document."""

    def __init__(self) -> None:
        self.guide = TranslatedGuide()
        self._titled = False
        self._steps = StepTranslation(self.guide.notes)

    def whole(self, document: Mapping[str, object], path: str = "") -> None:
        wrapped = _wrapped(document)
        if wrapped is not None:
            self.guide.changed = True
            self.whole(wrapped[1], child(path, wrapped[0]))
            return
        sections: list[tuple[str, object]] = []
        self._titled = any(field_named(document_words().whole, name) == "title" for name in document)
        for name, value in document.items():
            place = child(path, name)
            known = field_named(document_words().whole, name)
            if known in ("sections", "steps"):
                sections += _listed(value, place)
                self.guide.changed |= is_foreign(known, name)
            elif known is None:
                self._unknown(name, value, place, Guide.model_fields)
            else:
                self._field(known, name, value, place)
        if sections:
            self._sections(sections)

    def _field(self, known: str, name: str, value: object, place: str) -> None:
        out = self.guide.document
        if known == "study" and isinstance(value, str):
            known, value = self._study(value)
        elif known == "language" and isinstance(value, str):
            value = language_code(value) or value
        elif known in ("about", "decision", "would_change"):
            value = "\n".join(str(part) for part in value) if is_list(value) else value
        if known == "about" and isinstance(out.get("about"), str) and isinstance(value, str):
            value = f"{out['about']}\n{value}"
        self.guide.changed |= is_foreign(known, name)
        out[known] = value
        self.guide.origins[known] = place

    def _study(self, value: str) -> tuple[str, str]:
        """The kind of study; what names none is the title, unless that stands elsewhere."""
        kind = kind_of(value)
        if kind is not None:
            return "study", kind.value
        return ("study", value) if self._titled else ("title", value)

    def _sections(self, sections: list[tuple[str, object]]) -> None:
        """Sections, or questions straight below the whole, which make one section."""
        made: list[object] = []
        if not any(is_object(value) and _steps_of(value) for _, value in sections):
            self.guide.changed = True
            steps: list[object] = []
            for place, value in sections:
                self._add(steps, place, value, f"sections[0].steps[{len(steps)}]")
            made.append({"title": "Questions", "steps": tuple(steps)})
        else:
            for place, value in sections:
                at = f"sections[{len(made)}]"
                self.guide.origins[at] = place
                made.append(self._section(value, place, at) if is_object(value) else value)
        self.guide.document["sections"] = tuple(made)

    def _section(self, section: Mapping[str, object], place: str, at: str) -> dict[str, object]:
        out: dict[str, object] = {}
        steps: list[object] = []
        for name, value in section.items():
            here = child(place, name)
            known = field_named(document_words().section, name)
            head = field_named(document_words().heads, name)
            if known == "title" and isinstance(value, str) and "title" not in out:
                marks = marks_of(value)
                out["title"], minutes = marks.text, marks.minutes
                if minutes is not None:
                    out.setdefault("minutes", minutes)
            elif known == "minutes":
                out["minutes"] = minutes_of_value(value)
            elif known == "steps" or (head is not None and (is_list(value) or is_object(value))):
                for inner, step in _listed(value, here):
                    given = {name: step} if head is not None and known is None else step
                    self._add(steps, inner, given, f"{at}.steps[{len(steps)}]")
            elif field_named(document_words().step, name) in ("text", "probes", "options"):
                continue
            else:
                self._unknown(name, value, here, GuideSection.model_fields)
                continue
            self.guide.origins[f"{at}.{known or 'steps'}"] = here
            self.guide.changed |= is_foreign(known, name)
        if not steps and (own := {name: section[name] for name in section if _of_step(name)}):
            self._add(steps, place, own, f"{at}.steps[0]")
        out.setdefault("title", "Questions")
        out["steps"] = tuple(steps)
        return out

    def _add(self, steps: list[object], place: str, value: object, at: str) -> None:
        step, changed = self._steps.step(value, place)
        self.guide.changed |= changed
        self.guide.origins[at] = place
        steps.append(step)

    def _unknown(self, name: str, value: object, place: str, fields: Mapping[str, object]) -> None:
        """A slip of the pen stays, to be told as a fault; what is really another field is left out."""
        aside = field_named(document_words().asides, name) is not None
        if not aside and difflib.get_close_matches(plain_name(name), fields, n=1, cutoff=0.8):
            self.guide.document[name] = value
            return
        message = "a note for the moderator, left out" if aside else "is no field that is known, left out"
        self.guide.notes.append((place, message, f"{name}: {value if isinstance(value, str) else shown(value)}"))


def _wrapped(document: Mapping[str, object]) -> tuple[str, Mapping[str, object]] | None:
    """A document whose only field holds the guide."""
    if len(document) != 1:
        return None
    ((name, value),) = document.items()
    return (name, value) if is_object(value) and any(_of_whole(key) for key in value) else None


def _of_whole(name: str) -> bool:
    return field_named(document_words().whole, name) is not None


def _of_step(name: str) -> bool:
    return field_named(document_words().step, name) is not None or bool(field_named(document_words().heads, name))


def _steps_of(section: Mapping[str, object]) -> bool:
    return any(
        field_named(document_words().section, name) == "steps" and (is_list(value) or is_object(value))
        for name, value in section.items()
    )


def _listed(value: object, place: str) -> list[tuple[str, object]]:
    """The items of a list with their places; of an object, its members, each named by its key."""
    if is_list(value):
        return [(child(place, at), item) for at, item in enumerate(value)]
    if is_object(value):
        return [(child(place, name), _named(name, item)) for name, item in value.items()]
    return [(place, value)]


def _named(name: str, item: object) -> object:
    if is_list(item):
        return {"title": name.replace("_", " "), "steps": item}
    if is_object(item) and not any(field_named(document_words().section, key) == "title" for key in item):
        return {"title": name.replace("_", " "), **item}
    return item
