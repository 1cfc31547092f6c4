"""From a news text to claims."""

from datetime import date
from pathlib import Path

from watchers.claims import Claim
from watchers.reading.topic import Topic, load_topic


class Reader:
    """Reads claims from texts. Built once for each process; pickled as the folder it was loaded from."""

    def __init__(self, seeds: Path, topic: Topic) -> None:
        self._seeds = seeds
        self.topic = topic

    def __reduce__(self) -> tuple[object, ...]:
        return load_reader, (self._seeds,)

    def read(
        self, text: str, *, title: str = "", published: date | None = None, lang: str = "", outlet: str = ""
    ) -> list[Claim]:
        """Find the claims of one article. `lang` "" lets the letters decide."""
        del text, title, published, lang, outlet
        return []


def load_reader(seeds: Path) -> Reader:
    """Build a reader from a folder of seed files. Raises SeedError."""
    return Reader(seeds, load_topic(seeds))
