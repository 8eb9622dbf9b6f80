"""Ballots: options in an order of one's own, forms that hold only what may be voted, votes of the stand-in."""

import random
from itertools import product

import pytest
from pydantic import ValidationError

from tests.unit.ledgers import counted
from troupe.llm.openai.output_schema import strict_schema
from troupe.llm.understudy import Understudy
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.research.ballots.ballot_form import form_of
from troupe.research.ballots.ballot_paper import BallotPaper, options_for
from troupe.research.ballots.ballot_reading import vote_of
from troupe.research.ballots.price_points import best_worst_scores, price_points
from troupe.research.ballots.prose_mapping import mapped
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.worlds.sessions.vote import Vote

COLOURS = ("red", "green", "blue", "grey")
WITH_OPTIONS = (BallotForm.SINGLE, BallotForm.MULTIPLE, BallotForm.BEST_WORST)


def a_ballot(form: BallotForm, *, talk_first: bool = False, options: tuple[str, ...] = COLOURS) -> Ballot:
    kept = options if form in WITH_OPTIONS else ()
    return Ballot(key="b", text="What do you think of it?", form=form, options=kept, talk_first=talk_first)


def test_options_are_shuffled_for_each_person_and_the_same_again() -> None:
    ballot = a_ballot(BallotForm.SINGLE)
    orders = {options_for(ballot, f"person-{number}", 1) for number in range(40)}
    assert len(orders) > 8
    assert all(sorted(order) == sorted(COLOURS) for order in orders)
    assert options_for(ballot, "person-1", 1) == options_for(ballot, "person-1", 1)


def test_an_order_that_means_something_is_kept_or_turned_round() -> None:
    for options in (("never", "sometimes", "often", "always"), ("under 20", "20 to 40", "over 40")):
        ballot = a_ballot(BallotForm.SINGLE, options=options)
        orders = {options_for(ballot, f"person-{number}", 1) for number in range(40)}
        assert orders == {options, options[::-1]}


def test_a_reason_that_the_form_has_cut_off_ends_with_its_last_whole_sentence() -> None:
    form = form_of(a_ballot(BallotForm.SINGLE), COLOURS)
    reason = strict_schema(form, counts=True)["properties"]
    assert isinstance(reason, dict)
    assert reason["reason"] == {"type": "string", "maxLength": 400}
    assert "maxLength" not in str(strict_schema(form))
    cut = "It is cheap. It is near. " + "And so " * 100
    given = {"choice": "red"}
    assert form.model_validate({"reason": cut[:400], **given}).model_dump()["reason"] == "It is cheap. It is near."
    assert form.model_validate({"reason": cut, **given}).model_dump()["reason"] == cut  # nothing has cut it off


def test_a_form_takes_only_what_may_be_voted() -> None:
    single = form_of(a_ballot(BallotForm.SINGLE), COLOURS)
    assert single.model_validate({"reason": "", "choice": "Green."}).model_dump()["choice"] == "green"
    wrong: tuple[tuple[BallotForm, dict[str, object]], ...] = (
        (BallotForm.SINGLE, {"reason": "", "choice": "pink"}),
        (BallotForm.MULTIPLE, {"reason": "", "choices": []}),
        (BallotForm.LIKERT, {"reason": "", "number": 6}),
        (BallotForm.RATING, {"reason": "", "number": 0}),
        (BallotForm.BEST_WORST, {"reason": "", "best": "red", "worst": "red"}),
        (BallotForm.PRICE, {"reason": "", "too_cheap": 3, "cheap": 2, "dear": 4, "too_dear": 5}),
        (BallotForm.OPEN, {"words": ""}),
    )
    for form, fields in wrong:
        with pytest.raises(ValidationError):
            form_of(a_ballot(form), COLOURS).model_validate(fields)


@pytest.mark.parametrize("form", BallotForm)
def test_the_stand_in_votes_in_every_form_as_whoever_it_plays(form: BallotForm) -> None:
    people = list(library().items())
    random.Random(5).shuffle(people)
    votes: list[Vote] = []
    for (slug, persona), talk_first in product(people[:8], (False, True)):
        ballot = a_ballot(form, talk_first=talk_first)
        paper = BallotPaper(persona=persona, ballot=ballot, options=options_for(ballot, slug, 1))
        vote = vote_of(ballot, slug, paper.composed(3))
        assert vote == vote_of(ballot, slug, paper.composed(3))
        assert bool(vote.words) == (talk_first or form is BallotForm.OPEN)
        assert bool(vote.reason) == (form is not BallotForm.OPEN)
        votes.append(vote)
    assert len({str((v.chosen, v.number, v.best, v.prices, v.words)) for v in votes}) > 2


async def test_words_are_mapped_to_the_scale_by_what_they_say() -> None:
    ballot = a_ballot(BallotForm.LIKERT, talk_first=True)
    llm = counted(Understudy())
    high = await mapped(llm, ballot, "I love it, it is great.", seed=1)
    low = await mapped(llm, ballot, "Not for me. I hate it.", seed=1)
    assert 1 <= low < high <= 5


def test_prices_cross_where_as_many_find_it_too_cheap_as_too_dear() -> None:
    votes = [
        Vote(ballot="p", participant=str(n), prices=(base, base + 2, base + 4, base + 6))
        for n, base in enumerate(range(10, 20))
    ]
    points = price_points(votes)
    assert points.n == 10
    assert points.curves == ()
    assert points.optimal is not None
    assert 14 <= points.optimal <= 21
    many = [vote.model_copy(update={"participant": f"{vote.participant}-{k}"}) for vote in votes for k in range(3)]
    assert len(price_points(many).curves) > 5
    assert price_points([]).optimal is None


def test_best_and_worst_give_scores() -> None:
    votes = [
        Vote(ballot="b", participant="1", best="red", worst="blue"),
        Vote(ballot="b", participant="2", best="red", worst="green"),
        Vote(ballot="b", participant="3", missing="ill"),
    ]
    assert best_worst_scores(COLOURS, votes) == {"red": 1.0, "green": -0.5, "blue": -0.5, "grey": 0.0}


def test_a_persona_without_anything_votes_too() -> None:
    nobody = Persona(name="X")
    for form in BallotForm:
        ballot = a_ballot(form)
        paper = BallotPaper(persona=nobody, ballot=ballot, options=options_for(ballot, "x", 1))
        assert vote_of(ballot, "x", paper.composed(1)).participant == "x"
