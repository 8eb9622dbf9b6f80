"""/persona create: a small form makes a persona of the community's own; the rest can be added later."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from typing_extensions import override

from bot.faces.likeness import likeness
from bot.features.cast.person_cards import profile_card
from bot.features.persona.form_again import OPEN_FOR, refuse
from bot.features.persona.persona_card import bring_button
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.persona_rights import editor_of, require_maker, stores_at
from troupe.core.errors import BadInput, Conflict
from troupe.people.documents.slug import slug_of
from troupe.people.library.persona_parsing import parse_persona
from troupe.people.persona.persona import Persona

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]
Given = Mapping[str, str]

FIELDS: Mapping[str, tuple[str, str, int, bool]] = {
    "name": ("Name", "Mara Quint", 80, False),
    "age": ("Age", "57", 3, False),
    "occupation": ("What they do", "Retired tram driver", 100, False),
    "residence": ("Where they live", "Porto, Portugal", 100, False),
    "style": ("What they are like, how they talk", "Dry and short. Distrusts apps.", 1000, True),
}
"""Label, example, the most characters, and whether it may have several lines."""


def command(house: House) -> Command:
    async def run(interaction: Interaction) -> None:
        await require_maker(stores_at(house, interaction), interaction)
        await interaction.response.send_modal(CreateForm(house, {}))

    return app_commands.Command(name="create", description="Make someone new, with a short form", callback=run)


class CreateForm(discord.ui.Modal):
    """The form, with what was given before standing in it."""

    def __init__(self, house: House, given: Given) -> None:
        super().__init__(title="Someone new", custom_id=f"persona-create:{house.ids()}", timeout=OPEN_FOR)
        self._house = house
        self._boxes: dict[str, discord.ui.TextInput[Any]] = {}
        for name, (label, example, most, long) in FIELDS.items():
            self._boxes[name] = discord.ui.TextInput(
                custom_id=name,
                style=discord.TextStyle.paragraph if long else discord.TextStyle.short,
                placeholder=example,
                default=given.get(name) or None,
                required=name == "name",
                max_length=most,
            )
            self.add_item(discord.ui.Label(text=label, component=self._boxes[name]))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        values = {name: str(box.value).strip() for name, box in self._boxes.items()}
        try:
            await reply(self._house, interaction, _make(self._house, interaction, values))
        except BadInput as error:
            await refuse(
                self._house,
                interaction,
                _labelled(error),
                _written(values),
                lambda: CreateForm(self._house, values),
            )

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)


def made_of(given: Given) -> Persona:
    """The persona of a filled form. Raises BadInput, naming the field."""
    document: dict[str, object] = {name: given[name] for name in ("name", "age", "residence", "style")}
    if given["age"].isascii() and given["age"].isdecimal():
        document["age"] = int(given["age"])
    document["occupation"] = {"title": given["occupation"]} if given["occupation"] else ""
    return parse_persona({name: value for name, value in document.items() if value}, "")


async def _make(house: House, interaction: Interaction, given: Given) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    persona = made_of(given)
    slug = slug_of(persona.name)
    if slug in house.library:
        raise Conflict(f"{persona.name} is in the library. `/persona edit` makes a copy of your own to change.")
    version = await stores.personas.save(slug, persona, editor_of(interaction), "created")
    notice = card(
        f"{persona.name} is yours now",
        "`/persona edit` changes and adds, one thing at a time; `/persona avatar` gives another face.",
    )
    face = await likeness(stores, persona, version.ref)
    return CardReply([profile_card(persona, version.ref, here=False), notice], face, [bring_button(slug)])


def _labelled(error: BadInput) -> BadInput:
    """The error with its field as the form calls it: a form of several must say which one is meant."""
    name = error.field.partition(".")[0]
    if name not in FIELDS:
        return error
    return BadInput(f"{FIELDS[name][0]}: {str(error).removeprefix(f'{error.field}: ')}")


def _written(given: Given) -> str:
    """What was written, so that it is not lost whatever happens."""
    return clip("\n".join(f"**{FIELDS[name][0]}**: {text}" for name, text in given.items() if text), 3500)
