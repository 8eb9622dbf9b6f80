"""The press of *Show…*: a text, a document, or a picture told in words, that everyone sees and the study keeps."""

from collections.abc import Mapping
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.session.session_board import SHOW
from bot.features.focusgroup.session.session_controls import pressed, require_running
from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize
from bot.features.shared.lasting_buttons import Act
from troupe.core.errors import BadInput
from troupe.research.guides.guide import LONGEST_TEXT, Exhibit
from troupe.research.guides.reading.guide_reading import MAX_FILE
from troupe.research.guides.reading.shown_document import shown_words

Interaction = discord.Interaction[Any]
_KEY = "live"


async def show(house: House, interaction: Interaction, session_id: str) -> None:
    """Show the form for it."""
    await require_running(house, interaction, session_id)
    await interaction.response.send_modal(ShowForm(house, session_id))


class ShowForm(discord.ui.Modal):
    """A text, a document, or both: the text then stands above what the document says."""

    def __init__(self, house: House, session_id: str) -> None:
        super().__init__(title="Show everyone", custom_id=f"form:{house.ids()}", timeout=900)
        self._house = house
        self._session_id = session_id
        self._words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id="text", style=discord.TextStyle.paragraph, required=False, max_length=1500
        )
        self._file: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
            custom_id="file", required=False, min_values=0, max_values=1
        )
        told = "A .txt, .md or .docx; everyone gets its words"
        self.add_item(discord.ui.Label(text="A text, or what a picture shows", component=self._words))
        self.add_item(discord.ui.Label(text="Or a document", description=told, component=self._file))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        exhibit = await self._exhibit()
        await pressed(
            self._house,
            interaction,
            lambda sessions: sessions.insert(self._session_id, exhibit.model_dump_json()),
        )

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)

    async def _exhibit(self) -> Exhibit:
        """What is to be shown. Raises BadInput for nothing, and for a document that cannot be."""
        words = self._words.value.strip()
        document = next(iter(self._file.values), None)
        if document is None:
            if not words:
                raise BadInput("Nothing was written, and no document was chosen.")
            return Exhibit(key=_KEY, text=words)
        if document.size > MAX_FILE:
            raise BadInput(f"{document.filename}: is larger than {MAX_FILE // 1_048_576} MiB", field="file")
        read = shown_words(await document.read(), document.filename)
        text = f"{words}\n{read}" if words else read
        if len(text) > LONGEST_TEXT:
            raise BadInput(f"Together these have more than {LONGEST_TEXT:,} characters.", field="text")
        return Exhibit(key=_KEY, text=text, file=document.filename)


ACTS: Mapping[str, Act] = {SHOW: show}
