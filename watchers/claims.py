"""The domain values that everything speaks in: metrics, figures, claims and articles."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Metric(StrEnum):
    """What is counted."""

    KILLED = "killed"
    WOUNDED = "wounded"
    CASUALTIES = "casualties"
    CAPTURED = "captured"
    MISSING = "missing"
    DEPLOYED = "deployed"
    PLANNED = "planned"


class Qualifier(StrEnum):
    """How the text bounds its number."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"
    VAGUE = "vague"


class Scope(StrEnum):
    """`TOTAL`: the whole deployment or the war so far. `PART`: a day, battle, unit, sub-group or increment."""

    TOTAL = "total"
    PART = "part"


class Tense(StrEnum):
    """`CURRENT`: the figure stands as of its article. `PAST`: the article recalls an earlier figure as earlier."""

    CURRENT = "current"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people. Bounds are inclusive; None leaves that side open."""

    low: int | None
    high: int | None
    qualifier: Qualifier = Qualifier.EXACT

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a figure needs at least one bound")
        if any(bound is not None and bound < 0 for bound in (self.low, self.high)):
            raise ValueError("a figure is never negative")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the low bound {self.low} is above the high bound {self.high}")

    @property
    def number(self) -> int:
        """The number that the text states: its only bound, or the middle of two."""
        if self.low is None or self.high is None:
            bound = self.low if self.high is None else self.high
            assert bound is not None  # noqa: S101 - __post_init__ refuses two open sides
            return bound
        return (self.low + self.high) // 2


@dataclass(frozen=True, slots=True)
class Span:
    """Where in an article something stands: offsets into its `title` or its `text`, end exclusive."""

    start: int
    end: int
    in_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one claimant says about one metric in one article.

    `claimant` is an id of `seeds/topic.toml`, or "none". `as_of` is the date the text gives for the figure, else of
    publication (None where neither is known). `addition` marks an increment to the deployment ("another 3,000 sent");
    `revised` that the text says that the claimant's earlier figure was corrected to this one.
    `evidence` is the sentence, `span` the figure's place in the article, `why` what decided each field, for people:
    keys `metric subject bounds scope tense claimant`.
    """

    metric: Metric
    figure: Figure
    claimant: str
    scope: Scope = Scope.TOTAL
    tense: Tense = Tense.CURRENT
    as_of: date | None = None
    addition: bool = False
    revised: bool = False
    evidence: str = ""
    span: Span = Span(0, 0)
    why: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One entry of a feed as it was read. `published` and `seen` are aware, in UTC; `lang` is en, ko, uk, ru or ""."""

    id: str
    outlet: str
    url: str = ""
    title: str = ""
    text: str = ""
    lang: str = ""
    published: datetime | None = None
    seen: datetime | None = None
