"""A guide made by rule from what it is about: what any moderator would ask first. It is always said to be a draft
of the understudy's."""

import random
import re

from troupe.research.guides.drafting.plain_questions import PlainQuestions, plain_questions
from troupe.research.guides.drafting.written_guide import (
    WrittenGuide,
    WrittenSection,
    WrittenStep,
    WrittenStepKind,
)
from troupe.research.guides.guide import StudyKind
from troupe.research.guides.reading.words.guide_language import guide_language

_KINDS = (
    (StudyKind.POLL, r"\b(?:polls?|survey|umfrage|encuesta|sondage)\b"),
    (StudyKind.INTERVIEWS, r"\b(?:interviews?|in[- ]depth|one[- ]on[- ]one|onboarding|price|pricing|cost)\b"),
    (
        StudyKind.DEBATE,
        r"\b(?:debate|for or against|ban|forbid|allow|compulsory|"
        r"debatte|verbieten|verbot|prohibir|interdire|vietare|proibir|verbieden)\b",
    ),
    (StudyKind.BRAINSTORM, r"\b(?:ideas?|brainstorm\w*|invent|names? for)\b"),
    (StudyKind.REVIEW, r"\b(?:letter|leaflet|text|document|page|message|slogan|advert\w*|poster)\b"),
    (StudyKind.DYADS, r"\b(?:couples?|pairs?|dyads?)\b"),
)
_TITLE_WORDS = 8


def plain_guide(about: str, study: StudyKind | None, minutes: int, rng: random.Random) -> WrittenGuide:
    """The guide in the form that models write, in the language of the sentence. What will be decided nobody has
    said, so it stays empty."""
    subject = " ".join(about.split())
    kind = study or kind_of(subject)
    language, said = plain_questions(guide_language(subject))
    words = subject.rstrip(".!?").split()
    title = " ".join(words[:_TITLE_WORDS]) + ("…" if len(words) > _TITLE_WORDS else "")
    first, last = max(3, minutes // 6), max(3, minutes // 8)
    half = max(3, (minutes - first - last) // 2)
    sections = [
        WrittenSection(title=said.warm_up, minutes=first, steps=[_ask(rng.choice(said.warm_ups), in_turn=True)]),
        WrittenSection(title=said.about, minutes=half, steps=_opening(said, subject, kind)),
        WrittenSection(title=said.closer, minutes=half, steps=_closer(said, kind)),
        WrittenSection(title=said.closing, minutes=last, steps=[_ask(said.last)]),
    ]
    return WrittenGuide(
        title=title[:1].upper() + title[1:],
        study=kind,
        decision="",
        would_change="",
        language=language,
        sections=sections if kind is not StudyKind.POLL else [_poll(said, subject, minutes)],
    )


def kind_of(about: str) -> StudyKind:
    """The kind of study that the words ask for."""
    plain = about.casefold()
    return next((kind for kind, words in _KINDS if re.search(words, plain)), StudyKind.DISCUSSION)


def _opening(said: PlainQuestions, subject: str, kind: StudyKind) -> list[WrittenStep]:
    return [
        WrittenStep(kind=WrittenStepKind.SHOW, title=said.shown, text=subject),
        _ask(said.story, probes=[said.story_probe]),
        _ask(said.own_words)
        if kind is StudyKind.REVIEW
        else _ask(said.around, in_turn=kind in (StudyKind.DEBATE, StudyKind.DYADS)),
    ]


def _closer(said: PlainQuestions, kind: StudyKind) -> list[WrittenStep]:
    against = _ask(said.against, probes=[said.against_probe])
    match kind:
        case StudyKind.DEBATE:
            return [_ask(said.argued, in_turn=True), _ask(said.strongest), _stand(said)]
        case StudyKind.BRAINSTORM:
            return [_ask(said.ideas), _ask(said.better, in_turn=True), against]
        case StudyKind.REVIEW:
            return [_ask(said.stumbled), _ask(said.missing), _rating(said)]
        case _:
            return [_ask(said.different), against, _stand(said)]


def _poll(said: PlainQuestions, subject: str, minutes: int) -> WrittenSection:
    about = WrittenStep(kind=WrittenStepKind.SHOW, title=said.shown, text=subject)
    return WrittenSection(title=said.poll, minutes=minutes, steps=[about, _stand(said), _rating(said)])


def _stand(said: PlainQuestions) -> WrittenStep:
    return WrittenStep(kind=WrittenStepKind.POLL, text=said.stand, options=list(said.stands))


def _rating(said: PlainQuestions) -> WrittenStep:
    return WrittenStep(kind=WrittenStepKind.RATING, text=said.clear, low=said.low, high=said.high)


def _ask(text: str, *, probes: list[str] | None = None, in_turn: bool = False) -> WrittenStep:
    return WrittenStep(kind=WrittenStepKind.QUESTION, text=text, probes=probes or [], in_turn=in_turn)
