"""The choice of the one thing that is changed in a study, or of somebody to ask; words are written on a form."""

from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import discord

from bot.features.focusgroup.choices.paged_choice import PagedChoice, Picked
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.deferred_answers import clip
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, NotFound
from troupe.people.library.library import find_persona
from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import LONGEST_TEXT, Ballot
from troupe.research.reruns.change_words import change_of
from troupe.research.sessions.run_change import RunChange
from troupe.research.sessions.session_plan import SessionPlan

Interaction = discord.Interaction[Any]
Chosen = Callable[[Interaction, RunChange | None], Awaitable[None]]
Asked = Callable[[Interaction, str, str], Awaitable[None]]
_NOTHING = "nothing"
_OF_SOMEBODY = {
    "without": "Somebody does not take part…",
    "first": "Somebody else speaks first…",
    "instead": "Somebody takes another one's place…",
}
_IN_WORDS = {
    "step": "In other words",
    "phrase": "Old words => new words",
    "decoy": "One more option, plainly worse",
    "instead": "Who comes, by name",
}


def _nobody(word: str) -> tuple[str, PanelMember]:
    raise NotFound(f"{word}: nobody is called so here")


def change_choice(house: House, plan: SessionPlan, chosen: Chosen, *, whole: bool) -> PagedChoice:
    """The things that can be changed in this study; `whole`: it is run from its beginning."""
    options = list(_options(plan, whole=whole))
    return PagedChoice(house, options, "What is changed", _ChangeChosen(house, plan, chosen).go_on)


class _ChangeChosen:
    """A change that was chosen: who or what it is about is asked next, where that is not said yet."""

    def __init__(self, house: House, plan: SessionPlan, chosen: Chosen) -> None:
        self._house = house
        self._plan = plan
        self._chosen = chosen

    async def go_on(self, interaction: Interaction, value: str) -> None:
        kind, _, key = value.partition(" ")
        if kind in _OF_SOMEBODY:
            await self._pick(interaction, kind)
        elif kind in ("step", "phrase", "decoy"):
            await self._write(interaction, kind, key)
        else:
            change = None if value == _NOTHING else change_of(value, self._plan.members, _nobody)
            await self._chosen(interaction, change)

    async def _pick(self, interaction: Interaction, kind: str) -> None:
        """The choice of the person whom the change is about."""

        async def picked(answer: Interaction, slug: str) -> None:
            if kind == "instead":
                await self._write(answer, kind, slug)
            else:
                await self._chosen(answer, change_of(f"{kind}:{slug}", self._plan.members, _nobody))

        view = person_choice(self._house, self._plan, picked, "Who")
        await interaction.response.send_message(
            _OF_SOMEBODY[kind].rstrip("…") + ": who?", view=view, ephemeral=True
        )

    async def _write(self, interaction: Interaction, kind: str, key: str) -> None:
        """The form for a change in words. `key` is the step, or the person, that it is about."""
        step = self._plan.guide.step(key)
        catalogue = await catalogue_at(self._house, f"guild:{interaction.guild_id}")

        def called(word: str) -> tuple[str, PanelMember]:
            slug, persona = find_persona(word, catalogue.people)
            return slug, PanelMember(persona=persona, ref=catalogue.ref(slug))

        box: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="words",
            style=discord.TextStyle.paragraph,
            default=step.text if step is not None and kind == "step" else None,
            placeholder="4.99 € => 5.99 €" if kind == "phrase" else None,
            max_length=LONGEST_TEXT,
        )

        async def written(answer: Interaction, text: str) -> None:
            if not text or (kind == "phrase" and "=>" not in text):
                raise BadInput(
                    "write the old words, then =>, then the new ones" if kind == "phrase" else "write it"
                )
            words = {"step": f"{key}={text}", "phrase": text}.get(kind, f"{kind}:{key}={text}")
            await self._chosen(answer, change_of(words, self._plan.members, called))

        label = discord.ui.Label[Any](text=_IN_WORDS[kind], component=box)
        await interaction.response.send_modal(OneFieldForm("What is changed", label, written, self._house.ids))


def _options(plan: SessionPlan, *, whole: bool) -> Iterator[discord.SelectOption]:
    """What can be chosen, with the words of a change as its value."""
    if not whole:
        yield discord.SelectOption(label="Nothing: how far do unchanged runs lie apart?", value=_NOTHING)
    yield discord.SelectOption(label="A price or phrase, wherever it stands", value="phrase")
    for step in plan.guide.steps:
        if isinstance(step, Ballot) and step.options:
            label = clip(f"A decoy in the vote: {step.text}", 100)
            yield discord.SelectOption(label=label, value=f"decoy {step.key}")
            break
    yield discord.SelectOption(label="Everything in reverse order", value="reverse")
    if len(plan.members) > 1:
        for kind, label in _OF_SOMEBODY.items():
            yield discord.SelectOption(label=label, value=kind)
    if whole:
        yield discord.SelectOption(label="The same people by demographics alone", value="people:demographics")
        yield discord.SelectOption(label="People without any persona", value="people:nobody")
        if plan.drawn_by:
            yield discord.SelectOption(label="Other people of the same kind", value="people:fresh")
    for step in plan.guide.steps:
        if step.text is not None:
            label = clip(f"Other words for: {step.text}", 100)
            yield discord.SelectOption(label=label, value=f"step {step.key}")


def person_choice(house: House, plan: SessionPlan, picked: Picked, placeholder: str) -> PagedChoice:
    """Somebody of the study."""
    options = [
        discord.SelectOption(label=clip(one.persona.name, 100), value=slug) for slug, one in plan.members.items()
    ]
    return PagedChoice(house, options, placeholder, picked)


def question_form(house: House, asked: Asked) -> Picked:
    """What is done with a person who was picked to be asked: the question is written on a form."""

    async def form(interaction: Interaction, slug: str) -> None:
        box: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="question", style=discord.TextStyle.paragraph, max_length=1500
        )

        async def written(answer: Interaction, text: str) -> None:
            if not text:
                raise BadInput("write what is to be asked")
            await asked(answer, slug, text)

        label = discord.ui.Label[Any](text="Your question", component=box)
        await interaction.response.send_modal(OneFieldForm("Asked afterwards", label, written, house.ids))

    return form
