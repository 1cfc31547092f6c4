"""The ledger as one immutable value, and the steps that move it forth and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from watchers.claims import Figure, Metric
from watchers.ledger.reasons import Because
from watchers.ledger.values import SHARED, Change, Entry, Key, Standing

Layer: TypeAlias = Mapping[Metric, Mapping[str, Entry]]
Slot: TypeAlias = Entry | Change | Standing | tuple[Standing, ...] | None
NOTHING = Entry()


class StepKind(StrEnum):
    """What a step did. The first five move a change; `HISTORY` and `AGREED` leave every figure as it was."""

    REPORTED = "reported"
    CORROBORATED = "corroborated"
    ADOPTED = "adopted"
    HELD = "held"
    WAITING = "waiting"
    HISTORY = "history"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    RETRACTED = "retracted"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    SET = "set"
    UNDONE = "undone"
    CREDITED = "credited"
    LAYERED = "layered"


class Telling(StrEnum):
    """What a step asks of the alert of its change."""

    NOTHING = "nothing"
    POST = "post"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Effect:
    """One part of one entry replaced. `slot` is "entry", "standing", "former", or the id of a change."""

    key: Key
    slot: str
    old: Slot
    new: Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the ledger: what was judged, by which rule, what it did, and why, in words a person can check."""

    key: Key
    kind: StepKind
    rule: int
    why: Because
    at: datetime
    figure: Figure
    previous: Standing | None = None
    change: str = ""
    article: str = ""
    story: str = ""
    outlet: str = ""
    telling: Telling = Telling.NOTHING
    caught_up: bool = False
    author: str = ""
    effects: tuple[Effect, ...] = ()

    @property
    def explanation(self) -> str:
        """The reason as an English sentence."""
        return str(self.why)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every entry of every layer. Layer "" is shared; an entry of another layer hides the shared one of its key."""

    layers: Mapping[str, Layer] = field(default_factory=lambda: MappingProxyType({}))

    def own(self, key: Key) -> Entry | None:
        """Return the layer's own entry, None while it has none."""
        return self.layers.get(key.layer, {}).get(key.metric, {}).get(key.claimant)

    def seen(self, key: Key) -> Entry:
        """Return the entry as the layer sees it: its own, or the shared one."""
        return self.own(key) or self.own(key._replace(layer=SHARED)) or NOTHING

    def view(self, layer: str, metric: Metric) -> Mapping[str, Entry]:
        """Return every claimant's entry of a metric as the layer sees them."""
        shared = self.layers.get(SHARED, {}).get(metric, {})
        return {**shared, **self.layers.get(layer, {}).get(metric, {})} if layer else shared

    def owners(self, metric: Metric, claimant: str) -> list[str]:
        """Return the layers, other than the shared one, that have an entry of their own."""
        return [layer for layer, held in self.layers.items() if layer and claimant in held.get(metric, {})]

    def entries(self) -> Iterable[tuple[Key, Entry]]:
        """Give every entry with its key."""
        for layer, held in self.layers.items():
            for metric, by_claimant in held.items():
                for claimant, entry in by_claimant.items():
                    yield Key(layer, metric, claimant), entry

    def put(self, key: Key, entry: Entry | None) -> "Ledger":
        """Return the ledger with another entry at `key`; None takes it away."""
        held = self.layers.get(key.layer, {})
        by_claimant = {name: value for name, value in held.get(key.metric, {}).items() if name != key.claimant}
        if entry is not None:
            by_claimant[key.claimant] = entry
        layer = {metric: value for metric, value in {**held, key.metric: by_claimant}.items() if value}
        layers = {name: value for name, value in {**self.layers, key.layer: layer}.items() if value}
        return Ledger(MappingProxyType(layers))


def apply(ledger: Ledger, steps: Sequence[Step]) -> Ledger:
    """Return the ledger after `steps`."""
    for step in steps:
        for effect in step.effects:
            ledger = _set(ledger, effect.key, effect.slot, effect.new)
    return ledger


def revert(ledger: Ledger, steps: Sequence[Step]) -> Ledger:
    """Return the ledger before `steps`, which were its last ones."""
    for step in reversed(steps):
        for effect in reversed(step.effects):
            ledger = _set(ledger, effect.key, effect.slot, effect.old)
    return ledger


def effects_between(ledger: Ledger, key: Key, after: Entry) -> tuple[Effect, ...]:
    """Return what turns the entry at `key` into `after`. A layer without one starts from a copy of the shared one."""
    before = ledger.own(key)
    made: list[Effect] = []
    if before is None:
        before = ledger.seen(key)
        made.append(Effect(key, "entry", None, before))
    if before.standing != after.standing:
        made.append(Effect(key, "standing", before.standing, after.standing))
    if before.former != after.former:
        made.append(Effect(key, "former", before.former, after.former))
    for name in sorted(before.changes.keys() | after.changes.keys()):
        old, new = before.changes.get(name), after.changes.get(name)
        if old != new:
            made.append(Effect(key, name, old, new))
    return tuple(made)


def _set(ledger: Ledger, key: Key, slot: str, value: Slot) -> Ledger:
    if slot == "entry":
        assert value is None or isinstance(value, Entry)  # noqa: S101 - what effects_between puts there
        return ledger.put(key, value)
    entry = ledger.own(key) or NOTHING
    if slot == "standing":
        assert value is None or isinstance(value, Standing)  # noqa: S101 - see above
        return ledger.put(key, replace(entry, standing=value))
    if slot == "former":
        assert isinstance(value, tuple)  # noqa: S101 - see above
        return ledger.put(key, replace(entry, former=value))
    changes = {name: change for name, change in entry.changes.items() if name != slot}
    if value is not None:
        assert isinstance(value, Change)  # noqa: S101 - see above
        changes[slot] = value
    return ledger.put(key, replace(entry, changes=changes))
