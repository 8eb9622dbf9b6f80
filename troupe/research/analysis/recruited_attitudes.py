"""Findings that say no more than what people were recruited on: whoever thought otherwise was never asked."""

from troupe.research.analysis.analysis import Finding
from troupe.research.analysis.content_terms import term_set
from troupe.research.guides.guide import Ballot
from troupe.research.sessions.study import Study

_SHARE = 0.6
"""Of the terms of what was recruited on, how many make a sentence say the same; two at least."""


def recruited_on(study: Study, finding: Finding) -> str:
    """What of the recruitment a finding repeats, in words, or the ballot that asks for it again; empty if it says
    something else."""
    ballots = {name.split(":")[1] for name in finding.numbers if name.startswith("ballot:")}
    steps = [study.guide.step(key) for key in sorted(ballots)]
    texts = [finding.text, *(step.text for step in steps if isinstance(step, Ballot))]
    return next((chosen for chosen in study.recruited_on for text in texts if repeats(text, chosen)), "")


def repeats(text: str, chosen: str) -> bool:
    """Whether a text is about what somebody was chosen by. A rule of one term, such as an age, is no attitude."""
    asked = term_set(chosen.removeprefix("screener:"))
    return len(asked) >= 2 and len(asked & term_set(text)) >= max(2, _SHARE * len(asked))
