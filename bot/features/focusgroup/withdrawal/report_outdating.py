"""A report that is posted already, when it may not be read any more: somebody withdrew, or a newer one is there.
Its findings and files leave the message, which says why."""

import discord
import structlog

from bot.features.focusgroup.session.session_board import REPORT
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.lasting_buttons import Button, button, unwatched
from troupe.ports import Stores
from troupe.worlds.sessions.study_session import SessionPlaces

log = structlog.get_logger("troupe.commands")
_THREAD_IS_ARCHIVED = 50083


async def outdate_reports(stores: Stores, client: discord.Client, study_id: str) -> None:
    """Take back the newest report of each run of a study from which somebody has withdrawn: it tells of all of
    them."""
    shown = card(
        "📄 This report is outdated",
        "Somebody who took part has withdrawn since. What they said and voted was in it, so its files are gone "
        "from here; please delete copies of them. *Report* makes it anew, without them.",
        CURTAIN,
    )
    for run in await stores.sessions.of_study(study_id):
        await _edit(client, run.places, shown, button(REPORT, run.id, "Report"))


async def replace_report(client: discord.Client, places: SessionPlaces) -> None:
    """Take back the report before a newer one: else it would stay as it is when somebody withdraws."""
    await _edit(client, places, card("📄 There is a newer report", "It stands further down.", CURTAIN))


async def _edit(client: discord.Client, places: SessionPlaces, shown: discord.Embed, *buttons: Button) -> None:
    if places.backstage is None or places.report is None:
        return
    message = client.get_partial_messageable(int(places.backstage)).get_partial_message(int(places.report))

    async def edit() -> None:
        await message.edit(content=None, embeds=[shown], attachments=[], view=unwatched(*buttons))

    try:
        try:
            await edit()
        except discord.HTTPException as error:
            if error.code != _THREAD_IS_ARCHIVED:
                raise
            thread = await client.fetch_channel(int(places.backstage))
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)
            await edit()
    except discord.NotFound:
        pass  # somebody deleted it, with its files
    except discord.HTTPException as error:
        log.warning("a report could not be marked as outdated", message=places.report, reason=str(error))
