"""Who a message addresses and whom it only talks of, over many languages and situations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.moments import MOMENTS, Moment
from tests.unit.rooms import person, room
from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.message_addressing import address, adds_to
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.floor_view import FloorView
from troupe.worlds.world import Person

CAST = (
    person("Lisa Carter", 0),
    person("Oscar Ramirez", 1, nicknames=["Ozzie"]),
    person("Will Turner", 2),
    person("Hope Adeyemi", 3),
    person("Léa Dubois", 4),
    person("José", 5),
    person("リサ", 6),
    person("丽莎", 7),
    person("리사", 8),
    person("Лиза", 9),
    person("ليزا", 10),
)
HUMANS = ("Ann", "Ben", "Dana Scott")


def heard(*said: tuple[str, str], view: FloorView | None = None) -> Addressed:
    """Whom the last line addresses."""
    view = view or room(CAST, said, humans=HUMANS)
    return address(view.recent[-1], view)


def meant(addressed: Addressed) -> set[str]:
    others = [mark for mark, meant in (("*", addressed.everyone), ("@", addressed.human)) if meant]
    return {*(p.split()[0] for p in addressed.people), *others}


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda m: f"{m.lang}: {m.text}")
def test_a_message_is_for_those_it_calls_and_about_those_it_names(moment: Moment) -> None:
    addressed = heard(("Ann", moment.text))
    assert meant(addressed) == set(moment.to.split())
    assert {p.split()[0] for p in addressed.mentioned} == set(moment.about.split())


def test_a_first_name_two_people_share_calls_neither() -> None:
    cast = (person("Lisa Carter"), person("Lisa Moreno", 1))
    view = room(cast, [("Ann", "Lisa, what do you think?")])
    assert heard(view=view).people == ()
    assert heard(view=view).mentioned == ("Lisa Carter", "Lisa Moreno")
    full = room(cast, [("Ann", "Lisa Moreno, what do you think?")])
    assert heard(view=full).people == ("Lisa Moreno",)


def test_a_member_of_the_same_first_name_yields_to_the_person_but_a_whole_name_is_ambiguous() -> None:
    said = [("Ann", "Lisa, what do you think?")]
    assert heard(view=room(CAST, said, humans=("Lisa Stone",))).people == ("Lisa Carter",)
    assert heard(view=room(CAST, said, humans=("Lisa",))).people == ()


def test_an_ordinary_word_close_to_a_name_is_no_slip() -> None:
    cast = (person("Lise"), person("Mara", 1))
    for text in ("Like, what is that?", "List, please", "Mark, what do you think?", "Mars, what a planet"):
        assert heard(view=room(cast, [("Ann", text)])).people == ()


def test_a_reply_addresses_whom_it_replies_to() -> None:
    view = room(CAST, [("Lisa Carter", "I like trains."), ("Ben", "me too"), ("Ann", "why?")], humans=HUMANS)
    to_person = view.recent[-1].model_copy(update={"target": "e1"})
    to_human = view.recent[-1].model_copy(update={"target": "e2"})
    assert address(to_person, view).people == ("Lisa Carter",)
    assert address(to_human, view).human
    assert address(to_human, view).people == ()


def test_what_the_platform_names_is_addressed() -> None:
    view = room(CAST, [("Ann", "and now?")])
    asked = view.recent[-1].model_copy(update={"addressed": ("José", "gone")})
    assert address(asked, view).people == ("José",)


def test_a_person_never_addresses_themselves() -> None:
    assert heard(("Lisa Carter", "Lisa, what do you think?")).people == ()
    assert heard(("Lisa Carter", "Oscar, what do you think?")).people == ("Oscar Ramirez",)


LISA_ANSWERED = (("Ann", "Lisa, how are you?"), ("Lisa Carter", "Quite well."))


@pytest.mark.parametrize(
    "text", ["and your brother?", "why?", "what are you up to today", "und dir?", "warum denn?"]
)
def test_a_nameless_follow_up_belongs_to_whom_they_just_spoke_with(text: str) -> None:
    assert heard(*LISA_ANSWERED, ("Ann", text)).people == ("Lisa Carter",)


@pytest.mark.parametrize(
    "text", ["does anyone know a good film?", "hat jemand Hunger?", "谁有空？", "thanks!", "lol", "👍"]
)
def test_a_message_to_the_room_or_a_thanks_is_no_follow_up(text: str) -> None:
    assert heard(*LISA_ANSWERED, ("Ann", text)).people == ()


def test_a_long_statement_after_an_answer_is_perhaps_meant_for_them() -> None:
    text = "My own week was rather dull, with nothing but rain and a broken boiler in the cellar"
    assert heard(*LISA_ANSWERED, ("Ann", text)).people == ()
    assert heard(*LISA_ANSWERED, ("Ann", text)).mentioned == ("Lisa Carter",)
    asked = (("Ann", "hi Lisa"), ("Lisa Carter", "Hi! How was your week?"))
    assert heard(*asked, ("Ann", text)).people == ("Lisa Carter",)


def test_a_follow_up_without_an_answer_yet_goes_on_with_the_same_person() -> None:
    assert heard(("Ann", "Lisa, how are you?"), ("Ann", "still there?")).people == ("Lisa Carter",)
    assert heard(("Ann", "Ben, did you eat?"), ("Ann", "are you coming?")).human


def test_the_one_who_took_up_a_question_to_the_room_is_followed_up() -> None:
    took_up = (("Ann", "does anyone like jazz?"), ("Oscar Ramirez", "I do."))
    assert heard(*took_up, ("Ann", "who do you listen to?")).people == ("Oscar Ramirez",)


def test_a_follow_up_is_nobodys_for_sure_when_two_people_answered() -> None:
    both = (("Ann", "does anyone like jazz?"), ("Oscar Ramirez", "I do."), ("Lisa Carter", "Me too."))
    addressed = heard(*both, ("Ann", "what do you listen to?"))
    assert addressed.people == ()
    assert addressed.mentioned == ("Oscar Ramirez", "Lisa Carter")


def test_a_human_who_cuts_in_ends_the_certainty_of_a_follow_up() -> None:
    assert heard(*LISA_ANSWERED, ("Ben", "who wants tea?"), ("Ann", "are you sure?")).people == ()
    assert heard(*LISA_ANSWERED, ("Ben", "Oscar, tea?"), ("Ann", "are you sure?")).people == ("Lisa Carter",)


def test_someone_elses_exchange_is_not_taken_over() -> None:
    assert heard(*LISA_ANSWERED, ("Ben", "are you sure?")).people == ()


def test_a_human_called_by_a_person_goes_on_with_that_person() -> None:
    assert heard(("Oscar Ramirez", "Ben, have you eaten?"), ("Ben", "not yet")).people == ("Oscar Ramirez",)


def test_an_old_exchange_is_over() -> None:
    view = room(CAST, [*LISA_ANSWERED, ("Ann", "why?")])
    late = view.recent[-1].model_copy(update={"at": view.recent[-1].at.replace(hour=12)})
    assert address(late, view).people == ()


def adds(first: str, second: str, **changes: object) -> bool:
    people = [
        Person(
            id=m.id, world_id="w", seat=m.seat, persona=Persona(name=m.name), ref=PersonaRef(slug="x", hash="0")
        )
        for m in CAST
    ]
    view = room(CAST, [("Ann", first), ("Ann", second)])
    return adds_to(view.recent[0], view.recent[1].model_copy(update=changes), people)


def test_an_addition_goes_on_unless_it_turns_to_someone_else() -> None:
    assert adds("Lisa, what do you think?", "about the new train, I mean")
    assert adds("Lisa, what do you think?", "Lisa?")
    assert adds("what do you think?", "about trains")
    assert not adds("Lisa, what do you think?", "Oscar, and you?")
    assert not adds("Lisa, what do you think?", "does anyone have a lighter?")
    assert not adds("what do you think?", "Oscar?")
    assert not adds("Lisa and Oscar, what do you think?", "Lisa, be quiet")
    assert not adds("Lisa, what do you think?", "@somebody look")
    assert not adds("Lisa, what?", "well", place="elsewhere")
    assert not adds("Lisa, what?", "well", target="another message")


def test_a_name_two_people_share_calls_the_one_just_spoken_with() -> None:
    cast = (person("Lisa Carter"), person("Lisa Moreno", 1))
    said = [("Ann", "Lisa Moreno, tea?"), ("Lisa Moreno", "Yes please."), ("Ann", "Lisa, with milk?")]
    assert heard(view=room(cast, said)).people == ("Lisa Moreno",)


def test_a_reply_that_calls_someone_else_is_for_them_and_about_whom_it_replies_to() -> None:
    view = room(CAST, [("Lisa Carter", "Trains are dull."), ("Ann", "Oscar, do you agree?")])
    reply = view.recent[-1].model_copy(update={"target": "e1", "addressed": ("Lisa Carter",)})
    assert address(reply, view).people == ("Oscar Ramirez",)
    assert address(reply, view).mentioned == ("Lisa Carter",)


def test_talk_that_two_humans_began_by_name_stays_theirs() -> None:
    said = (("Ben", "Ann, dinner at mine?"), ("Ann", "sure, when?"), ("Ben", "eight?"))
    assert heard(*said).human
    assert heard(*said, ("Ann", "what should I bring?")).human
    assert not heard(*said, ("Lisa Carter", "Enjoy!"), ("Ann", "do you cook, Lisa?")).human


def test_a_thanks_goes_to_whom_they_spoke_with_and_obliges_nobody() -> None:
    for text in ("thanks!", "😂", "ok"):
        assert heard(*LISA_ANSWERED, ("Ann", text)).loosely == ("Lisa Carter",)
        assert heard(*LISA_ANSWERED, ("Ann", text)).people == ()


def test_what_someone_answered_to_another_human_does_not_cloud_a_follow_up() -> None:
    others = (("Ben", "Oscar, tea?"), ("Oscar Ramirez", "Yes please."))
    assert heard(*LISA_ANSWERED, *others, ("Ann", "are you sure?")).people == ("Lisa Carter",)


def test_asking_someone_to_stop_is_for_them() -> None:
    assert heard(("Ann", "stop it Lisa")).people == ("Lisa Carter",)


BEFORE = st.sampled_from(["yesterday I met", "we talked about", "I live near", "they gave it to", "the car of"])
AFTER = st.sampled_from(["at the station", "before lunch.", "when it rained", "and it was fine!", "last year?"])
NAMES = st.sampled_from(["Lisa", "Oscar", "Lisa Carter", "Ozzie", "José", "lea", "OSCAR"])


@settings(deadline=None)
@given(BEFORE, NAMES, AFTER)
def test_a_name_inside_a_sentence_never_obliges(before: str, name: str, after: str) -> None:
    addressed = heard(("Ann", f"{before} {name} {after}"))
    assert addressed.people == ()
    assert len(addressed.mentioned) == 1


@settings(deadline=None)
@given(
    NAMES,
    st.sampled_from(["'s", "’s"]),
    st.sampled_from(["dog is nice", "house, you know", "idea, I think, wins"]),
)
def test_a_possessive_never_obliges(name: str, suffix: str, rest: str) -> None:
    assert heard(("Ann", f"{name}{suffix} {rest}")).people == ()


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_text_can_be_read_and_is_for_nobody_who_is_not_here(text: str) -> None:
    addressed = heard(("Ann", text))
    assert {*addressed.people, *addressed.mentioned} <= {member.id for member in CAST}
    assert not set(addressed.people) & set(addressed.mentioned)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Lisa, my dog died.", True),
        ("Lisa, my son wants a tattoo, and I said no.", True),
        ("Lisa, a man asked for you at the door.", True),
        ("Lisa, my sister, came by.", False),
        ("Lisa, my sister", False),
        ("Lisa, who lives next door, came by.", False),
    ],
)
def test_what_tells_of_somebody_stands_between_two_pauses(text: str, called: bool) -> None:
    assert (heard(("Ann", text)).people == ("Lisa Carter",)) is called
