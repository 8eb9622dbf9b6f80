"""The right of reply by rule, where the understudy played: whoever is quoted tells what else they said of it. A
rule can do no more, and these words are theirs."""

from troupe.research.analysis.analysis import RightOfReply, StudyAnalysis
from troupe.research.analysis.content_terms import term_set
from troupe.research.analysis.quoted_people import Quoted, quoted_people
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.sessions.study import Study

_LONGEST = 280
"""Characters of what somebody else is told to have said."""


def with_replies_by_rule(study: Study, analysis: StudyAnalysis) -> StudyAnalysis:
    """The reading with the replies of those quoted, if the understudy played: no rule speaks for a model."""
    if not study.first.stand_in:
        return analysis
    return analysis.model_copy(update={"replies": replies_by_rule(StudyRecord(study), analysis)})


def replies_by_rule(record: StudyRecord, analysis: StudyAnalysis) -> tuple[RightOfReply, ...]:
    """A reply of each of those quoted."""
    return tuple(
        RightOfReply(participant=each.participant, theme=each.theme.key, text=_reply(record, each), stand_in=True)
        for each in quoted_people(record, analysis.themes)
    )


def _reply(record: StudyRecord, quoted: Quoted) -> str:
    """What they said besides with words of the theme, the line with most of them first."""
    about = term_set(quoted.theme.name)
    others = [
        line
        for line in record.said(quoted.participant)
        if len(line.text) <= _LONGEST and not any(quote in line.text for quote in quoted.quotes)
    ]
    best = max(others, key=lambda line: (len(about & term_set(line.text)), -line.seq), default=None)
    if best is None or not about & term_set(best.text):
        return "That is what I said, and I said no more of it."
    return f"That is what I said. I also said: “{' '.join(best.text.split())}”"
