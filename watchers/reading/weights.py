"""Learned weights: how much each piece of evidence speaks for each answer to a question.

The files in `weights/` are made by `make learn` from the labelled passages. The first line names the answers; every
other line holds a piece of evidence and its weight for each answer, in hundredths; "*" is what holds without any.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from watchers.errors import SeedError

FOLDER = Path(__file__).parent / "weights"
ALWAYS = "*"
_HUNDREDTHS = 100
_HINT = "Run make learn."


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one question, by piece of evidence, in hundredths, in the order of the answers."""

    answers: tuple[str, ...]
    rows: Mapping[str, tuple[int, ...]]

    def sums(self, evidence: Iterable[str]) -> tuple[int, ...]:
        """What speaks for each answer, all evidence together; every piece counts once."""
        return self._sums(self.rows[ALWAYS], evidence)

    def more(self, evidence: Iterable[str]) -> tuple[int, ...]:
        """What more evidence adds for each answer."""
        return self._sums((0,) * len(self.answers), evidence)

    def _sums(self, start: tuple[int, ...], evidence: Iterable[str]) -> tuple[int, ...]:
        found = [row for row in map(self.rows.get, set(evidence)) if row is not None]
        return tuple(map(sum, zip(start, *found, strict=True)))

    def best(self, sums: Sequence[int]) -> str:
        """The likeliest answer, where so much speaks for each."""
        return self.answers[sums.index(max(sums))]

    def shares(self, sums: Sequence[int]) -> dict[str, float]:
        """How likely each answer is, all together 1."""
        highest = max(sums)
        powers = [math.exp((total - highest) / _HUNDREDTHS) for total in sums]
        whole = sum(powers)
        return {answer: power / whole for answer, power in zip(self.answers, powers, strict=True)}

    def reasons(self, evidence: Iterable[str], answer: str, other: str, count: int = 3) -> list[str]:
        """The pieces of evidence that speak loudest for one answer against another."""
        this, that = self.answers.index(answer), self.answers.index(other)
        rows = ((self.rows.get(name), name) for name in set(evidence))
        leads = sorted((row[that] - row[this], name) for row, name in rows if row is not None)
        return [name for lead, name in leads[:count] if lead < 0]


def joined(questions: Sequence[Weights]) -> Weights:
    """The weights of several questions in one table, so that evidence on all of them is looked up once."""
    blank = [(0,) * len(weights.answers) for weights in questions]
    names = {name for weights in questions for name in weights.rows}
    rows = {
        name: tuple(
            weight for weights, none in zip(questions, blank, strict=True) for weight in weights.rows.get(name, none)
        )
        for name in names
    }
    return Weights(tuple(answer for weights in questions for answer in weights.answers), rows)


def load_weights(question: str, folder: Path = FOLDER) -> Weights:
    """Read the weights of one question. Raises SeedError naming the file and the line."""
    path = folder / f"{question}.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SeedError(f"{path} cannot be read: {error}", hint="Install the package with its data files.") from error
    if not lines:
        raise SeedError(f"{path} is empty", hint=_HINT)
    first, *lines = lines
    answers = tuple(first.split("\t")[1:])
    rows = {}
    for number, line in enumerate(lines, 2):
        name, *fields = line.split("\t")
        if len(fields) != len(answers) or not all(field.lstrip("-").isdigit() for field in fields):
            raise SeedError(f"{path}:{number}: a name and {len(answers)} whole numbers are needed", hint=_HINT)
        rows[name] = tuple(map(int, fields))
    if ALWAYS not in rows or not answers:
        raise SeedError(f"{path}: the line for {ALWAYS} is missing", hint=_HINT)
    return Weights(answers, rows)
