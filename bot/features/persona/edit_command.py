"""/persona edit: one field at a time, seen before it is kept.

What was written is kept nowhere but in the preview itself: its buttons read it from there, so that a preview of
yesterday can still be saved, and nothing has to be thrown away when it is not.
"""

from typing import Any

import discord
from discord import app_commands
from typing_extensions import override

from bot.features.persona.form_again import OPEN_FOR, refuse
from bot.features.persona.living_versions import notice_of_living
from bot.features.persona.saved_card import APPLY_LABEL, saved, saved_and_applied
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.community_catalogue import Catalogue
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.lasting_buttons import button
from bot.features.shared.option_choices import MOST, Choices, one_persona, plain, those_to_choose
from bot.features.shared.persona_rights import editor_of, require_maker, require_runner, stores_at
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.editing.field_editing import EditableField, editable_fields, edited, field_text
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import KeptPersona
from troupe.ports import Stores

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]

SAVE = "persona-save"
APPLY = "persona-apply"
LONGEST = 4000
"""Characters of a field of a form."""
BEFORE = 1000
"""Characters shown of what it said before: both together must fit into one message."""


def command(house: House) -> Command:
    @app_commands.describe(
        persona="Whom to change; of one of the library, a copy of your own", field="What to change"
    )
    async def run(interaction: Interaction, persona: str, field: str) -> None:
        stores = stores_at(house, interaction)
        await require_maker(stores, interaction)
        catalogue = await catalogue_at(house, stores.tenant)
        person, ref = catalogue.find(persona)
        choice = _field(person, field)
        if len(choice.text) > LONGEST:
            raise _too_long(choice.path)
        await interaction.response.send_modal(EditForm(house, ref.slug, _version(catalogue, ref.slug), choice))

    async def offer(interaction: Interaction, typed: str) -> Choices:
        return one_persona(await those_to_choose(house, interaction), typed)

    async def offer_fields(interaction: Interaction, typed: str) -> Choices:
        word = getattr(interaction.namespace, "persona", None)
        if not word:
            return []
        try:
            persona, _ = (await catalogue_at(house, f"guild:{interaction.guild_id}")).find(word)
        except NotFound:
            return []
        return _choices(persona, typed)

    edit: Command = app_commands.Command(
        name="edit", description="Change one thing about someone, and see it before it is kept", callback=run
    )
    edit.autocomplete("persona")(offer)
    edit.autocomplete("field")(offer_fields)
    return edit


class EditForm(discord.ui.Modal):
    """One field, as it is or as it was written before. `version` is what is being changed, 0 if it is of the
    library."""

    def __init__(
        self, house: House, slug: str, version: int, field: EditableField, written: str | None = None
    ) -> None:
        # Of two forms with one id discord.py knows only the one opened last.
        known_as = f"persona-edit:{house.ids()}"
        super().__init__(title=clip(f"Edit {_label(field.path)}", 45), custom_id=known_as, timeout=OPEN_FOR)
        self._house = house
        self._slug = slug
        self._version = version
        self._field = field
        self._box: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="text",
            style=discord.TextStyle.paragraph,
            default=(field.text if written is None else written) or None,
            required=False,
            max_length=LONGEST,
        )
        hint = clip(f"Takes {field.takes.replace('`', '')}. Empty takes it away.", 100)
        self.add_item(discord.ui.Label(text=clip(_label(field.path), 45), description=hint, component=self._box))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        text = str(self._box.value).strip()
        try:
            work = _preview(self._house, interaction, self._slug, self._version, self._field.path, text)
            await reply(self._house, interaction, work)
        except BadInput as error:
            await refuse(
                *(self._house, interaction, error, text),
                lambda: EditForm(self._house, self._slug, self._version, self._field, text),
            )

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)


async def save(house: House, interaction: Interaction, about: str) -> None:
    """Save the version that the preview shows. The answer names those who live as an older one; they stay as
    they are."""

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        return await saved(stores, await _keep(house, stores, interaction, about))

    await replace(house, interaction, work())


async def save_and_apply(house: House, interaction: Interaction, about: str) -> None:
    """Keep it, and let all who live as this persona live on as the new version."""
    require_runner(interaction)

    async def work() -> CardReply:
        stores = stores_at(house, interaction)
        version = await _keep(house, stores, interaction, about)
        return await saved_and_applied(house, stores, version, interaction.user.display_name)

    await replace(house, interaction, work())


async def _preview(
    house: House, interaction: Interaction, slug: str, version: int, path: str, text: str
) -> CardReply:
    stores = stores_at(house, interaction)
    await require_maker(stores, interaction)
    catalogue = await catalogue_at(house, stores.tenant)
    persona = _base(catalogue, slug, version)
    changed = edited(persona, path, text)
    if changed == persona:
        raise Conflict(f"That is what {_label(path)} says already.")
    was, becomes = field_text(persona, path), field_text(changed, path)
    if len(becomes) > LONGEST:
        raise _too_long(path)
    before = card(f"{persona.name}: {_label(path)}, before", clip(was, BEFORE) or "*nothing*", CURTAIN)
    after = card("After" if becomes else "After: nothing", becomes).set_footer(text=path)
    about = f"{slug}:{version}"
    buttons = [button(SAVE, about, "Save", emoji="💾", style=discord.ButtonStyle.primary)]
    cards = [before, after]
    if living := await stores.casts.playing(slug):
        cards.append(notice_of_living(living, "Living as them"))
        buttons.append(button(APPLY, about, APPLY_LABEL, emoji="🔁"))
    return CardReply(cards, None, buttons)


async def _keep(house: House, stores: Stores, interaction: Interaction, about: str) -> KeptPersona:
    """Save what the preview says. Raises Conflict if the persona was changed since it was made."""
    await require_maker(stores, interaction)
    slug, _, number = about.rpartition(":")
    path, text = _written(interaction)
    if not number.isdecimal():
        raise Conflict("This preview cannot be read any more. Use `/persona edit` again.")
    version = int(number)
    persona = _base(await catalogue_at(house, stores.tenant), slug, version)
    note = f"edited {_label(path)}" if version else f"copied from the library, edited {_label(path)}"
    changed = edited(persona, path, text)
    return await stores.personas.save(slug, changed, editor_of(interaction), note, version or None)


def _written(interaction: Interaction) -> tuple[str, str]:
    """The path and the new text, as the preview shows them."""
    cards = [] if interaction.message is None else interaction.message.embeds
    if len(cards) < 2 or not cards[1].footer.text:
        raise Conflict("This preview cannot be read any more. Use `/persona edit` again.")
    return cards[1].footer.text, cards[1].description or ""


def _base(catalogue: Catalogue, slug: str, version: int) -> Persona:
    """What is being changed, if it is still the newest. Raises Conflict, NotFound."""
    if _version(catalogue, slug) != version:
        raise Conflict("They were changed or removed meanwhile. Look at them, and use `/persona edit` again.")
    if slug not in catalogue.people:
        raise NotFound("They are not to be found any more.")
    return catalogue.people[slug]


def _version(catalogue: Catalogue, slug: str) -> int:
    return catalogue.own[slug].ref.version if slug in catalogue.own else 0


def _field(persona: Persona, word: str) -> EditableField:
    """The field of this path, or as it is called here. Raises BadInput, with the nearest, for no such field."""
    label = plain(word)
    for field in editable_fields(persona):
        if word.strip() == field.path or label == plain(_label(field.path)):
            return field
    path = word.strip()
    return EditableField(path=path, takes="text, or one item a line", text=field_text(persona, path))


def _label(path: str) -> str:
    """A path as it is said: `occupation.title` as `occupation title`."""
    return path.replace("_", " ").replace(".", " ")


def _too_long(path: str) -> Conflict:
    return Conflict(f"What {_label(path)} says is longer than Discord's forms take ({LONGEST} characters).")


def _choices(persona: Persona, typed: str) -> Choices:
    """Fields whose name holds what was typed, first those that begin so, with the beginning of what they say."""
    prefix = plain(typed)
    fitting = [
        (_label(field.path), field)
        for field in editable_fields(persona)
        if prefix in plain(_label(field.path)) and len(field.path) <= 100
    ]
    fitting.sort(key=lambda one: not plain(one[0]).startswith(prefix))
    return [
        app_commands.Choice(
            name=clip(f"{label}: {' '.join(field.text.split()) or '(nothing)'}", 100), value=field.path
        )
        for label, field in fitting[:MOST]
    ]
