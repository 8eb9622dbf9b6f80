"""The press of *Vote* in front: a private ballot on a form, a longer one on several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.humans.ballot_fields import BallotField, ballot_fields, vote_in
from bot.features.focusgroup.humans.guest_answering_form import open_to, step_of, taking_part
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.lasting_buttons import Act
from troupe.core.errors import Conflict
from troupe.research.ballots.ballot_paper import options_for
from troupe.research.guides.guide import Ballot
from troupe.worlds.outbox import Offer
from troupe.worlds.sessions.session_move import MoveKind

Interaction = discord.Interaction[Any]
MOST_FIELDS = 5
"""Fields that one form of Discord's takes."""
Given = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class GuestPaper:
    """A ballot in the hands of one human, the options in an order of their own."""

    session_id: str
    ballot: Ballot
    options: tuple[str, ...]

    def pages(self) -> Sequence[Sequence[BallotField]]:
        """The fields as forms have room for them."""
        fields = ballot_fields(self.ballot, self.options)
        return [fields[at : at + MOST_FIELDS] for at in range(0, len(fields), MOST_FIELDS)]


async def vote_pressed(house: House, interaction: Interaction, _: str) -> None:
    """Show the form, if the ballot is open to them and they have not voted."""
    view, plan, guest = await taking_part(house.stores(f"guild:{interaction.guild_id}"), interaction)
    move = open_to(view, guest, MoveKind.POLL)
    ballot = step_of(plan, view, move)
    if not isinstance(ballot, Ballot):
        raise Conflict("No vote is open now.")
    if any((vote.ballot, vote.participant) == (ballot.key, guest.id) for vote in view.guest_votes):
        raise Conflict("You have voted in this already.")
    paper = GuestPaper(view.session.id, ballot, options_for(ballot, guest.slug, plan.seed))
    await interaction.response.send_modal(BallotSheet(house, paper))


class BallotSheet(discord.ui.Modal):
    """One form of a ballot. What earlier ones hold is kept in it; after a restart one begins again."""

    def __init__(self, house: House, paper: GuestPaper, page: int = 0, given: Given = ()) -> None:
        pages = paper.pages()
        title = "Your vote" if len(pages) == 1 else f"Your vote, {page + 1} of {len(pages)}"
        super().__init__(title=title, custom_id=f"form:{house.ids()}", timeout=900)
        self._house = house
        self._paper = paper
        self._page = page
        self._before = given
        self._fields = pages[page]
        self._last = page + 1 == len(pages)
        for number, field in enumerate(self._fields):
            told = clip(paper.ballot.text, 100) if number == 0 else None
            self.add_item(discord.ui.Label(text=field.label, description=told, component=field.control))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        given: Given = (*self._before, *((field.key, field.given) for field in self._fields))
        if self._last:
            await reply(self._house, interaction, _voted(self._house, interaction, self._paper, given))
            return
        more = discord.ui.View(timeout=900)
        more.add_item(_GoOn(self._house, self._paper, self._page + 1, given))
        await interaction.response.send_message(
            "Nothing is counted before the last form.", view=more, ephemeral=True
        )

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)


class _GoOn(discord.ui.Button[Any]):
    """The way from one form of a ballot to the next: Discord opens no form after a form."""

    def __init__(self, house: House, paper: GuestPaper, page: int, given: Given) -> None:
        super().__init__(label="Go on", style=discord.ButtonStyle.primary)
        self._sheet = (house, paper, page, given)

    @override
    async def callback(self, interaction: Interaction) -> None:
        try:
            await interaction.response.send_modal(BallotSheet(*self._sheet))
        except Exception as error:  # noqa: BLE001 - the edge of a press: discord.py would tell nobody
            await apologize(interaction, error, self._sheet[0].ids)


async def _voted(house: House, interaction: Interaction, paper: GuestPaper, given: Given) -> CardReply:
    tenant = f"guild:{interaction.guild_id}"
    vote = vote_in(paper.ballot, paper.options, given)
    await house.stores(tenant).guests.vote(paper.session_id, str(interaction.user.id), vote)
    house.pokes.poke_jobs(tenant)
    return CardReply([card("🗳️ Voted", "Nobody in the channel sees how. Votes of humans are counted apart.")])


ACTS: Mapping[str, Act] = {Offer.VOTE.value: vote_pressed}
