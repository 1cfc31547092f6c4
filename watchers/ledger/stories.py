"""Which articles are copies of one text. Pure: signatures of texts, and a comparison of two of them."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from zlib import crc32

from watchers.claims import Article, Claim

SHINGLE = 3
SKETCH = 96
BANDS = 16
# Of the articles that share a key, so many are compared: those that share the most.
CANDIDATES = 20
SAME_WORDING = 0.4
SAME_SHORT_WORDING = 0.8
ENOUGH_WORDING = 6
LIKE_WORDING = 0.25
LONG_WORDING = 20
TRANSLATED_STATEMENTS = 4
TRANSLATED_NUMBERS = 4
SAME_NUMBERS = 0.6
WINDOW = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Signature:
    """What remains of a text to compare it by: the same on every machine and in every process.

    `whole` is a hash of the folded text; `sketch` the smallest hashes of its word shingles, ascending;
    `numbers` the numbers it writes, which survive translation.
    """

    whole: str
    sketch: tuple[int, ...]
    numbers: frozenset[str]
    lang: str = ""


def sign(article: Article) -> Signature:
    """Make the signature of an article's text."""
    words = _words(article.text or article.title)
    shingles = {crc32(" ".join(words[i : i + SHINGLE]).encode()) for i in range(max(1, len(words) - SHINGLE + 1))}
    whole = hashlib.blake2b(" ".join(words).encode(), digest_size=16).hexdigest()
    return Signature(
        whole=whole,
        sketch=tuple(nsmallest(SKETCH, shingles)),
        numbers=frozenset(word for word in words if word.isdecimal()),
        lang=article.lang,
    )


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W\d_]+|\d+", re.sub(r"(?<=\d)[.,\u00a0\u2009 '](?=\d{3}\b)", "", folded))


@dataclass(frozen=True, slots=True)
class Signed:
    """An article as the index of stories keeps it. `story` is the id of the first article of its story."""

    article: str
    story: str
    outlet: str
    published: datetime
    signature: Signature
    statements: frozenset[str]

    @property
    def keys(self) -> tuple[int, ...]:
        """Under what the article is found: a copy shares at least one of them."""
        names = [self.signature.whole]
        if len(self.statements) >= TRANSLATED_STATEMENTS:
            names.append("\n".join(sorted(self.statements)))
        return tuple(dict.fromkeys((*(crc32(name.encode()) for name in names), *self.signature.sketch[:BANDS])))


def statements_of(claims: Iterable[Claim]) -> frozenset[str]:
    """Put what an article states into words that no language changes."""
    return frozenset(f"{c.metric} {c.claimant} {c.figure.low} {c.figure.high} {c.scope}" for c in claims)


def signed(article: Article, claims: Iterable[Claim], now: datetime) -> Signed:
    """Return the article signed, as a story of its own."""
    published = article.published or now
    return Signed(article.id, article.id, article.outlet, published, sign(article), statements_of(claims))


def find_story(own: Signed, candidates: Iterable[Signed]) -> Signed:
    """Return the article with the story it is a copy of among `candidates`, or with its own."""
    same = [known for known in candidates if known.article != own.article and is_same_story(own, known)]
    if not same:
        return own
    first = min(same, key=lambda known: (known.published, known.article))
    return replace(own, story=first.story)


def is_same_story(one: Signed, other: Signed) -> bool:
    """Whether one is a copy, a light rewrite or a translation of the other, published at about the same time."""
    if abs(one.published - other.published) > WINDOW:
        return False
    first, second = one.signature, other.signature
    if first.whole == second.whole:
        return True
    if first.lang != second.lang:
        return _is_translation(one, other)
    shared, share = in_common(first, second)
    if share >= SAME_WORDING:
        return share >= SAME_SHORT_WORDING or shared >= ENOUGH_WORDING
    return share >= LIKE_WORDING and shared >= LONG_WORDING and one.statements == other.statements


def in_common(one: Signature, other: Signature) -> tuple[int, float]:
    """Estimate how many shingles two texts share, and which part of the shorter one's they are."""
    # Both sketches know every shingle hash up to the smaller of their largest ones.
    limit = min(sketch[-1] for sketch in (one.sketch, other.sketch) if len(sketch) == SKETCH) if _cut(one, other) else 0
    first = {value for value in one.sketch if not limit or value <= limit}
    second = {value for value in other.sketch if not limit or value <= limit}
    shared = len(first & second)
    return shared, shared / max(1, min(len(first), len(second)))


def _cut(one: Signature, other: Signature) -> bool:
    return SKETCH in {len(one.sketch), len(other.sketch)}


def _is_translation(one: Signed, other: Signed) -> bool:
    """True reprints in another language state the same things and write the same numbers."""
    if len(one.statements) < TRANSLATED_STATEMENTS or one.statements != other.statements:
        return False
    numbers = one.signature.numbers, other.signature.numbers
    together = len(numbers[0] | numbers[1])
    return together >= TRANSLATED_NUMBERS and len(numbers[0] & numbers[1]) >= SAME_NUMBERS * together


class Stories:
    """The index of stories in memory, for a replay. What is older than the window is forgotten."""

    def __init__(self) -> None:
        self._by_key: dict[int, list[Signed]] = {}

    def add(self, article: Article, claims: Iterable[Claim], now: datetime) -> str:
        """Return the story of the article, and remember the article under it."""
        own = signed(article, claims, now)
        shared = Counter(known.article for key in own.keys for known in self._by_key.get(key, ()))
        near = {known.article: known for key in own.keys for known in self._by_key.get(key, ())}
        found = find_story(own, (near[name] for name, _ in shared.most_common(CANDIDATES)))
        for key in found.keys:
            kept = [known for known in self._by_key.get(key, ()) if found.published - known.published <= WINDOW]
            self._by_key[key] = [*(known for known in kept if known.article != article.id), found]
        return found.story
