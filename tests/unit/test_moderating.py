"""A moderator person: held to what the guide leaves open, reasons heard by nobody in front, the same by seed."""

import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from tests.unit.test_headless_study import Paid, a_guide, people
from troupe.headless.headless_study import run_study
from troupe.headless.study_panel import moderator_of, panel_of
from troupe.llm.port.llm import Request
from troupe.llm.understudy import Understudy
from troupe.people.persona.persona import Persona
from troupe.research.analysis.by_rule.rule_reading import read_by_rule
from troupe.research.analysis.study_record import StudyRecord
from troupe.research.conducting.study_quote import quote_runs
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion, GuideSection, StudyKind
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.guides.linting.lint_finding import LintRule
from troupe.research.moderating.decision_bounds import bounded
from troupe.research.moderating.moderating_matter import ModeratedPerson, ModeratingMatter
from troupe.research.moderating.moderator_wish import ModeratorWish
from troupe.research.moderating.session_lines import SessionLine
from troupe.research.moderating.stand_in_moderator import RoomAnswers, stand_in_wish
from troupe.research.moves.decision_point import DecisionPoint
from troupe.research.moves.section_time import minutes_left
from troupe.research.reports.deviation_words import moderated
from troupe.research.reports.forms.report_formats import ReportFormat, report_files
from troupe.research.reports.report_layout import StudyReport
from troupe.research.reruns.study_order import StudyOrder
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import DeviationKind, Study
from troupe.research.sessions.study_gathering import guide_hash
from troupe.worlds.sessions.moderator_decision import DecisionKind
from troupe.worlds.sessions.session_move import KeptMove, MoveKind, PostedLine
from troupe.worlds.sessions.session_view import SessionView, SessionWorld
from troupe.worlds.sessions.study_session import SessionPlaces, SessionStatus, StudySession
from troupe.worlds.world import WorldStatus

NOW = GuideQuestion(key="now", text="What do you drink when it is hot?", probes=("Why that?",), free_probes=2)
AHEAD = GuideQuestion(key="price", text="What would be a fair price for a tea bag?")
REASON = "a quibble nobody in front may hear of"
IMKE = Persona(name="Imke Sandvoort")
AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
STANDING = StudySession(
    tenant="t",
    id="s",
    study_id="s",
    condition="",
    replicate=0,
    seed=1,
    status=SessionStatus.RUNNING,
    pause=None,
    moves=3,
    released=None,
    resumes=0,
    model=None,
    asked_for=None,
    places=SessionPlaces(),
    created_at=AT,
    began_at=AT,
    ended_at=None,
    ended_early="",
)


def matter(**update: object) -> ModeratingMatter:
    lines = (
        SessionLine(id="e1", person="", name="Moderator", text=NOW.text, step="now", world=0),
        SessionLine(id="e2", person="a", name="Ana Bell", text="Iced tea, a euro a bag.", step="now", world=0),
        SessionLine(id="e3", person="b", name="Ben", text="Water.", step="now", world=0),
    )
    seated = (("a", "Ana Bell"), ("b", "Ben"), ("c", "Ana Cole"))
    base = ModeratingMatter(
        title="Tea",
        about="tea bags",
        decision="",
        language="en",
        steps=(),
        people=tuple(ModeratedPerson(id=i, name=n, human=False, probed=False, free=True) for i, n in seated),
        lines=lines,
        open="now",
        asked=(NOW.text, "Why that?"),
        probes_left=2,
        ahead=AHEAD.text,
    )
    return base.model_copy(update=update)


def point(**update: object) -> DecisionPoint:
    values: dict[str, Any] = {"number": 3, "open": NOW, "probes_left": {0: 2}, "ahead": AHEAD, **update}
    return DecisionPoint(**values)


def held(wish: ModeratorWish, at: DecisionPoint | None = None) -> tuple[DecisionKind, str]:
    decision = bounded(wish, a_guide(NOW, AHEAD), at or point(), matter(), "Imke")
    assert (decision.number, decision.by) == (3, "Imke")
    return decision.kind, decision.note


def probe(text: str, to: str = "everyone") -> ModeratorWish:
    return ModeratorWish(reason=REASON, move=DecisionKind.PROBE, to=to, text=text)


def wish(move: DecisionKind, text: str = "", lines: tuple[int, ...] = ()) -> ModeratorWish:
    return ModeratorWish(reason=REASON, move=move, text=text, lines=list(lines))


def test_what_the_guide_leaves_open_may_be_done() -> None:
    assert held(probe("What is it about water?", "ben.")) == (DecisionKind.PROBE, "")
    decision = bounded(probe("How so?", "Ana Cole"), a_guide(NOW, AHEAD), point(), matter(), "Imke")
    assert (decision.person, decision.step) == ("c", "now")
    assert held(wish(DecisionKind.REFRAME, "What may a bag of tea cost?")) == (DecisionKind.REFRAME, "")
    assert held(wish(DecisionKind.SKIP, lines=(2, 3, 3))) == (DecisionKind.SKIP, "")
    closing = point(minutes_left=0.0, left_out=("price",))
    assert held(wish(DecisionKind.CLOSE), closing) == (DecisionKind.CLOSE, "")
    assert held(probe("Ben, and what is it about water?", "Ben")) == (DecisionKind.PROBE, "")
    assert held(wish(DecisionKind.REFRAME, AHEAD.text)) == (DecisionKind.GO_ON, "")


@pytest.mark.parametrize(
    ("wanted", "at", "why"),
    [
        (probe("Don't you think that tea is better?"), point(), "which answer is wanted"),
        (probe("What do you like, and how often do you drink it?"), point(), "probe"),
        (probe("How so?"), point(probes_left={0: 0}), "leaves none"),
        (probe("How so?"), point(minutes_left=-1.0), "time was over"),
        (probe("How so?", "Ana"), point(), "nobody who can be asked"),
        (probe("How so?", "Zoe"), point(), "nobody who can be asked"),
        (probe("why that?"), point(), "asked before"),
        (probe("…"), point(), "without words"),
        (wish(DecisionKind.REFRAME, "How do you travel to work?"), point(), "something else"),
        (wish(DecisionKind.REFRAME, "Surely a fair price is low?"), point(), "which answer is wanted"),
        (wish(DecisionKind.REFRAME, "A fair price?"), point(ahead=None), "no question"),
        (wish(DecisionKind.SKIP, lines=(1, 2, 99)), point(), "1 of 3"),
        (wish(DecisionKind.SKIP, lines=(2, 3)), point(ahead=NOW), "for everybody"),
        (wish(DecisionKind.CLOSE), point(left_out=("price",), minutes_left=2.0), "not over"),
        (wish(DecisionKind.CLOSE), point(minutes_left=0.0), "nothing of it is left"),
    ],
)
def test_what_lies_beyond_is_not_done_and_says_why(wanted: ModeratorWish, at: DecisionPoint, why: str) -> None:
    kind, note = held(wanted, at)
    assert kind is DecisionKind.GO_ON
    assert why in note


def test_what_was_said_in_one_room_stays_there() -> None:
    rooms = tuple(
        ModeratedPerson(id=i, name=n, human=False, probed=False, free=True, world=w)
        for w, (i, n) in enumerate((("a", "Ana Bell"), ("b", "Ben")))
    )
    lines = (
        SessionLine(id="e", person="a", name="Ana Bell", text="It costs me a euro a bag.", step="now", world=0),
    )
    for text, to, fine in (
        ("Ana Bell says otherwise. Why?", "Ben", False),
        ("What of “costs me a euro a bag”?", "Ben", False),
        ("What of “costs me a euro a bag”?", "everyone", False),
        ("What of “costs me a euro a bag”?", "Ana Bell", True),
    ):
        at = matter(people=rooms, lines=lines)
        decision = bounded(probe(text, to), a_guide(NOW, AHEAD), point(), at, "Imke")
        assert (decision.kind is DecisionKind.PROBE) is fine, text


def test_the_phrases_of_the_stand_in_lead_nobody() -> None:
    text = files("troupe.research.moderating").joinpath("stand_in_words.toml").read_text("utf-8")
    for language, table in tomllib.loads(text).items():
        phrases = [p for kind in ("silent", "ladder", "more", "contrast") for p in table[kind]]
        for phrase in phrases:
            asked = GuideQuestion(key="a", text=phrase.format(name="Ana", word=table["judging"][0]), free_probes=1)
            guide = a_guide(asked).model_copy(update={"language": language})
            assert [one for one in lint(guide) if one.rule is not LintRule.JARGON] == [], phrase


def heard(name: str, *said: str, probed: bool = False) -> RoomAnswers:
    return RoomAnswers(name=name, said=said, earlier=tuple(enumerate(said, start=1)), probed=probed, free=True)


def test_the_stand_in_moderates_by_rule() -> None:
    def decided(
        *who: RoomAnswers, language: str = "en", ahead: str = "", closing: bool = False, again: bool = False
    ) -> ModeratorWish:
        return stand_in_wish(
            language, who, may_probe=True, ahead=ahead, may_close=closing, contrasted=again, seed=1
        )

    long = "I drink it in the morning on the balcony with two slices of toast and the paper in my hand"
    ana, ben = heard("Ana", long), heard("Ben", f"It is far too expensive, {long}")
    assert decided(ana, heard("Cid")).to == "Cid"
    assert "expensive" in decided(ana, ben).text
    assert decided(ana, heard("Cid", f"Perhaps. {long}")).to == "Cid"
    assert "brief" in decided(ana, heard("Ben", "That is expensive.")).reason
    assert decided(ana, heard("Ben", "Water.")).to == "Ben"
    assert decided(ana, heard("Cid", long)).to == "everyone"
    assert decided(ana, heard("Cid", long), again=True).move is DecisionKind.GO_ON
    assert decided(ana, heard("Cid", probed=True)).move is DecisionKind.GO_ON
    assert decided(ana, ben, closing=True).move is DecisionKind.CLOSE
    assert decided(ana, heard("Cid"), language="fi").move is DecisionKind.GO_ON
    priced = "A fair price for such a tea bag would be forty cents."
    skipping = decided(heard("Ana", priced), heard("Ben", f"So I say: {priced}"), ahead=AHEAD.text)
    assert (skipping.move, skipping.lines) == (DecisionKind.SKIP, [1, 1])


class Chaired(Paid):
    """A model that moderates by a list, and keeps every prompt of whoever is moderated."""

    def __init__(self, *wishes: dict[str, Any]) -> None:
        super().__init__()
        self.wishes = list(wishes)
        self.prompts: list[str] = []

    def _answer(self, request: Request[Any]) -> dict[str, Any]:
        if str(request.purpose) == "moderating":
            chosen = self.wishes.pop(0)
            if chosen["move"] == "skip":
                assert isinstance(request.matter, ModeratingMatter)
                chosen["lines"] = [n for n, line in enumerate(request.matter.lines, 1) if line.person]
            return {"reason": REASON, **chosen}
        self.prompts += [message.content for message in request.messages]
        return super()._answer(request)


async def test_a_moderator_person_leads_a_study_and_every_deviation_is_told() -> None:
    guide = Guide(
        title="Cold tea",
        sections=(
            GuideSection(
                title="One",
                minutes=12,
                steps=(
                    NOW,
                    Exhibit(key="idea", text="A tea bag."),
                    GuideQuestion(key="first", text="What do you make of this idea?"),
                    AHEAD,
                    Ballot(key="buy", text="Would you buy it?", options=("yes", "no")),
                ),
            ),
            GuideSection(
                title="Two",
                minutes=3,
                steps=(
                    GuideQuestion(key="use", text="What would you use it for?", minutes=4),
                    GuideQuestion(key="more", text="What else?"),
                ),
            ),
        ),
    )
    llm = Chaired(
        {"move": "probe", "to": "Person 1", "text": "What is it about that?"},
        {"move": "probe", "to": "everyone", "text": "Who sees it differently, and in what way?"},
        {"move": "reframe", "text": "What do you think of this idea of a tea bag?"},
        {"move": "skip"},
        {"move": "probe", "to": "everyone", "text": "Don't you love it?"},
        {"move": "close"},
    )
    study = await run_study(guide, people(3), model=llm, seed=2, moderator=IMKE)
    run, record = study.first, StudyRecord(study)
    said = [(line.step, line.probe, line.text) for line in run.lines if line.role.value == "moderator"]
    assert said == [
        ("now", 0, NOW.text),
        ("now", 1, "Why that?"),
        ("now", 2, "Person 1: What is it about that?"),
        ("now", 3, "Who sees it differently, and in what way?"),
        ("idea", 0, "A tea bag."),
        ("first", 0, "What do you think of this idea of a tea bag?"),
        ("use", 0, "What would you use it for?"),
    ]
    assert {line.speaker for line in run.lines if line.role.value == "moderator"} == {"Imke Sandvoort (moderator)"}
    assert set(run.skipped) == {"price", "more"}
    alone = [answer.participant for answer in run.answers if (answer.step, answer.probe) == ("now", 2)]
    assert alone == ["person-1"]
    assert [one.kind for one in run.deviations] == [
        *(DeviationKind.PROBED, DeviationKind.PROBED, DeviationKind.REFRAMED, DeviationKind.LEFT_OUT),
        *(DeviationKind.DROPPED, DeviationKind.OUT_OF_TIME),
    ]
    assert [record.beyond_guide("now", probe) for probe in range(4)] == [False, False, True, True]
    assert record.question("now", 2) == "What is it about that?"
    assert not [prompt for prompt in llm.prompts if REASON in prompt]
    assert all(
        REASON in dict(moderated(record))[label]
        for label in ("Asked beyond the guide, 2 of 2", "Left out for time")
    )
    html = report_files(StudyReport(study=study, analysis=read_by_rule(study)), ReportFormat.HTML)
    page = b"".join(html.values()).decode()
    assert "“What do you make of this idea?” became “What do you think of this idea of a tea bag?”" in page
    assert "Don&#39;t you love it?" in page or "Don't you love it?" in page


async def test_the_quote_counts_what_a_moderator_person_takes_at_most() -> None:
    found, members = panel_of(people(3), 1)
    for study, rooms in ((StudyKind.DISCUSSION, 1), (StudyKind.INTERVIEWS, 3)):
        guide = a_guide(NOW, AHEAD, study=study)
        order = StudyOrder(guide, found, members, seed=1, moderator=moderator_of(IMKE))
        llm = Chaired(
            *[{"move": "probe", "to": f"Person {n % 3}", "text": f"What of {n}?"} for n in range(6)],
            {"move": "go_on"},
        )
        plans = [SessionPlan.model_validate_json(run.plan) for run in order.runs()]
        quote = quote_runs(plans, llm)
        assert quote.calls == 3 * (2 + 2) + 3 + (2 * rooms + 1)
        await run_study(guide, people(3), model=llm, seed=1, moderator=IMKE)
        assert sum(n for (purpose, _), n in llm.paid.items() if purpose == "moderating") == 2 * rooms + 1
        assert sum(llm.paid.values()) <= quote.calls


async def test_the_understudy_moderates_the_same_by_seed() -> None:
    guide = a_guide(NOW, AHEAD)

    async def held(seed: int) -> Study:
        return await run_study(guide, "gerda, rory-macphee", model=Understudy(), seed=seed, moderator="tobias")

    one, again = await held(5), await held(5)
    assert [line.text for line in one.first.lines] == [line.text for line in again.first.lines]
    assert one.first.moderators == ("Tobias Achterberg",)
    assert one.first.deviations
    own = [line for line in one.first.lines if line.role.value == "moderator" and line.probe > 1]
    assert own
    assert all(line.stand_in for line in own)
    assert one.guide_hash == guide_hash(guide)


def test_rooms_side_by_side_use_the_time_of_one() -> None:
    asked = GuideQuestion(key="now", text="What do you drink?", minutes=4, free_probes=3)
    plan = SessionPlan(
        guide=Guide(title="Tea", sections=(GuideSection(title="One", minutes=3, steps=(asked,)),)),
        panel="",
        members=panel_of(people(2), 1)[1],
    )
    worlds = tuple(SessionWorld(number=n, world_id=str(n), status=WorldStatus.OPEN, people=()) for n in range(2))

    def left(*rooms: tuple[int, ...]) -> float | None:
        moves = tuple(
            KeptMove(
                number=number,
                kind=MoveKind.ASK,
                step="now",
                probe=number,
                part=0,
                asked=(),
                posted=tuple(PostedLine(event=f"{number} {room}", world=room, step="now") for room in to),
                answers=(),
                note="",
                guests=(),
                due_at=None,
                closed=False,
                at=AT,
            )
            for number, to in enumerate(rooms)
        )
        view = SessionView(session=STANDING, plan="", worlds=worlds, moves=moves, now=AT)
        return minutes_left(plan, view, plan.guide.sections[0])

    assert left((0, 1)) == 2
    assert left((0, 1), (0,), (1,)) == 1
    assert left((0, 1), (0,), (0,)) == 0
