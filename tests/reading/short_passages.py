"""The sentences of `short_news` and `wires.tsv` as labelled passages, to learn from."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.reading.scoring import Passage

HERE = Path(__file__).parent
VAGUE = {24: 99, 200: 999, 2000: 9999, 20000: 99999}  # the bounds of "dozens", "hundreds" and so on
_CLAIM = re.compile(r"(\w+) (~|>=|<=|-|v)?(\d+)(\+)?(?:-(\d+))?( part)?( past)? (\w+)")


def short_passages() -> Iterator[Passage]:
    """Every sentence with its claims, without anchors."""
    for path in sorted((HERE / "short_news").glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield {**row, "lang": path.stem, "claims": [claim(words) for words in row["claims"]]}
    for line in (HERE / "wires.tsv").read_text(encoding="utf-8").splitlines():
        lang, day, text, claims = line.split("\t")
        found = [claim(words) for words in claims.split("; ") if words]
        yield {"id": f"wires-{lang}-0", "published": day, "lang": lang, "title": "", "text": text, "claims": found}


def claim(words: str) -> dict[str, Any]:
    """A claim written as "killed >=100 part past nis" or "killed 100+ nis"."""
    found = _CLAIM.fullmatch(words)
    if found is None:
        raise ValueError(f"{words!r} is no claim")
    metric, sign, first, plus, second, part, past, claimant = found.groups()
    low: int | None = int(first)
    high: int | None = int(second) if second else VAGUE[int(first)] if sign == "v" else low
    if plus or sign == ">=":
        high = None
    elif sign in ("<=", "-"):
        low, high = None, low
    return {
        "metric": metric,
        "low": low,
        "high": high,
        "scope": "part" if part else "total",
        "tense": "past" if past else "current",
        "claimant": claimant,
        "anchor": "",
    }
