"""One article, or one act of a person, before the judge: the ledger as the steps so far have left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType

from watchers.claims import Article, Claim, Figure
from watchers.ledger.reasons import Because, Reason, because
from watchers.ledger.state import Ledger, Step, StepKind, Telling, apply, effects_between
from watchers.ledger.values import SHARED, Change, Entry, Key

NO_ARTICLE = Article(id="", outlet="")


@dataclass(slots=True, kw_only=True)
class Hearing:
    """Collects steps and applies each at once. Lives for one call of the judge; nothing outside sees it change."""

    ledger: Ledger
    at: datetime
    article: Article = NO_ARTICLE
    story: str = ""
    caught_up: bool = False
    author: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def published(self) -> datetime:
        """When the article was published, as far as known: a date to come is an error of its feed."""
        return min(self.article.published or self.at, self.at)

    @property
    def day(self) -> date:
        """The day of publication."""
        return self.published.date()

    def as_of(self, claim: Claim) -> date:
        """The date of a claim; nobody counts the days after publication."""
        return min(claim.as_of or self.day, self.day)

    def entry(self, key: Key) -> Entry:
        """The entry at `key` as its layer sees it now."""
        return self.ledger.seen(key)

    def note(self, key: Key, kind: StepKind, rule: int, figure: Figure, why: Because) -> None:
        """Take a step that leaves the ledger as it is."""
        self._take(Step(key=key, kind=kind, rule=rule, why=why, at=self.at, figure=figure))

    def move(
        self,
        key: Key,
        after: Entry,
        kind: StepKind,
        rule: int,
        why: Because,
        change: Change,
        telling: Telling = Telling.NOTHING,
        also: Mapping[Key, Entry] = MappingProxyType({}),
    ) -> None:
        """Take a step about `change` that leaves `after` at `key` and `also` at other keys.

        A layer's first step at a key copies the shared entry.
        """
        if key.layer != SHARED and self.ledger.own(key) is None:
            self._layer(key, change.figure)
        effects = effects_between(self.ledger, key, after)
        for place, entry in also.items():
            effects += effects_between(self.ledger, place, entry)
        self._take(
            Step(
                key=key,
                kind=kind,
                rule=rule,
                why=why,
                at=self.at,
                figure=change.figure,
                previous=change.previous,
                change=change.id,
                telling=telling if change.told else Telling.NOTHING,
                effects=effects,
            )
        )

    def _layer(self, key: Key, figure: Figure) -> None:
        effects = effects_between(self.ledger, key, self.entry(key))
        why = because(Reason.OWN_LAYER)
        self._take(Step(key=key, kind=StepKind.LAYERED, rule=9, why=why, at=self.at, figure=figure, effects=effects))

    def _take(self, step: Step) -> None:
        step = replace(
            step,
            article=self.article.id,
            outlet=self.article.outlet,
            story=self.story,
            caught_up=self.caught_up,
            author=self.author,
        )
        self.ledger = apply(self.ledger, [step])
        self.steps.append(step)
