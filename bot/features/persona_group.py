"""/persona: the personas a community can choose from, and making, changing and removing its own. One file a
command."""

from collections.abc import Mapping

from discord import app_commands

from bot.features.persona import avatar_command as avatar
from bot.features.persona import browse_command as browse
from bot.features.persona import create_command as create
from bot.features.persona import edit_command as edit
from bot.features.persona import living_versions as living
from bot.features.persona import persona_card as card
from bot.features.persona import remove_command as remove
from bot.features.persona import versions_command as versions
from bot.features.persona_drafts import enrich_command as enrich
from bot.features.persona_drafts import export_command as export
from bot.features.persona_drafts import fragment_command as fragment
from bot.features.persona_drafts import from_text_command as from_text
from bot.features.persona_drafts import import_command as import_
from bot.features.persona_drafts import persona_drafts as draft
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act


class PersonaCommands(app_commands.Group):
    """Looking is for everyone; who may make and change is settled in /setup."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="persona", description="Find, make and change the simulated people you can bring", guild_only=True
        )
        for command in (
            browse.command(house),
            card.command(house),
            create.command(house),
            from_text.command(house),
            edit.command(house),
            enrich.command(house),
            fragment.command(house),
            import_.command(house),
            export.command(house),
            versions.undo_command(house),
            versions.command(house),
            avatar.command(house),
            remove.command(house),
        ):
            self.add_command(command)


ACTS: Mapping[str, Act] = {
    browse.PAGE: browse.turn_page,
    card.SHOW: card.show,
    card.BRING: card.bring,
    edit.SAVE: edit.save,
    edit.APPLY: edit.save_and_apply,
    draft.SAVE: draft.save,
    draft.BRING: draft.save_and_bring,
    draft.APPLY: draft.save_and_apply,
    from_text.ANEW: from_text.anew,
    enrich.AGAIN: enrich.enrich,
    fragment.MERGE: fragment.ask,
    living.UPDATE: living.update,
    remove.REMOVE: remove.remove,
}
"""What the buttons on these commands' answers do."""
