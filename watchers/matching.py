"""Which layers an article is for: the default keywords for everybody, a layer's own where its admins chose some."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from watchers.feeds.values import Entry
from watchers.keywords import KeywordError, Keywords, Rule, parse_rule
from watchers.ledger.values import SHARED
from watchers.store.database import Database
from watchers.store.tables.settings import KeywordRow

LOOK_S = 1.0


@dataclass(slots=True)
class Matcher:
    """Matches articles against every layer's keywords. `defaults` are those of the seeds."""

    defaults: tuple[Rule, ...]
    choosers: frozenset[str] = frozenset()
    _keywords: Keywords = field(init=False)
    _known: tuple[tuple[str, str], ...] = ()
    _looked_at: float = -LOOK_S

    def __post_init__(self) -> None:
        self._keywords = Keywords({SHARED: self.defaults})

    async def refresh(self, database: Database) -> None:
        """Take over the rules as the database has them, or had them less than a second ago."""
        if time.monotonic() - self._looked_at < LOOK_S:
            return
        self._looked_at = time.monotonic()
        query = select(col(KeywordRow.layer), col(KeywordRow.rule)).order_by(col(KeywordRow.id))
        async with database.reading() as session:
            rows = tuple((layer, rule) for layer, rule in await session.execute(query))
        if rows != self._known:
            self._known = rows
            self._rebuild(rows)

    def layers(self, feed_layer: str, entry: Entry) -> frozenset[str]:
        """Return the layers in which an article of a feed counts; empty for an article off topic.

        An operator's feed counts for everybody ("") where the default keywords match, else for the layers whose own
        keywords do. A guild's feed counts in its own layer alone.
        """
        (layers,) = self.layers_of_all(feed_layer, [entry])
        return layers

    def layers_of_all(self, feed_layer: str, entries: Sequence[Entry]) -> list[frozenset[str]]:
        """Return for each of a feed's articles the layers in which it counts."""
        matched = self._keywords.match_all([(entry.title, entry.text) for entry in entries])
        if not feed_layer:
            return matched
        wanted = feed_layer if feed_layer in self.choosers else SHARED
        return [frozenset({feed_layer}) if wanted in found else frozenset() for found in matched]

    def _rebuild(self, rows: tuple[tuple[str, str], ...]) -> None:
        rules: dict[str, list[Rule]] = defaultdict(list)
        for layer, text in rows:
            try:
                rules[layer].append(parse_rule(text))
            except KeywordError:
                continue  # a rule of another version of the program; its admins see it listed and can mend it
        self.choosers = frozenset(rules)
        self._keywords = Keywords({SHARED: self.defaults, **rules})
