"""Tables and plain text on the terminal, as wide as it is."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def table(*columns: str) -> "Table":
    """An empty table without lines; what is too long is folded."""
    from rich.table import Table

    rows = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        rows.add_column(column, overflow="fold")
    return rows


def show(*parts: "str | Table") -> None:
    """On the terminal; what people wrote is never read as markup."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)
