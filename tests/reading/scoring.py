"""Scores of read claims against labelled ones, as in the labelling guide.

alertable: claims of scope total and tense current, matched on metric and bounds. all: every claim, matched on metric,
bounds, scope and tense. claimant, qualifier: the share of the alertable matches that agree. clean: passages without a
labelled claim that were read as having no alertable one.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from watchers.reading.jsonl import render
from watchers.reading.reader import Reader

CORPUS = Path(__file__).parents[1] / "corpus"
BOUNDS = ("metric", "low", "high")
FACTS = (*BOUNDS, "scope", "tense")
Passage = dict[str, Any]
Claims = list[dict[str, Any]]


@dataclass
class Score:
    """Counts of one language."""

    matched: int = 0
    missed: int = 0
    wrong: int = 0
    all_matched: int = 0
    all_missed: int = 0
    all_wrong: int = 0
    claimant: int = 0
    qualifier: int = 0
    clean: int = 0
    empty: int = 0
    misses: list[str] = field(default_factory=list)

    def alertable(self) -> float:
        """F1 of the alertable claims."""
        return _f1(self.matched, self.missed, self.wrong)

    def all(self) -> float:
        """F1 of all claims."""
        return _f1(self.all_matched, self.all_missed, self.all_wrong)

    def levels(self) -> list[float]:
        """F1 of the alertable and of all claims, to three places."""
        return [round(self.alertable(), 3), round(self.all(), 3)]

    def row(self, name: str) -> str:
        """One line of the table."""
        agree = f"{_share(self.claimant, self.matched):8.3f} {_share(self.qualifier, self.matched):9.3f}"
        return f"{name:20}{self.alertable():10.3f}{self.all():8.3f} {agree} {self.clean:5}/{self.empty}"


HEAD = f"{'':20}{'alertable':>10}{'all':>8} {'claimant':>8} {'qualifier':>9} {'clean':>7}"


def load(name: str) -> list[Passage]:
    """The passages of one corpus file."""
    return [json.loads(line) for line in (CORPUS / name).read_text(encoding="utf-8").splitlines()]


def held_out(passage: Passage) -> bool:
    """Whether nobody looked at a passage and nothing was learned from it, as tests/corpus/HELDOUT says."""
    kind, _, number = passage["id"].rpartition("-")
    if kind.startswith("own"):
        return int(number) % 6 == 3
    if kind.startswith("exam"):
        return int(number) % 2 == 1
    return kind.startswith("more") and kind[-1] in "bcdef" and int(number) % 4 == 3


def boards() -> dict[str, list[Passage]]:
    """The passages of each file but those held out, which are put together by language.

    Those that seek out terse and odd wording make "held out, terse, en" and so on, all others "held out en".
    """
    found: dict[str, list[Passage]] = {}
    for file in sorted(CORPUS.glob("*.jsonl")):
        terse = ", terse," if file.stem.endswith("-b") else ""
        for passage in load(file.name):
            name = f"held out{terse} {passage['lang']}" if held_out(passage) else file.stem
            found.setdefault(name, []).append(passage)
    return dict(sorted(found.items()))


def read_passage(reader: Reader, passage: Passage) -> Claims:
    """What the reader finds in a passage, as JSON values."""
    published = date.fromisoformat(passage["published"])
    claims = reader.read(passage["text"], title=passage["title"], published=published, lang=passage["lang"])
    return [render(claim) for claim in claims]


def score(reader: Reader, passages: Iterable[Passage]) -> Score:
    """The score over some passages."""
    total = Score()
    for passage in passages:
        _add(total, passage, read_passage(reader, passage))
    return total


def facts(claims: Claims) -> set[tuple[Any, ...]]:
    """The claims as the measure of all claims matches them."""
    return {_key(claim, FACTS) for claim in claims}


def _add(total: Score, passage: Passage, found: Claims) -> None:
    wanted: Claims = passage["claims"]
    want, have = ({_key(claim, BOUNDS) for claim in _alertable(claims)} for claims in (wanted, found))
    total.matched, total.missed = total.matched + len(want & have), total.missed + len(want - have)
    total.wrong += len(have - want)
    every, read = facts(wanted), facts(found)
    total.all_matched, total.all_missed = total.all_matched + len(every & read), total.all_missed + len(every - read)
    total.all_wrong += len(read - every)
    if not wanted:
        total.empty, total.clean = total.empty + 1, total.clean + (not have)
    for bounds in want & have:
        for name in ("claimant", "qualifier"):
            theirs = {claim[name] for claim in _alertable(wanted) if _key(claim, BOUNDS) == bounds}
            ours = {claim[name] for claim in _alertable(found) if _key(claim, BOUNDS) == bounds}
            setattr(total, name, getattr(total, name) + bool(theirs & ours))


def _alertable(claims: Claims) -> Iterator[dict[str, Any]]:
    return (claim for claim in claims if claim["scope"] == "total" and claim["tense"] == "current")


def _key(claim: dict[str, Any], fields: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(claim[name] for name in fields)


def _f1(matched: int, missed: int, wrong: int) -> float:
    whole = 2 * matched + missed + wrong
    return 2 * matched / whole if whole else 1.0


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
