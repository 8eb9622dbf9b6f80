"""The message list: one element a row; after each event only rows that changed are sent to the browser."""

from nicegui import ui

from bot.playground.page.rendering.html_render import row_html
from bot.playground.page.rendering.log_rows import Lens, Row


class LogView:
    """Shows rows inside `container`, keeping the elements of rows that stay."""

    def __init__(self, container: ui.element) -> None:
        self._container = container
        self._shown: dict[str, tuple[Row, ui.html]] = {}
        self._place = ""
        self._seen_with: object = None

    def show(self, place: str, rows: list[Row], lens: Lens) -> None:
        """Make the list show these rows. `place` is the channel; another one starts afresh."""
        seen_with = (lens.names.users, lens.names.channels, lens.names.roles, lens.faces)
        if place != self._place:
            self._container.clear()
            self._shown.clear()
            self._place = place
        renamed = seen_with != self._seen_with
        self._seen_with = seen_with
        keys = {row.key for row in rows}
        for key in [key for key in self._shown if key not in keys]:
            self._shown.pop(key)[1].delete()
        for position, row in enumerate(rows):
            self._show_row(position, row, lens, renamed=renamed)

    def _show_row(self, position: int, row: Row, lens: Lens, *, renamed: bool) -> None:
        if (pair := self._shown.get(row.key)) is not None:
            before, element = pair
            if renamed or before != row:
                element.set_content(row_html(row, lens))
                self._shown[row.key] = (row, element)
            return
        at_end = position >= len(self._shown)
        with self._container:
            element = ui.html(row_html(row, lens)).classes("row-of-log")
        if not at_end:
            element.move(self._container, target_index=position)
        self._shown[row.key] = (row, element)
