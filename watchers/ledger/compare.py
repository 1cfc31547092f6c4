"""How one figure lies to another, by the number each states."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from watchers.claims import Figure, Qualifier

TOLERANCE_PERCENT = 5
JUMP = 5
# An open bound does not reach for ever: people who mean 12,001 no longer say "more than 10,000".
OPEN_REACH_PERCENT = 20


class Relation(Enum):
    """How a claimed figure lies to a standing one."""

    EQUAL = auto()
    IMPLIED = auto()
    ABOVE = auto()
    BELOW = auto()


def agree(number: int, standing: int) -> bool:
    """Whether two numbers are the same within the tolerance: 5 % of the standing one, and at least 1."""
    return abs(number - standing) * 100 <= max(100, standing * TOLERANCE_PERCENT)


def relate(figure: Figure, standing: Figure) -> Relation:
    """Say how `figure` lies to `standing`. A vague word ("hundreds") states no number and equals none."""
    number = standing.number
    vague = figure.qualifier is Qualifier.VAGUE
    if not vague and agree(figure.number, number):
        return Relation.EQUAL
    if _between(standing, figure):
        return Relation.IMPLIED
    if figure.high is None:
        return Relation.IMPLIED if figure.number <= number else Relation.ABOVE
    if figure.high < number:
        return Relation.IMPLIED if vague else Relation.BELOW
    if figure.low is None:
        return Relation.IMPLIED if figure.high <= reach_up(number) else Relation.ABOVE
    return Relation.IMPLIED if figure.low <= number else Relation.ABOVE


def about_same(figure: Figure, known: Figure) -> bool:
    """Whether two figures for one plan or addition are the same: the numbers agree, or bounds near by overlap."""
    number = known.number
    if figure.qualifier is Qualifier.VAGUE or agree(figure.number, number):
        return figure.qualifier is not Qualifier.VAGUE
    near = reach_down(number) <= figure.number <= reach_up(number)
    return near and relate(figure, known) is Relation.IMPLIED and Qualifier.AT_LEAST is not figure.qualifier


def _between(standing: Figure, figure: Figure) -> bool:
    """Whether a figure lies between two bounds that stand, and so says nothing against them."""
    if standing.low is None or standing.high is None or standing.low == standing.high:
        return False
    return standing.low <= nearest(figure, standing.low) <= standing.high


def nearest(figure: Figure, number: int) -> int:
    """The number within the bounds of `figure` that is nearest to `number`."""
    if figure.low is not None and number < figure.low:
        return figure.low
    if figure.high is not None and number > figure.high:
        return figure.high
    return number


def jumps(figure: Figure, standing: int) -> bool:
    """Whether even the lowest reading of `figure` is more than five times `standing`."""
    lowest = figure.number if figure.low is None else figure.low
    return lowest > JUMP * max(standing, 1)


def reach_up(number: int) -> int:
    """How far up an open bound at `number` reaches."""
    return number + number * OPEN_REACH_PERCENT // 100


def reach_down(number: int) -> int:
    """How far down an open bound at `number` reaches."""
    return number * 100 // (100 + OPEN_REACH_PERCENT)


@dataclass(frozen=True, slots=True)
class Range:
    """What several claimants say together."""

    low: int
    high: int

    def lies(self, figure: Figure) -> Relation:
        """Say whether `figure` lies within (IMPLIED), above or below, with the tolerance at both ends."""
        if figure.low is not None and figure.low > self.high and not agree(figure.low, self.high):
            return Relation.ABOVE
        if figure.low is None and figure.number > reach_up(self.high):
            return Relation.ABOVE
        highest = figure.number if figure.high is None else figure.high
        if highest >= self.low or agree(highest, self.low):
            return Relation.IMPLIED
        weaker = figure.high is None or figure.qualifier is Qualifier.VAGUE
        return Relation.IMPLIED if weaker else Relation.BELOW

    def __str__(self) -> str:
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


def range_of(figures: Iterable[Figure]) -> Range | None:
    """Return what the figures span, open bounds taken to reach a fifth further; None for no figure."""
    spans = [(_low(figure), _high(figure)) for figure in figures]
    return Range(min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


def _low(figure: Figure) -> int:
    return reach_down(figure.number) if figure.low is None else figure.low


def _high(figure: Figure) -> int:
    return reach_up(figure.number) if figure.high is None else figure.high
