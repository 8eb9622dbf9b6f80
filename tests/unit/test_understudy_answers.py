"""The understudy answers what it is asked, stays on it, and tells what it has to tell as itself."""

import re

import pytest

from benchmarks.answers_asked import CASES
from benchmarks.understudy_talk import Room
from troupe.llm.understudy.hearing.question_kind import Ask, asked
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

ONCE = 0.9
"""The share of the labelled questions that must be answered to the point."""

LENA = Persona.model_validate(
    {
        "name": "Lena Moos",
        "gender": "female",
        "age": 33,
        "residence": "Bern",
        "education": "University of Bern, Master's in Biology. Thesis on alpine moss.",
        "occupation": {"title": "Botanist", "organization": "the city", "description": "You are a botanist."},
        "preferences": {
            "likes": ["Freshly brewed coffee."],
            "dislikes": ["Fast food."],
            "interests": ["Old maps"],
        },
        "behaviors": {"routines": {"morning": ["Wakes at 6:00 AM."], "weekend": ["Hikes with her dog, Fips."]}},
        "relationships": [
            {"name": "Anna", "description": "Your sister, a nurse."},
            {"name": "John", "description": "Your boss, always pushing you to hurry."},
        ],
        "other_facts": ["Lena grew up in a small village."],
    }
)
"""Told as an agent file tells it, in the third person, without a line of her own."""


async def test_the_labelled_questions_are_answered_to_the_point() -> None:
    right = 0
    for case in CASES:
        answer = (await Room([library()[case.slug]]).answers(case.said))[-1]
        right += re.search(case.evidence, answer, re.IGNORECASE) is not None
    assert right >= ONCE * len(CASES)


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        (("where did you grow up?",), r"I grew up in a small village"),
        (("what did you study?",), r"Biology|moss"),
        (("what time do you get up?",), r"I wake at 6"),
        (("do you have any siblings?",), r"Anna"),
        (("tell me about your boss",), r"John.*pushing me to hurry"),
        (("what do you think about fast food?",), r"fast food"),
        (("coffee or tea?",), r"coffee"),
        (("Lena coffee or tea?",), r"(?<!Lena )coffee"),
        (("do you exercise?",), r"I hike with my dog"),
        (("what do you do in the morning?", "and at the weekend?"), r"I hike"),
        (("I love old maps. And you?",), r"old maps"),
        (("what is this place?",), r"made-up|invented"),
    ],
)
async def test_an_agent_file_answers_in_the_first_person(said: tuple[str, ...], evidence: str) -> None:
    for seed in range(4):
        answer = (await Room([LENA], seed=seed).answers(said))[-1]
        assert re.search(evidence, answer, re.IGNORECASE), answer


async def test_and_you_repeats_the_question_for_another() -> None:
    room = Room([library()["rory-macphee"], LENA])
    await room.answer(1, room.member_says("do you like coffee?"))
    assert "tea" in await room.answer(0, room.member_says("and you, Rory?"))


async def test_why_stays_on_what_one_said() -> None:
    room = Room([library()["craig-halloway"]])
    room.person_says(0, "Dogs are honest.")
    assert re.search(r"dog|modem|postie|cattle", await room.answer(0, room.member_says("why?")), re.IGNORECASE)


@pytest.mark.parametrize(
    ("text", "slug", "evidence"),
    [
        ("Hallo Gerda, wie geht es dir?", "gerda-vollmann", "vertretung"),
        ("hola, como estas amigo?", "octavio-valdecanas", "suplente"),
        ("お元気ですか", "setsuko-arakawa", "代役"),
    ],
)
async def test_a_language_is_answered_in_it_by_the_stand_in(text: str, slug: str, evidence: str) -> None:
    room = Room([library()[slug]])
    first = await room.answer(0, room.member_says(text))
    second = await room.answer(0, room.member_says(text))
    assert evidence in first.lower()
    assert evidence in second.lower()
    assert first != second


@pytest.mark.parametrize(
    ("text", "slug", "saying"),
    [
        ("Oi, tudo bem com você?", "jadson-melquiades", "in_portuguese"),
        ("Cześć, jak się masz?", "ambrozy-szarejko", "in_polish"),
        ("كيف حالك", "nermine-abou-zeina", "in_arabic"),
        ("Habari yako, unafanya nini leo?", "josphat-wambugu-kamande", "in_swahili"),
        ("Bonjour, comment ça va?", "marcellin-dupouey", "in_french"),
        ("안녕하세요", "haneul-baek", "in_korean"),
        ("Hola, ¿cómo está usted?", "eufrasia-matadamas-luis", "in_spanish"),
        ("Hei, mitä sinulle kuuluu?", "aune-kuusijarvi", "in_finnish"),
        ("Merhaba, nasılsın?", "rustem-pamukcu", "in_turkish"),
    ],
)
async def test_lines_of_their_own_in_a_language_come_before_the_one_line(
    text: str, slug: str, saying: str
) -> None:
    persona = library()[slug]
    room = Room([persona])
    lines = persona.sayings[saying]
    for _ in lines:
        assert await room.answer(0, room.member_says(text)) in lines
    assert await room.answer(0, room.member_says(text)) not in lines


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("merhaba, nasilsin? bugun ne var ne yok", "vekil"),
        ("Hvordan har du det, hvad laver du?", "stedfortræder"),
        ("Cum ești? Ce faci azi?", "înlocuitor"), ("Як справи? Що ти їси?", "дублер"),
        ("Xin chào bạn, bạn thích gì?", "thế"),
        ("Apa kabar? Kamu suka makan apa?", "pengganti"), ("Τι κάνεις σήμερα;", "αντικαταστάτης"),
        ("מה שלומך היום?", "מחליף"),
        ("Jak se máš? Proč jsi tady?", "záskok"), ("สบายดีไหม", "ตัวแทน"),
    ],
)  # fmt: skip
async def test_a_language_that_is_not_theirs_is_answered_in_it_and_never_parroted(text: str, word: str) -> None:
    room = Room([LENA])
    answer = await room.answer(0, room.member_says(text))
    assert word in answer.lower()
    assert not set(text.lower().strip("?;").split()) & {part for part in answer.lower().split() if len(part) > 4}


async def test_a_language_nobody_has_lines_for_is_left_alone_by_who_was_only_asked() -> None:
    room = Room([LENA, library()["gerda-vollmann"]])
    assert await room.answer(0, room.member_says("როგორ ხარ დღეს?"), obliged=False) == ""
    assert await room.answer(0, room.member_says("როგორ ხარ დღეს?"))


@pytest.mark.parametrize("text", ["I moved to a new city", "I was in the bar, come on", "die hard is on at ten"])
async def test_english_is_not_taken_for_another_language(text: str) -> None:
    room = Room([library()["craig-halloway"]])
    assert "English" not in await room.answer(0, room.member_says(text))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("why?", Ask.WHY), ("Lena, why not?", Ask.WHY), ("really?", Ask.MORE), ("tell me more", Ask.MORE),
        ("and you?", Ask.BACK), ("what about you, Lena?", Ask.BACK), ("cats or dogs?", Ask.EITHER),
        ("do you like rain?", Ask.LIKES), ("have you ever flown?", Ask.EVER), ("can you swim?", Ask.ABLE),
        ("are you lonely?", Ask.BEING), ("do you dance?", Ask.DOING), ("what do you miss?", Ask.SELF),
        ("who won?", Ask.WORLD), ("it rains", Ask.NOTHING), ("are you coming or not?", Ask.BEING),
    ],
)  # fmt: skip
def test_what_is_asked_for(text: str, kind: Ask) -> None:
    assert asked(text, ("lena",)).kind is kind


@pytest.mark.parametrize(
    ("slug", "said", "evidence"),
    [
        ("craig-halloway", "what do you grow?", r"sweet potato"),
        ("priya-raghunathan", "what does your grandmother do?", r"[Gg]randmother"),
        ("bernie-fahy", "how many babies have you caught?", r"four thousand"),
        ("setsuko-arakawa", "why did you close the school?", r"taught|school|pupil"),
    ],
)
async def test_a_question_with_a_subject_of_its_own_is_answered_with_what_is_written_of_it(
    slug: str, said: str, evidence: str
) -> None:
    assert re.search(evidence, (await Room([library()[slug]]).answers([said]))[-1])
