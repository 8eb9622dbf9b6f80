"""A guide made by rule from what it is about: what any moderator would ask first. It is always said to be a draft
of the understudy's."""

import random
import re

from troupe.research.guides.drafting.written_guide import (
    WrittenGuide,
    WrittenSection,
    WrittenStep,
    WrittenStepKind,
)
from troupe.research.guides.guide import StudyKind

_KINDS = (
    (StudyKind.POLL, r"\b(?:polls?|survey|umfrage|encuesta|sondage)\b"),
    (StudyKind.INTERVIEWS, r"\b(?:interviews?|in[- ]depth|one[- ]on[- ]one|onboarding|price|pricing|cost)\b"),
    (StudyKind.DEBATE, r"\b(?:debate|for or against|ban|forbid|allow|compulsory)\b"),
    (StudyKind.BRAINSTORM, r"\b(?:ideas?|brainstorm\w*|invent|names? for)\b"),
    (StudyKind.REVIEW, r"\b(?:letter|leaflet|text|document|page|message|slogan|advert\w*|poster)\b"),
    (StudyKind.DYADS, r"\b(?:couples?|pairs?|dyads?)\b"),
)
_WARM_UPS = (
    "Please introduce yourself in a sentence or two, and tell us what yesterday was like.",
    "Tell us your name and one thing that took longer than it should have this week.",
    "Please say who you are and what you were doing an hour ago.",
)
_TITLE_WORDS = 8


def plain_guide(about: str, study: StudyKind | None, minutes: int, rng: random.Random) -> WrittenGuide:
    """The guide in the form that models write."""
    subject = " ".join(about.split())
    kind = study or kind_of(subject)
    words = subject.rstrip(".!?").split()
    title = " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")
    first, last = max(3, minutes // 6), max(3, minutes // 8)
    half = max(3, (minutes - first - last) // 2)
    sections = [
        WrittenSection(title="Warm-up", minutes=first, steps=[_ask(rng.choice(_WARM_UPS), in_turn=True)]),
        WrittenSection(title="What it is about", minutes=half, steps=_opening(subject, kind)),
        WrittenSection(title="Looking closer", minutes=half, steps=_closer(kind)),
        WrittenSection(
            title="Closing", minutes=last, steps=[_ask("What have we not talked about that belongs here?")]
        ),
    ]
    return WrittenGuide(
        title=title[:1].upper() + title[1:],
        study=kind,
        decision="Not said yet: write here what will be decided with the results.",
        would_change="Not said yet: write here which result would change that decision.",
        language="en",
        sections=sections if kind is not StudyKind.POLL else [_poll(subject, minutes)],
    )


def kind_of(about: str) -> StudyKind:
    """The kind of study that the words ask for."""
    plain = about.casefold()
    return next((kind for kind, words in _KINDS if re.search(words, plain)), StudyKind.DISCUSSION)


def _opening(subject: str, kind: StudyKind) -> list[WrittenStep]:
    story = _ask(
        "What does this bring to mind from your own life? Tell us about one occasion.",
        probes=["What was the hardest part of it?"],
    )
    return [
        WrittenStep(kind=WrittenStepKind.SHOW, title="What this is about", text=subject),
        story,
        _ask("In your own words, what is this about?")
        if kind is StudyKind.REVIEW
        else _ask("How do people around you deal with this?", in_turn=kind in (StudyKind.DEBATE, StudyKind.DYADS)),
    ]


def _closer(kind: StudyKind) -> list[WrittenStep]:
    against = _ask(
        "What speaks against it, for somebody like you?", probes=["What would make that doubt smaller?"]
    )
    stand = WrittenStep(
        kind=WrittenStepKind.POLL,
        text="Where do you stand on this now?",
        options=["It matters to me", "I see the point, but not for me", "It leaves me cold", "It bothers me"],
    )
    match kind:
        case StudyKind.DEBATE:
            strongest = "What is the strongest argument of those who disagree with you?"
            return [
                _ask("Where do you stand, and why?", in_turn=True),
                _ask(strongest),
                stand,
            ]
        case StudyKind.BRAINSTORM:
            more = "Take an idea of somebody else and make it better. Which one is it?"
            return [_ask("Give us three ideas, however odd."), _ask(more, in_turn=True), against]
        case StudyKind.REVIEW:
            return [_ask("Which words did you stumble over?"), _ask("What is missing?"), _rating()]
        case _:
            return [_ask("What would have to be different for you to care more about it?"), against, stand]


def _poll(subject: str, minutes: int) -> WrittenSection:
    about = WrittenStep(kind=WrittenStepKind.SHOW, title="What this is about", text=subject)
    stand = _closer(StudyKind.DISCUSSION)[-1]
    return WrittenSection(title="The poll", minutes=minutes, steps=[about, stand, _rating()])


def _rating() -> WrittenStep:
    text = "How clear is it to you what this is about?"
    return WrittenStep(kind=WrittenStepKind.RATING, text=text, low="not at all", high="completely")


def _ask(text: str, *, probes: list[str] | None = None, in_turn: bool = False) -> WrittenStep:
    return WrittenStep(kind=WrittenStepKind.QUESTION, text=text, probes=probes or [], in_turn=in_turn)
