"""Whether an article says of itself that it was corrected or withdrawn."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from watchers.reading.clean import clean
from watchers.reading.language import Language

_TOP = 300  # characters of a text in which such a notice stands
_BEFORE = r"(?:^|[\[(:|.\n*–-]\s*)"
_AFTER = r"(?=[\])*:|.,!\s–-]|$)"


class Notice(StrEnum):
    """What an article says of itself."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Mark:
    """A notice and the words that gave it."""

    notice: Notice
    words: str


class Marks:
    """Finds notices in any of the languages: a correction often stands in another one than the article."""

    def __init__(self, languages: Mapping[str, Language]) -> None:
        self._patterns = [
            (notice, _pattern(language.words["corrections", notice.value] for language in languages.values()))
            for notice in (Notice.WITHDRAWN, Notice.CORRECTED)
        ]

    def find(self, title: str, text: str) -> Mark | None:
        """The notice at the head of a title or text, a withdrawal before a correction."""
        for notice, pattern in self._patterns:
            for place in (title, text[:_TOP]):
                found = pattern.search(clean(place).lower)
                if found is not None:
                    return Mark(notice, found.group(1))
        return None


def _pattern(lists: Iterable[tuple[str, ...]]) -> re.Pattern[str]:
    """A notice stands at the head of a line or phrase and is closed by a mark or a space."""
    words = sorted({word for words in lists for word in words}, key=len, reverse=True)
    return re.compile(rf"{_BEFORE}({'|'.join(map(re.escape, words))}){_AFTER}")
