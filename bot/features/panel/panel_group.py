"""/panel: people kept together under a name, recruited, looked at as a set, and brought."""

from collections.abc import Mapping

from bot.features.panel import (
    panel_profile,
    recruit_command,
    recruitment_result,
    saved_panels,
    screening_progress,
)
from bot.features.panel.saved_panels import KeptPanels
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act


def panel_commands(house: House) -> KeptPanels:
    """The group with all of its commands."""
    group = KeptPanels(house)
    group.add_command(recruit_command.command(house))
    group.add_command(panel_profile.command(house))
    return group


ACTS: Mapping[str, Act] = {
    **saved_panels.ACTS,
    recruit_command.ASK: recruit_command.ask,
    screening_progress.RESULT: screening_progress.show_result,
    recruitment_result.SAVE: recruitment_result.save,
    recruitment_result.BRING: recruitment_result.bring,
}
"""What the buttons on these commands' answers do."""
