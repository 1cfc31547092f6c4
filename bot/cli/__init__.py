"""The command line. Each module here is one group of commands; this one puts them together."""

import os
import sys

import typer

from bot.cli import asking, check, db, feeds, reading, replay, running, status
from bot.settings import SettingError
from watchers.errors import SeedError, TollwatchError

app = typer.Typer(
    name="tollwatch",
    help="Watches the news for figures about an army's part in a war, and tells people when one changes.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(db.app, name="db")
app.add_typer(feeds.app, name="feeds")
app.command(name="run")(running.run)
app.command(name="demo")(running.demo)
app.command(name="check")(check.check)
app.command(name="status")(status.status)
app.command(name="read")(reading.read)
app.command(name="replay")(replay.replay_command)
asking.add_commands(app)
asking.add_feed_commands(feeds.app)


def main() -> None:
    """Run the command; an expected failure is one line on standard error.

    Exit code 2 for a bad setting or seed file, 1 for any other expected failure.
    """
    try:
        app()
    except BrokenPipeError:
        # Whoever read our output has seen enough ("| head"); nothing is left to flush into.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except TollwatchError as error:
        said = str(error) if str(error).endswith((".", "?", "!")) else f"{error}."
        print(f"tollwatch: {said} {error.hint}".rstrip(), file=sys.stderr)
        sys.exit(2 if isinstance(error, SettingError | SeedError) else 1)
