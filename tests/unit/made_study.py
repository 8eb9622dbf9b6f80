"""A made-up study for tests: a discussion with ballots of every form, twins, a change, and what goes wrong."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import yaml

from troupe.core.usage import Usage
from troupe.people.library.library import library_persona
from troupe.people.persona.persona import Persona, content_hash
from troupe.research.guides.guide import Ballot, BallotForm, Guide, GuideQuestion
from troupe.research.sessions.study import (
    Participant,
    Prediction,
    SpeakerRole,
    Study,
    StudyAnswer,
    StudyLine,
    StudyRun,
    Vote,
)

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "sample_study.yaml"
BEGAN = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
SCRIPTED = "scripted (written by hand, no model)"
TOLD_OF = ("name", "age", "gender", "nationality", "residence", "occupation", "beliefs", "style")
"""Of a persona, what reports may tell; the rest would make the sample ten times as long."""
Words = dict[str, Any]


def made_study() -> Study:
    """8 people of the library and a human, about 60 lines, three unchanged runs and two changed."""
    script = cast("Words", yaml.safe_load(SCRIPT.read_text(encoding="utf-8")))
    guide = Guide.model_validate(script["guide"])
    return Study(
        id="sample",
        guide=guide,
        guide_hash="5f0c2e19a7d3b846",
        panel=script["panel"],
        prompt_hash="none",
        software="Troupe",
        recruited_on=tuple(script["recruited_on"]),
        runs=(_first_run(script, guide), *(_twin(script, guide, twin) for twin in script["twins"])),
    )


def _first_run(script: Words, guide: Guide) -> StudyRun:
    people = _people(script, human=True)
    lines = tuple(_line(at, row, {p.id: p for p in people}) for at, row in enumerate(script["lines"], 1))
    said: dict[tuple[str, int, str], list[str]] = {}
    for line in lines:
        if line.role in (SpeakerRole.PERSON, SpeakerRole.HUMAN) and not line.inner and line.step:
            said.setdefault((line.step, line.probe, line.speaker_id), []).append(line.id)
    answers = [
        StudyAnswer(step=step, probe=probe, participant=who, lines=tuple(ids))
        for (step, probe, who), ids in said.items()
    ]
    missing = [StudyAnswer(step=s, probe=n, participant=who, missing=why) for who, s, n, why in script["missing"]]
    return StudyRun(
        id="run0",
        seed=11,
        participants=people,
        lines=lines,
        answers=(*answers, *missing),
        votes=tuple(_votes(script["votes"], guide, script["reasons"])),
        model=SCRIPTED,
        began_at=BEGAN,
        ended_at=BEGAN + timedelta(minutes=47),
        predictions=tuple(Prediction(by=by, text=text, at=BEGAN) for by, text in script["expected"]),
        quoted=tuple(f"line{number}" for number in script["picked"]),
        usage=Usage(calls=118, tokens_in=241_300, tokens_cached=180_200, tokens_out=9_800, usd=0.0),
    )


def _twin(script: Words, guide: Guide, twin: Words) -> StudyRun:
    return StudyRun(
        id=f"run-{twin['condition'] or 'same'}-{twin['replicate']}",
        condition=twin["condition"],
        replicate=twin["replicate"],
        seed=twin["seed"],
        participants=_people(script, human=False),
        lines=(),
        answers=(),
        votes=tuple(_votes(twin["votes"], guide, {})),
        skipped={
            s.key: "only these ballots were run again"
            for s in guide.steps
            if s.key not in ("pay_before", "fair", "pay_after")
        },
        model=SCRIPTED,
        began_at=BEGAN + timedelta(hours=2),
        ended_at=BEGAN + timedelta(hours=2, minutes=4),
    )


def _people(script: Words, *, human: bool) -> tuple[Participant, ...]:
    people = [_person(slug, seat) for seat, slug in enumerate(script["people"], 1)]
    guest = Participant(id="human", name=script["human"], seat=len(people) + 1)
    return (*people, guest) if human else tuple(people)


def _person(slug: str, seat: int) -> Participant:
    persona = library_persona(slug)
    assert persona is not None
    known = {key: value for key, value in persona.model_dump(mode="json").items() if key in TOLD_OF}
    short = Persona.model_validate(known)
    return Participant(
        id=slug, name=persona.name, slug=slug, persona=short, persona_hash=content_hash(persona), seat=seat
    )


def _line(at: int, row: list[Any], people: dict[str, Participant]) -> StudyLine:
    who, step, *more = row
    inner = who == "inner"
    if inner:
        who, *more = more
    probe = more.pop(0) if isinstance(more[0], int) else 0
    text, target = str(more[0]), more[1] if len(more) > 1 else None
    role = (
        SpeakerRole.MODERATOR
        if who == "moderator"
        else SpeakerRole.HUMAN
        if who == "human"
        else SpeakerRole.PERSON
    )
    return StudyLine(
        id=f"line{at}",
        seq=at,
        at=BEGAN + timedelta(seconds=40 * at),
        role=role,
        speaker_id=who,
        speaker="Moderator" if who == "moderator" else people[who].name,
        text=text,
        step=step,
        probe=probe,
        inner=inner,
        target=target,
    )


def _votes(rows: Words, guide: Guide, reasons: Words) -> list[Vote]:
    votes: list[Vote] = []
    for who, row in rows.items():
        for ballot in (step for step in guide.steps if isinstance(step, Ballot)):
            why = reasons.get(who, {}).get(ballot.key, "")
            if ballot.key in row:
                vote = Vote(ballot=ballot.key, participant=who, reason=why)
                votes.append(vote.model_copy(update=_marked(ballot, row[ballot.key])))
            elif ballot.key in row.get("missing", {}):
                votes.append(Vote(ballot=ballot.key, participant=who, missing=row["missing"][ballot.key]))
    return votes


def _marked(ballot: Ballot, mark: Any) -> Words:
    options = ballot.options
    match ballot.form:
        case BallotForm.SINGLE:
            return {"chosen": (options[mark - 1],)}
        case BallotForm.MULTIPLE:
            return {"chosen": tuple(options[each - 1] for each in cast("list[int]", mark))}
        case BallotForm.LIKERT | BallotForm.RATING:
            return {"number": float(mark)}
        case BallotForm.BEST_WORST:
            return {"best": options[mark[0] - 1], "worst": options[mark[1] - 1]}
        case BallotForm.PRICE:
            return {"prices": tuple(float(price) for price in cast("list[int]", mark))}
        case BallotForm.OPEN:
            return {"words": mark}


ODD_NAMES = (
    '<script>alert("x")</script>',
    "**Bold** [link](javascript:alert(1)) `code`",
    "ليلى عبد الرحمن",
    "山田 花子",
    "O'Brien & Söhne | GmbH",
    "name with a very long tail " * 3,
)


def crowd(size: int, *, answers: int = 3, ballots: int = 2, seed: int = 5, longest: int = 200) -> Study:
    """A study of so many people with odd names, in several scripts; without answers or ballots if so asked."""
    rng = random.Random(seed)
    people = tuple(_odd_person(at, rng) for at in range(size))
    questions = tuple(
        GuideQuestion(key=f"q{at}", text=f"Question {at}: <b>what</b> | of it?") for at in range(answers)
    )
    polls = tuple(
        Ballot(key=f"b{at}", text="Which *one*?", options=("<i>A</i>", "乙", "ج", "A | B"))
        for at in range(ballots)
    )
    steps = (*questions, *polls)
    guide = Guide(title="A <title> & more", sections=({"title": "All", "steps": steps},))  # pyright: ignore[reportArgumentType]
    lines = [
        _odd_line(at, q.key, who, rng, longest)
        for at, (q, who) in enumerate((q, p) for q in questions for p in people)
    ]
    run = StudyRun(
        id="r",
        seed=seed,
        participants=people,
        lines=tuple(lines),
        answers=tuple(
            StudyAnswer(step=str(line.step), participant=line.speaker_id, lines=(line.id,)) for line in lines
        ),
        votes=tuple(
            Vote(ballot=poll.key, participant=who.id, chosen=(rng.choice(poll.options),), reason="</td> because")
            for poll in polls
            for who in people
        ),
        model="m/1",
        began_at=BEGAN,
        ended_at=BEGAN + timedelta(minutes=5),
    )
    return Study(id="s", guide=guide, guide_hash="0" * 16, panel="a <crowd>", runs=(run,))


def _odd_person(at: int, rng: random.Random) -> Participant:
    name = ODD_NAMES[at % len(ODD_NAMES)].strip()[:90] + (f" {at}" if at >= len(ODD_NAMES) else "")
    persona = Persona.model_validate({"name": name, "age": rng.randrange(18, 90), "beliefs": ["<b>x</b> is y"]})
    return Participant(id=f"p{at}", name=name, persona=persona, persona_hash=content_hash(persona), seat=at)


_SAID = (
    "I would pay for the <b>cheap</b> one & nothing else.",
    "# Heading\n- a list\n\n> a quote | a cell",
    "أعتقد أن السعر مرتفع جدا بالنسبة لي.",
    "値段が高すぎると思います。毎月払いたくない。",
    "The price, the price, always the price! ![x](http://example.com/x.png)",
)


def _odd_line(at: int, step: str, who: Participant, rng: random.Random, longest: int) -> StudyLine:
    text = (rng.choice(_SAID) + " ") * max(1, rng.randrange(longest) // 60)
    return StudyLine(
        id=f"l{at}", seq=at, at=BEGAN + timedelta(seconds=at), role=SpeakerRole.PERSON, speaker_id=who.id,
        speaker=who.name, text=text.strip(), step=step,
    )  # fmt: skip


def nothing_came() -> Study:
    """Everybody was asked, nothing came: every answer and vote is missing, and it paused for the budget."""
    study = crowd(4)
    run = study.first
    answers = tuple(a.model_copy(update={"lines": (), "missing": "the model gave none"}) for a in run.answers)
    votes = tuple(
        Vote(ballot=v.ballot, participant=v.participant, missing="the model gave none") for v in run.votes
    )
    parts = {
        "lines": (),
        "answers": answers,
        "votes": votes,
        "ended_at": None,
        "ended_early": "the budget of $2.00 was spent",
        "faults": ("the endpoint could not be reached",),
    }
    return study.model_copy(update={"runs": (run.model_copy(update=parts),)})


def edge_studies() -> dict[str, Study]:
    """Studies of odd sizes, by what is odd about them."""
    return {
        "one person": crowd(1),
        "thirty people": crowd(30),
        "no votes": crowd(5, ballots=0),
        "only votes": crowd(5, answers=0),
        "long answers": crowd(6, longest=30_000),
        "nothing came": nothing_came(),
        "whole": made_study(),
    }
