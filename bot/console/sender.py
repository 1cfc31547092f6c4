"""Alerts in the terminal, through the same outbox as everywhere."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rich.console import Console
from rich.text import Text

from bot.cards import Card
from bot.console.markup import to_panel
from bot.platforms import Edited, Finding, Outcome, Post, Sent, Unreadable
from bot.text import clean

ADDRESS = "terminal"


@dataclass(slots=True)
class ConsoleSender:
    """Prints posts. What was printed cannot be edited: an edit is printed as news of the same alert."""

    console: Console
    render: Callable[[Post], Card]
    platform: str = field(default="console", init=False)
    nonce_lasts: timedelta = field(default=timedelta(0), init=False)

    async def send(self, post: Post) -> Outcome:
        """Print `post`."""
        self.console.print(to_panel(self.render(post)))
        return Sent(post.marker)

    async def edit(self, post: Post, message: str) -> Edited:
        """Print in one line how an alert stands now."""
        card = self.render(post)
        self.console.print(Text("update: ", style="dim").append(clean(card.summary), style="not dim"))
        return Sent(message)

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        """A terminal keeps no history: after a crash between printing and marking, it is printed again and says so."""
        del address, marker, since
        return Unreadable("a terminal keeps no history")
