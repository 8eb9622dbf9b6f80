"""Humans in a study, by hand: invited, joined, answered, voted, left; whoever reads backstage is turned away."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
import simcord

from bot.features.focusgroup.humans.ballot_fields import ballot_fields, vote_in
from bot.features.focusgroup.humans.join_card import INVITE, JOIN, LEAVE
from bot.features.focusgroup.session.session_board import board
from bot.features.shared.lasting_buttons import button, unwatched
from tests.discord.command_stage import Stage, raised_stage
from tests.store.guests import guide_for_guests
from tests.store.sessions import a_plan
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput
from troupe.research.guides.guide import Ballot, BallotForm
from troupe.research.moves.next_move import NewMove, next_move
from troupe.worlds.outbox import Offer
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces, StudySession


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def planned(stage: Stage, backstage: str | None = None) -> StudySession:
    places = SessionPlaces(guild_id=str(stage.guild.id), front=str(stage.channel.id), backstage=backstage)
    plan = a_plan(guide_for_guests(), "Lisa", "Oscar")
    return await stage.stores.sessions.plan(NewSession(plan=plan.model_dump_json(), seed=4, places=places))


async def to(stage: Stage, session: StudySession, kind: MoveKind) -> None:
    """Make moves until one of this kind; nobody of the people has to do anything before it."""
    while True:
        move = next_move(a_plan(guide_for_guests(), "Lisa", "Oscar"), await stage.stores.sessions.view(session.id))
        assert isinstance(move, NewMove)
        assert await stage.stores.sessions.carry(session.id, move)
        if move.kind is kind:
            return


async def clicked(stage: Stage, who: simcord.MemberActor, act: str, about: str = "") -> simcord.InteractionResult:
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("A card", view=unwatched(button(act, about, "Go on")))
    return await who.click(message, label="Go on")


def told(result: simcord.InteractionResult) -> str:
    """What the one who pressed was told, in private."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    return f"{message.embeds[0].title} {message.embeds[0].description}"


async def test_a_member_joins_answers_and_leaves(stage: Stage) -> None:
    session = await planned(stage)
    assert "invited" in told(await clicked(stage, stage.runner, INVITE, session.id))
    places = (await stage.stores.sessions.get(session.id)).places
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    card = await channel.fetch_message(int(places.join_card or 0))
    text = str(card.embeds[0].to_dict())
    assert all(word in text for word in ("simulated", "What is kept", "Who watches", "For how long", "Nobody yet"))
    form = await stage.talker.click(card, label="Join")
    assert "Guest 1" in told(await stage.talker.submit_modal(form, {"name": ""}))
    assert "**Guest 1**" in str((await channel.fetch_message(card.id)).embeds[0].to_dict())
    await stage.stores.sessions.start(session.id)
    await to(stage, session, MoveKind.ASK)
    form = await clicked(stage, stage.talker, Offer.ANSWER.value)
    assert "kept" in told(await stage.talker.submit_modal(form, {"answer": "Coffee."}))
    view = await stage.stores.sessions.view(session.id)
    assert [(one.text, one.events) for one in view.guest_answers] == [("Coffee.", ())]
    shown = board(view, a_plan(guide_for_guests(), "Lisa", "Oscar"))
    assert "**0 of 2** answered, and **1 of 1** humans" in shown.text
    assert "No vote is open" in told(await clicked(stage, stage.talker, Offer.VOTE.value))
    assert "You have left" in told(await clicked(stage, stage.talker, LEAVE, session.id))
    assert (await stage.stores.sessions.view(session.id)).guest_answers == ()
    assert "Join" in told(await clicked(stage, stage.talker, Offer.ANSWER.value))


async def test_who_can_read_backstage_is_turned_away(stage: Stage) -> None:
    session = await planned(stage, backstage=str(stage.channel.id))  # a channel that everyone can read
    result = await clicked(stage, stage.talker, JOIN, session.id)
    assert "behind the scenes" in told(result)
    assert await stage.stores.guests.of(session.id) == ()


FORMS = [
    (Ballot(key="b", text="?", options=("yes", "no")), {"choice": ("1",)}, {"chosen": ("no",)}),
    (
        Ballot(key="b", text="?", form=BallotForm.MULTIPLE, options=("a", "b", "c")),
        {"choices": ("0", "2")},
        {"chosen": ("a", "c")},
    ),
    (Ballot(key="b", text="?", form=BallotForm.LIKERT), {"number": ("3",)}, {"number": 4}),
    (
        Ballot(key="b", text="?", form=BallotForm.BEST_WORST, options=("a", "b", "c")),
        {"best": ("2",), "worst": ("0",)},
        {"best": "c", "worst": "a"},
    ),
    (
        Ballot(key="b", text="?", form=BallotForm.PRICE, currency="€"),
        {"too_cheap": ("1",), "cheap": ("2,50 €",), "dear": ("4",), "too_dear": ("9",)},
        {"prices": (1, 2.5, 4, 9)},
    ),
    (Ballot(key="b", text="?", form=BallotForm.OPEN), {"words": ("Well.",)}, {"words": "Well."}),
]


@pytest.mark.parametrize(("ballot", "given", "vote"), FORMS, ids=[ballot.form.value for ballot, _, _ in FORMS])
def test_every_form_of_ballot_has_its_fields(
    ballot: Ballot, given: dict[str, tuple[str, ...]], vote: dict[str, object]
) -> None:
    assert {field.key for field in ballot_fields(ballot, ballot.options)} == {*given, "reason"} - (
        {"reason"} if ballot.form is BallotForm.OPEN else set()
    )
    cast = vote_in(ballot, ballot.options, tuple(given.items()))
    assert {name: getattr(cast, name) for name in vote} == vote
    with pytest.raises(BadInput):
        vote_in(ballot, ballot.options, tuple((key, ()) for key in given))


def test_many_options_go_into_menus() -> None:
    options = tuple(f"option {number}" for number in range(30))
    ballot = Ballot(key="b", text="?", options=options)
    fields = ballot_fields(ballot, options)
    assert [field.key for field in fields] == ["choice", "choice", "reason"]
    assert vote_in(ballot, options, (("choice", ()), ("choice", ("29",)))).chosen == ("option 29",)
    with pytest.raises(BadInput):
        vote_in(ballot, options, (("choice", ("1",)), ("choice", ("29",))))
