"""The press of *Table…* under a report: fields written in words are taken out of what was said, a row a person or
a session, into a table that goes out as CSV and stands in the report from then on."""

import io
from collections.abc import Mapping
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.reporting.edited_reading import EditedReading, edited_reading, keep_change
from bot.features.focusgroup.reporting.report_buttons import TABLE
from bot.features.focusgroup.reporting.report_posting import show_change
from bot.features.focusgroup.rights.researcher_rights import require_researcher, watcher
from bot.features.shared.answer_cards import CardReply, reply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, as_many, card, clip
from bot.features.shared.error_replies import apologize
from bot.features.shared.job_answers import JobFace, StillUnderWay, asked, asked_before, awaited, kept_result
from bot.features.shared.lasting_buttons import Act
from troupe.research.analysis.by_analyst.analyst_changes import FieldsTaken
from troupe.research.analysis.by_analyst.field_words import fields_in_words
from troupe.research.analysis.by_model.answer_coding import require_reader
from troupe.research.analysis.by_model.field_extraction import extraction_chars
from troupe.research.analysis.by_model.field_extraction_job import ExtractionAsked
from troupe.research.analysis.extracted_table import ExtractedTable, TableRows
from troupe.research.analysis.field_summaries import field_summaries
from troupe.research.job_kinds import EXTRACTION
from troupe.research.reports.forms.analysis_tables import field_table_csv
from troupe.research.sessions.study import Study
from troupe.research.sessions.study_gathering import gather_study

Interaction = discord.Interaction[Any]
SHOW_TABLE = "study-table"
EXTRACTION_FACE = JobFace(
    done="The table that was asked for here is ready",
    failed="What was asked for could not be taken out of the answers of a study.",
    act=SHOW_TABLE,
    label="Show the table",
)
_EXAMPLE = "price named; would switch (yes/no); tone (calm|angry)"


async def ask_table(house: House, interaction: Interaction, job_id: str) -> None:
    """Ask for the fields."""
    await require_researcher(house, interaction)
    require_reader(house.mind.player(None))
    reading = await edited_reading(house, f"guild:{interaction.guild_id}", job_id)
    await interaction.response.send_modal(TableForm(house, reading))


async def show_table(house: House, interaction: Interaction, job_id: str) -> None:
    """The table for whoever presses the button that stands in the channel."""
    await require_researcher(house, interaction)

    async def work() -> CardReply:
        tenant = f"guild:{interaction.guild_id}"
        job, words = await asked_before(house, tenant, job_id)
        made = await kept_result(house, EXTRACTION, job.key)
        session = ExtractionAsked.model_validate_json(words).session
        return _table(await gather_study(house.stores(tenant), session, house.mind.player), made.table)

    await reply(house, interaction, work())


ACTS: Mapping[str, Act] = {TABLE: ask_table, SHOW_TABLE: show_table}


class TableForm(discord.ui.Modal):
    """The fields in words, and what a row is about."""

    def __init__(self, house: House, reading: EditedReading) -> None:
        super().__init__(title="A table of what was said", custom_id=f"form:{house.ids()}", timeout=900)
        self._house = house
        self._reading = reading
        self._fields = discord.ui.TextInput[Any](
            custom_id="fields", style=discord.TextStyle.paragraph, placeholder=_EXAMPLE, max_length=2000
        )
        self._rows = discord.ui.RadioGroup[Any](custom_id="rows")
        self._rows.add_option(label="A row for each person", value=TableRows.PERSON.value, default=True)
        self._rows.add_option(label="A row for each session and rerun", value=TableRows.SESSION.value)
        hint = "One field a line, or apart by ;"
        self.add_item(discord.ui.Label(text="Fields", description=hint, component=self._fields))
        self.add_item(discord.ui.Label(text="Rows", component=self._rows))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        await require_researcher(self._house, interaction)
        rows = TableRows(self._rows.value or TableRows.PERSON.value)
        work = _taken(self._house, interaction, self._reading, str(self._fields.value), rows)
        await reply(self._house, interaction, work)

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)


async def _taken(
    house: House, interaction: Interaction, reading: EditedReading, text: str, rows: TableRows
) -> CardReply:
    fields = fields_in_words(text)
    chars = extraction_chars(reading.study, fields, rows)
    request = ExtractionAsked(session=reading.session, fields=fields, chars=chars, rows=rows)
    job = await asked(house, interaction, EXTRACTION, request)
    tenant, change = f"guild:{interaction.guild_id}", FieldsTaken(job=job.id)
    await keep_change(house.stores(tenant), reading.session, reading.job, watcher(interaction), change)
    try:
        made = await awaited(house, EXTRACTION, job)
    except StillUnderWay as error:
        return CardReply([card("Still reading …", str(error), CURTAIN)])
    await show_change(house, interaction, await edited_reading(house, tenant, reading.job), "")
    return _table(reading.study, made.table)


def _table(study: Study, table: ExtractedTable) -> CardReply:
    """What each field comes to, and the whole as a file."""
    lines = [f"**{clip(what, 80)}** {name}: {figure}" for what, name, figure in field_summaries(study, table)]
    embed = card("📊 Taken out of what was said", as_many(lines))
    embed.set_footer(text="Each value with the ids of its lines, in the file. The report has it too.")
    return CardReply([embed], None, (), [discord.File(io.BytesIO(field_table_csv(study, table)), "table.csv")])
