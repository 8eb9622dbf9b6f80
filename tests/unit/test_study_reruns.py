"""A study run again: from its beginning, or from a step of it on; unchanged, and with one change."""

from pathlib import Path

import pytest

from tests.unit.test_headless_study import BUY, Cut, Paid, a_guide, people
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.headless.headless_study import at_cap, run_study
from troupe.headless.study_reruns import ask_afterwards, rerun_study
from troupe.llm.understudy import Understudy
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion
from troupe.research.sessions.guide_changes import DecoyAdded, PhraseReplaced, StepReworded
from troupe.research.sessions.run_change import (
    FirstSpeaker,
    OrderReversed,
    OtherKind,
    PeopleExchanged,
    PersonLeftOut,
)
from troupe.research.sessions.study import SpeakerRole, StudyRun

GUIDE = a_guide(
    GuideQuestion(key="now", text="What do you drink?"),
    Exhibit(key="idea", text="A tea for 4.99 € that cools itself."),
    GuideQuestion(key="why", text="And at 4.99 €?"),
    BUY,
)


async def test_a_study_goes_on_from_a_step_and_asks_for_nothing_before_it(tmp_path: Path) -> None:
    llm = Paid()
    study = await run_study(
        GUIDE,
        people(3),
        model=llm,
        out=tmp_path / "out",
        fork_at="why",
        replicates=2,
        change=(PhraseReplaced(old="4.99 €", new="1 €"), PersonLeftOut(slug="person-1")),
    )
    names = ["", *(f"from why on{what}" for what in ("", ": one phrase replaced", ": without person-1"))]
    assert [(run.condition, run.replicate) for run in study.runs] == [
        (names[0], 0),
        *((name, replicate) for name in names[1:] for replicate in (0, 1)),
    ]
    assert {run.unchanged for run in study.runs[1:]} == {"from why on"}
    assert sum(llm.paid.values()) == 9 + 2 * (6 + 6 + 4)
    first = [line.text for line in study.first.lines if line.step in ("now", "idea")]
    for run in study.runs[1:]:
        assert [line.text for line in run.lines if line.step in ("now", "idea")] == first
        asked = next(line.text for line in run.lines if line.step == "why")
        assert asked == ("And at 1 €?" if isinstance(run.change, PhraseReplaced) else "And at 4.99 €?")
        assert run.fork is not None
        assert (run.fork.run, run.fork.kept) == (study.first.id, ("now", "idea"))
    assert study.runs[1].lines[-1].text != study.runs[2].lines[-1].text
    again = await rerun_study(tmp_path / "out", model=Paid(), fork_at="why", replicates=2)
    assert again.runs == study.runs


async def test_forks_that_are_cut_off_go_on_and_ask_nobody_twice(tmp_path: Path) -> None:
    order = {"fork_at": "why", "replicates": 2, "change": {"why": "And for nothing?"}}
    whole = Paid()
    await run_study(GUIDE, people(2), model=whole, **order)  # pyright: ignore[reportArgumentType]
    for breaks in (7, 12):  # in the first fork, and between two of them
        cut, after, out = Paid(breaks), Paid(), tmp_path / str(breaks)
        with pytest.raises((Cut, Conflict)):
            await run_study(GUIDE, people(2), model=cut, out=out, **order)  # pyright: ignore[reportArgumentType]
        study = await rerun_study(out, model=after, **order)  # pyright: ignore[reportArgumentType]
        assert cut.paid + after.paid == whole.paid
        assert all(len(run.votes) == 2 and not run.votes[0].missing for run in study.runs)


def spoken(run: StudyRun) -> list[str]:
    """In which order people began to speak to the first question."""
    lines = [
        line for line in run.lines if line.step == "now" and line.role is SpeakerRole.PERSON and not line.inner
    ]
    return list(dict.fromkeys(line.speaker_id for line in lines))


async def test_every_kind_of_change_has_its_run(tmp_path: Path) -> None:
    steps = (GuideQuestion(key="now", text="What do you drink?", order="popcorn"), BUY)  # pyright: ignore[reportArgumentType]
    study = await run_study(
        Guide.model_validate(a_guide(*steps).model_dump()),
        "germany:3",
        model=Understudy(),
        out=tmp_path / "out",
    )
    slugs = [person.id for person in study.first.participants]
    order = spoken(study.first)
    changes = (
        OrderReversed(),
        FirstSpeaker(slug=order[-1]),
        DecoyAdded(ballot="buy", option="perhaps, for ten times the price"),
        *(PeopleExchanged(people=kind) for kind in OtherKind),
    )
    study = await rerun_study(tmp_path / "out", model=Understudy(), replicates=1, change=changes)
    runs = {type(run.change).__name__ + str(getattr(run.change, "people", "")): run for run in study.runs}
    assert spoken(runs["OrderReversed"]) == order[::-1]
    assert spoken(runs["FirstSpeaker"]) == [order[-1], *order[:-1]]
    fresh, census, nobody = (runs[f"PeopleExchanged{kind}"].participants for kind in OtherKind)
    assert not {person.name for person in fresh} & {person.name for person in study.first.participants}
    assert [person.id for person in census] == slugs
    assert all(person.persona and not person.persona.beliefs and person.persona.age for person in census)
    assert {person.name for person in nobody} == {"Person 1", "Person 2", "Person 3"}


@pytest.mark.parametrize(
    ("change", "fork_at", "told"),
    [
        (StepReworded(key="price", text="x"), "", "no step of this key"),
        (StepReworded(key="now", text="x"), "why", "over before"),
        (PhraseReplaced(old="5 €", new="1 €"), "", "stands nowhere"),
        (DecoyAdded(ballot="now", option="x"), "", "no ballot"),
        (DecoyAdded(ballot="buy", option="Yes "), "", "already"),
        (PersonLeftOut(slug="rory"), "", "nobody of the panel"),
        (PeopleExchanged(people=OtherKind.FRESH), "", "nobody else of the same kind"),
        (PeopleExchanged(people=OtherKind.NOBODY), "why", "from the beginning"),
        (OrderReversed(), "nowhere", "no such step"),
    ],
)
async def test_what_does_not_go_together_is_told_before_anything_is_asked(
    change: object, fork_at: str, told: str
) -> None:
    llm = Paid()
    with pytest.raises((BadInput, NotFound), match=told):
        await run_study(GUIDE, people(2), model=llm, change=(change,), fork_at=fork_at)  # pyright: ignore[reportArgumentType]
    assert not llm.paid


async def test_one_of_them_is_asked_when_it_is_over(tmp_path: Path) -> None:
    out = tmp_path / "out"
    study = await run_study(GUIDE, people(3), model=Paid(), out=out)
    llm = Paid()
    answer = await ask_afterwards(out, "Person 2", "Would you tell a friend?", model=llm)
    assert (answer.participant, answer.missing) == ("person-2", "")
    assert sum(llm.paid.values()) == 1
    again = await ask_afterwards(out, "person-2", "Would you tell a friend?", model=llm)
    assert (again.text, sum(llm.paid.values())) == (answer.text, 1)
    other = await ask_afterwards(out, "person-0", "And you?", model=llm)
    after = await rerun_study(out, model=llm, replicates=1)
    assert after.runs == study.runs
    assert after.afterwards == (answer, other)
    with pytest.raises(NotFound):
        await ask_afterwards(out, "Gerda", "And you?", model=llm)


async def test_a_fork_waits_at_the_cap_too(tmp_path: Path) -> None:
    study = await run_study(
        a_guide(*GUIDE.steps), people(2), model=Paid(), out=tmp_path / "out", fork_at="why", max_usd=0.085
    )
    assert at_cap(study)
    more = await rerun_study(tmp_path / "out", model=Paid(), fork_at="why", replicates=1, max_usd=1.0)
    assert not at_cap(more)


def test_a_ballot_needs_no_decoy_twice() -> None:
    three = Ballot(key="buy", text="Which?", options=("a", "b"))
    with pytest.raises(BadInput, match="already"):
        DecoyAdded(ballot="buy", option="B").applied(a_guide(three))
