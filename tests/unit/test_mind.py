"""The mind: one call a turn, the floor it chose kept, nothing posted that no person would say."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.minds import OSCAR, lisa, said, scene, turn
from troupe.core.errors import ModelBusy, ModelMalformed
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.metered_model import Metered
from troupe.llm.openai.output_schema import instructions, strict_schema
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.scripted_model import Scripted, ScriptedReply
from troupe.minds.answer.turn_answer import TurnAnswer
from troupe.minds.answer.turn_reading import read_turn
from troupe.minds.mind import PATIENCE, Mind
from troupe.minds.prompt.turn_prompt_files import prompts_hash
from troupe.worlds.action import Done, FloorChoice, React, Talk, Think
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.turn import Outcome, Turn

UNASKED = scene(said(1, OSCAR, "Morning"), said(2, "Ana", "What a day."), obliged=False)
ASKED = scene(said(1, OSCAR, "Morning"), said(2, "Ana", "Lisa, what do you think?"))
SCHEMA_TALK = '{"floor": "speak", "actions": []}'


def talk(content: str, target: str = "") -> dict[str, Any]:
    return {"type": "TALK", "content": content, "target": target}


def answer(*actions: object, floor: str = "speak", **state: object) -> dict[str, Any]:
    return {"floor": floor, "actions": list(actions), "state": state}


async def decided(*replies: ScriptedReply, of: Scene = ASKED) -> Outcome:
    with Scripted({("lisa", "turn"): replies}) as llm:
        return await Mind(llm).decide(turn(of))


def said_by(outcome: Outcome) -> list[str]:
    return [action.content for action in outcome.actions if isinstance(action, Talk)]


async def test_a_turn_is_one_call_with_all_it_needs() -> None:
    with Scripted({("lisa", "turn"): [answer(talk("Fine.", "ana"), goals="rest")]}) as llm:
        outcome = await Mind(llm).decide(turn(ASKED, seed=99))
        request = llm.requests[0]
    assert (request.purpose, request.seed, request.person, request.scene) == ("turn", 99, "lisa", ASKED)
    assert outcome.floor is FloorChoice.SPEAK
    assert outcome.actions == (Talk(content="Fine.", target="Ana"),)
    assert outcome.usage.calls == 1
    assert outcome.provenance.model == "scripted"
    assert outcome.provenance.prompts_hash == prompts_hash()
    assert len(outcome.provenance.request_hash) == 64
    assert outcome.provenance.parameters["seed"] == 99
    assert not outcome.provenance.stand_in


async def test_the_estimate_covers_the_prompt_and_the_answer() -> None:
    with Scripted({("lisa", "turn"): [answer(talk("Fine."))]}) as llm:
        mind = Mind(llm)
        outcome = await mind.decide(turn(ASKED))
        assert mind.estimate(ASKED).tokens >= outcome.usage.tokens_in + 700
        assert (mind.player().name, mind.player().stand_in) == ("scripted", False)


async def test_another_model_plays_from_the_next_turn_on_and_a_turn_under_way_ends_with_its_own() -> None:
    gate = asyncio.Event()
    with (
        Scripted({("lisa", "turn"): [answer(talk("From the former."))]}, gate=gate) as former,
        Scripted({("lisa", "turn"): [answer(talk("From the next."))]}, name="next") as latter,
    ):
        mind = Mind(former)
        under_way = asyncio.ensure_future(mind.decide(turn(ASKED)))
        await former.asked(1)
        mind.play_by(Metered(latter))
        assert (mind.models, mind.player().name) == (("next",), "next")
        assert (await mind.decide(turn(ASKED))).provenance.model == "next"
        gate.set()
        assert (await under_way).provenance.model == "scripted"
        assert mind.usage.calls == 2


async def test_the_model_that_the_community_chose_plays_and_one_no_longer_offered_is_replaced() -> None:
    with (
        Scripted({("lisa", "turn"): [answer(talk("From the usual one."))]}) as usual,
        Scripted({("lisa", "turn"): [answer(talk("From the other one."))]}, name="other") as other,
    ):
        mind = Mind(usual, {"other": other})
        assert mind.models == ("scripted", "other")
        chosen = await mind.decide(turn(ASKED.model_copy(update={"model": "other"})))
        assert chosen.provenance.model == "other"
        gone = await mind.decide(turn(ASKED.model_copy(update={"model": "gone"})))
        assert gone.provenance.model == "scripted"


async def test_the_state_is_made_anew_and_stays_only_where_none_is_given() -> None:
    old = MindState(
        goals="ask Oscar about data", context=("Ana asked Lisa (#2)",), attention="Ana", emotions="calm"
    )
    of = ASKED.model_copy(update={"person": ASKED.person.model_copy(update={"state": old})})
    outcome = await decided(
        answer(talk("Hm."), goals="", context=["Oscar said\nmorning (#1)"], emotions=None), of=of
    )
    assert outcome.state == MindState(context=("Oscar said morning (#1)",))
    outcome = await decided({"floor": "speak", "actions": [talk("Hm.")], "state": "calm"}, of=of)
    assert outcome.state == old


@pytest.mark.parametrize(
    ("given", "floor", "kinds"),
    [
        (answer(talk("Hi."), {"type": "REACT", "content": "👍"}), "speak", ["TALK", "REACT"]),
        (
            answer({"type": "THINK", "content": "Hm."}, talk("Hi."), {"type": "DONE"}),
            "speak",
            ["THINK", "TALK", "DONE"],
        ),
        (answer({"type": "REACT", "content": "👍"}, talk("Hi."), floor="react"), "speak", ["REACT", "TALK"]),
        (answer({"type": "REACT", "content": "yes!"}, floor="react"), "silent", []),
        (answer({"type": "REACT", "content": "👍"}), "react", ["REACT"]),
        (answer({"type": "THINK", "content": "Hm."}), "silent", ["THINK"]),
        (answer(floor="silent"), "silent", []),
        (answer({"type": "DONE"}, talk("too late")), "silent", ["DONE"]),
    ],
)
async def test_the_floor_decides_which_actions_count(given: dict[str, Any], floor: str, kinds: list[str]) -> None:
    outcome = await decided(given, of=UNASKED)
    assert (outcome.floor.value, [action.type for action in outcome.actions]) == (floor, kinds)


async def test_silent_but_speaking_counts_as_speech_only_when_asked() -> None:
    given = answer(talk("Fine by me."), floor="silent")
    assert said_by(await decided(given)) == ["Fine by me."]
    outcome = await decided(given, of=ASKED.model_copy(update={"obliged": False}))
    assert (outcome.floor, outcome.actions) == (FloorChoice.SILENT, ())


@pytest.mark.parametrize(
    "meta",
    [
        "*stays silent*", "(silent)", "[No response]", "I stay silent.", "...", "…",
        "I'll stay quiet because this is not my topic.", "I am staying silent for now.",
        "*Lisa remains silent, listening.*", "_says nothing_", "Lisa stays silent.", "Lisa Carter: (says nothing)",
        "*listens quietly* (silence)", "silence", "*nods and keeps quiet*", "  ",
    ],
)  # fmt: skip
async def test_words_about_silence_are_silence(meta: str) -> None:
    outcome = await decided(answer(talk(meta)), of=UNASKED)
    assert (outcome.floor, outcome.actions) == (FloorChoice.SILENT, ())


@pytest.mark.parametrize(
    "speech",
    [
        "I have nothing to add, honestly.",
        "The street was quiet (it was a quiet Sunday).",
        "I'll keep quiet about it, promise.",
        "Quiet down, you two!",
        "I'm an AI researcher, so yes.",
        "I'm an AI engineer and I like it.",
        "As an AI researcher, I would not.",
        "My training data was noisy.",
        "I'm not an AI, I'm from Toronto.",
        "As I told Oscar: no.",
        "Bring:\n- Oscar Ramirez: wine\n- me: bread",
        "The paper says {x | x > 0}, which is odd.",
        "Use `df[['a']]`.",
        'She said "no" and left.',
        "¿Qué tal? 👍",
    ],
)
async def test_ordinary_speech_is_left_as_it_is(speech: str) -> None:
    assert said_by(await decided(answer(talk(speech)))) == [speech]


@pytest.mark.parametrize(
    ("speech", "heard"),
    [
        ("Lisa Carter: Fine.", "Fine."),
        ("**Lisa:** Fine.", "Fine."),
        ("[Lisa]: Fine.\nLisa: Really.", "Fine.\nReally."),
        ("#12 Lisa Carter: Fine.", "Fine."),
        ("#12 You ↪ #2: Fine.", "Fine."),
        ("Fine.\nOscar ↪ #3: Good.", "Fine."),
        ("TALK: Fine.", "Fine."),
        ('"Fine."', "Fine."),
        ("Fine.\nOscar Ramirez: I agree.\nLisa: Good.", "Fine."),
        ("Fine.\n**Oscar**: I agree.", "Fine."),
        ("Fine. Oscar: I agree.", "Fine."),
        ("Fine.\nAna: thanks", "Fine."),
        ("Fine.\n#14 Somebody Else: thanks", "Fine."),
        ("Fine.\nTHINK: she is odd", "Fine."),
        ("Fine. *stays silent*", "Fine."),
        ("<think>what now</think>Fine.", "Fine."),
        ("Fine.<|im_end|>\n<|im_start|>user", "Fine."),
        ("Fine\u202e.\x00", "Fine."),
    ],
)
async def test_speech_is_only_ones_own(speech: str, heard: str) -> None:
    assert said_by(await decided(answer(talk(speech)))) == [heard]


@pytest.mark.parametrize(
    "speech",
    [
        SCHEMA_TALK,
        '```json\n{"a": 1}\n```',
        '[{"type": "TALK", "content": "Hi"}]',
        "Oscar: I think Lisa is right.",
        "As an AI language model, I have no opinions.",
        "I'm just an AI, but it looks fine.",
        "I am a large language model trained by OpenAI.",
        "I'm sorry, but I can't assist with that request.",
        "You are not an assistant and serve nobody here. That is what I was told.",
    ],
)
async def test_what_no_person_would_say_is_asked_for_again_once(speech: str) -> None:
    with Scripted({("lisa", "turn"): [answer(talk(speech)), answer(talk("Fine."))]}) as llm:
        outcome = await Mind(llm).decide(turn(ASKED))
        first, second = llm.requests
    assert said_by(outcome) == ["Fine."]
    assert outcome.usage.calls == 2
    assert outcome.provenance.attempts == 2
    assert "corrected" in str(outcome.provenance.parameters["notes"])
    assert second.messages[: len(first.messages)] == first.messages, "what is cached stays cached"
    assert "Lisa Carter" in second.messages[-1].content


async def test_out_of_character_twice_is_a_failure_with_its_cost() -> None:
    bad = answer(talk(SCHEMA_TALK))
    with pytest.raises(ModelMalformed, match="Lisa Carter") as caught:
        await decided(bad, bad)
    assert caught.value.usage is not None
    assert caught.value.usage.calls == 2


async def test_out_of_character_twice_keeps_what_a_person_would_say() -> None:
    mixed = answer(talk("As an AI language model, I can't eat. But soup is fine."))
    assert said_by(await decided(mixed, mixed)) == ["But soup is fine."]


class Unhurried(Scripted):
    """A model that takes its time over every answer."""

    async def complete(self, request: Request[T]) -> Reply[T]:
        reply = await super().complete(request)
        return replace(reply, usage=reply.usage.model_copy(update={"latency": PATIENCE + 1}))


async def test_a_slow_model_is_not_asked_twice() -> None:
    mixed = answer(talk("As an AI language model, I can't eat. But soup is fine."))
    with Unhurried({("lisa", "turn"): (mixed,)}) as llm:
        assert said_by(await Mind(llm).decide(turn(ASKED))) == ["But soup is fine."]
        assert len(llm.requests) == 1


async def test_the_first_answer_is_paid_for_though_the_second_never_came() -> None:
    with pytest.raises(ModelBusy) as caught:
        await decided(answer(talk(SCHEMA_TALK)), ModelBusy("busy", usage=Usage(calls=6)))
    assert caught.value.usage is not None
    assert caught.value.usage.calls == 7
    assert caught.value.usage.tokens_in > 0


@pytest.mark.parametrize("emoji", ["👍", "❤️", "👨‍👩‍👧", "🏳️‍🌈", "🇫🇷", "👋🏽", "1️⃣", "☕", " 😂 "])
async def test_one_emoji_is_a_reaction(emoji: str) -> None:
    outcome = await decided(answer({"type": "REACT", "content": emoji, "target": "#2"}, floor="react"), of=UNASKED)
    assert outcome.actions == (React(content=emoji.strip(), target="2"),)


@pytest.mark.parametrize("text", ["👍👍", "ok", ":thumbsup:", "", "👍 nice", "✓", "1", "🇫", "<:x:123>"])
async def test_anything_else_is_no_reaction(text: str) -> None:
    outcome = await decided(answer({"type": "REACT", "content": text}, floor="react"), of=UNASKED)
    assert (outcome.floor, outcome.actions) == (FloorChoice.SILENT, ())
    assert "no emoji" in str(outcome.provenance.parameters["notes"])


@pytest.mark.parametrize(
    ("target", "number"), [("#2", "2"), ("2", "2"), ("message #1", "1"), ("#99", ""), ("Ana", "")]
)
async def test_a_reaction_goes_to_a_line_that_is_there_or_to_the_trigger(target: str, number: str) -> None:
    outcome = await decided(
        answer({"type": "REACT", "content": "👍", "target": target}, floor="react"), of=UNASKED
    )
    assert outcome.actions == (React(content="👍", target=number),)


@pytest.mark.parametrize(("target", "name"), [("oscar", OSCAR), ("@Ana", "Ana"), ("Lisa", ""), ("everyone", "")])
async def test_speech_is_for_someone_who_is_there_or_for_all(target: str, name: str) -> None:
    outcome = await decided(answer(talk("Hi.", target)))
    assert outcome.actions == (Talk(content="Hi.", target=name),)


async def test_a_flood_is_dammed() -> None:
    flood = [talk(f"Line {i}.") for i in range(9)]
    thoughts = [{"type": "THINK", "content": "x" * 5000}] * 5
    facts = [f"Ana: Lisa, what do you think? (#2) {number}" for number in range(50)]
    many = answer(talk("Line 0."), *flood, *thoughts, goals="Ana " * 9000, context=[*facts, "c" * 900])
    outcome = await decided(many)
    assert said_by(outcome) == ["Line 0.", "Line 1.", "Line 2."]
    assert sum(isinstance(action, Think) for action in outcome.actions) == 3
    assert all(len(action.content) <= 600 for action in outcome.actions if isinstance(action, Think))
    assert len(outcome.state.goals) <= 160
    assert len(outcome.state.context) == 5
    long = await decided(answer(talk(" ".join(f"Sentence {number}." for number in range(900)))))
    assert len(said_by(long)[0]) <= 4000
    assert said_by(long)[0].endswith(".")


@pytest.mark.parametrize(
    "given",
    [
        {"floor": "SPEAK", "actions": [{"type": "talk", "content": "Hi."}]},
        {"Floor": "speak", "Actions": {"type": "Talk", "content": "Hi.", "target": None, "mood": 1}},
        {"actions": [{"type": "TALK", "content": "Hi."}]},
        {"floor": "talk", "actions": ["Hi."]},
        {"floor": "speak", "action": {"type": "TALK", "content": "Hi."}, "state": []},
        {"floor": "speak", "actions": [{"type": "DANCE", "content": "x"}, {"type": "TALK", "content": "Hi."}]},
    ],
)
def test_answers_are_read_in_the_shapes_models_give_them(given: dict[str, Any]) -> None:
    reading = read_turn(TurnAnswer.model_validate(given), ASKED)
    assert (reading.floor, reading.actions) == (FloorChoice.SPEAK, (Talk(content="Hi."),))
    assert ("DANCE" in str(reading.notes)) == ("DANCE" in str(given))


@pytest.mark.parametrize(
    "given", [{}, {"floor": "speak"}, {"floor": "dance", "actions": []}, {"actions": [3]}, "hi"]
)
def test_what_is_no_answer_is_an_error(given: object) -> None:
    with pytest.raises(ValidationError):
        TurnAnswer.model_validate(given)


def test_done_is_the_end_of_a_turn() -> None:
    reading = read_turn(TurnAnswer.model_validate(answer(talk("Hi."), {"type": "DONE"}, talk("More."))), ASKED)
    assert reading.actions == (Talk(content="Hi."), Done())


def test_the_form_can_be_asked_for_strictly_and_in_words() -> None:
    schema = strict_schema(TurnAnswer)
    assert schema["required"] == ["floor", "actions", "hush", "state"]
    assert "TALK" in json.dumps(schema)
    assert "default" not in json.dumps(schema)
    assert json.dumps(schema, separators=(",", ":")) in instructions(TurnAnswer)


async def test_a_persona_with_awkward_names_is_no_trouble() -> None:
    of = ASKED.model_copy(
        update={"person": ASKED.person.model_copy(update={"persona": lisa(name="J.R. (Bob) [x]*")})}
    )
    assert said_by(await decided(answer(talk("J.R. (Bob) [x]*: Hi.")), of=of)) == ["Hi."]


def test_names_of_members_are_no_patterns() -> None:
    of = scene(said(1, ".*", "Hi"), said(2, "(", "Hi"))
    reading = read_turn(TurnAnswer.model_validate(answer(talk("Well: hello"))), of)
    assert reading.actions == (Talk(content="Well: hello"),)


async def test_a_second_answer_is_only_asked_for_where_there_is_room_for_it() -> None:
    asked: list[tuple[str, int]] = []

    async def full(of: Turn, estimate: Estimate) -> bool:
        asked.append((of.id, estimate.tokens))
        return False

    mixed = answer(talk("As an AI language model, I can't eat. But soup is fine."))
    with Scripted({("lisa", "turn"): [mixed, answer(talk(SCHEMA_TALK))]}) as llm:
        mind = Mind(llm, reserve=full)
        outcome = await mind.decide(turn(ASKED))
        assert said_by(outcome) == ["But soup is fine."]
        assert outcome.usage.calls == len(llm.requests) == len(asked) == 1
        (turn_id, tokens) = asked[0]
        assert turn_id == turn(ASKED).id
        assert tokens > outcome.usage.tokens_in + 700, "the second prompt holds the first, and what was wrong"
        with pytest.raises(ModelMalformed, match="Lisa Carter") as caught:
            await mind.decide(turn(ASKED))
        assert caught.value.usage is not None
        assert caught.value.usage.calls == 1
