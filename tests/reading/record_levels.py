"""Write down the levels and the known misses that `test_scoreboard.py` holds the reader to.

Run after a change that reads better: `python -m tests.reading.record_levels`.
"""

import json
from pathlib import Path

from tests.reading.scoring import facts, load, read_passage, score
from watchers.reading.reader import load_reader

HERE = Path(__file__).parent


def main() -> None:
    """Read every passage and write both files."""
    reader = load_reader(HERE.parents[1] / "seeds")
    levels, known = {}, []
    for lang in ("en", "ko", "uk", "ru"):
        for kind in ("dev", "own"):
            passages = load(f"{kind}-{lang}.jsonl")
            total = score(reader, passages)
            levels[f"{kind}-{lang}"] = [round(total.alertable(), 3), round(total.all(), 3)]
            known += [p["id"] for p in passages if facts(read_passage(reader, p)) != facts(p["claims"])]
    (HERE / "levels.json").write_text(json.dumps(levels, indent=1) + "\n", encoding="utf-8")
    (HERE / "known_misses.txt").write_text("\n".join(known) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
