"""A study without a channel: a call a person and question, the same by seed, paused at a cap, gone on with."""

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.purposes import spoken_to
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput, Conflict, ModelUnavailable
from troupe.core.usage import Estimate
from troupe.headless.headless_study import at_cap, run_study
from troupe.headless.study_folder import WRITTEN
from troupe.headless.study_playing import StudyProgress
from troupe.llm.cached_model import CachedModel, ReplyCache
from troupe.llm.port.llm import Reply, Request
from troupe.llm.port.prompt_fit import PromptFit
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.people.persona.persona import Persona
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.ballots.ballot_form import form_of
from troupe.research.guides.guide import Ballot, BallotForm, Exhibit, Guide, GuideQuestion, GuideSection, StudyKind
from troupe.research.reports.forms.report_formats import ReportFormat, report_files
from troupe.research.reports.report_layout import StudyReport
from troupe.research.sessions.study import Study

BUY = Ballot(key="buy", text="Would you buy it?", options=("yes", "no"))


def a_guide(*steps: GuideQuestion | Ballot | Exhibit, study: StudyKind = StudyKind.DISCUSSION) -> Guide:
    return Guide(title="Cold tea", study=study, sections=(GuideSection(title="All", steps=steps),))


def people(number: int) -> list[Persona]:
    return [Persona(name=f"Person {place}") for place in range(number)]


class Paid(Scripted):
    """A model with a price, that counts whom it asks for what. It breaks off at call number `breaks`."""

    def __init__(self, breaks: int | None = None) -> None:
        super().__init__(otherwise=self._answer)
        self.paid = Counter[tuple[str, str]]()
        self._breaks = breaks

    def _answer(self, request: Request[Any]) -> dict[str, Any]:
        if str(request.purpose) == "ballot":
            return {"reason": "So.", "choice": "yes" if request.seed % 2 else "no"}
        if str(request.purpose) == "judgement":
            return {"number": 4}
        said = [{"type": "TALK", "content": f"I think of {request.seed}.", "target": ""}]
        return {"floor": "speak", "actions": said, "state": {}}

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        return Estimate(tokens=100, usd=0.01)

    async def complete(self, request: Request[Any]) -> Reply[Any]:
        reply = await super().complete(request)
        if self._breaks is not None and sum(self.paid.values()) >= self._breaks:
            raise Cut
        self.paid[str(request.purpose), request.person] += 1
        usage = reply.usage.model_copy(update={"calls": 1, "tokens_in": 90, "usd": 0.01})
        return Reply(reply.value, usage, "paid", reply.request_hash)


class Cut(BaseException):
    """The process is cut off in the middle of a call."""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


async def test_twenty_people_and_twelve_questions_are_as_many_calls() -> None:
    steps = [GuideQuestion(key=f"q{n}", text=f"What of {n}?") for n in range(12)]
    llm = Paid()
    study = await run_study(a_guide(*steps), people(20), model=llm, seed=2)
    assert sum(llm.paid.values()) == 20 * 12
    assert len(study.first.answers) == 20 * 12
    assert not [answer for answer in study.first.answers if answer.missing]
    assert study.first.usage.calls == 20 * 12


async def test_a_folder_holds_all_that_was_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    guide = a_guide(
        GuideQuestion(key="now", text="What do you drink?", probes=("Why?",)),
        Exhibit(key="idea", text="Tea that cools itself."),
        BUY,
        Ballot(key="trust", text="I trust it.", form=BallotForm.LIKERT, talk_first=True),
    )
    changed = {"idea": "Tea that is free."}
    study = await run_study(
        guide, "gerda, rory-macphee", model=Understudy(), seed=2, out=out, replicates=2, change=changed
    )
    assert [(run.condition, run.replicate) for run in study.runs] == [
        *[("", 0), ("", 1), ("idea in other words", 0), ("idea in other words", 1)]
    ]
    assert Study.model_validate_json((out / "run.json").read_text("utf-8")) == study
    assert len(rows(out / "answers.csv")) == 4 * 2 * 2
    assert len(rows(out / "ballots.csv")) == 4 * 2 * 2
    assert {row["form"] for row in rows(out / "ballots.csv")} == {"single", "likert"}
    assert all(row["mapped"] for row in rows(out / "ballots.csv") if row["form"] == "likert")
    assert len(rows(out / "usage.csv")) == sum(run.usage.calls for run in study.runs)
    lines = [json.loads(line) for line in (out / "transcript.jsonl").read_text("utf-8").splitlines()]
    shown = {(line["condition"], line["text"]) for line in lines if line["step"] == "idea"}
    assert ("", "Tea that cools itself.") in shown
    assert ("idea in other words", "Tea that is free.") in shown
    assert {line["role"] for line in lines} == {"person", "moderator"}
    with pytest.raises(BadInput, match="--resume"):
        await run_study(guide, "gerda, rory-macphee", model=Understudy(), seed=2, out=out)


async def test_the_same_seed_is_the_same_study(clock: ManualClock) -> None:
    guide = a_guide(GuideQuestion(key="now", text="What do you drink?"), BUY)
    first, again, other = [
        await run_study(guide, "gerda, rory-macphee", model=Understudy(), seed=seed, clock=clock)
        for seed in (5, 5, 6)
    ]
    assert first == again
    assert first.first.participants != other.first.participants or first.first.lines != other.first.lines


async def test_a_study_cut_off_goes_on_and_asks_nobody_twice(tmp_path: Path) -> None:
    guide = a_guide(
        GuideQuestion(key="now", text="What do you drink?"), BUY, GuideQuestion(key="end", text="Anything else?")
    )
    whole = Paid()
    everyone = people(4)
    await run_study(guide, everyone, model=whole, seed=1, out=tmp_path / "whole")
    for breaks in range(1, sum(whole.paid.values()), 3):
        out, cut, after = tmp_path / str(breaks), Paid(breaks), Paid()
        with pytest.raises((Cut, Conflict)):  # a vote that is cut off leaves a session that does not move
            await run_study(guide, everyone, model=cut, seed=1, out=out)
        study = await run_study(guide, everyone, model=after, seed=1, out=out, resume=True)
        assert cut.paid + after.paid == whole.paid
        assert len([answer for answer in study.first.answers if answer.lines]) == 8
        assert len([vote for vote in study.first.votes if vote.chosen]) == 4
    with pytest.raises(BadInput, match="another guide"):
        await run_study(guide, everyone, model=Paid(), seed=2, out=tmp_path / "whole", resume=True)


async def test_what_is_free_is_under_every_cap() -> None:
    guide = a_guide(GuideQuestion(key="q", text="What do you drink?"))
    assert not at_cap(await run_study(guide, people(1), model="understudy", max_usd=0.0))


async def test_at_the_cap_it_pauses_with_what_was_said(tmp_path: Path) -> None:
    guide = a_guide(GuideQuestion(key="now", text="What do you drink?"), BUY)
    llm = Paid()
    study = await run_study(guide, people(4), model=llm, out=tmp_path / "out", max_usd=0.065)
    assert at_cap(study)
    assert sum(llm.paid.values()) == 4
    assert len([answer for answer in study.first.answers if answer.lines]) == 4
    study = await run_study(guide, people(4), model=llm, out=tmp_path / "out", max_usd=1.0, resume=True)
    assert not at_cap(study)
    assert sum(llm.paid.values()) == 8
    assert len([vote for vote in study.first.votes if vote.chosen]) == 4


async def test_interviews_hear_nothing_of_each_other() -> None:
    guide = a_guide(
        GuideQuestion(key="now", text="What do you drink?", probes=("Why?",)), study=StudyKind.INTERVIEWS
    )
    heard: list[str] = []
    llm = Paid()

    def spy(progress: StudyProgress) -> None:
        heard.append(progress.step)

    study = await run_study(guide, people(3), model=llm, progress=spy)
    assert sum(llm.paid.values()) == 6
    assert {answer.participant for answer in study.first.answers} == {"person-0", "person-1", "person-2"}
    assert "now" in heard


async def test_a_model_that_is_not_to_be_had_ends_it_after_the_first_question() -> None:
    class Down(Paid):
        async def complete(self, request: Request[Any]) -> Reply[Any]:
            self.paid[str(request.purpose), request.person] += 1
            raise ModelUnavailable("the endpoint is down")

    guide = a_guide(*(GuideQuestion(key=f"q{n}", text="What now?") for n in range(4)))
    llm = Down()
    study = await run_study(guide, people(3), model=llm)
    assert study.first.ended_early == "nobody could answer the first question"
    assert sum(llm.paid.values()) == 3
    assert all("the endpoint is down" in answer.missing for answer in study.first.answers)


async def test_on_the_same_day_the_same_study_asks_the_same(tmp_path: Path) -> None:
    guide = a_guide(GuideQuestion(key="now", text="What do you drink?"), BUY)
    prompts: list[set[str]] = []
    for hour in (10, 17):
        llm = Paid()
        clock = ManualClock(ManualClock().now().replace(hour=hour, minute=hour))
        study = await run_study(guide, people(3), model=llm, seed=4, out=tmp_path / str(hour), clock=clock)
        prompts.append({message.content for request in llm.requests for message in request.messages})
        assert study.first.began_at.hour == hour
    assert prompts[0] == prompts[1]
    first, again = (tmp_path / hour / "answers.csv" for hour in ("10", "17"))
    assert first.read_bytes() == again.read_bytes()


async def test_whoever_goes_on_asks_in_prompts_of_the_same_length() -> None:
    clock, cache = ManualClock(), ReplyCache()
    quick = Scripted(otherwise={"reason": "So.", "choice": "yes"}, fit=PromptFit(short=False))
    unknown = Scripted(otherwise={"reason": "So.", "choice": "yes"}, fit=PromptFit(short=True))
    asked = Request(messages=(), output=form_of(BUY, BUY.options), purpose=spoken_to("test"), seed=1)
    await CachedModel(quick, cache, "a", clock, lambda: 1).complete(asked)
    move = [1]
    after = CachedModel(unknown, cache, "a", clock, lambda: move[0])
    assert not after.fit.short
    await after.complete(replace(asked, seed=2))
    assert not after.fit.short  # as long as the move takes
    move[0] = 2
    assert after.fit.short


async def test_replies_are_kept_whatever_signs_are_in_them(tmp_path: Path) -> None:
    path, words = tmp_path / "replies.jsonl", "One\u2028two\x85three\nfour."
    asked = Request(messages=(), output=form_of(BUY, BUY.options), purpose=spoken_to("test"), seed=1)
    llm = Scripted(otherwise={"reason": words, "choice": "yes"})
    first = await CachedModel(llm, ReplyCache(path), "a", ManualClock()).complete(asked)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"key": "cut o')
    again = await CachedModel(llm, ReplyCache(path), "a", ManualClock()).complete(asked)
    assert again.value.model_dump() == first.value.model_dump()
    assert again.usage.calls == 0
    assert path.read_text("utf-8").endswith("\n")


async def test_what_people_keep_secret_is_in_no_file_for_others(clock: ManualClock, tmp_path: Path) -> None:
    keeper = Persona.model_validate({"name": "Ann", "secrets": ["Ann owes the bank of Quillmere everything."]})
    study = await run_study(
        a_guide(GuideQuestion(key="q", text="What do you drink?")),
        [keeper],
        model=Paid(),
        out=tmp_path,
        clock=clock,
    )
    report = StudyReport(study=study, analysis=read_by_rule(study))
    written = [(tmp_path / name).read_bytes() for name in WRITTEN]
    handed = [
        data
        for form in ReportFormat
        if form is not ReportFormat.PNG
        for data in report_files(report, form).values()
    ]
    assert study.first.participants[0].persona is not None
    assert not [data for data in (*written, *handed) if b"Quillmere" in data]
