"""Bare words that several claimants share: "the intelligence service" is whichever of them was named last."""

from collections import defaultdict
from collections.abc import Iterable

from watchers.reading.patterns import Hit

_NOWHERE = 1_000_000  # behind every text
SHARED = "?"  # at the end of a hit's value: the word alone does not tell whose it is
HOME = "!"  # before it: the word means this one wherever another was not named right before


def settle_namesakes(hits: list[Hit]) -> list[Hit]:
    """The hits with each shared word given to the claimant named last before it, else next after it, else the first.

    A word that means somebody of its own is given to another only where that one was the last of all to be named.
    """
    shared: defaultdict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.value.endswith(SHARED):
            shared[hit.start].append(hit)
    if not shared:
        return hits
    kept: list[Hit] = []
    following = _first_named(hits)
    last: dict[str, int] = {}
    latest = ""
    for hit in hits:
        if not hit.value.endswith(SHARED):
            kept.append(hit)
            if hit.kind == "claimant":
                last[hit.value] = hit.start
                latest = hit.value
        elif shared[hit.start][0] is hit:
            sharers = [other.value.removesuffix(SHARED) for other in shared[hit.start]]
            home = next((sharer for sharer in sharers if sharer.endswith(HOME)), "")
            whose = _at_home(home, sharers, latest) if home else _whose(sharers, last, following)
            kept.append(Hit(hit.start, hit.end, hit.kind, whose, hit.weight))
            latest = whose
    return kept


def _first_named(hits: Iterable[Hit]) -> dict[str, int]:
    first: dict[str, int] = {}
    for hit in hits:
        if hit.kind == "claimant":
            first.setdefault(hit.value, hit.start)
    return first


def _at_home(home: str, sharers: list[str], latest: str) -> str:
    return latest if latest in sharers else home.removesuffix(HOME)


def _whose(sharers: list[str], last: dict[str, int], first: dict[str, int]) -> str:
    before = [sharer for sharer in sharers if sharer in last]
    if before:
        return max(before, key=lambda sharer: last[sharer])
    return min(sharers, key=lambda sharer: first.get(sharer, _NOWHERE))
