"""/panel: people kept together under a name, recruited, looked at as a set, and brought."""

from collections.abc import Mapping

from bot.cogs.house import House
from bot.cogs.panel import kept, profile, recruit, recruited
from bot.cogs.panel.kept import KeptPanels
from bot.cogs.persistent import Act


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
