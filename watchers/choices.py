"""Which alerts a channel chose to be told."""

from collections.abc import Mapping
from dataclasses import dataclass

from watchers.claims import Figure

ADOPTED = "adopted"
ADDED = frozenset({"addition", "planned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an alert says, as far as channels choose by it. An empty metric or claimant fits every choice."""

    layer: str
    metric: str
    claimant: str
    confirmed: bool
    figure: Figure | None = None
    previous: Figure | None = None
    added: bool = False

    @property
    def moved_by(self) -> int | None:
        """How far the number moved, None where there was none before or none is known."""
        if self.figure is None or (self.previous is None and not self.added):
            return None
        before = 0 if self.added or self.previous is None else self.previous.number
        return abs(self.figure.number - before)

    @property
    def moved_by_percent(self) -> float | None:
        """The same in percent of the earlier number; None also for what is added."""
        if self.moved_by is None or self.previous is None or self.added or not self.previous.number:
            return None
        return 100 * self.moved_by / self.previous.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a channel of `layer` wants told. Empty metrics or claimants mean all."""

    layer: str
    metrics: frozenset[str] = frozenset()
    claimants: frozenset[str] = frozenset()
    minimum_change: int = 0
    minimum_percent: float = 0.0
    only_confirmed: bool = False

    def wants(self, told: Told) -> bool:
        """Say whether the channel is to be told this alert as it stands now."""
        return (
            told.layer in ("", self.layer)
            and (not self.metrics or not told.metric or told.metric in self.metrics)
            and (not self.claimants or not told.claimant or told.claimant in self.claimants)
            and (not self.only_confirmed or told.confirmed)
            and (told.moved_by is None or told.moved_by >= self.minimum_change)
            and (told.moved_by_percent is None or told.moved_by_percent >= self.minimum_percent)
        )


def parse_figure(value: object) -> Figure | None:
    """Read the bounds of a figure from an alert's content; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    low, high = (bound if isinstance(bound, int) else None for bound in (value.get("low"), value.get("high")))
    return None if low is None and high is None else Figure(low, high)
