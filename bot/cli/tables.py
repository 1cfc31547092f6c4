"""Tables in the terminal."""

from rich.table import Table
from rich.text import Text


def draw(rows: list[tuple[str, ...]]) -> Table:
    """Draw rows, the first of which is the head."""
    drawn = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for head in rows[0]:
        drawn.add_column(head, no_wrap=True)
    for row in rows[1:]:
        drawn.add_row(*map(Text, row))
    return drawn
