"""What people ask and admins do in chat, from the command line, where the operator acts on the shared ledger."""

import asyncio
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console

from bot.cards import Card
from bot.commands import Asker
from bot.console.markup import to_panel
from bot.context import Context
from bot.parts import build_watching, load_seeds, sow
from bot.product import build_product
from bot.settings import Settings, load_settings
from bot.typed import find_command, read_arguments, refuse_missing
from bot.voice import Voices
from watchers.store import schema
from watchers.store.database import open_database

OPERATOR = Asker(platform="console", account="console:operator", layer="", address="terminal", admin=True)
Words = Annotated[list[str] | None, typer.Argument(help="As in chat: casualties killed nis")]


def add_commands(app: typer.Typer) -> None:
    """Add `ask`, and the commands that are wanted most by their own names."""
    app.command(name="ask", help="Ask what people ask in chat, or act on the shared ledger: ask baseline confirm ….")(
        _command("")
    )
    for name, aliased, meaning in (
        ("casualties", "casualties", "The figures that stand, beside the baseline."),
        ("explain", "explain", "What became of an article (its link or id) or of an alert (its id)."),
        ("export", "export", "All figures as csv or json, on standard output."),
        ("confirm", "baseline confirm", "Adopt a change: confirm CHANGE REASON."),
        ("dismiss", "baseline dismiss", "Dismiss a change: dismiss CHANGE REASON."),
        ("set", "baseline set", "Let a figure stand by hand: set METRIC CLAIMANT figure=… source=… reason=…"),
        ("undo", "baseline undo", "Take back what last happened to a change: undo CHANGE REASON."),
        ("audit", "audit", "Who changed what on the shared ledger."),
    ):
        app.command(name=name, help=meaning)(_command(aliased))


def add_feed_commands(app: typer.Typer) -> None:
    """Add what admins do with feeds in chat, done here with the operator's feeds."""
    for name, meaning in (
        ("list", "The operator's feeds, and when each was last read."),
        ("add", "Fetch a feed and add it: feeds add ADDRESS."),
        ("remove", "Stop reading a feed."),
        ("pause", "Do not read a feed for now."),
        ("resume", "Read a feed again."),
        ("test", "Fetch a feed and show it."),
    ):
        app.command(name=name, help=meaning)(_command(f"feeds {name}"))


def _command(prefix: str) -> Callable[[list[str] | None], None]:
    def command(words: Words = None) -> None:
        answer(prefix, words or [])

    return command


def answer(prefix: str, words: list[str]) -> None:
    """Answer `prefix` with `words` as the shell gave them; a whole command may be one of its words."""
    if not prefix and len(words) == 1:
        words = words[0].split()
    quoted = [f'"{word}"' if " " in word and "=" not in word else word for word in words]
    show(asyncio.run(ask(load_settings(), " ".join([*([prefix] if prefix else []), *quoted]))))


async def ask(settings: Settings, typed: str) -> Card:
    """Answer one typed command from the database of the settings. Raises TollwatchError."""
    seeds = load_seeds(settings.seeds)
    async with AsyncExitStack() as stack:
        database = open_database(settings.database_url)
        stack.push_async_callback(database.close)
        await schema.upgrade(database)
        await sow(database, seeds, _now())
        watching = build_watching(settings, seeds, database, clock=_now, queued=lambda: None)
        stack.push_async_callback(watching.close)
        context = Context(
            database=database,
            voices=Voices(seeds.topic),
            baseline=seeds.baseline,
            keywords=seeds.keywords,
            operators=frozenset({OPERATOR.account}),
            clock=_now,
            queued=lambda: None,
        )
        name, _, text = typed.partition(" ")
        command, rest = find_command(build_product(context, watching.fetcher, watching.parser).commands, name, text)
        values = await read_arguments(command, rest, OPERATOR)
        refuse_missing(command, values)
        return await command.run(OPERATOR, values)


def show(card: Card) -> None:
    """Print a card; a file goes to standard output alone, so that it can be redirected."""
    if card.files:
        sys.stdout.buffer.write(card.files[0].data)
        return
    Console().print(to_panel(card))


def _now() -> datetime:
    return datetime.now(UTC)
