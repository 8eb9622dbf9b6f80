"""A sample written by a model: many at once, in whatever order, resumed after a crash, nobody lost in silence."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.population_files import OURS
from troupe.core.errors import ModelMalformed, ModelRejected, ModelUnavailable, TroupeError
from troupe.people.persona.persona import Persona
from troupe.people.population.files.population_loading import parse_population
from troupe.people.population.flesh.plain_flesh import plain_flesh
from troupe.people.population.flesh.skeleton import Skeleton
from troupe.people.population.sampling.fleshing_journal import FleshingJournal, key_of
from troupe.people.population.sampling.model_fleshing import fleshed, held
from troupe.people.population.sampling.population_sample import MOST_TRIES, Bones, drawn
from troupe.people.population.sampling.skeleton_keeping import SkeletonBreach, breaches, without

TOWN = parse_population(OURS, "town.yaml")


def bones(people: int = 8, seed: int = 1) -> Bones:
    return drawn(TOWN, people, seed=seed)


def journal(folder: Path, of: Bones, by: str = "a model") -> FleshingJournal:
    return FleshingJournal(folder / "written.jsonl", key_of(of, by))


class Writer:
    """Stands for a model: writes plainly, late for some, and fails as told (by number in the sample)."""

    def __init__(self, *, backwards: bool = False, fails: dict[int, list[TroupeError]] | None = None) -> None:
        self.asked: Counter[int] = Counter()
        self.at_once = 0
        self._now = 0
        self._backwards = backwards
        self._fails = fails or {}

    async def __call__(self, skeleton: Skeleton, seed: int, faults: tuple[SkeletonBreach, ...]) -> Persona:
        self.asked[skeleton.index] += 1
        self._now += 1
        self.at_once = max(self.at_once, self._now)
        for _ in range(20 - 2 * skeleton.index if self._backwards else skeleton.index):
            await asyncio.sleep(0)
        self._now -= 1
        if errors := self._fails.get(skeleton.index):
            raise errors.pop(0)
        return plain_flesh(skeleton, seed)


async def test_nothing_depends_on_the_order_of_arrival(tmp_path: Path) -> None:
    one = await fleshed(bones(), Writer(), _fresh(tmp_path, "a"))
    other = await fleshed(bones(), Writer(backwards=True), _fresh(tmp_path, "b"), at_once=3)
    assert one == other
    assert [persona.name for persona in one.personas] == [skeleton.name for skeleton in bones().skeletons]
    assert one.missing == ()


def _fresh(folder: Path, name: str) -> FleshingJournal:
    (folder / name).mkdir()
    return journal(folder / name, bones())


async def test_no_more_are_written_at_once_than_allowed(tmp_path: Path) -> None:
    writer, came = Writer(), list[int]()
    await fleshed(bones(), writer, journal(tmp_path, bones()), at_once=3, done=lambda: came.append(1))
    assert writer.at_once == 3
    assert len(came) == 8


async def test_what_was_written_is_not_asked_for_again(tmp_path: Path) -> None:
    first = Writer(fails={5: [ModelMalformed("no persona")]})
    found = await fleshed(bones(), first, journal(tmp_path, bones()))
    assert [(one.index, one.name, one.reason) for one in found.missing] == [
        (5, bones().skeletons[5].name, "no persona")
    ]
    assert len(found.personas) == 7
    again = Writer()
    whole = await fleshed(bones(), again, journal(tmp_path, bones()))
    assert again.asked == {5: 1}
    assert whole == await fleshed(bones(), Writer(), _fresh(tmp_path, "new"))


async def test_a_crash_in_the_middle_of_a_line_costs_that_line_only(tmp_path: Path) -> None:
    await fleshed(bones(), Writer(), journal(tmp_path, bones()))
    path = tmp_path / "written.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    assert len(journal(tmp_path, bones())) == 7
    again = Writer()
    whole = await fleshed(bones(), again, journal(tmp_path, bones()))
    assert sum(again.asked.values()) == 1
    assert len(whole.personas) == 8
    assert len(journal(tmp_path, bones())) == 8


async def test_lines_of_another_sample_or_model_do_not_count(tmp_path: Path) -> None:
    await fleshed(bones(), Writer(), journal(tmp_path, bones()))
    assert len(journal(tmp_path, bones(), by="another model")) == 0
    assert len(journal(tmp_path, bones(seed=2))) == 0
    assert len(journal(tmp_path, bones())) == 8


async def test_a_failure_that_may_pass_is_tried_again(tmp_path: Path) -> None:
    writer = Writer(fails={2: [ModelUnavailable("down")], 3: [ModelUnavailable("down"), ModelUnavailable("down")]})
    found = await fleshed(bones(), writer, journal(tmp_path, bones()))
    assert [one.index for one in found.missing] == [3]
    assert (writer.asked[2], writer.asked[3]) == (2, 2)


async def test_a_model_that_refuses_us_is_not_asked_by_the_hundred(tmp_path: Path) -> None:
    many = bones(40)
    writer = Writer(fails={index: [ModelRejected("bad key")] for index in range(40)})
    found = await fleshed(many, writer, journal(tmp_path, many), at_once=2)
    assert len(found.missing) == 40
    assert sum(writer.asked.values()) <= 4
    assert all("bad key" in one.reason for one in found.missing)


async def test_who_is_too_like_another_is_written_again_a_few_times(tmp_path: Path) -> None:
    asked: Counter[int] = Counter()

    async def copies(skeleton: Skeleton, seed: int, _: tuple[SkeletonBreach, ...]) -> Persona:
        asked[skeleton.index] += 1
        lines = tuple(f"I think that number {n} is better than people say it is." for n in range(40))
        if skeleton.index == 3 and asked[3] == 2:
            return plain_flesh(skeleton, seed)
        return Persona.model_validate({"name": "Anyone", "beliefs": lines})

    found = await fleshed(bones(5), copies, journal(tmp_path, bones(5)))
    assert (asked[0], asked[3]) == (1, 2)
    assert (asked[1], asked[2], asked[4]) == (MOST_TRIES, MOST_TRIES, MOST_TRIES)
    assert len(found.personas) == 5
    assert len(found.notes) == 3
    assert "is like" in found.notes[0]


def test_a_model_cannot_change_what_the_plan_says() -> None:
    skeleton = bones().skeletons[0]
    written = Persona.model_validate(
        {"name": "Somebody Else", "age": 3, "gender": "robot", "style": "Dry.", "preferences": {"likes": ["rain"]}}
    )
    persona = held(skeleton, written)
    assert (persona.name, persona.age, persona.gender) == (
        skeleton.name,
        skeleton.age,
        skeleton.document["gender"],
    )
    assert persona.style == "Dry."
    assert persona.preferences.likes == ("rain",)


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"key": 1}', '{"key": "KEY", "index": 0, "attempt": 0, "persona": {}}']
)
def test_a_line_that_makes_no_sense_is_passed_over(line: str, tmp_path: Path) -> None:
    (tmp_path / "written.jsonl").write_text(line.replace("KEY", key_of(bones(), "m")) + "\n")
    assert len(journal(tmp_path, bones(), by="m")) == 0


async def test_the_journal_is_json_lines(tmp_path: Path) -> None:
    await fleshed(bones(3), Writer(), journal(tmp_path, bones(3)))
    lines = [json.loads(line) for line in (tmp_path / "written.jsonl").read_text("utf-8").splitlines()]
    assert {line["index"] for line in lines} == {0, 1, 2}
    assert {line["key"] for line in lines} == {key_of(bones(3), "a model")}


def somebody_drawn() -> Skeleton:
    """A working person over thirty, in Germany, never married."""
    people = drawn("germany", 120, seed=5).skeletons
    return next(
        one
        for one in people
        if "working" in one.tags and 30 < (one.age or 0) < 60 and ("never married",) in one.values.values()
        and not {"nurse", "dentist", "pharmacist"} & {*one.work.title.split()}
    )  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "I'm 24 and new to all of this.",
        "You are 71 years old, and it shows.",
        "An 80-year-old with opinions.",
        "At 93 you learnt to skate.",
        "You retired last spring.",
        "I've been retired for years.",
        "You work as a nurse on the night shift.",
        "I'm a pharmacist in a small place.",
        "You live in Osaka, above a bakery.",
        "Here in Chicago nobody asks.",
        "My husband snores.",
        "Ich bin 24 und neu hier.",
        "Mit 93 hast du das Eislaufen gelernt.",
        "Du bist jetzt in Rente.",
        "Ich arbeite als Zahnärztin in einer kleinen Praxis.",
        "Du wohnst in Wien, über einer Bäckerei.",
        "Mein Mann schnarcht.",
        "Tengo 24 años y todo es nuevo.",
        "Trabajas como enfermera de noche.",
        "Vivo en Sevilla, encima de una panadería.",
        "J'ai 71 ans et cela se voit.",
        "Je suis pharmacienne dans un petit village.",
        "Minha aposentadoria dá para pouco.",
        "Moro em Lisboa desde sempre.",
    ],
)
def test_what_contradicts_the_plan_is_seen(sentence: str) -> None:
    skeleton = somebody_drawn()
    written = held(skeleton, Persona.model_validate({"name": "X", "other_facts": [f"You like rain. {sentence}"]}))
    faults = breaches(skeleton, written)
    assert [fault.sentence for fault in faults] == [sentence]
    assert without(written, faults).other_facts == ("You like rain.",)


def test_what_agrees_with_the_plan_or_speaks_of_others_stands() -> None:
    skeleton = somebody_drawn()
    facts = [
        f"You are {skeleton.age} and tired.", "I'm 5 minutes late, always.", "You want to be done at 99.",
        f"You work as a {skeleton.work.job}.", "Your mother is a nurse, and your father retired at 58.",
        "You once lived with a dentist who came from Osaka.", "At 20 you moved out.", "You are a bit of a clown.",
        f"You live in {skeleton.document['residence']}.", "Your neighbour is 91.", "Tengo 20 años de experiencia.",
        "Mit 40 Gästen war das Haus voll.", "Deine Mutter ist mit 93 gestorben.", "Du lebst in Deutschland.",
        "Je suis un peu fatiguée le soir.", "Aos domingos você vai à feira.", "Du bist ein Mensch mit Geduld.",
    ]  # fmt: skip
    assert breaches(skeleton, held(skeleton, Persona.model_validate({"name": "X", "other_facts": facts}))) == ()


async def test_who_contradicts_the_plan_is_written_once_more_and_then_without_it(tmp_path: Path) -> None:
    heard: dict[int, list[int]] = {}

    async def stubborn(skeleton: Skeleton, seed: int, faults: tuple[SkeletonBreach, ...]) -> Persona:
        heard.setdefault(skeleton.index, []).append(len(faults))
        stays = skeleton.index == 1 or not faults
        lines = ["I'm 7 years old."] if stays and skeleton.index < 2 else []
        return plain_flesh(skeleton, seed).model_copy(update={"voice": ["Good morning.", *lines]})

    found = await fleshed(bones(4), stubborn, journal(tmp_path, bones(4)))
    assert [heard[index] for index in range(4)] == [[0, 1], [0, 1], [0], [0]]
    assert all(persona.voice == ("Good morning.",) for persona in found.personas)
    second = found.personas[1]
    (note,) = (note for note in found.notes if "left out" in note)
    assert note == f"{second.name}: 1 sentence was left out, since the tables say: the person is {second.age}"
