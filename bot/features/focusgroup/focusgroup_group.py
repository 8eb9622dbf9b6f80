"""/focusgroup: the group with all of its commands, and what the buttons on their answers do."""

from collections.abc import Mapping

from discord import app_commands

from bot.features.focusgroup import session_commands
from bot.features.focusgroup.analyst import table_asking, theme_editing
from bot.features.focusgroup.chair import handing_over
from bot.features.focusgroup.forks import rerun_ordering
from bot.features.focusgroup.humans import guest_answering_form, inviting, voting
from bot.features.focusgroup.mirror import inner_view, observing, study_menu, suggesting, whispering
from bot.features.focusgroup.planning import plan_changes, plan_command
from bot.features.focusgroup.reporting import study_report
from bot.features.focusgroup.session import cap_raising, session_controls, showing
from bot.features.focusgroup.withdrawal import leaving
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act


def focusgroup_commands(house: House) -> app_commands.Group:
    """For those who hold studies. Everyone sees it, since Discord hides a command by permission and not by role;
    each command looks for itself who asks."""
    group = app_commands.Group(
        name="focusgroup",
        description="Hold a focus group with simulated people",
        guild_only=True,
    )
    group.add_command(plan_command.plan_command(house))
    group.add_command(session_commands.start_command(house))
    group.add_command(session_commands.close_command(house))
    group.add_command(handing_over.moderator_command(house))
    group.add_command(observing.observe_command(house))
    group.add_command(whispering.whisper_command(house))
    group.add_command(study_report.report_command(house))
    return group


ACTS: Mapping[str, Act] = {
    **plan_changes.ACTS,
    **session_controls.ACTS,
    **showing.ACTS,
    **handing_over.ACTS,
    **study_report.ACTS,
    **rerun_ordering.ACTS,
    **study_menu.ACTS,
    **suggesting.ACTS,
    **cap_raising.ACTS,
    **inner_view.ACTS,
    **inviting.ACTS,
    **guest_answering_form.ACTS,
    **voting.ACTS,
    **leaving.ACTS,
    **theme_editing.ACTS,
    **table_asking.ACTS,
}
