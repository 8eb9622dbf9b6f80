"""What the buttons of a planned session do: start, rehearse, change a question, the decision, the people."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.planning.guide_rehearsal import rehearsed
from bot.features.focusgroup.planning.plan_card import DECIDE, EDIT, PEOPLE, REHEARSE, START, named, plan_card
from bot.features.focusgroup.planning.study_people import notice_of, study_people
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.focusgroup.session.session_starting import start_session
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House, model_note
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.lasting_buttons import Act, unwatched
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.research.guides.guide import LONGEST_TEXT, Guide
from troupe.research.sessions.guide_changes import StepReworded
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.study_session import SessionStatus, StudySession

Interaction = discord.Interaction[Any]
Change = Callable[[SessionPlan], Awaitable[SessionPlan]]
_MOST_CHOICES = 25


async def start(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Start*: the card becomes the board of the session."""
    await require_researcher(house, interaction)
    await replace(house, interaction, start_session(house, interaction, session_id))


async def rehearse(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Rehearse*: the guide is played by the understudy, and its words are thrown away."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        _, plan = await _planned(house, interaction, session_id)
        return await asyncio.to_thread(rehearsed, plan)

    await reply(house, interaction, work())


async def edit(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Question…*: a step is chosen, then written anew on a form of its own."""
    await require_researcher(house, interaction)
    _, plan = await _planned(house, interaction, session_id)
    view = discord.ui.View(timeout=600)
    view.add_item(_StepChoice(house, session_id, plan.guide))
    await interaction.response.send_message("Which one?", view=view, ephemeral=True)


async def decide(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Decision…*: what will be decided, and on a line of its own which result would change it."""
    await require_researcher(house, interaction)
    _, plan = await _planned(house, interaction, session_id)
    guide = plan.guide
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="decision",
        style=discord.TextStyle.paragraph,
        default=f"{guide.decision}\n{guide.would_change}".strip()[:1500] or None,
        max_length=1500,
    )

    async def written(answer: Interaction, text: str) -> None:
        first, _, rest = text.partition("\n")

        async def change(old: SessionPlan) -> SessionPlan:
            update = {"decision": first.strip(), "would_change": " ".join(rest.split())}
            return old.model_copy(update={"guide": old.guide.model_copy(update=update)})

        await _change(house, answer, session_id, change)

    label = "Decision; below it, what would change it"
    form = OneFieldForm("The decision", discord.ui.Label(text=label, component=box), written, house.ids)
    await interaction.response.send_modal(form)


async def choose_people(house: House, interaction: Interaction, session_id: str) -> None:
    """The press of *Panel…*: other people by word."""
    await require_researcher(house, interaction)
    await _planned(house, interaction, session_id)
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(placeholder="8 from germany", max_length=300)

    async def written(answer: Interaction, text: str) -> None:
        async def change(old: SessionPlan) -> SessionPlan:
            people = await study_people(house, f"guild:{answer.guild_id}", text, old.seed)
            model = (await house.stores(f"guild:{answer.guild_id}").guilds.get()).model
            notice = notice_of(people.members, model_note(house, model))
            found = {"panel": people.told, "drawn_by": people.drawn_by, "members": dict(people.members)}
            return old.model_copy(update={**found, "notice": notice})

        await _change(house, answer, session_id, change)

    label = discord.ui.Label(text="A saved panel, 8 from germany, or names", component=box)
    await interaction.response.send_modal(OneFieldForm("Who takes part", label, written, house.ids))


class _StepChoice(discord.ui.Select[Any]):
    """The steps of a guide whose words can be written anew."""

    def __init__(self, house: House, session_id: str, guide: Guide) -> None:
        self._house = house
        self._session_id = session_id
        self._words = {step.key: step.text for step in guide.steps if step.text is not None}
        shown = [step for step in guide.steps if step.key in self._words][:_MOST_CHOICES]
        super().__init__(
            placeholder="A question, vote or thing to show",
            options=[discord.SelectOption(label=clip(named(step), 100), value=step.key) for step in shown],
        )

    @override
    async def callback(self, interaction: Interaction) -> None:
        try:
            await self._chosen(interaction, self.values[0])
        except Exception as error:  # noqa: BLE001 - the edge of a choice: discord.py would tell nobody
            await apologize(interaction, error, self._house.ids)

    async def _chosen(self, interaction: Interaction, key: str) -> None:
        await require_researcher(self._house, interaction)
        box: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, default=self._words[key], max_length=LONGEST_TEXT
        )

        async def written(answer: Interaction, text: str) -> None:
            async def change(old: SessionPlan) -> SessionPlan:
                return old.model_copy(update={"guide": StepReworded(key=key, text=text).applied(old.guide)})

            await _change(self._house, answer, self._session_id, change)

        label = discord.ui.Label[Any](text="In other words", component=box)
        await interaction.response.send_modal(OneFieldForm("Write it anew", label, written, self._house.ids))


async def _planned(house: House, interaction: Interaction, session_id: str) -> tuple[StudySession, SessionPlan]:
    """The session with its plan. Raises Conflict once it was started."""
    view = await house.stores(f"guild:{interaction.guild_id}").sessions.view(session_id)
    if view.session.status is not SessionStatus.PLANNED:
        raise Conflict(f"This session is {view.session.status.value}; its plan stays as it is.")
    if not view.plan:
        raise Conflict("The plan of this session is not kept any more.")
    return view.session, SessionPlan.model_validate_json(view.plan)


async def _change(house: House, interaction: Interaction, session_id: str, change: Change) -> None:
    """Keep a changed plan, and bring the card up to date."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        session, plan = await _planned(house, interaction, session_id)
        plan = await change(plan)
        groups(plan)
        stores = house.stores(f"guild:{interaction.guild_id}")
        session = await stores.sessions.replan(session_id, plan.model_dump_json())
        places = session.places
        if places.backstage is None or places.card is None:
            raise BadInput("this session has no card", field="session")
        shown = plan_card(session_id, plan, places, house.mind.player(session.model))
        messages = interaction.client.get_partial_messageable(int(places.backstage))
        await messages.get_partial_message(int(places.card)).edit(
            embeds=list(shown.cards), view=unwatched(*shown.buttons)
        )
        return CardReply([card("Changed", "The card shows it.", CURTAIN)])

    await reply(house, interaction, work())


ACTS: Mapping[str, Act] = {
    START: start,
    REHEARSE: rehearse,
    EDIT: edit,
    DECIDE: decide,
    PEOPLE: choose_people,
}
"""What the buttons of the card do."""
