"""/persona browse: the people to choose from, a few at a time, each with a face, to be shown and brought."""

import asyncio
import io
from typing import Any

import discord
from discord import app_commands

from bot.faces.likeness import likeness
from bot.features.persona.persona_card import bring_button, show_button
from bot.features.persona.persona_search import COUNTRY, OLDEST, WORDS, Origin, Search, countries, unpacked
from bot.features.shared.command_context import House, catalogue_at
from bot.features.shared.community_catalogue import Catalogue
from bot.features.shared.deferred_answers import INK, clip, soon
from bot.features.shared.lasting_buttons import Button, button
from bot.features.shared.option_choices import MOST, Choices, plain, those_to_choose
from bot.features.shared.persona_rights import stores_at
from bot.features.shared.world_opening import introduced
from troupe.people.persona.persona import Persona
from troupe.ports import Stores

Interaction = discord.Interaction[Any]
Command = app_commands.Command[Any, ..., Any]
Item = discord.ui.Item[Any]
Text = discord.ui.TextDisplay[Any]

PAGE = "persona-page"
A_PAGE = 4
"""People at a time: with their faces and buttons they fit into the 40 parts that a message may have."""

ORIGINS = [
    app_commands.Choice(name="everyone", value=Origin.ALL.value),
    app_commands.Choice(name="the library", value=Origin.LIBRARY.value),
    app_commands.Choice(name="this server's own", value=Origin.OWN.value),
]


def command(house: House) -> Command:
    @app_commands.describe(
        words="What to look for: a name, a job, an opinion, anything",
        country="Where they live or come from",
        youngest="At least so old",
        oldest="At most so old",
        whose="The library's, or this server's own",
    )
    @app_commands.choices(whose=ORIGINS)
    async def run(
        interaction: Interaction,
        words: app_commands.Range[str, 1, WORDS] = "",
        country: app_commands.Range[str, 1, COUNTRY] = "",
        youngest: app_commands.Range[int, 0, OLDEST] = 0,
        oldest: app_commands.Range[int, 0, OLDEST] = OLDEST,
        whose: str = Origin.ALL.value,
    ) -> None:
        search = Search(words, country, youngest, oldest, Origin(whose))
        view, files = await soon(interaction, house.clock, _page(house, stores_at(house, interaction), search, 0))
        if interaction.response.is_done():
            await interaction.edit_original_response(view=view, attachments=files)
        else:
            await interaction.response.send_message(view=view, files=files, ephemeral=True)

    async def offer(interaction: Interaction, typed: str) -> Choices:
        names = countries((await those_to_choose(house, interaction)).values())
        fitting = [name for name in names if plain(typed) in plain(name)]
        return [app_commands.Choice(name=name, value=name) for name in fitting[:MOST]]

    browse: Command = app_commands.Command(
        name="browse", description="Look through the people you can bring", callback=run
    )
    browse.autocomplete("country")(offer)
    return browse


async def turn_page(house: House, interaction: Interaction, about: str) -> None:
    """Show another page in place of this one."""
    await interaction.response.defer()
    search, page = unpacked(about)
    view, files = await _page(house, stores_at(house, interaction), search, page)
    await interaction.edit_original_response(view=view, attachments=files)


async def _page(
    house: House, stores: Stores, search: Search, page: int
) -> tuple[discord.ui.LayoutView, list[discord.File]]:
    """One page, and the faces on it. A page that is no more (people were removed) is the last one."""
    catalogue = await catalogue_at(house, stores.tenant)
    matches = await asyncio.to_thread(search.found, catalogue.people, catalogue.own)
    last = max(0, (len(matches) - 1) // A_PAGE)
    page = min(page, last)
    items: list[Item] = [Text(_heading(search, len(matches), page, last))]
    files: list[discord.File] = []
    for at, (slug, persona) in enumerate(matches[page * A_PAGE : (page + 1) * A_PAGE]):
        name = f"face{at}.png"
        files.append(discord.File(io.BytesIO(await likeness(stores, persona, catalogue.ref(slug))), name))
        items += [discord.ui.Separator(), *_person(catalogue, slug, persona, name)]
    container: discord.ui.Container[Any] = discord.ui.Container(*items, accent_colour=INK)
    if last:
        container.add_item(discord.ui.ActionRow(*_turning(search, page, last)))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # presses go to the acts: see bot.features.shared.lasting_buttons
    return view, files


def _person(catalogue: Catalogue, slug: str, persona: Persona, face: str) -> list[Item]:
    whose = f"Yours, version {catalogue.own[slug].ref.version}" if slug in catalogue.own else "Library"
    text = f"{introduced(persona)}\n{clip(' '.join(persona.style.split()), 160)}".strip()
    thumbnail: discord.ui.Thumbnail[Any] = discord.ui.Thumbnail(f"attachment://{face}", description=persona.name)
    return [
        discord.ui.Section(f"{text}\n-# {whose}", accessory=thumbnail),
        discord.ui.ActionRow(bring_button(slug), show_button(slug)),
    ]


def _heading(search: Search, count: int, page: int, last: int) -> str:
    conditions = search.told()
    if not count:
        hint = "Try fewer conditions." if conditions else "`/persona create` makes someone."
        return f"## 🎭 Nobody found\n-# {conditions or 'There is nobody yet'}. {hint}"
    people = "1 person" if count == 1 else f"{count} people"
    pages = f" · page {page + 1} of {last + 1}" if last else ""
    return f"## 🎭 {people}\n-# {conditions or 'Everyone you can bring'}{pages}"


def _turning(search: Search, page: int, last: int) -> list[Button]:
    """Both buttons are always there, so that they stay under the finger; their ids must differ."""
    return [
        button(PAGE, search.packed(max(page - 1, 0)), "Back", emoji="◀️", disabled=page == 0),
        button(PAGE, search.packed(page + 1), "More", emoji="▶️", disabled=page == last),
    ]
