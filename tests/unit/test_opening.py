"""Who comes when a world opens, what the channel is told, and what the bot must be allowed to do."""

import discord
import pytest

from bot.features.shared.channel_permissions import IN_THREADS, NEEDED, missing_permissions, require
from bot.features.shared.world_opening import ModelNote, choose_people, find_person, opening_notice
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.library.library import ref_of, slug_of
from troupe.people.persona.persona import Persona
from troupe.worlds.world import Mode, Person

PEOPLE = [Persona(name=name) for name in ("Ana Sol", "Ben Ray", "Cleo Vale", "Dora Finch", "Ewan Moss")]
LIBRARY = {slug_of(p.name): p for p in PEOPLE}
UNDERSTUDY = ModelNote(name="understudy", stand_in=True)


def seated(persona: Persona) -> Person:
    slug = slug_of(persona.name)
    return Person(id=f"id-{slug}", world_id="w", seat=0, persona=persona, ref=ref_of(persona, slug))


def test_nobody_named_brings_the_first_four() -> None:
    assert [p.name for p, _ in choose_people(LIBRARY, [""])] == [p.name for p in PEOPLE[:4]]


def test_people_come_in_the_order_in_which_they_are_named_by_slug_or_name() -> None:
    chosen = choose_people(LIBRARY, ["ewan-moss", " Ben Ray ", "ana"])
    assert [ref.slug for _, ref in chosen] == ["ewan-moss", "ben-ray", "ana-sol"]


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(NotFound, match="cleo-vale") as caught:
        choose_people(LIBRARY, ["Cleo Vail"])
    assert caught.value.field == "people"


def test_nobody_comes_twice() -> None:
    with pytest.raises(BadInput, match="named twice"):
        choose_people(LIBRARY, ["ana", "Ana Sol"])


def test_a_person_here_is_found_by_id_slug_and_first_name() -> None:
    people = [seated(p) for p in PEOPLE]
    assert {find_person(people, word).name for word in ("id-cleo-vale", "cleo-vale", "cleo")} == {"Cleo Vale"}
    with pytest.raises(NotFound):
        find_person(people[:1], "cleo")


def test_the_notice_says_simulated_who_how_to_talk_how_to_stop_and_who_plays() -> None:
    notice = opening_notice(PEOPLE, Mode.AMBIENT, UNDERSTUDY)
    assert "Simulated people" in notice
    assert all(p.name in notice for p in PEOPLE)
    assert "/ask" in notice
    assert "/stop" in notice
    assert "no language model" in notice
    assert "**gpt-x**" in opening_notice(PEOPLE, Mode.AMBIENT, ModelNote(name="gpt-x", stand_in=False))


def test_the_notice_of_a_crowd_fits_one_message() -> None:
    crowd = [Persona(name=f"Person Number {n} With A Long Name", residence="x" * 90) for n in range(60)]
    notice = opening_notice(crowd, Mode.ROUNDTABLE, UNDERSTUDY)
    assert len(notice) <= 2000
    assert "more" in notice
    assert "/stop" in notice


def test_exactly_the_missing_permissions_are_named() -> None:
    held = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
    assert [name for name, _ in missing_permissions(held, thread=False)] == ["Manage Webhooks", "Add Reactions"]
    with pytest.raises(Conflict) as caught:
        require(missing_permissions(held, thread=False), "<#1>")
    assert "**Manage Webhooks**" in str(caught.value)
    assert "View Channel" not in str(caught.value)


def test_threads_need_one_permission_more() -> None:
    held = discord.Permissions.none()
    held.update(**{attribute: True for attribute, _, _ in NEEDED})
    assert missing_permissions(held, thread=False) == ()
    assert [name for name, _ in missing_permissions(held, thread=True)] == [IN_THREADS[1]]
    assert missing_permissions(discord.Permissions(administrator=True), thread=True) == ()


def test_of_a_model_that_is_a_file_only_the_file_is_shown() -> None:
    note = ModelNote(name="/home/ada/models/qwen2.5-1.5b.gguf", stand_in=False)
    assert note.words == "the language model **qwen2.5-1.5b**"
