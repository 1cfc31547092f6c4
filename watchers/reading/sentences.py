"""Where sentences end."""

import re
from collections.abc import Iterable

_END = re.compile(r"[.!?…]+[\"')\]]*(?=\s|$)|\n+|\s(?=[▲△▶▷■□●◆◇※])|(?<=[^\W\d_]{2})[.!?](?=[^\W\d_])")
_MARK = re.compile(r"[.!?…\n]|\s(?=[▲△▶▷■□●◆◇※])")  # bullets begin a line, wherever they stand
_WORD = re.compile(r"[\w.'-]{1,12}$")
_LONGEST = 2_000
_BRIEF = 40  # characters of a sentence that only gives a number


def split_sentences(text: str, abbreviations: Iterable[str]) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order. A full stop after an abbreviation or before a small letter ends none.

    No sentence is longer than 2,000 characters: what is longer is no prose and is cut.
    """
    known = frozenset(abbreviations)
    spans: list[tuple[int, int]] = []
    start = 0
    for mark in _MARK.finditer(text):
        end = _END.match(text, mark.start()) if mark.start() >= start else None
        if end is None or not _ends(text, end, known):
            continue
        spans += _cut(text, start, end.end())
        start = end.end()
    return [*spans, *_cut(text, start, len(text))]


def join_resumed(
    text: str, spans: list[tuple[int, int]], resumed: set[int], counted: set[int]
) -> list[tuple[int, int]]:
    """The spans with those joined that one sentence is told in: "Up to 5,000. That is how many …".

    `resumed` holds the places of such words, `counted` those of numbers.
    """
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        last = joined[-1] if joined else None
        brief = last is not None and last[1] - last[0] <= _BRIEF and text[last[1] : start] == " "
        if last is not None and brief and start in resumed and not counted.isdisjoint(range(*last)):
            joined[-1] = (last[0], end)
        else:
            joined.append((start, end))
    return joined


def _ends(text: str, end: re.Match[str], known: frozenset[str]) -> bool:
    mark = end.group()
    if mark[0].isspace() or mark[0] in "!?":
        return True
    after = text[end.end() : end.end() + 3].lstrip()
    if end.end() < len(text) and not text[end.end()].isspace():
        # No space after the full stop: a new sentence only before a capital or a syllable of a script without them.
        return after[:1].isupper() or (after[:1].isalpha() and not after[:1].islower())
    if after[:1].islower():
        return False
    word = _WORD.search(text[max(0, end.start() - 12) : end.start()])
    if word is None or mark != ".":
        return True
    last = word.group().lower()
    return last not in known and not (len(last) == 1 and last.isalpha() and last.islower() is True and last.isascii())


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(at, min(at + _LONGEST, end)) for at in range(start, end, _LONGEST)]
