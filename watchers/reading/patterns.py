"""Word patterns of the data files, matched all at once in one pass over a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

_ENDING = re.compile(r"(?:[^\W_]|'){1,20}")  # of a word, behind what a pattern wrote out
_BRACES = re.compile(r"\{((?:[^{}])*)\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One pattern with what it means: `kind` names the table of the data file, `value` what stands there."""

    pattern: str
    kind: str
    value: str = ""


class Hit(NamedTuple):
    """An entry found in a text; offsets, end exclusive."""

    start: int
    end: int
    kind: str
    value: str
    weight: int = 0  # how many letters of it the pattern wrote out


def expand(pattern: str) -> list[str]:
    """Write out the alternatives in braces: "{a|b} c" gives "a c" and "b c". Braces may nest."""
    braces = _BRACES.search(pattern)
    if braces is None:
        return [pattern]
    before, after = pattern[: braces.start()], pattern[braces.end() :]
    marked = [before + option + after for option in braces.group(1).split("|")]
    return [done for option in marked for done in expand(option)]


@dataclass(frozen=True, slots=True)
class _Form:
    kind: str
    value: str
    inside: bool
    open_end: bool
    tail: re.Pattern[str] | None


class Matcher:
    """Finds the entries of a data file in lower-cased text, in time linear in its length."""

    def __init__(self, entries: Iterable[Entry], *, open_ends: bool) -> None:
        """`open_ends`: every entry stands for all its endings, as in a language that writes particles onto nouns."""
        forms: dict[str, list[_Form]] = defaultdict(list)
        for entry in entries:
            for pattern in expand(entry.pattern):
                head, form = _compile(pattern, entry, open_ends=open_ends)
                if form not in forms[head]:
                    forms[head].append(form)
        self._forms = list(forms.values())
        self._within = [any(form.inside for form in of_head) for of_head in self._forms]
        self._heads = ahocorasick_rs.AhoCorasick(
            list(forms), matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def find(self, text: str) -> list[Hit]:
        """All hits, those inside a longer one of the same kind left out, in the order of their starts."""
        hits = list(self._hits(text))
        hits.sort(key=lambda hit: (hit.start, -hit.end, -hit.weight))
        return _longest(hits)

    def _hits(self, text: str) -> Iterator[Hit]:
        size, within = len(text), self._within
        for index, start, end in self._heads.find_matches_as_indexes(text, overlapping=True):
            joined = start > 0 and text[start - 1].isalnum()
            if joined and not within[index]:
                continue
            closed = end == size or not text[end].isalnum()
            for form in self._forms[index]:
                if joined and not form.inside:
                    continue
                stop = end
                if form.tail is not None:
                    tail = form.tail.match(text, end)
                    if tail is None:
                        continue
                    stop = tail.end()
                    if not form.open_end and stop < size and text[stop].isalnum():
                        continue
                elif form.open_end:
                    ending = _ENDING.match(text, end)
                    stop = ending.end() if ending else end
                elif not closed:
                    continue
                yield Hit(start, stop, form.kind, form.value, end - start)


def _compile(pattern: str, entry: Entry, *, open_ends: bool) -> tuple[str, _Form]:
    inside = pattern.startswith("*")
    bare = pattern.removeprefix("*")
    open_end = open_ends or bare.endswith("*")
    bare = bare.removesuffix("*")
    head, star, rest = bare.partition("*")
    tail = None
    if star:
        body = r"[\w']{0,20}".join(re.escape(part) for part in ["", *rest.split("*")])
        tail = re.compile(body + (r"[\w']{0,20}" if open_end else ""))
    return head, _Form(entry.kind, entry.value, inside, open_end, tail)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Leave out hits that lie inside a longer hit of the same family (the part of its kind before the first dot)."""
    last: dict[str, Hit] = {}
    kept: list[Hit] = []
    for hit in hits:
        family = hit.kind.partition(".")[0]
        before = last.get(family)
        same = before is not None and (before.start, before.end, before.weight) == (hit.start, hit.end, hit.weight)
        if before is None or hit.end > before.end or same:
            kept.append(hit)
            last[family] = hit
    return kept
