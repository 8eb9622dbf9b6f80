"""Votes that are not called votes: a question that names its scale, or has answers to choose from below it."""

from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import BallotForm
from troupe.research.guides.reading.guide_draft import BallotDraft, GuideDraft, QuestionDraft, StepDraft
from troupe.research.guides.reading.lines.written_line import LineMark
from troupe.research.guides.reading.step_parts import fit_scale
from troupe.research.guides.reading.words.asking_words import asks, chooses
from troupe.research.guides.reading.words.ballot_words import asks_by_scale, without_ends

_LONGEST_OPTION = 10
"""Words; what is longer is no answer to pick from a list."""


def shape_ballots(draft: GuideDraft) -> None:
    """Make votes of the questions that are such by their form, each with a note that says so."""
    for section in draft.sections:
        steps: list[StepDraft] = []
        for step in section.steps:
            steps += _shaped(draft, step) if isinstance(step, QuestionDraft) else [step]
        section.steps[:] = steps


def _shaped(draft: GuideDraft, step: QuestionDraft) -> list[StepDraft]:
    if step.key:  # set in our own form: it is called a vote where it is one
        return [step]
    if asks_by_scale(step.text):
        return _on_a_scale(draft, step)
    if _has_answers_below(step):
        draft.note(step.line, "read as a vote, with what stands below as its options")
        ballot = _ballot(step, BallotForm.SINGLE)
        ballot.options = step.probes
        return [ballot]
    for probe in step.probes:
        if not asks(probe.text):
            draft.note(probe.line, "a probe that asks nothing; it is put to everybody as it stands")
    return [step]


def _on_a_scale(draft: GuideDraft, step: QuestionDraft) -> list[StepDraft]:
    ballot = _ballot(step, BallotForm.RATING)
    fit_scale(draft, ballot, step.text)
    ballot.text = without_ends(ballot.text)
    draft.note(step.line, f"read as a vote on a scale of 1 to {ballot.points}")
    behind: list[StepDraft] = []
    for probe in step.probes:
        draft.note(probe.line, "a probe of a vote, read as a question of its own behind it")
        behind.append(QuestionDraft(probe.line, probe.text, step.indent, step.mark))
    return [ballot, *behind]


def _has_answers_below(step: QuestionDraft) -> bool:
    pieces = step.probes
    if len(pieces) < 2 or any(piece.mark is LineMark.NONE for piece in pieces):
        return False
    if any(asks(piece.text) or len(piece.text.split()) > _LONGEST_OPTION for piece in pieces):
        return False
    lettered = all(piece.mark is LineMark.LETTER for piece in pieces)
    return "?" in step.text and (lettered or chooses(plain_letters(step.text)))


def _ballot(step: QuestionDraft, form: BallotForm) -> BallotDraft:
    return BallotDraft(
        step.line, step.text, step.indent, step.mark, step.key, step.skip, step.skip_line, form=form
    )
