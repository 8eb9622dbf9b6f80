"""Memories of what people witnessed: made once, of what was said, and gone with it."""

from typing import Any

import pytest
from pydantic import JsonValue

from db.remembering.experience_store import SqlExperiences
from tests.store.memory_making import SMALL_TALK, allow, kept, made, talk, tells
from tests.store.stage import ANA, BEN, Stage, only, outcome
from troupe.core.errors import BadInput, NotFound, StoreUnavailable
from troupe.llm.scripted_model import Scripted
from troupe.minds.prompt.recalled_lines import recalled_lines
from troupe.worlds.jobs.job import JobStatus
from troupe.worlds.memories.kept_memory import MemoryKind
from troupe.worlds.text.shown_lines import HIGH


async def forgotten_by_the_history(stage: Stage) -> None:
    """So much is said and read that what was said before is shown no more."""
    for _ in range(HIGH // 40 + 1):
        await talk(stage, [f"The soup of day {number} was fine." for number in range(40)])


async def coming_back(stage: Stage, question: str) -> list[str]:
    await stage.hear(question, BEN)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    lines = recalled_lines(turn.scene)
    await stage.commit(turn, outcome())
    return lines


async def test_what_was_said_is_remembered_with_what_it_rests_on_and_comes_back(stage: Stage) -> None:
    await allow(stage)
    await talk(stage, ["I live in Porto.", *SMALL_TALK])
    assert await made(stage) == 1
    (fact,) = await kept(stage)
    (episode,) = await kept(stage, kind=MemoryKind.EPISODE)
    first = next(event for event in await stage.events() if event.text == "I live in Porto.")
    assert (fact.about, fact.topic, fact.said_by, fact.sources) == ("Ana", "home", "Ana", (first.id,))
    assert first.id in episode.sources or episode.sources
    assert await kept(stage, seat=1) == []  # Oscar has read nothing of it
    assert await made(stage) == 0
    await forgotten_by_the_history(stage)
    assert any("Ana said: “I live in Porto.”" in line for line in await coming_back(stage, "Where does Ana live?"))


async def test_what_is_so_now_comes_back_with_what_was_before(stage: Stage) -> None:
    await allow(stage)
    await talk(stage, ["I live in Porto.", *SMALL_TALK])
    await made(stage)
    await talk(stage, ["I moved to Lisbon last week.", *SMALL_TALK])
    await made(stage)
    now, before = await kept(stage)
    assert (before.superseded_by, now.current) == (now.id, True)
    await forgotten_by_the_history(stage)
    lines = await coming_back(stage, "In which city does Ana live?")
    assert "Lisbon" in lines[0]
    assert "before" in lines[0]
    assert "Porto" in lines[0]
    assert not any(line.endswith("Ana: I live in Porto.") for line in lines)
    told = await coming_back(stage, "Soup, bread and rain in Porto: what was that?")
    (episode,) = (line for line in told if "what went on" in line and "Porto" in line)
    assert "(by now, " in episode
    assert "Lisbon" in episode


async def test_whoever_witnessed_the_same_has_their_memories_of_one_call(stage: Stage) -> None:
    await talk(stage, ["The meeting is on Monday.", *SMALL_TALK], readers=(0, 1))
    llm = tells({"about": "the meeting", "topic": "day", "fact": "The meeting is on Monday.", "line": 1})
    assert await made(stage, llm) == 1
    assert len(llm.requests) == 1
    assert [m.text for m in await kept(stage, 0)] == [m.text for m in await kept(stage, 1)]
    assert len(await kept(stage, 0)) == 1
    assert "The meeting is on Monday." in llm.requests[0].messages[-1].content


async def test_hearsay_stays_hearsay_and_takes_the_place_of_nothing_said_at_first_hand(stage: Stage) -> None:
    await allow(stage)
    await talk(stage, ["I live in Porto.", ("Ana lives in Rome now, I hear.", BEN), *SMALL_TALK])
    number = next(event.heard for event in await stage.events() if event.text == "I live in Porto.") or 0
    facts = (
        {"about": "Ana", "topic": "home", "fact": "Ana lives in Porto.", "line": number},
        {"about": "Ana", "topic": "home", "fact": "Ana lives in Rome.", "line": number + 1},
    )
    await made(stage, tells(*facts, line=number))
    rome, porto = await kept(stage)
    assert (porto.current, porto.hearsay, porto.said_by) == (True, False, "Ana")
    assert (rome.hearsay, rome.said_by) == (True, "Ben")


async def test_nothing_is_kept_without_a_line_that_says_so(stage: Stage) -> None:
    await talk(stage, ["The meeting is on Monday.", *SMALL_TALK])
    number = next(event.heard for event in await stage.events() if "Monday" in event.text) or 0
    facts = (
        {"about": "the key", "fact": "The key lies under a stone.", "line": number},
        {"about": "the meeting", "fact": "The meeting is on Monday.", "line": 999},
    )
    await made(stage, tells(*facts, line=number))
    assert await kept(stage) == []
    assert len(await kept(stage, kind=MemoryKind.EPISODE)) == 1


async def test_without_permission_no_fact_about_a_member_and_one_question_in_the_channel(stage: Stage) -> None:
    await talk(stage, ["I live in Porto, and my sister is called Rita.", *SMALL_TALK])
    await made(stage)
    await talk(stage, [("I work as a baker.", BEN), "I have a dog called Biscuit.", *SMALL_TALK])
    await made(stage)
    assert await kept(stage) == []
    asked = [
        event.text for event in await stage.events() if event.kind == "notice" and "remember-me" in event.text
    ]
    assert len(asked) == 2  # once for Ana, and once for Ben
    await allow(stage)
    await talk(stage, ["I live in Lisbon.", *SMALL_TALK])
    await made(stage)
    assert [fact.about_member for fact in await kept(stage)] == [ANA.id]
    record = await stage.stores.consents.record(ANA.id)
    assert [(about.person, about.world) for about in record.memories] == [("Lisa", "lounge")]
    assert await stage.stores.consents.withdraw(ANA.id) == 1
    assert await kept(stage) == []


async def test_a_deleted_line_takes_all_memories_made_with_it_and_the_rest_is_gone_over_anew(stage: Stage) -> None:
    await allow(stage)
    await talk(stage, ["I live in Porto.", ("The meeting is on Monday.", BEN), *SMALL_TALK])
    await made(stage)
    assert {fact.about for fact in await kept(stage)} == {"Ana", "meeting"}
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert await kept(stage) == []
    assert await made(stage) == 1
    assert [fact.about for fact in await kept(stage)] == ["meeting"]


async def test_a_prompt_that_showed_a_memory_is_exposed_to_what_it_was_made_of(stage: Stage) -> None:
    await talk(stage, [("The meeting is on Monday.", BEN), *SMALL_TALK])
    await made(stage)
    await forgotten_by_the_history(stage)
    await stage.hear("On which day is the meeting?", ANA)
    (turn,) = (await stage.claim(only(stage.people[0].id))).turns
    assert [item.memory.about for item in turn.scene.memories] == ["meeting"]
    await stage.commit(turn, outcome(mood="glad about Monday"))
    states = await stage.stores.transcripts.states(stage.id)
    assert states[stage.people[0].id].emotions == "glad about Monday"
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    states = await stage.stores.transcripts.states(stage.id)
    assert states[stage.people[0].id].emotions == ""


async def test_a_stretch_gone_over_anew_takes_the_place_of_nothing_said_later(stage: Stage) -> None:
    await talk(stage, [("The meeting is on Monday.", BEN), ("The key is under the stone.", BEN), *SMALL_TALK])
    await made(stage)
    await talk(stage, [("The meeting is on Friday.", BEN), *SMALL_TALK])
    await made(stage)
    await stage.stores.mailbox.erase(stage.id, ["m2"])
    await made(stage)
    holds = {fact.text: fact.current for fact in await kept(stage)}
    assert holds == {"“The meeting is on Monday.”": False, "“The meeting is on Friday.”": True}


async def test_a_process_that_dies_over_it_pays_once_and_keeps_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk(stage, [("The meeting is on Monday.", BEN), *SMALL_TALK])
    llm = tells({"about": "the meeting", "topic": "day", "fact": "The meeting is on Monday.", "line": 1})
    keep, deaths = SqlExperiences.keep, list[bool]()

    async def kept_and_died(*args: Any, **options: Any) -> bool:
        answer = await keep(*args, **options)
        if not deaths:
            deaths.append(answer)
            raise StoreUnavailable("gone with the process")
        return answer

    monkeypatch.setattr(SqlExperiences, "keep", kept_and_died)
    await made(stage, llm)
    await made(stage, llm)
    assert deaths == [True]
    assert len(llm.requests) == 1
    assert len(await kept(stage)) + len(await kept(stage, kind=MemoryKind.EPISODE)) == 2
    (job,) = await stage.stores.jobs.latest("consolidation")
    assert job.status is JobStatus.DONE


async def test_after_some_experiences_they_are_thought_over(stage: Stage) -> None:
    thought: dict[str, JsonValue] = {
        "reflections": [
            {"about": "Ben", "text": "Ben is fond of meetings.", "notes": [1, 2]},
            {"about": "the meeting", "text": "I come to dread the meeting.", "notes": [5]},
            {"about": "life", "text": "Nothing lasts.", "notes": [77]},
        ]
    }
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday"):
        await talk(stage, [(f"The meeting is on {day}.", BEN), *SMALL_TALK])
        await made(stage)
    await talk(stage, ["So it is."])
    llm = Scripted({("lisa", "reflection"): [thought]})
    with llm:
        await made(stage, llm)
    (reflection,) = await kept(stage, kind=MemoryKind.REFLECTION)  # Ben was never asked
    assert reflection.text == "I come to dread the meeting."
    assert reflection.sources
    assert "You are Lisa" in llm.requests[0].messages[0].content
    await stage.stores.mailbox.erase(stage.id, ["m1"])
    assert await kept(stage, kind=MemoryKind.REFLECTION) == []


async def test_a_model_that_fails_is_asked_again_later_and_not_for_ever(stage: Stage) -> None:
    await talk(stage, ["The meeting is on Monday.", *SMALL_TALK])
    asked = [await made(stage, Scripted(otherwise="no JSON at all")) for _ in range(7)]
    assert (asked[:2], asked[-1]) == ([1, 1], 0)


async def test_those_who_run_the_place_pin_edit_and_forget(stage: Stage) -> None:
    memories, (lisa, *_) = stage.stores.memories, stage.people
    await talk(stage, [("The meeting is on Monday.", BEN), ("The key is under the stone.", BEN), *SMALL_TALK])
    await made(stage)
    key, meeting = await kept(stage)
    edited = await memories.edit(meeting.id, "The meeting is on Monday at nine.", "77")
    await memories.pin(edited.id)
    await memories.forget(key.id)
    now, before = await kept(stage)
    assert (now.text, now.pinned, now.edited_by) == ("The meeting is on Monday at nine.", True, "77")
    assert (before.text, before.superseded_by) == (meeting.text, now.id)
    assert any("at nine" in line for line in await coming_back(stage, "Good evening."))
    with pytest.raises(BadInput):
        await memories.edit(edited.id, "Ben has a meeting on Monday.", "77")
    with pytest.raises(NotFound):
        await memories.pin(key.id)
    assert lisa.id == now.person_id
