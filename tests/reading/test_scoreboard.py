"""The reader against every labelled passage: the table, the levels it must keep, and the misses that are known."""

import json
from pathlib import Path

import pytest

from tests.reading.scoring import HEAD, Passage, boards, facts, load, read_passage, score
from watchers.reading.reader import Reader

LANGUAGES = ("en", "ko", "uk", "ru")
# Alertable and all claims, F1, that each file reached; a change that falls below has broken something.
LEVELS = json.loads((Path(__file__).parent / "levels.json").read_text(encoding="utf-8"))
KNOWN = frozenset((Path(__file__).parent / "known_misses.txt").read_text(encoding="utf-8").split())
PASSAGES = [passage for lang in LANGUAGES for kind in ("dev", "own") for passage in load(f"{kind}-{lang}.jsonl")]


def case(passage: Passage) -> object:
    missed = passage["id"] in KNOWN
    marks = [pytest.mark.xfail(strict=True, reason="a miss that is known")] if missed else []
    return pytest.param(passage, id=passage["id"], marks=marks)


@pytest.mark.parametrize("passage", [case(passage) for passage in PASSAGES])
def test_every_claim_of_a_passage_is_read_and_none_besides(reader: Reader, passage: Passage) -> None:
    assert facts(read_passage(reader, passage)) == facts(passage["claims"])


def test_no_language_falls_below_its_level(reader: Reader, capsys: pytest.CaptureFixture[str]) -> None:
    table, fallen = [HEAD], []
    for name, passages in boards().items():
        total = score(reader, passages)
        table.append(total.row(name))
        if any(have < want for have, want in zip(total.levels(), LEVELS[name], strict=True)):
            fallen.append(f"{name} is at {total.levels()}, not {LEVELS[name]}")
    with capsys.disabled():
        print("", *table, sep="\n")
    assert not fallen
