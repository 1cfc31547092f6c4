"""How fast the reader reads: beside one compiled regular expression over the same texts, and beside quantulum3.

Run it as `python tests/bench/bench_reading.py`. The expression is the floor: digits or a dozen words, ignoring case.
quantulum3 reads quantities only, and English only.
"""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchers.reading.reader import Reader

ROOT = Path(__file__).parents[2]
FLOOR = re.compile(
    r"\d+|north korea|pyongyang|soldiers|troops|killed|wounded|북한|사상자|кндр|солдат|загиб|погиб", re.IGNORECASE
)
OFF_TOPIC = "The central bank left its rate unchanged at 4.5 percent on Thursday, as 37 of 40 economists had expected. "


def timed(work: Callable[[], object], rounds: int = 5) -> float:
    """The best of some rounds, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def passages() -> list[dict[str, str]]:
    """Every labelled passage."""
    files = sorted((ROOT / "tests" / "corpus").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def show(name: str, seconds: float, texts: list[str]) -> None:
    """One line of the table: milliseconds a passage and for 2,000 characters, passages and megabytes a second."""
    characters, size = sum(map(len, texts)), sum(len(text.encode()) for text in texts)
    print(
        f"{name:32}{1000 * seconds / len(texts):10.3f}{1000 * seconds * 2000 / characters:12.3f}"
        f"{len(texts) / seconds:14.0f}{size / seconds / 1e6:10.1f}"
    )


def main() -> None:
    """Print the table."""
    start = time.perf_counter()
    from watchers.reading.reader import load_reader  # the import is what is timed

    imported = time.perf_counter() - start
    reader = load_reader(ROOT / "seeds")
    print(f"import {1000 * imported:.0f} ms, loading {1000 * (time.perf_counter() - start - imported):.0f} ms\n")
    print(f"{'':32}{'ms each':>10}{'ms/2000 ch':>12}{'passages/s':>14}{'MB/s':>10}")
    rows = passages()
    for lang in ("en", "ko", "uk", "ru"):
        texts = [row["text"] for row in rows if row["lang"] == lang and row["claims"]]
        compare(f"on topic, {lang}", reader, texts)
    compare("off topic", reader, [OFF_TOPIC * 20] * 200)
    peer([row["text"] for row in rows if row["lang"] == "en"])


def compare(name: str, reader: "Reader", texts: list[str]) -> None:
    """The reader and the floor on the same texts."""
    show(f"reader, {name}", timed(lambda: [reader.read(text) for text in texts]), texts)
    show(f"one expression, {name}", timed(lambda: [FLOOR.findall(text) for text in texts]), texts)


def peer(texts: list[str]) -> None:
    """quantulum3 on the English passages, where it is installed."""
    try:
        from quantulum3 import classifier, parser
    except ImportError:
        print("quantulum3 is not installed (dependency group bench)")
        return
    classifier.USE_CLF = False  # its stored model is of an older scikit-learn than is installed
    sample = texts[:10]
    show("quantulum3, en", timed(lambda: [parser.parse(text) for text in sample], rounds=1), sample)


if __name__ == "__main__":
    main()
