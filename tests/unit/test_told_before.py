"""Lines that few people of a sample share, and conditions by which one line knows the others."""

import random

from troupe.people.population.flesh.composed_lines import composed, two_part_forms
from troupe.people.population.life.flesh_line import flesh_line
from troupe.people.population.life.local_words import in_local_words
from troupe.people.population.life.told_before import ToldBefore


def test_a_line_is_worn_by_six_of_its_words() -> None:
    told = ToldBefore(people=100)
    assert told.most == 2
    for year in (1, 2):
        told.add(f"In year {year} the well ran dry and nobody said a word.")
    assert told.worn("And then, they say, the well ran dry and nobody cared.")
    assert not told.worn("The well ran dry in summer.")
    assert told.number("Short line.") == 0


def test_a_line_gives_what_another_bars() -> None:
    washes, learns = flesh_line("[+drives] Washes the car"), flesh_line("[!drives] learn to drive")
    assert learns.fits(frozenset())
    assert not learns.fits(washes.gives)
    fog, from_whom = flesh_line("[=sky] fog"), flesh_line("[said] from people who should know better")
    assert fog.gives == frozenset()
    assert not from_whom.fits(fog.kinds)


def test_every_first_part_finds_a_second() -> None:
    for name, form in two_part_forms().items():
        for first in form.first:
            everyone = first.needs | first.kinds
            assert sum(second.fits(everyone) for second in form.second) > 4, (name, first.text)


def test_lines_are_in_the_words_of_a_country() -> None:
    assert in_local_words("Queue jumpers in the lift, a neighbour", "united-states") == (
        "Line cutters in the elevator, a neighbor"
    )
    assert in_local_words("a queue, a lorry", "united-kingdom") == "a queue, a lorry"


def test_no_part_comes_twice_to_one_person() -> None:
    had, rng = set[str](), random.Random(4)
    lines = [composed("likes", frozenset({"winters"}), str, ToldBefore(), rng, had) for _ in range(12)]
    assert len(had) == 24
    assert all(line is not None for line in lines)
