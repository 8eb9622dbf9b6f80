"""The buttons under a report by which an analyst works on it: its themes, and tables of what people said."""

from collections.abc import Sequence

from bot.features.shared.lasting_buttons import Button, button

THEMES, TABLE = "report-themes", "report-table"


def analyst_buttons(reading: str) -> Sequence[Button]:
    """For a report that was made of this reading, by the id of its job."""
    return [
        button(THEMES, reading, "Edit themes…", emoji="✏️"),
        button(TABLE, reading, "Table…", emoji="📊"),
    ]
