"""The reader against every labelled passage: the table, the levels it must keep, and the misses that are known."""

import json
from pathlib import Path

import pytest

from tests.reading.scoring import HEAD, Passage, facts, held_out, load, read_passage, score
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
    for kind in ("dev", "own"):
        for lang in LANGUAGES:
            total = score(reader, load(f"{kind}-{lang}.jsonl"))
            table.append(total.row(f"{kind} {lang}"))
            if [round(total.alertable(), 3), round(total.all(), 3)] < LEVELS[f"{kind}-{lang}"]:
                fallen.append(f"{kind} {lang} is at {total.alertable():.3f}, {total.all():.3f}")
    for lang in LANGUAGES:
        held = [p for kind in ("dev", "own") for p in load(f"{kind}-{lang}.jsonl") if held_out(p)]
        table.append(score(reader, held).row(f"held out {lang}"))
    with capsys.disabled():
        print("", *table, sep="\n")
    assert not fallen
