"""The slash commands: one file per group. A command parses, calls one service and replies."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features import persona_group
from bot.features.cast import newcomer_briefing
from bot.features.cast.cast_commands import CastCommands
from bot.features.focusgroup import focusgroup_group
from bot.features.focusgroup.analyst import answer_recoding, table_asking
from bot.features.focusgroup.forks import rerun_ordering
from bot.features.focusgroup.mirror.study_menu import study_menu
from bot.features.focusgroup.reporting import study_report
from bot.features.memory.memory_commands import MemoryCommands
from bot.features.moderation import privacy_commands
from bot.features.moderation.message_menus import MessageMenus
from bot.features.panel import memory_recall, panel_group, screening_progress
from bot.features.persona_drafts import late_drafts
from bot.features.setup.setup_card import setup_command
from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize
from bot.features.shared.job_answers import JobFace
from bot.features.shared.lasting_buttons import Act, add_acts
from bot.features.talk.notice_button_handlers import Presses
from bot.features.talk.talk_commands import TalkCommands
from bot.features.world import closing_command
from bot.features.world.world_commands import WorldCommands
from troupe.minds.consolidating.consolidation_job import ConsolidationJob
from troupe.minds.consolidating.reflection_job import ReflectionJob
from troupe.minds.newcomer_job import NewcomerJob
from troupe.minds.recall_job import RecallJob
from troupe.research.job_kinds import (
    BALLOT,
    CODING,
    DRAFTING,
    ENRICHING,
    EXTRACTION,
    MODERATING,
    READING,
    REPLYING,
    RERUNS,
    SCREENING,
    WRITING,
)

JOB_FACES: Mapping[str, JobFace] = {
    NewcomerJob.word: newcomer_briefing.FACE,
    RecallJob.word: memory_recall.FACE,
    ConsolidationJob.word: JobFace(done=None, failed="Memories could not be made."),
    ReflectionJob.word: JobFace(done=None, failed="Somebody could not think things over."),
    WRITING.word: late_drafts.WRITING_FACE,
    ENRICHING.word: late_drafts.ENRICHING_FACE,
    SCREENING.word: screening_progress.FACE,
    BALLOT.word: JobFace(done=None, failed="A vote could not be asked for."),
    READING.word: study_report.READING_FACE,
    REPLYING.word: study_report.REPLYING_FACE,
    CODING.word: answer_recoding.CODING_FACE,
    EXTRACTION.word: table_asking.EXTRACTION_FACE,
    MODERATING.word: JobFace(done=None, failed="A moderator person could not decide; the guide goes on."),
    RERUNS.word: rerun_ordering.RERUNS_FACE,
    DRAFTING.word: JobFace(done=None, failed="A guide could not be drafted."),
}
"""How the end of each kind of job is told in a channel."""

ACT_GROUPS: tuple[Mapping[str, Act], ...] = (
    persona_group.ACTS,
    panel_group.ACTS,
    closing_command.ACTS,
    focusgroup_group.ACTS,
    privacy_commands.ACTS,
)
"""What the buttons that outlive the process do, by group. A name stays for as long as such a button may stand in
a channel: one that is not here any more answers nobody."""
ACTS: Mapping[str, Act] = {name: act for group in ACT_GROUPS for name, act in group.items()}


def add_commands(tree: app_commands.CommandTree[Any], house: House) -> None:
    """Put every command on the tree, the buttons that outlive the process, and the one answer to every error."""
    tree.add_command(WorldCommands(house))
    tree.add_command(CastCommands(house))
    tree.add_command(MemoryCommands(house))
    tree.add_command(persona_group.PersonaCommands(house))
    tree.add_command(panel_group.panel_commands(house))
    tree.add_command(focusgroup_group.focusgroup_commands(house))
    tree.add_command(setup_command(house))
    tree.add_command(privacy_commands.PrivacyCommands(house))
    for command in TalkCommands(house).all():
        tree.add_command(command)
    for menu in MessageMenus(house).all():
        tree.add_command(menu)

    tree.add_command(study_menu(house))

    tree.client.add_view(Presses(house))
    add_acts(tree.client, house, ACTS)

    async def tell(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        await apologize(interaction, error, house.ids)

    tree.error(tell)
