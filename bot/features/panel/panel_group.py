"""/panel: people kept together under a name, recruited, looked at as a set, and brought."""

from collections.abc import Mapping

from bot.features.panel import panel_profile as profile
from bot.features.panel import recruit_command as recruit
from bot.features.panel import recruitment_result as recruited
from bot.features.panel import saved_panels as kept
from bot.features.panel.saved_panels import KeptPanels
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act


def panel_commands(house: House) -> KeptPanels:
    """The group with all of its commands."""
    group = KeptPanels(house)
    group.add_command(recruit.command(house))
    group.add_command(profile.command(house))
    return group


ACTS: Mapping[str, Act] = {
    **kept.ACTS,
    recruit.ASK: recruit.ask,
    recruited.SAVE: recruited.save,
    recruited.BRING: recruited.bring,
}
"""What the buttons on these commands' answers do."""
