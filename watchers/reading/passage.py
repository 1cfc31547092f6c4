"""A text laid out for reading: its words, the entries found in it, its numbers and its sentences."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from watchers.reading.numbers import Number
from watchers.reading.patterns import Hit

Found = TypeVar("Found", Hit, Number)
_WORD = re.compile(r"[\w'+]+(?:-\w+)*")
# What it costs to look across a gap between two words, by the marks in the gap.
_MARKS = {",": 1.5, ";": 10.0, ":": 3.0, "(": 2.0, ")": 2.0, "–": 3.0, '"': 1.5, ".": 1.0, "|": 1.0}
_MARKS |= {"\n": 6.0, "…": 4.0, "?": 4.0, "!": 4.0}
_SHORT, _LIGHT = 0.5, 0.2
_FEW, _LONG = 3, 7  # letters; longer words are never light


@dataclass(slots=True)
class Sentence:
    """One sentence with what was found in it. `hits` holds the entries by kind, each list in order."""

    index: int
    start: int
    end: int
    title: bool
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    numbers: list[Number] = field(default_factory=list)
    _sorted: dict[tuple[str, ...], list[Hit]] = field(default_factory=dict)

    def of(self, *kinds: str) -> list[Hit]:
        """The entries of these kinds, in order."""
        if len(kinds) == 1:
            return self.hits.get(kinds[0], [])
        found = self._sorted.get(kinds)
        if found is None:
            found = [hit for kind in kinds if kind in self.hits for hit in self.hits[kind]]
            found.sort(key=_start)
            self._sorted[kinds] = found
        return found


def _start(hit: Hit) -> int:
    return hit.start


class Passage:
    """Even text with words, entries, numbers and sentences."""

    def __init__(
        self, text: str, lower: str, spans: Sequence[tuple[int, int]], hits: Sequence[Hit], numbers: Sequence[Number],
        title_end: int, light: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.text, self.lower, self.light = text, lower, light
        self.sentences = [Sentence(i, a, b, b <= title_end) for i, (a, b) in enumerate(spans)]
        self._starts, self._costs, self._own = self._layout(light)
        for hit, sentence in self._placed(hits):
            sentence.hits.setdefault(hit.kind, []).append(hit)
        for number, sentence in self._placed(numbers):
            sentence.numbers.append(number)

    def _placed(self, found: Sequence[Found]) -> Iterator[tuple[Found, Sentence]]:
        """What was found, in order, each with the sentence that holds its start."""
        following = iter(self.sentences)
        sentence = next(following, None)
        for one in found:
            while sentence is not None and sentence.end <= one.start:
                sentence = next(following, None)
            if sentence is None:
                return
            if sentence.start <= one.start:
                yield one, sentence

    def _layout(self, light: frozenset[str]) -> tuple[list[int], list[float], list[float]]:
        """Where every word starts, what it costs to come to its end, and its own part of that."""
        starts, costs, own, total, last = [], [], [], 0.0, 0
        for word in _WORD.finditer(self.lower):
            start, end = word.span()
            if start - last > 1 or (start > last and self.lower[last] != " "):
                total += sum(_MARKS.get(mark, 0.0) for mark in set(self.lower[last:start]))
            size = end - start
            cost = 1.0 if size > _LONG else _LIGHT if word.group() in light else _SHORT if size <= _FEW else 1.0
            own.append(cost)
            total += cost
            starts.append(start)
            costs.append(total)
            last = end
        return starts, costs, own

    def distance(self, left_end: int, right_start: int) -> float:
        """What it costs to look from the end of one span to the start of the next: words and marks between."""
        if right_start <= left_end:
            return 0.0
        before = bisect_left(self._starts, left_end) - 1
        after = bisect_right(self._starts, right_start) - 1
        if after <= before or after < 1:
            return 0.0
        return max(0.0, self._costs[after] - self._own[after] - (self._costs[before] if before >= 0 else 0.0))

    def lead(self, start: int, offset: int) -> float:
        """What the words from a sentence's start to `offset` cost."""
        first, last = bisect_left(self._starts, start), bisect_right(self._starts, offset) - 1
        if last <= first:
            return 0.0
        return self._costs[last] - self._own[last] - self._costs[first] + self._own[first]

    def between(self, start: int, end: int) -> str:
        """Lower-cased text between two offsets."""
        return self.lower[start:end]

    def apart(self, a_start: int, a_end: int, b_start: int, b_end: int) -> float:
        """The distance of two spans, whichever comes first."""
        if a_end <= b_start:
            return self.distance(a_end, b_start)
        if b_end <= a_start:
            return self.distance(b_end, a_start)
        return 0.0
