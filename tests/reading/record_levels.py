"""Write down the levels and the known misses that `test_scoreboard.py` holds the reader to.

Run after a change that reads better: `python -m tests.reading.record_levels`.
"""

import json
from pathlib import Path

from tests.reading.scoring import boards, facts, load, read_passage, score
from watchers.reading.reader import load_reader

HERE = Path(__file__).parent


def main() -> None:
    """Read every passage and write both files."""
    reader = load_reader(HERE.parents[1] / "seeds")
    levels = {name: score(reader, passages).levels() for name, passages in boards().items()}
    passages = [p for kind in ("dev", "own") for lang in ("en", "ko", "uk", "ru") for p in load(f"{kind}-{lang}.jsonl")]
    known = [p["id"] for p in passages if facts(read_passage(reader, p)) != facts(p["claims"])]
    (HERE / "levels.json").write_text(json.dumps(levels, indent=1) + "\n", encoding="utf-8")
    (HERE / "known_misses.txt").write_text("\n".join(known) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
