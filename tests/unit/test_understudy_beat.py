"""The understudy at a beat: it begins with something of its own, or says nothing."""

from tests.unit.scenes import NOW, Room, asked
from troupe.llm.understudy import Understudy
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.people.library.library import library
from troupe.worlds.action import FloorChoice, Talk
from troupe.worlds.events.beat import Beat
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import SystemAuthor


def at_beat(room: Room) -> Scene:
    beat = Beat(
        id=f"beat {len(room.history)}",
        world_id="w",
        seq=len(room.history) + 1,
        at=NOW,
        author=SystemAuthor(),
        place="c",
        text="Monday morning, 09:00; nothing was said for 3 hours",
    )
    return room.scene(room.people[0], beat, obliged=False).model_copy(update={"unread": ()})


async def answer(scene: Scene, seed: int) -> TurnAnswer:
    return (await Understudy().complete(asked(scene, seed))).value


async def test_it_begins_often_and_not_always_and_never_twice_with_the_same() -> None:
    for persona in library().values():
        room, silent, begun = Room(persona, *list(library().values())[:2]), 0, list[str]()
        for seed in range(30):
            scene = at_beat(room)
            reading = read_turn(await answer(scene, seed), scene)
            assert not reading.faults
            words = [action.content for action in reading.actions if isinstance(action, Talk)]
            silent += reading.floor is FloorChoice.SILENT
            begun += words
            for said in words:
                room.says(room.people[0], said)
        assert silent > 0
        assert len(begun) >= 8
        assert len(set(begun)) == len(begun)


async def test_it_does_not_answer_what_was_said_before() -> None:
    gerda, rory = library()["gerda-vollmann"], library()["rory-macphee"]
    room = Room(gerda, rory)
    room.human("How old are you, Gerda?")
    for seed in range(10):
        scene = at_beat(room)
        words = [a.content for a in read_turn(await answer(scene, seed), scene).actions if isinstance(a, Talk)]
        assert not any(str(gerda.age) in said for said in words)
