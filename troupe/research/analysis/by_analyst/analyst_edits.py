"""What an analyst changes in a reading: themes joined, renamed, rejected, answers coded anew. Each change is told
by name in the report, and the check runs again."""

from collections.abc import Sequence

from troupe.core.errors import NotFound
from troupe.research.analysis.analysis import Code, CodedAnswer, ReadingAuthor, StudyAnalysis, Theme
from troupe.research.analysis.reading_check import checked
from troupe.research.sessions.study import Study


class AnalystDesk:
    """A reading in the hands of an analyst. Each method gives the reading as it is afterwards, checked, and raises
    NotFound for a theme or code that it does not have."""

    def __init__(self, study: Study, analysis: StudyAnalysis, analyst: str) -> None:
        self._study = study
        self._analysis = analysis
        self._analyst = " ".join(analyst.split()) or "an analyst"

    @property
    def reading(self) -> StudyAnalysis:
        """The reading as it is by now."""
        return self._analysis

    def rename_theme(self, key: str, name: str, summary: str | None = None) -> StudyAnalysis:
        """A theme under another name, with another summary if one is given."""
        theme = self._theme(key)
        told = {"name": name, "summary": theme.summary if summary is None else summary}
        return self._with(self._replaced(key, self._own(theme, told)), f"renamed “{theme.name}” to “{name}”")

    def merge_themes(self, keys: Sequence[str], name: str) -> StudyAnalysis:
        """Several themes as one, in the place of the first, with the quotes of all."""
        themes = [self._theme(key) for key in dict.fromkeys(keys)]
        people = tuple(dict.fromkeys(id for theme in themes for id in theme.participants))
        told: dict[str, object] = {
            "name": name,
            "summary": " ".join(theme.summary for theme in themes if theme.summary),
            "participants": people,
            "evidence": tuple(quote for theme in themes for quote in theme.evidence),
            "against": tuple(quote for theme in themes for quote in theme.against),
            "minority": all(theme.minority for theme in themes) and len(people) <= 2,
        }
        gone = {theme.key for theme in themes[1:]}
        kept = tuple(theme for theme in self._analysis.themes if theme.key not in gone)
        merged = tuple(self._own(theme, told) if theme.key == themes[0].key else theme for theme in kept)
        replies = tuple(
            reply.model_copy(update={"theme": themes[0].key}) if reply.theme in gone else reply
            for reply in self._analysis.replies
        )
        self._analysis = self._analysis.model_copy(update={"replies": replies})
        names = ", ".join(f"“{theme.name}”" for theme in themes)
        return self._with(merged, f"joined {names} as “{name}”")

    def reject_theme(self, key: str, why: str) -> StudyAnalysis:
        """The reading without a theme; the report tells that it was rejected, and why."""
        theme = self._theme(key)
        kept = tuple(each for each in self._analysis.themes if each.key != key)
        return self._with(kept, f"rejected “{theme.name}”: {why}")

    def recode(self, step: str, participant: str, codes: Sequence[str]) -> StudyAnalysis:
        """One answer under other codes of the book; under none, it is uncoded."""
        known = {code.key for code in self._analysis.codes}
        if all((answer.step, answer.participant) != (step, participant) for answer in self._analysis.coded):
            raise NotFound(f"{participant}: no answer to {step} is coded", field="answers")
        if unknown := [code for code in codes if code not in known]:
            raise NotFound(f"{unknown[0]}: the code book has no such code", field="codes")
        coded: list[CodedAnswer] = []
        for answer in self._analysis.coded:
            if (answer.step, answer.participant) != (step, participant):
                coded.append(answer)
            elif codes:
                coded.append(answer.model_copy(update={"codes": tuple(codes), "author": ReadingAuthor.ANALYST}))
        words = f"coded the answer of {participant} to {step} as {', '.join(codes) or 'nothing'}"
        return self._with(self._analysis.themes, words, coded=tuple(coded))

    def change_codes(self, codes: Sequence[Code]) -> StudyAnalysis:
        """Another code book: answers lose the codes that are in it no more."""
        known = {code.key: code for code in codes}
        old = {code.key: code for code in self._analysis.codes}
        told = [
            *(f"added {key}" for key in known if key not in old),
            *(f"deleted {key}" for key in old if key not in known),
            *(f"rewrote {key}" for key, code in known.items() if key in old and old[key] != code),
        ]
        self._analysis = self._analysis.model_copy(update={"codes": tuple(known.values())})
        return self._with(self._analysis.themes, f"changed the code book: {', '.join(told) or 'its order'}")

    def _own(self, theme: Theme, told: dict[str, object] | dict[str, str]) -> Theme:
        return theme.model_copy(update={**told, "author": ReadingAuthor.ANALYST})

    def _replaced(self, key: str, theme: Theme) -> tuple[Theme, ...]:

        return tuple(theme if each.key == key else each for each in self._analysis.themes)

    def _theme(self, key: str) -> Theme:
        theme = next((theme for theme in self._analysis.themes if theme.key == key), None)
        if theme is None:
            raise NotFound(f"{key}: there is no such theme", field="theme")
        return theme

    def _with(
        self, themes: tuple[Theme, ...], edit: str, *, coded: tuple[CodedAnswer, ...] | None = None
    ) -> StudyAnalysis:
        parts: dict[str, object] = {"themes": themes, "edits": (*self._analysis.edits, f"{self._analyst} {edit}")}
        if coded is not None:
            parts["coded"] = coded
        self._analysis = checked(self._study, self._analysis.model_copy(update=parts))
        return self._analysis
