"""A ledger at its baseline, before which tests bring articles with hand-made claims, as the reader would read them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from watchers.claims import Article, Claim, Figure, Metric, Qualifier, Scope, Tense
from watchers.ledger.baseline import BaselineFigure, start
from watchers.ledger.judge import judge
from watchers.ledger.state import Ledger, Step, StepKind, Telling, apply
from watchers.ledger.values import SHARED, Change, Entry, Key

AS_OF = date(2025, 1, 13)
BASELINE = (
    BaselineFigure(Metric.KILLED, "nis", Figure(None, 300, Qualifier.AT_MOST), AS_OF, "seed.md"),
    BaselineFigure(Metric.WOUNDED, "nis", Figure(2700, 2700, Qualifier.ABOUT), AS_OF, "seed.md"),
    BaselineFigure(Metric.CASUALTIES, "nis", Figure(3000, None, Qualifier.AT_LEAST), AS_OF, "seed.md"),
    BaselineFigure(Metric.CAPTURED, "zelensky", Figure(2, 2), AS_OF, "seed.md"),
    BaselineFigure(Metric.DEPLOYED, "rok_gov", Figure(10000, None, Qualifier.AT_LEAST), AS_OF, "seed.md"),
)


def exact(number: int) -> Figure:
    return Figure(number, number)


def at_least(number: int) -> Figure:
    return Figure(number, None, Qualifier.AT_LEAST)


def at_most(number: int) -> Figure:
    return Figure(None, number, Qualifier.AT_MOST)


def vague(low: int, high: int) -> Figure:
    return Figure(low, high, Qualifier.VAGUE)


def says(
    claimant: str,
    metric: str,
    figure: Figure | int,
    *,
    scope: Scope = Scope.TOTAL,
    tense: Tense = Tense.CURRENT,
    as_of: date | None = None,
    addition: bool = False,
    revised: bool = False,
) -> Claim:
    """A claim as the reader gives it."""
    figure = exact(figure) if isinstance(figure, int) else figure
    return Claim(
        metric=Metric(metric),
        figure=figure,
        claimant=claimant,
        scope=scope,
        tense=tense,
        as_of=as_of,
        addition=addition,
        revised=revised,
        evidence=f"{claimant} says {figure.number} {metric}.",
    )


def on(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


class Court:
    """Hears articles one after the other and keeps every step."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.start = self.ledger = start(BASELINE) if ledger is None else ledger
        self.steps: list[Step] = []
        self._count = 0
        self._earlier: dict[str, Sequence[Claim]] = {}

    def hear(
        self,
        day: str,
        *claims: Claim,
        outlet: str = "",
        story: str = "",
        article: str = "",
        layer: str = SHARED,
        caught_up: bool = False,
        hour: int = 9,
        now: datetime | None = None,
    ) -> list[Step]:
        """Judge an article of its own outlet and story, if nothing else is said; return its steps."""
        self._count += 1
        name = article or f"a{self._count}"
        published = on(day, hour)
        taken = judge(
            self.ledger,
            Article(id=name, outlet=outlet or f"outlet{self._count}.example", published=published),
            claims,
            story=story or name,
            now=now or published,
            layer=layer,
            earlier=self._earlier.get(name, ()),
            caught_up=caught_up,
        )
        self._earlier[name] = claims
        self.take(taken)
        return list(taken)

    def take(self, steps: Sequence[Step]) -> None:
        """Apply steps, of an act for example."""
        self.ledger = apply(self.ledger, steps)
        self.steps += steps

    def entry(self, claimant: str, metric: str, layer: str = SHARED) -> Entry:
        return self.ledger.seen(Key(layer, Metric(metric), claimant))

    def standing(self, claimant: str, metric: str, layer: str = SHARED) -> Figure | None:
        """The figure that stands."""
        standing = self.entry(claimant, metric, layer).standing
        return None if standing is None else standing.figure

    def told(self, layer: str = SHARED) -> list[Change]:
        """Every change that an alert was posted for, once for each posting, as it is now."""
        posted = [step.change for step in self.steps if step.telling is Telling.POST and step.key.layer == layer]
        changes = {
            name: change
            for key, entry in self.ledger.entries()
            if key.layer in {SHARED, layer}
            for name, change in entry.changes.items()
        }
        return [changes[name] for name in posted]


def kinds(steps: Sequence[Step]) -> list[StepKind]:
    return [step.kind for step in steps]
