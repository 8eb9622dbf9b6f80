"""What small models were seen to say, and no person says: an echo, a talk with oneself, pieces of a form."""

import pytest

from tests.unit.minds import OSCAR, lisa, said, scene
from tests.unit.spoken_answers import ANA, spoken, words
from troupe.core.text_language import language
from troupe.minds.answer.assistant_phrases import speaks_as_assistant
from troupe.minds.answer.brief_answer import BriefObligedAnswer
from troupe.minds.answer.plain_reply import answer_from_text
from troupe.minds.answer.turn_answer import ObligedAnswer, TurnAnswer, answer_form
from troupe.minds.answer.turn_reading import NOTHING_SAID, read_turn
from troupe.worlds.action import FloorChoice, React
from troupe.worlds.turn import Hush


def test_whoever_is_asked_answers_in_the_language_of_the_question_though_others_spoke_another() -> None:
    english = said(1, "Ana", "What did you do today, and how was the rest of it?")
    of = scene(english, said(2, "Ana", "Et toi, Lisa, qu'est-ce que tu as fait aujourd'hui avec les autres ?"))
    line = "I had soup with them and then I went to bed with a book."
    reading = spoken(line, of=of)
    assert "language" in str(reading.faults)
    assert (words(reading), reading.suffices) == ([line], False)  # asked for once more, and said if need be
    assert words(spoken(line, of=of.model_copy(update={"obliged": False}))) == [line]


def test_a_talk_with_oneself_is_a_fault_and_its_first_line_is_kept() -> None:
    lines = (
        "Hello Ana! How are you?",
        "I'm good, thanks! How about you?",
        "I'm good too, thanks! What are you doing?",
    )
    reading = spoken(*lines, of=scene(said(1, "Ana", ANA)))
    assert words(reading) == [lines[0]]
    assert "itself" in str(reading.faults)


@pytest.mark.parametrize(
    "lines",
    [
        ("Hallo Ana, wie geht es dir?", "Mir geht es gut, und dir?"),
        ("What do you think?", "Thanks, Lisa! I think it is great."),
    ],
)
def test_it_is_noticed_in_two_lines_and_by_the_own_name(lines: tuple[str, ...]) -> None:
    assert words(spoken(*lines, of=scene(said(1, "Ana", "Lisa?")))) == [lines[0]]


def test_what_is_told_to_the_own_name_is_a_fault_and_the_name_alone_is_none() -> None:
    for line in (
        "Lisa, I appreciate your kindness.",
        "Hey Lisa! You never call.",
        "Lisa, thank you for all of it.",
    ):
        reading = spoken(line, of=scene(said(1, "Ana", "Lisa, who never answers?")))
        assert (words(reading), "itself" in str(reading.faults)) == ([], True), line
    for line in ("Lisa, pleased to meet you.", "Lisa, that is me.", "Lisa. I cut keys."):
        assert spoken(line, of=scene(said(1, "Ana", "Who is there?"))).faults == (), line


@pytest.mark.parametrize(
    "lines",
    [
        ("Hi Ana!", "What brings you here?", "And do you like soup?"),
        ("Really?", "No way."),
        ("Who told you that?", "Oscar, I bet."),
        ("I made soup today.", "Want some?"),
    ],
)
def test_several_lines_of_one_voice_are_left_alone(lines: tuple[str, ...]) -> None:
    reading = spoken(*lines, of=scene(said(1, "Ana", "Lisa?")))
    assert (words(reading), reading.faults) == (list(lines), ())


@pytest.mark.parametrize(
    "line",
    [
        "Of course! How can I assist you today?",
        "How may I help you today?",
        "I'm sorry, but I can't help you with that.",
        "I'm sorry, I can't help you with that.",
        "Is there anything else I can help you with?",
        "Wie kann ich Ihnen heute behilflich sein?",
        "Wie kann ich dir heute helfen?",
        "Comment puis-je vous aider aujourd'hui ?",
        "¿En qué puedo ayudarte hoy?",
        "Como posso ajudá-lo hoje?",
        "Come posso aiutarti oggi?",
        "Waarmee kan ik u vandaag helpen?",
        "W czym mogę pomóc?",
        "Чем я могу вам помочь?",
        "有什么可以帮助你的吗？",
        "何かお手伝いできることはありますか？",
        "Size nasıl yardımcı olabilirim?",
        "I'm a system assistant and not capable of speaking with people.",
        "I am just a computer program, so I ate nothing.",
        "I don't have personal preferences, but tea is popular.",
        "It's important to remember that everyone is different.",
    ],
)
def test_an_assistants_phrase_is_a_fault(line: str) -> None:
    reading = spoken(line, of=scene(said(1, "Ana", "Lisa?")))
    assert "assistant" in str(reading.faults), line


@pytest.mark.parametrize(
    ("line", "asked", "unasked"),
    [
        ("Fog again. How can I assist you today?", "Fog again.", "Fog again."),
        ("How can I assist you today? My dog is asleep.", "My dog is asleep.", ""),
        ("I'm here to help. If you tell me more, we can plan it. Please go on.", "", ""),
        ("As an AI model, I have no feelings. But the sea is nice.", "But the sea is nice.", ""),
        (
            "How can I help you? Wenn du magst, reden wir anders. Der Ofen ist kalt.",
            "Der Ofen ist kalt.",
            "",
        ),
    ],
)
def test_what_goes_on_with_an_assistants_phrase_is_left_out_with_it(line: str, asked: str, unasked: str) -> None:
    view = scene(said(1, "Ana", "Lisa, what a day"))
    for of, left in ((view, asked), (view.model_copy(update={"obliged": False}), unasked)):
        reading = spoken(line, of=of)
        assert "assistant" in str(reading.faults)
        assert " ".join(action.words for action in reading.actions) == left


def test_an_assistants_answer_is_no_answer_of_a_person() -> None:
    assert speaks_as_assistant("As an AI language model, I would choose A.")
    assert speaks_as_assistant("A is cheap. Let me know if you need anything else.")
    for trade in (
        "dental assistant",
        "system administrator",
        "travel agent",
        "programmer of computers",
        "shop assistant",
    ):
        assert not speaks_as_assistant(f"I'm a {trade} and not able to say, from personal experience.")
    assert not speaks_as_assistant("A, since my assistant at the shop likes it, and she can help me with it.")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Sure, how can I help?", "Lisa, can you help me?"),
        ("I can't help you with that, my back hurts.", "Lisa, could you help me move the sofa?"),
        ("Klar, wie kann ich dir helfen?", "Lisa, kannst du mir helfen?"),
        ("My assistant quit, so I help myself.", "Lisa, how is work?"),
    ],
)
def test_someone_who_is_asked_for_help_may_offer_it(line: str, asked: str) -> None:
    assert spoken(line, of=scene(said(1, "Ana", asked))).faults == ()


@pytest.mark.parametrize(
    "line",
    [
        "SHOWS YOU what I can do to help",
        "speak",
        "floor: speak",
        "TALK silent",
        "content_1",
        "no no no no no no no no no no no no",
        "I like it I like it I like it I like it I like it I like it",
        "Write as people chat, mostly one to three",
    ],
)
def test_what_makes_no_sense_is_a_fault(line: str) -> None:
    reading = spoken(line, of=scene(said(1, "Ana", "Gerda, do you cook?")))
    assert (words(reading), len(reading.faults)) == ([], 1), line


@pytest.mark.parametrize(
    "line", ["hmm", "Pizza.", "No.", "ha ha ha ha ha ha", "pfff", "NO WAY", "42", "brrrr", "ok", "speak"]
)
def test_short_answers_are_answers(line: str) -> None:
    of = scene(said(1, "Ana", "Should dogs learn to speak?"))
    assert (words(spoken(line, of=of)), spoken(line, of=of).faults) == ([line], ())


@pytest.mark.parametrize(
    ("line", "asked", "wrong"),
    [
        (
            "Ich habe heute nichts gemacht, es war sehr ruhig bei mir.",
            "What did you do today, and how was the rest of it?",
            True,
        ),
        ("我今天没有做什么特别的事情。", "What did you do today, and how was the rest of it?", True),
        (
            "Bei mir war es heute ruhig, und es ist noch nicht vorbei.",
            "Was it a good day for you? Bitte auf Deutsch.",
            False,
        ),
        (
            "I had soup and then I went to bed with it.",
            "Was hast du heute gegessen, und wie war es für dich?",
            False,
        ),
        (
            "Aujourd'hui je suis allée au marché avec mes amis, c'est tout.",
            "Qu'est-ce que tu as fait aujourd'hui avec les autres ?",
            False,
        ),
        ("C'est la vie!", "What did you do today, and how was the rest of it?", False),
        ("Soup.", "Was hast du heute gegessen, und wie war es für dich?", False),
    ],
)
def test_an_answer_in_a_language_nobody_asked_for_is_a_fault_where_it_is_sure(
    line: str, asked: str, wrong: bool
) -> None:
    assert bool(spoken(line, of=scene(said(1, "Ana", asked))).faults) is wrong


def test_short_lines_have_no_language() -> None:
    assert [language(text) for text in ("", "ok", "As I told Oscar: no.", "La la la la", "👍👍")] == [
        "",
        "",
        "",
        "",
        "",
    ]


def test_a_sentence_in_place_of_an_emoji_is_said() -> None:
    reading = read_turn(
        TurnAnswer.model_validate(
            {
                "floor": "react",
                "actions": [{"type": "REACT", "content": "Hello Ana. I mended nets.", "target": ""}],
            }
        ),
        scene(said(1, "Ana", ANA)),
    )
    assert (reading.floor, words(reading), reading.faults) == (
        FloorChoice.SPEAK,
        ["Hello Ana. I mended nets."],
        (),
    )


@pytest.mark.parametrize("content", [":)", "", "😊", "👍", ":thumbs up:"])
def test_an_emoji_or_what_is_none_answers_no_question(content: str) -> None:
    actions = [{"type": "REACT", "content": content}]
    for floor in ("react", "speak"):
        reading = read_turn(
            TurnAnswer.model_validate({"floor": floor, "actions": actions}), scene(said(1, "Ana", ANA))
        )
        assert reading.faults == (NOTHING_SAID,)
    unasked = scene(said(1, "Ana", ANA), obliged=False)
    assert read_turn(TurnAnswer.model_validate({"floor": "react", "actions": actions}), unasked).faults == ()


def test_the_form_of_someone_who_was_asked_lets_them_speak_or_be_silent() -> None:
    asked = scene(said(1, "Ana", ANA))
    assert answer_form(asked) is ObligedAnswer
    assert answer_form(asked.model_copy(update={"obliged": False})) is TurnAnswer
    schema = ObligedAnswer.model_json_schema()["properties"]
    assert schema["floor"]["enum"] == ["speak", "silent"]
    assert schema["actions"]["minItems"] == 1
    assert schema["actions"]["items"]["properties"]["type"]["enum"] == ["TALK", "THINK", "RECALL"]


def test_silence_of_someone_who_was_asked_has_a_reason_or_was_asked_for() -> None:
    asked = scene(said(1, "Ana", "Lisa, give it a rest."))
    assert spoken(of=asked, floor="silent").faults == (NOTHING_SAID,)
    assert spoken(of=asked, floor="silent", reason="none").faults == (NOTHING_SAID,)
    refused = spoken(of=asked, floor="silent", reason="She insulted me.")
    assert (refused.faults, refused.refusal, refused.floor) == ((), "She insulted me.", FloorChoice.SILENT)
    hushed = spoken(of=asked, floor="silent", hush="ME")
    assert (hushed.faults, hushed.hush, hushed.refusal) == ((), Hush.ME, "")
    assert spoken("Fine.", of=asked, reason="because").refusal == ""


def test_only_a_member_hushes_and_an_unknown_word_hushes_nobody() -> None:
    by_person = scene(said(1, OSCAR, "Lisa, give it a rest."))
    assert spoken("Fine.", of=by_person, hush="all").hush is Hush.NONE
    assert spoken("Fine.", of=scene(said(1, "Ana", "Quiet, all.")), hush="everyone!").hush is Hush.NONE


def test_words_win_over_a_floor_that_says_otherwise() -> None:
    asked = scene(said(1, "Ana", ANA))
    for floor in ("react", "silent", "speak"):
        assert words(spoken("I read.", of=asked, floor=floor)) == ["I read."]
    unasked = asked.model_copy(update={"obliged": False})
    assert words(spoken("I read.", of=unasked, floor="react")) == ["I read."]
    assert words(spoken("I read.", of=unasked, floor="silent")) == []


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        ("I read a book.", "I read a book."),
        ("Lisa Carter: I read a book.", "I read a book."),
        ('"I read a book."', "I read a book."),
        ("*smiles* I read a book.", "I read a book."),
        ("(laughs)\nI read a book.", "I read a book."),
        ("Answer: I read a book.", "I read a book."),
        ("- I read.\n- I slept.", "I read. I slept."),
        ("1. I read.\n2. I slept.", "I read. I slept."),
        ("I read a book.\nOscar Ramirez: Me too.", "I read a book."),
    ],
)
def test_a_plain_reply_is_the_speech(reply: str, heard: str) -> None:
    answer = answer_from_text(reply)
    assert answer is not None
    reading = read_turn(answer, scene(said(1, "Ana", ANA), persona=lisa()))
    assert words(reading) == [heard]
    assert not any(isinstance(action, React) for action in reading.actions)


@pytest.mark.parametrize("reply", ["(silent)", "Silence.", "[no response]", "*shrugs*"])
def test_a_plain_reply_may_be_silence(reply: str) -> None:
    answer = answer_from_text(reply)
    assert answer is not None
    assert answer.floor is FloorChoice.SILENT
    assert answer_from_text("  \n") is None


def test_an_emoji_answers_good_news() -> None:
    given = TurnAnswer.model_validate({"floor": "react", "actions": [{"type": "REACT", "content": "🎉"}]})
    reading = read_turn(given, scene(said(1, "Ana", "Lisa, we have won!")))
    assert (reading.floor, reading.faults) == (FloorChoice.REACT, ())


@pytest.mark.parametrize(
    "line", ["Hi, how are you today, Lisa?", "Lisa, what do you do?", "Hello Lisa! Are you well?"]
)
def test_who_asks_oneself_by_name_has_lost_who_one_is(line: str) -> None:
    reading = spoken(line, of=scene(said(1, "Ana", "Lisa?")))
    assert (words(reading), len(reading.faults)) == ([], 1)
    namesake = scene(said(1, "Lisa", "Lisa?"))
    assert words(spoken("Hi, how are you today, Lisa?", of=namesake)) == ["Hi, how are you today, Lisa?"]


@pytest.mark.parametrize(
    "line", ["I'm Lisa. Who are you?", "They call me Lisa, why?", "Lisa is my name. And yours?"]
)
def test_ones_own_name_may_be_told(line: str) -> None:
    assert words(spoken(line, of=scene(said(1, "Ana", "Lisa?")))) == [line]


def test_a_form_filled_in_is_no_speech_and_nor_is_what_stands_beside_it() -> None:
    actions = [
        {"type": "TALK", "content": "the way of the sea", "target": "The way of the sea."},
        {"type": "TALK", "content": "the sea of ways", "target": ""},
    ]
    answer = ObligedAnswer.model_validate({"floor": "speak", "actions": actions, "hush": "all"})
    reading = read_turn(answer, scene(said(1, "Ana", "Lisa?")))
    assert (words(reading), len(reading.faults), reading.hush) == ([], 1, Hush.NONE)
    named = {"floor": "speak", "actions": [{"type": "TALK", "content": "Oscar!", "target": "Oscar"}]}
    assert words(read_turn(ObligedAnswer.model_validate(named), scene(said(1, "Ana", "Lisa?")))) == ["Oscar!"]


@pytest.mark.parametrize(
    ("say", "hush"),
    [
        ("Fine, I will be quiet.", Hush.ME),
        ("", Hush.ME),
        ("What would you have me say?", Hush.NONE),
        ("I have thought about that for a long time, and I would not, not for any money in the world.", Hush.NONE),
    ],
)
def test_who_talks_on_or_asks_was_not_asked_to_be_quiet(say: str, hush: Hush) -> None:
    answer = BriefObligedAnswer.model_validate({"floor": "speak", "say": say, "hush": "me", "reason": "asked"})
    assert read_turn(answer, scene(said(1, "Ana", "Lisa, leave it for today."))).hush is hush
