"""What the buttons that take a study further do: an order is quoted, confirmed, and carried out as a job."""

from collections.abc import Mapping
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.forks.change_choice import change_choice, person_choice, question_form
from bot.features.focusgroup.forks.rerun_buttons import AFTER, AGAIN, CHANGE, FORK, RUNS
from bot.features.focusgroup.forks.rerun_results import answer_card, reruns_card
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked, asked_before, kept_result, result_of
from bot.features.shared.lasting_buttons import Act
from troupe.core.errors import Conflict
from troupe.research.conducting.study_quote import StudyQuote, quote_runs
from troupe.research.job_kinds import RERUNS
from troupe.research.reruns.rerun_job import RerunsAsked, runs_asked
from troupe.research.sessions.run_change import AskedAfterwards, RunChange
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study_gathering import gather_study
from troupe.worlds.sessions.study_session import SessionStatus

Interaction = discord.Interaction[Any]
SHOW = "study-reruns"
RERUNS_FACE = JobFace(
    done="What was asked for about a study is done",
    failed="What was asked for about a study stopped; asked for again, it goes on",
    act=SHOW,
    label="Show what came of it",
)


async def again(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Run again*."""
    await _offer(house, interaction, RerunsAsked(session=session_id, runs=RUNS))


async def change_one(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Change one thing*: what is changed is chosen, and written where it is in words."""
    await _choose(house, interaction, session_id, "")


async def fork_here(house: House, interaction: Interaction, about: str) -> None:
    """The press of *Fork here* on a line: the same, for the rest of the guide from there on."""
    session_id, _, line = about.partition(":")
    await _choose(house, interaction, session_id, line)


async def _choose(house: House, interaction: Interaction, session_id: str, line: str) -> None:
    plan = await _plan(house, interaction, session_id)

    async def chosen(answer: Interaction, change: RunChange | None) -> None:
        await _offer(house, answer, RerunsAsked(session=session_id, change=change, fork_at=line, runs=RUNS))

    view = change_choice(house, plan, chosen, whole=not line)
    text = "Which one thing? It is run beside as many unchanged runs."
    await interaction.response.send_message(text, view=view, ephemeral=True)


async def ask_afterwards(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Ask somebody*: a person is chosen, and the question written."""
    plan = await _plan(house, interaction, session_id)
    if (
        await house.stores(f"guild:{interaction.guild_id}").sessions.get(session_id)
    ).status is not SessionStatus.ENDED:
        raise Conflict("The session is not over: ask in front.")

    async def written(answer: Interaction, slug: str, question: str) -> None:
        await require_researcher(house, answer)
        order = RerunsAsked(session=session_id, change=AskedAfterwards(slug=slug, question=question), runs=1)
        await reply(house, answer, _answered(house, answer, order))

    view = person_choice(house, plan, question_form(house, written), "Who is asked")
    await interaction.response.send_message("Whom?", view=view, ephemeral=True)


async def show_results(house: House, interaction: Interaction, job_id: str) -> None:
    """What came of it, for whoever presses the button that stands in the channel."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        tenant = f"guild:{interaction.guild_id}"
        job, words = await asked_before(house, tenant, job_id)
        done = await kept_result(house, RERUNS, job.key)
        return await _results(house, interaction, RerunsAsked.model_validate_json(words), done.sessions)

    await reply(house, interaction, work())


ACTS: Mapping[str, Act] = {
    AGAIN: again,
    CHANGE: change_one,
    FORK: fork_here,
    AFTER: ask_afterwards,
    SHOW: show_results,
}


async def _plan(house: House, interaction: Interaction, session_id: str) -> SessionPlan:
    await require_researcher(house, interaction)
    view = await house.stores(f"guild:{interaction.guild_id}").sessions.view(session_id)
    if not view.plan:
        raise Conflict("The plan of this session is not kept any more.")
    return SessionPlan.model_validate_json(view.plan)


async def _offer(house: House, interaction: Interaction, order: RerunsAsked) -> None:
    """Say what it takes, to whoever asked, with a button that has it done."""
    await _plan(house, interaction, order.session)
    stores = house.stores(f"guild:{interaction.guild_id}")
    plans = [SessionPlan.model_validate_json(run.plan) for run in await runs_asked(stores, order)]
    llm = house.mind.player((await stores.sessions.get(order.session)).model)
    quote = quote_runs(plans, llm)
    if quote.estimate.tokens and not await stores.budgets.allows(house.cap(stores.tenant), quote.estimate):
        raise Conflict(f"{_cost(quote, free=False)}, for which today's budget of this server has no room.")
    changed = "" if order.change is None else f"\nChanged: {clip(order.change.told, 500)}"
    text = f"{len(plans)} runs, none of them in a channel. {_cost(quote, free=llm.stand_in)}.{changed}"
    view = discord.ui.View(timeout=600)
    view.add_item(_Confirmed(house, order))
    await interaction.response.send_message(embed=card("🔁 Run it?", text), view=view, ephemeral=True)


def _cost(quote: StudyQuote, *, free: bool) -> str:
    if free:
        return f"{quote.calls} answers and votes, free: the understudy plays, and no language model"
    usd = quote.estimate.usd
    price = f"{quote.estimate.tokens:,} tokens" if usd is None else f"${usd:.2f}"
    return f"{quote.calls} answers and votes, at most {price}"


class _Confirmed(discord.ui.Button[Any]):
    """The button under a quote."""

    def __init__(self, house: House, order: RerunsAsked) -> None:
        super().__init__(label="Run", emoji="▶️", style=discord.ButtonStyle.success)
        self._house = house
        self._order = order

    @override
    async def callback(self, interaction: Interaction) -> None:
        try:
            await require_researcher(self._house, interaction)
            await replace(self._house, interaction, self._ordered(interaction))
        except Exception as error:  # noqa: BLE001 - the edge of a press: discord.py would tell nobody
            await apologize(interaction, error, self._house.ids)

    async def _ordered(self, interaction: Interaction) -> CardReply:
        await asked(self._house, interaction, RERUNS, self._order)
        text = "It goes on by itself, after a restart too. When it is done, I say so in this channel."
        return CardReply([card("🔁 Under way", text, CURTAIN)])


async def _answered(house: House, interaction: Interaction, order: RerunsAsked) -> CardReply:
    try:
        done = await result_of(house, interaction, RERUNS, order)
    except StillUnderWay as error:
        return CardReply([card("Still thinking …", str(error), CURTAIN)])
    return await _results(house, interaction, order, done.sessions)


async def _results(
    house: House, interaction: Interaction, order: RerunsAsked, sessions: tuple[str, ...]
) -> CardReply:
    study = await gather_study(house.stores(f"guild:{interaction.guild_id}"), order.session, house.mind.player)
    if not isinstance(order.change, AskedAfterwards):
        return reruns_card(study, sessions)
    wanted = (order.change.slug, order.change.question)
    answer = next((one for one in study.afterwards if (one.participant, one.question) == wanted), None)
    if answer is None:
        raise Conflict("What was said is not kept any more.")
    return answer_card(study, answer)
