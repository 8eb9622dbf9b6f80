"""/panel recruit: candidates by one word, rules, questions that a model answers as them, and quotas."""

import asyncio
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.features.panel.people_by_word import Called, called
from bot.features.panel.people_sources import offer_sources
from bot.features.panel.recruitment_order import LONGEST, Wanted, read_wanted
from bot.features.panel.screening_progress import screened
from bot.features.shared.answer_cards import CardReply, reply, show
from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.error_replies import explain
from bot.features.shared.lasting_buttons import button
from bot.features.shared.option_choices import Choices
from bot.features.shared.persona_rights import require_runner, stores_at
from troupe.core.errors import BadInput, Conflict
from troupe.core.usage import Estimate
from troupe.llm.ledger.capped_model import Capped
from troupe.research.recruiting.screener import Screener, check_screener
from troupe.research.recruiting.screening import quote, to_be_asked
from troupe.research.recruiting.screening_job import ScreeningAsked

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]
Written = app_commands.Range[str, 1, LONGEST]

ASK = "panel-ask"
MOST_CANDIDATES = 300
LARGEST = 50
"""People of a panel."""


def command(house: House) -> Command:
    @app_commands.describe(
        source="Who may come: everyone, the library, a saved panel, or germany:50 drawn from a population",
        size="How many to recruit. Left out: as many as the quotas take, without quotas 8",
        include="A rule to keep, such as: age >= 30 and country = Germany",
        exclude="A rule that rules out, such as: occupation ~ software",
        questions="Asked of who fits: apps: Do you trust apps? | yes | no; cash: Do you pay in cash?",
        quotas="How many of each: gender: female 4, male 4; answer.apps: no 6, yes 2",
        seed="Another number draws other people",
    )
    async def run(
        interaction: Interaction,
        source: app_commands.Range[str, 1, 100],
        size: app_commands.Range[int, 1, LARGEST] | None = None,
        include: Written = "",
        exclude: Written = "",
        questions: Written = "",
        quotas: Written = "",
        seed: app_commands.Range[int, 1, 1_000_000] = 1,
    ) -> None:
        order = Wanted(source, include, exclude, questions, quotas, size or 0, seed)
        await reply(house, interaction, _begun(house, interaction, order))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return await offer_sources(house, interaction, typed)

    recruit: Command = app_commands.Command(
        name="recruit", description="Find people for a panel, by rules, questions and quotas", callback=run
    )
    recruit.autocomplete("source")(offer)
    return recruit


async def ask(house: House, interaction: Interaction, _: str) -> None:
    """The cost was agreed to. Meanwhile the card has no button, so that nobody pays twice; where it goes wrong, it
    has it again."""
    require_runner(interaction)
    before = [] if interaction.message is None else list(interaction.message.embeds)
    order = read_wanted(before)
    await interaction.response.edit_message(embeds=[card("Asking them …", "", CURTAIN)], view=None)
    try:
        answer = await screened(house, interaction, _asked(await _prepared(house, interaction, order), order))
    except Exception:
        await show(interaction, CardReply(before, buttons=[_ask_button()]))
        raise
    await show(interaction, answer)


@dataclass(frozen=True, slots=True)
class _Prepared:
    screener: Screener
    candidates: Called
    llm: Capped
    cost: Estimate


async def _begun(house: House, interaction: Interaction, wanted: Wanted) -> CardReply:
    """The result at once where nothing is spent; else what it costs, and a button."""
    try:
        prepared = await _prepared(house, interaction, wanted)
    except BadInput as error:
        return _refused(house, error, wanted)
    if not prepared.cost.tokens:
        return await screened(house, interaction, _asked(prepared, wanted))
    count = len(to_be_asked(prepared.screener, prepared.candidates.people))
    price = f", ${prepared.cost.usd:.2f}" if prepared.cost.usd is not None else ", at a price that is not known"
    text = (
        f"**{count}** people have to be asked, by **{prepared.llm.name}**: at most {prepared.cost.tokens:,} tokens"
        f"{price}. It counts for today's budget of this server. Nobody is asked once the panel is full."
    )
    return CardReply([wanted.write_into(card("Ask them?", text))], buttons=[_ask_button()])


async def _prepared(house: House, interaction: Interaction, wanted: Wanted) -> _Prepared:
    """All that is known before anybody is asked. Raises BadInput, and Conflict where the budget has no room."""
    stores = stores_at(house, interaction)
    screener = wanted.screener()
    catalogue = await catalogue_at(house, stores.tenant)
    candidates = await called(wanted.source, stores, catalogue, wanted.seed, most=MOST_CANDIDATES)
    check_screener(screener, candidates.people)
    llm = await capped_at(house, stores, str(interaction.user.id))
    cost = await asyncio.to_thread(quote, llm, screener, candidates.people)
    if cost.tokens and not await stores.budgets.allows(house.cap(stores.tenant), cost):
        raise Conflict(
            f"Asking may take {cost.tokens:,} tokens, for which today's budget of this server has no room. Fewer "
            "candidates, a stricter rule or shorter questions cost less; `/setup` shows the budget."
        )
    return _Prepared(screener, candidates, llm, cost)


def _asked(prepared: _Prepared, wanted: Wanted) -> ScreeningAsked:
    candidates = prepared.candidates
    return ScreeningAsked(
        screener=prepared.screener,
        candidates=dict(candidates.members),
        seed=wanted.seed,
        source=candidates.told,
        note=candidates.note,
    )


def _refused(house: House, error: BadInput, wanted: Wanted) -> CardReply:
    """What is wrong, and all that was written, to be taken up again."""
    explanation = explain(error, house.ids)
    return CardReply(
        [
            wanted.write_into(
                card("Not yet", "" if explanation is None else _which(error, explanation.text), CURTAIN)
            )
        ]
    )


def _which(error: BadInput, text: str) -> str:
    fields = {"include", "exclude", "questions", "quotas"}
    return f"In **{error.field}**, {text[:1].lower()}{text[1:]}" if error.field in fields else text


def _ask_button() -> discord.ui.Button[Any]:
    return button(ASK, "", "Ask them", emoji="💬", style=discord.ButtonStyle.primary)
