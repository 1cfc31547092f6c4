"""Word patterns of the data files, matched all at once in one pass over a text."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import ahocorasick_rs

_ENDING = re.compile(r"(?:[^\W_]|'){1,20}")  # of a word, behind what a pattern wrote out
_ANY = r"[\w']{0,20}"  # what "*" stands for
_INSIDE = re.compile(r"(?:^|[{|])\*")  # may begin inside a word
_MANY = 100  # a pattern that stands for more is not written out
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
    """`tail` matches what follows the head; it is `whole` where it holds every letter that a pattern wrote out."""

    kind: str
    value: str
    inside: bool
    open_end: bool
    tail: re.Pattern[str] | None
    whole: bool = False


class Matcher:
    """Finds the entries of a data file in lower-cased text, in time linear in its length."""

    def __init__(self, entries: Iterable[Entry], *, open_ends: bool) -> None:
        """`open_ends`: every entry stands for all its endings, as in a language that writes particles onto nouns."""
        forms: dict[str, dict[_Form, None]] = defaultdict(dict)
        for entry in entries:
            if _count(entry.pattern) > _MANY and not _INSIDE.search(entry.pattern):
                found = [(head, _compile_tail(rest, entry, open_ends)) for head, rest in _heads(entry.pattern)]
            else:
                found = [_compile(pattern, entry, open_ends=open_ends) for pattern in expand(entry.pattern)]
            for head, form in found:
                forms[head][form] = None
        self._forms = [list(of_head) for of_head in forms.values()]
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
                yield Hit(start, stop, form.kind, form.value, (stop if form.whole else end) - start)


def _compile(pattern: str, entry: Entry, *, open_ends: bool) -> tuple[str, _Form]:
    inside = pattern.startswith("*")
    bare = pattern.removeprefix("*")
    open_end = open_ends or bare.endswith("*")
    bare = bare.removesuffix("*")
    head, star, rest = bare.partition("*")
    tail = None
    if star:
        body = _ANY.join(re.escape(part) for part in ["", *rest.split("*")])
        tail = re.compile(body + (_ANY if open_end else ""))
    return head, _Form(entry.kind, entry.value, inside, open_end, tail)


def _count(pattern: str) -> int:
    """How many patterns one with alternatives stands for, nested ones taken for one group."""
    count, depth, options = 1, 0, 1
    for letter in pattern:
        if letter == "{":
            depth += 1
        elif letter == "|":
            options += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                count, options = count * options, 1
    return count


def _heads(pattern: str) -> list[tuple[str, str]]:
    """The beginnings of a pattern with many alternatives, each with what follows it."""
    head = re.match(r"[^{*]*", pattern)
    if head is not None and head.group():
        return [(head.group(), pattern[head.end() :])]
    close = _closing(pattern)
    return [found for option in _options(pattern[1:close]) for found in _heads(option + pattern[close + 1 :])]


def _closing(pattern: str) -> int:
    """Where the group that opens a pattern closes."""
    depth = 0
    for place, letter in enumerate(pattern):
        depth += (letter == "{") - (letter == "}")
        if depth == 0:
            return place
    raise ValueError(f"{pattern!r} opens a group that it does not close")


def _options(group: str) -> list[str]:
    """The alternatives of a group, those of groups inside it left whole."""
    options, depth = [""], 0
    for letter in group:
        depth += (letter == "{") - (letter == "}")
        if letter == "|" and depth == 0:
            options.append("")
        else:
            options[-1] += letter
    return options


def _compile_tail(rest: str, entry: Entry, open_ends: bool) -> _Form:
    end = _ANY if open_ends else r"(?![^\W_])"
    return _Form(
        entry.kind, entry.value, inside=False, open_end=True, tail=re.compile(_written(rest) + end), whole=True
    )


def _written(pattern: str) -> str:
    """A pattern as a regular expression that tries the longest alternatives first."""
    done, place = "", 0
    while place < len(pattern):
        if pattern[place] == "{":
            close = place + _closing(pattern[place:])
            options = sorted(_options(pattern[place + 1 : close]), key=len, reverse=True)
            done += f"(?:{'|'.join(map(_written, options))})"
            place = close
        else:
            done += _ANY if pattern[place] == "*" else re.escape(pattern[place])
        place += 1
    return done


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
