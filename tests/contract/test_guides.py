"""The guides that come with the house: sound, asked well, of every kind, and written as they are read."""

from pathlib import Path

import pytest

import personas
from troupe.research.guides.guide import Ballot, Exhibit, Guide, StudyKind
from troupe.research.guides.guide_minutes import minutes_of
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.reading.guide_reading import read_guide, read_guide_text
from troupe.research.guides.reading.ready_guides import ready_guides
from troupe.research.guides.writing.guide_writing import guide_text, guide_yaml

FILES = sorted((Path(personas.__file__).parent / "guides").glob("*.yaml"))
GUIDES = ready_guides()


def test_there_are_ten_of_every_kind() -> None:
    assert len(GUIDES) >= 10
    assert set(GUIDES) == {path.stem for path in FILES}
    assert {guide.study for guide in GUIDES.values()} == set(StudyKind)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_each_says_what_it_is_for_and_is_asked_well(guide: Guide) -> None:
    assert guide.about
    assert guide.decision
    assert guide.would_change
    assert [str(finding) for finding in lint(guide)] == []
    assert 8 <= minutes_of(guide) <= 60
    assert all(section.minutes for section in guide.sections)


@pytest.mark.parametrize("guide", GUIDES.values(), ids=GUIDES)
def test_each_reads_back_equal_from_yaml_and_from_text(guide: Guide) -> None:
    assert read_guide(guide_yaml(guide).encode(), "a.yaml").guide == guide
    read = read_guide_text(guide_text(guide))
    assert read.notes == ()
    assert _comparable(read.guide) == _comparable(guide)


def _comparable(guide: Guide) -> list[object]:
    """All but the keys of concepts and the width of lines, which a text does not tell."""
    steps: list[object] = []
    for step in guide.steps:
        if isinstance(step, Exhibit):
            words = [" ".join(f"{part.title} {part.text}".split()) for part in (step, *step.variants)]
            steps.append((step.key, words, step.skip))
        else:
            steps.append(step)
    return [guide.title, guide.study, guide.about, [(s.title, s.minutes) for s in guide.sections], steps]


def test_no_ballot_of_theirs_leaves_somebody_out() -> None:
    votes = [step for guide in GUIDES.values() for step in guide.steps if isinstance(step, Ballot)]
    assert len(votes) > 10
    assert all(len(vote.options) != 2 for vote in votes), "two options rarely hold everybody"
