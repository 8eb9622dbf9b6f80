"""How well the linter of guides judges questions that were labelled before its rules were written."""

import tomllib
from collections import Counter
from pathlib import Path

from pydantic import TypeAdapter

from troupe.core.frozen import Frozen
from troupe.research.guides.guide import Ballot, BallotForm, Guide, GuideQuestion, GuideSection
from troupe.research.guides.linting.guide_linter import lint

ABOUT = "Loopline, a bike repair subscription by Velora"
HELD_OUT = Path(__file__).parent / "guide_labels" / "held_out.toml"


class LabelledQuestion(Frozen):
    """A question, with what is wrong with it."""

    text: str
    faults: frozenset[str]
    ballot: bool = False


def main() -> None:
    tables = TypeAdapter(dict[str, list[LabelledQuestion]]).validate_python(
        tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))
    )
    for language, questions in tables.items():
        right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
        for question in questions:
            given = judged(question, language)
            right.update(given & question.faults)
            wrong.update(given - question.faults)
            missed.update(question.faults - given)
        hits = right.total()
        precision, recall = hits / max(1, hits + wrong.total()), hits / max(1, hits + missed.total())
        print(f"{language}: {len(questions)} questions, precision {precision:.2f}, recall {recall:.2f}")
        print(f"    too many: {dict(wrong)}; missed: {dict(missed)}")


def judged(question: LabelledQuestion, language: str) -> set[str]:
    """The rules that the linter names."""
    step = (
        Ballot(key="v", text=question.text, form=BallotForm.LIKERT)
        if question.ballot
        else GuideQuestion(key="q", text=question.text)
    )
    sections = (GuideSection(title="All", steps=(step,)),)
    guide = Guide(title="T", about=ABOUT, language=language, sections=sections)
    return {finding.rule.value for finding in lint(guide)}


if __name__ == "__main__":
    main()
