"""/persona: the personas a community can choose from, and making, changing and removing its own. One file a
command."""

from collections.abc import Mapping

from discord import app_commands

from bot.features.persona import (
    avatar_command,
    browse_command,
    create_command,
    edit_command,
    living_versions,
    persona_card,
    remove_command,
    versions_command,
)
from bot.features.persona_drafts import (
    enrich_command,
    export_command,
    fragment_command,
    from_text_command,
    import_command,
    late_drafts,
    persona_drafts,
)
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act


class PersonaCommands(app_commands.Group):
    """Looking is for everyone; who may make and change is settled in /setup."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="persona", description="Find, make and change the simulated people you can bring", guild_only=True
        )
        for command in (
            browse_command.command(house),
            persona_card.command(house),
            create_command.command(house),
            from_text_command.command(house),
            edit_command.command(house),
            enrich_command.command(house),
            fragment_command.command(house),
            import_command.command(house),
            export_command.command(house),
            versions_command.undo_command(house),
            versions_command.command(house),
            avatar_command.command(house),
            remove_command.command(house),
        ):
            self.add_command(command)


ACTS: Mapping[str, Act] = {
    browse_command.PAGE: browse_command.turn_page,
    persona_card.SHOW: persona_card.show,
    persona_card.BRING: persona_card.bring,
    edit_command.SAVE: edit_command.save,
    edit_command.APPLY: edit_command.save_and_apply,
    persona_drafts.SAVE: persona_drafts.save,
    persona_drafts.BRING: persona_drafts.save_and_bring,
    persona_drafts.APPLY: persona_drafts.save_and_apply,
    from_text_command.ANEW: from_text_command.anew,
    from_text_command.REST: from_text_command.write_the_rest,
    enrich_command.AGAIN: enrich_command.enrich,
    late_drafts.RESULT: late_drafts.show_draft,
    fragment_command.MERGE: fragment_command.ask,
    living_versions.UPDATE: living_versions.update,
    remove_command.REMOVE: remove_command.remove,
}
"""What the buttons on these commands' answers do."""
