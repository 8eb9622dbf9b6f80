"""What a newcomer is told: which lines it is made from, what the model is shown, the digest of the understudy."""

import pytest

from tests.unit.ledgers import counted
from tests.unit.scenes import NOW, WORLD, Room
from troupe.core.errors import ModelMalformed
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy
from troupe.minds.briefing_summary import LONGEST, brief, estimate_briefing, length_to_tell, to_tell
from troupe.people.library.library import ref_of
from troupe.people.persona.persona import Persona
from troupe.worlds.briefing import Briefing
from troupe.worlds.text.shown_lines import HIGH_LENGTH
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import Person

PIA = Person(
    id="pia", world_id="w", seat=9, persona=Persona(name="Pia Lund"), ref=ref_of(Persona(name="Pia Lund"), "pia")
)


@pytest.fixture
def room() -> Room:
    room = Room(Persona(name="Lisa Carter"), Persona(name="Oscar Mora"))
    lisa, oscar = room.people
    room.human("Shall we paint the kitchen green or yellow?")
    room.says(lisa, "Green. The kitchen gets no sun, and green paint hides it.")
    room.says(oscar, "Yellow paint, and I will pay for the paint myself.")
    room.human("ok")
    room.human("Who buys the paint tomorrow?")
    return room


async def told(room: Room, llm: Scripted | Understudy, muted: tuple[HumanAuthor, ...] = ()) -> Briefing:
    return await brief(counted(llm), room.history, PIA, WORLD, now=NOW, seed=3, muted=muted)


async def test_a_briefing_names_its_sources_and_how_far_it_goes(room: Room) -> None:
    llm = Scripted({("pia", "summary"): [{"summary": "  They argue\nabout paint. "}]})
    briefing = await told(room, llm)
    assert briefing.text == "They argue about paint."
    assert briefing.sources == tuple(event.id for event in room.history)
    assert briefing.through == 5
    assert briefing.usage.calls == 1
    assert not briefing.provenance.stand_in
    system, lines = (message.content for message in llm.requests[0].messages)
    assert "Pia Lund" in system
    assert "#3 Oscar Mora: Yellow paint" in lines


async def test_members_who_muted_are_neither_quoted_nor_named(room: Room) -> None:
    room.says(room.people[0], "Sam always asks.")
    llm = Scripted({("pia", "summary"): [{"summary": "Paint."}]})
    briefing = await told(room, llm, (HumanAuthor(id="h", name="Sam"),))
    lines = llm.requests[0].messages[1].content
    assert "Sam" not in lines
    assert "someone always asks" in lines
    assert len(briefing.sources) == 3


async def test_only_the_latest_lines_that_fit_are_told(room: Room) -> None:
    for at in range(40):
        room.human(f"{at} " + "long " * 200)
    events = to_tell(room.history)
    assert events[-1] is room.history[-1]
    assert sum(len(event.text) for event in events) <= HIGH_LENGTH
    assert room.history[0] not in events
    assert estimate_briefing(Scripted(), length_to_tell(room.history)).tokens <= (HIGH_LENGTH + 1_000) / 4 + 501


async def test_nothing_said_is_nothing_to_tell_and_an_empty_summary_is_an_error(room: Room) -> None:
    with pytest.raises(ValueError, match="nothing was said"):
        await brief(counted(Scripted()), (), PIA, WORLD, now=NOW, seed=3)
    with pytest.raises(ModelMalformed) as caught:
        await told(room, Scripted({("pia", "summary"): [{"summary": " \n "}]}))
    assert caught.value.usage is not None


async def test_the_understudy_tells_who_spoke_and_of_what_and_is_marked(room: Room) -> None:
    briefing = await told(room, Understudy())
    assert briefing.provenance.stand_in
    assert "Sam, Lisa Carter and Oscar Mora talked." in briefing.text
    assert "about paint, kitchen and green" in briefing.text
    assert "Oscar Mora said: “Yellow paint, and I will pay for the paint myself.”" in briefing.text
    assert briefing.text.endswith("“Who buys the paint tomorrow?” That last question is still open.")
    assert "“ok”" not in briefing.text


async def test_the_understudys_digest_of_much_stays_short(room: Room) -> None:
    for at in range(300):
        room.human(f"Number {at} is another matter of paint and brushes. " * 5, name=f"Sam {at % 30}")
    assert len((await told(room, Understudy())).text) <= LONGEST
