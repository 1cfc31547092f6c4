"""From a news text to claims: the way in."""

from datetime import date
from pathlib import Path

from watchers.claims import Claim
from watchers.reading.corrections import Mark, Marks
from watchers.reading.language import load_languages
from watchers.reading.tongue import Tongue
from watchers.reading.topic import Topic, load_topic
from watchers.reading.weighing import load_scales

_LONGEST = 120_000  # characters; what stands after them is no article
_SAMPLE = 4_000
_DOUBT = 3  # so many times more letters of another language prove a label wrong


class Reader:
    """Reads claims from texts. Built once for each process; pickled as the folder it was loaded from."""

    def __init__(self, seeds: Path, topic: Topic) -> None:
        self._seeds = seeds
        self.topic = topic
        languages, scales = load_languages(), load_scales()
        self._tongues = {code: Tongue(language, topic, scales) for code, language in languages.items()}
        self._marks = Marks(languages)

    def __reduce__(self) -> tuple[object, ...]:
        return load_reader, (self._seeds,)

    def read(
        self, text: str, *, title: str = "", published: date | None = None, lang: str = "", outlet: str = ""
    ) -> list[Claim]:
        """Find the claims of one article. Where `lang` is "" or not what the letters show, the letters decide."""
        del outlet
        title, text = title[:_LONGEST], text[:_LONGEST]
        lower = f"{title}\n{text}".lower()
        if published is not None and published < self.topic.since:
            return []
        if not any(word in lower for word in self.topic.gate):
            return []
        return self._tongue(lang, lower).read(title, text, published)

    def marks(self, title: str, text: str) -> Mark | None:
        """Whether an article says of itself that it was corrected or withdrawn, in any language."""
        return self._marks.find(title, text)

    def tongue(self, code: str) -> Tongue:
        """Everything that reads in one language."""
        return self._tongues[code]

    def _tongue(self, lang: str, lower: str) -> Tongue:
        weights = {code: tongue.weight(lower[:_SAMPLE]) for code, tongue in self._tongues.items()}
        likely = max(weights, key=lambda code: weights[code])
        claimed = weights.get(lang, 0.0) * _DOUBT >= weights[likely]
        return self._tongues[lang if lang in weights and claimed else likely]


def load_reader(seeds: Path) -> Reader:
    """Build a reader from a folder of seed files. Raises SeedError."""
    return Reader(seeds, load_topic(seeds))
