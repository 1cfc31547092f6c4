"""Where the ledger starts: the figures of `seeds/baseline.toml`, loaded strictly."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from watchers.claims import Figure, Metric, Qualifier
from watchers.errors import SeedError
from watchers.ledger.state import Ledger
from watchers.ledger.values import SHARED, Entry, Key, Standing

_NEEDED = {"metric", "qualifier", "claimant", "as_of", "document"}
_ALLOWED = _NEEDED | {"low", "high"}
_BOUNDS = {
    Qualifier.AT_LEAST: (True, False),
    Qualifier.AT_MOST: (False, True),
}


@dataclass(frozen=True, slots=True)
class BaselineFigure:
    """One figure that a seed document states."""

    metric: Metric
    claimant: str
    figure: Figure
    as_of: date
    document: str


def load_baseline(folder: Path, claimants: Collection[str]) -> tuple[BaselineFigure, ...]:
    """Read `baseline.toml` in `folder`. Raises SeedError naming the file, the line and what is wrong there.

    `claimants` are the ids that may stand behind a figure.
    """
    source = _Source(folder / "baseline.toml")
    tables = source.tables()
    figures = [source.figure(number, table, claimants) for number, table in enumerate(tables)]
    for number, figure in enumerate(figures):
        if (figure.metric, figure.claimant) in {(other.metric, other.claimant) for other in figures[:number]}:
            raise source.fail(number, "claimant", f"{figure.claimant} already has a figure for {figure.metric}")
    return tuple(figures)


def start(baseline: Iterable[BaselineFigure]) -> Ledger:
    """Return the ledger in which the baseline stands and nothing has happened."""
    ledger = Ledger()
    for known in baseline:
        entry = Entry(Standing(known.figure, known.as_of, source=known.document))
        ledger = ledger.put(Key(SHARED, known.metric, known.claimant), entry)
    return ledger


class _Source:
    """The parsed file, which can say on which line something stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.text = path.read_text(encoding="utf-8")
            self.root: Mapping[str, Any] = tomllib.loads(self.text)
        except OSError as error:
            hint = "Give the folder of the seed files."
            raise SeedError(f"{path} cannot be read: {error.strerror}", hint=hint) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            hint = "Mend the file at that place; it is TOML in UTF-8."
            place = f"at line {self.text.count(chr(10)) + 1}" if isinstance(error, tomllib.TOMLDecodeError) else ""
            raise SeedError(f"{path}: {str(error).replace('at end of document', place)}", hint=hint) from error

    def tables(self) -> list[Mapping[str, Any]]:
        tables = self.root.get("figure")
        if set(self.root) != {"figure"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            raise SeedError(f"{self.path}:1: must hold [[figure]] tables and nothing else", hint="See the file's head.")
        return tables

    def fail(self, number: int, key: str, reason: str) -> SeedError:
        return SeedError(f"{self.path}:{self._line(number, key)}: {key}: {reason}", hint="Mend the file at that line.")

    def _line(self, number: int, key: str) -> int:
        """The line of a key in the table of that number, of the table's head where the key is missing."""
        table, head = -1, 1
        for line, text in enumerate(self.text.splitlines(), 1):
            if re.match(r"\s*\[\[\s*figure\s*\]\]", text):
                table += 1
                head = line if table == number else head
            elif table == number and re.match(rf"\s*{re.escape(key)}\s*=", text):
                return line
        return head

    def figure(self, number: int, table: Mapping[str, Any], claimants: Collection[str]) -> BaselineFigure:
        for key in sorted(table.keys() - _ALLOWED):
            raise self.fail(number, key, "is not known here")
        for key in sorted(_NEEDED - table.keys()):
            raise self.fail(number, key, "is missing")
        if table["claimant"] not in claimants:
            raise self.fail(number, "claimant", f"{table['claimant']} is not a claimant of topic.toml")
        if not isinstance(table["document"], str) or not (self.path.parent / table["document"]).is_file():
            raise self.fail(number, "document", f"there is no {table['document']} beside this file")
        if not isinstance(table["as_of"], date) or isinstance(table["as_of"], datetime):
            raise self.fail(number, "as_of", "must be a date such as 2025-01-13, without quotes")
        return BaselineFigure(
            metric=Metric(self._choice(number, table, "metric", {metric.value for metric in Metric})),
            claimant=table["claimant"],
            figure=self._count(number, table),
            as_of=table["as_of"],
            document=table["document"],
        )

    def _choice(self, number: int, table: Mapping[str, Any], key: str, known: Collection[str]) -> str:
        value = table[key]
        if not isinstance(value, str) or value not in known:
            raise self.fail(number, key, f"{value!r} is none of {', '.join(sorted(known))}")
        return value

    def _count(self, number: int, table: Mapping[str, Any]) -> Figure:
        qualifier = Qualifier(self._choice(number, table, "qualifier", {known.value for known in Qualifier}))
        for key, wanted in zip(("low", "high"), _BOUNDS.get(qualifier, (True, True)), strict=True):
            if (key in table) != wanted:
                raise self.fail(number, key, f"{'must' if wanted else 'cannot'} be given for {qualifier}")
            if wanted and type(table[key]) is not int:
                raise self.fail(number, key, "must be a whole number")
        low, high = table.get("low"), table.get("high")
        if qualifier in {Qualifier.EXACT, Qualifier.ABOUT} and low != high:
            raise self.fail(number, "high", f"must equal low for {qualifier}")
        try:
            return Figure(low, high, qualifier)
        except ValueError as error:
            raise self.fail(number, "low" if low is not None else "high", str(error)) from error
