"""The people of `--panel`: words as for `/panel`, or a panel that was saved in the database."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.persona.people_sets import people_named
from troupe.core.errors import BadInput, NotFound

if TYPE_CHECKING:
    from bot.environment.settings import Settings
    from troupe.people.persona.panel import PanelMember

_SQLITE = "sqlite:///"


def members_named(text: str, seed: int, settings: "Settings") -> "dict[str, PanelMember]":
    """Everyone meant, by their word in the panel, exactly as they are. Raises BadInput, NotFound."""
    from troupe.headless.study_panel import members_of

    words = [word.strip() for word in text.split(",") if word.strip()]
    if not words:
        raise BadInput("name people, such as germany:12", field="--panel")
    try:
        return members_of(list(people_named(words, seed).items()))
    except NotFound:
        url = settings.database_url
        if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).exists():
            raise  # to look into it would make it
        saved = asyncio.run(_saved(text, settings))
        if not saved:
            raise
        return saved


async def _saved(name: str, settings: "Settings") -> "dict[str, PanelMember]":
    """The people of a saved panel of this name, of whichever community has one; nobody if none has, or several."""
    from bot.cli.terminal.opened_database import opened
    from troupe.people.library.people_by_slug import free_slug

    async with opened(settings) as database:
        panels = [
            panel
            for tenant in await database.tenants()
            for panel in await database.tenant(tenant).panels.all()
            if panel.name.casefold() == name.strip().casefold()
        ]
    members: dict[str, PanelMember] = {}
    for member in panels[0].members if len(panels) == 1 else ():
        members[free_slug(member.ref.slug, members)] = member
    return members
