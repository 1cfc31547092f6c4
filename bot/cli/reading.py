"""`tollwatch read`: a text in, its claims out."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, TextIO

import typer
from rich.console import Console, Group
from rich.text import Text

from bot.settings import load_settings
from watchers.claims import Claim
from watchers.errors import TollwatchError
from watchers.reading.jsonl import read_line
from watchers.reading.reader import load_reader


class InputUnreadableError(TollwatchError):
    """The file that was named cannot be read as text."""


def read(
    file: Annotated[str, typer.Argument(help="A text file; - for standard input.")] = "-",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line in, one a line out.")] = False,
) -> None:
    """Read a text and print the claims in it, each with its sentence and the figure highlighted."""
    reader = load_reader(load_settings().seeds)
    with opened(file) as lines:
        if not jsonl:
            text = lines.read()
            show(reader.read(text), text, Console(highlight=False))
            return
        for number, line in enumerate(lines, 1):
            if line.strip():
                print(read_line(line, number, reader), flush=True)


@contextmanager
def opened(file: str) -> Iterator[TextIO]:
    """Open a text file, or standard input for "-". Raises InputUnreadableError."""
    if file == "-":
        yield TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        return
    try:
        lines = Path(file).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
    except OSError as error:
        raise InputUnreadableError(
            f"{file} cannot be read: {error.strerror}", hint="Name a text file, or - for standard input."
        ) from error
    with lines:
        yield lines


def show(claims: list[Claim], text: str, console: Console) -> None:
    """Print the claims of `text` for people."""
    if not claims:
        console.print("No claim about these troops was found.")
    for claim in claims:
        console.print(Group(_headline(claim), _sentence(claim, text), _reasons(claim), Text()))


def _headline(claim: Claim) -> Text:
    line = Text(f"{claim.metric.value} {_bounds(claim)}", style="bold")
    line.append(f"  {claim.figure.qualifier.value}, {claim.scope.value}, {claim.tense.value}", style="not bold")
    line.append(f"  claimant {claim.claimant}", style="not bold cyan")
    line.append(f"  as of {claim.as_of}" if claim.as_of else "", style="not bold")
    return line


def _bounds(claim: Claim) -> str:
    low, high = claim.figure.low, claim.figure.high
    if low == high:
        return f"{low:,}"
    return f"{'…' if low is None else f'{low:,}'} – {'…' if high is None else f'{high:,}'}"


def _sentence(claim: Claim, text: str) -> Text:
    sentence = Text(f"  “{claim.evidence}”")
    figure = text[claim.span.start : claim.span.end]
    start = sentence.plain.find(figure) if figure else -1
    if start >= 0:
        sentence.stylize("bold black on yellow", start, start + len(figure))
    return sentence


def _reasons(claim: Claim) -> Text:
    return Text("\n".join(f"  {field}: {reason}" for field, reason in claim.why.items()), style="dim")
