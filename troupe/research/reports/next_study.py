"""The next study, with real people: a guide and a screener that can be used as they are, made of what this one
left open and of who was missing from it."""

import re
from collections.abc import Iterator, Sequence
from typing import TypedDict

import yaml

from troupe.research.analysis.analysis import StudyAnalysis
from troupe.research.analysis.ballot_results import ballot_results
from troupe.research.analysis.by_rule.panel_gaps import absent_ages, only_gender
from troupe.research.guides.drafting.plain_questions import plain_questions
from troupe.research.guides.guide import MOST_STEPS, Ballot, Exhibit, Guide, GuideQuestion, GuideSection
from troupe.research.guides.writing.guide_writing import guide_yaml
from troupe.research.sessions.study import Study

MOST_BALLOTS = 2
_OF_EACH = 3
"""People of a group that was missing: one alone would have to speak for all of it."""
_SCREENED = re.compile(r"screener:\s*(?P<question>[^()]+\?)\s*\((?P<answer>[^()]+)\)")


class NextScreener(TypedDict):
    """A screener as `Screener.read` takes it."""

    questions: list[str]
    quotas: list[str]


def next_guide(study: Study, analysis: StudyAnalysis) -> Guide | None:
    """The guide for real people; None where nothing was left open. They see what was shown here, answer what is to
    be asked next, and vote where these people were divided most."""
    asked = [text for line in analysis.ask_people_next if (text := " ".join(line.split()))]
    ballots = _divided(study)
    ballots += [ballot for ballot in _asked_again(study, asked) if ballot not in ballots]
    taken = {ballot.text for ballot in ballots}
    questions = [text for text in asked if not any(text.startswith(words) for words in taken)]
    if not questions and not ballots:
        return None
    shown = [step for step in study.guide.steps if isinstance(step, Exhibit)]
    first = next((step for step in study.guide.steps if isinstance(step, GuideQuestion)), None)
    language = study.guide.language.partition("-")[0]
    code, said = plain_questions(language)
    if code == language:
        questions.append(said.last)
    known = {step.key for step in study.guide.steps}
    keys = (key for number in range(1, MOST_STEPS * 2) if (key := f"next{number}") not in known)
    steps = [GuideQuestion(key=key, text=text[:1000]) for key, text in zip(keys, questions, strict=False)]
    sections = (
        GuideSection(title=said.warm_up, steps=() if first is None else (_plain(first),)),
        GuideSection(title=said.about, steps=tuple(step.model_copy(update={"skip": None}) for step in shown)),
        GuideSection(title=said.still_open, steps=tuple(steps)),
        GuideSection(title=said.votes, steps=tuple(vote.model_copy(update={"skip": None}) for vote in ballots)),
    )
    title = f"{study.guide.title}, {said.real_people}"
    parts = {"title": title[:120], "sections": tuple(section for section in sections if section.steps)}
    return study.guide.model_copy(update=parts)


def _plain(question: GuideQuestion) -> GuideQuestion:
    return question.model_copy(update={"skip": None, "free_probes": 0})


def _divided(study: Study) -> list[Ballot]:
    """The ballots to choose from whose leader was least ahead, once each."""
    results = [r for r in ballot_results(study.guide, study.first) if r.n and r.ballot.options]
    alone = {result.ballot.text: result for result in results}  # of one asked twice, the last time

    def ahead(counts: Sequence[int]) -> int:
        first, second, *_ = sorted(counts, reverse=True)
        return first - second

    ranked = sorted(alone.values(), key=lambda r: ahead([row.count - row.worst for row in r.counts]) / r.n)
    return [result.ballot for result in ranked[:MOST_BALLOTS]]


def _asked_again(study: Study, asked: Sequence[str]) -> list[Ballot]:
    """The votes that are to be held once more, each named by its question: scales among them."""
    votes = {
        step.text: step for step in study.guide.steps if isinstance(step, Ballot)
    }  # the last of one asked twice
    return [vote for text, vote in votes.items() if any(line.startswith(text) for line in asked)]


def next_screener(study: Study) -> NextScreener:
    """Who is to be invited: those whom this panel lacked, and of what it was recruited on both sides."""
    personas = [p.persona for p in study.first.participants if p.persona is not None]
    questions: list[str] = []
    quotas: list[str] = []
    for number, line in enumerate(study.recruited_on, 1):
        if (asked := _SCREENED.fullmatch(line.strip())) is not None and "|" not in line and ";" not in line:
            questions.append(f"s{number}: {asked['question'].strip()} | yes | no")
            quotas.append(f"answer.s{number}: yes {_OF_EACH}, no {_OF_EACH}")
    if ages := absent_ages(personas):
        cells = ", ".join(f"{low}-{high} {_OF_EACH}" for low, high in ages)
        quotas.append(f"age: {cells}")
    if only_gender(personas):
        quotas.append(f"gender: {_OF_EACH} each")
    return NextScreener(questions=questions, quotas=quotas)


def next_files(study: Study, analysis: StudyAnalysis) -> Iterator[tuple[str, str]]:
    """Both as YAML under their files' names; none that would be empty."""
    guide, screener = next_guide(study, analysis), next_screener(study)
    if guide is not None:
        yield (
            "next-guide.yaml",
            f"# For real people. Made of what a simulated study left open.\n{guide_yaml(guide)}",
        )
    if screener["quotas"]:
        told = yaml.safe_dump(dict(screener), allow_unicode=True, sort_keys=False, width=110)
        yield "next-screener.yaml", f"# Whom to invite: real people whom the simulated panel lacked.\n{told}"
