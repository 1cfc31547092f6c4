"""What makes an article the same article when its feed changes guid, link, title or date."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from publicsuffixlist import PublicSuffixList

from watchers.feeds.split import key_hash
from watchers.feeds.values import Keys

# Parameters that say where a reader came from and not what the page is.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|mc_[ce]id|ocid|cmpid|xtor|ref|ref_src|rss|source|from|feed|at_\w+|ftag|partner",
    re.IGNORECASE,
)
# The format characters (Cf) of the basic plane: joiners, marks of direction, soft hyphens.
INVISIBLE = re.compile(
    "[\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
MIN_TEXT = 40
AGGREGATED = "aggregated"


@dataclass(frozen=True, slots=True)
class Identity:
    """What an article is known again by, and the hash that an edit changes. Spaces and letter case are no edit."""

    keys: Keys
    content_hash: int


def identify(*, guid: str, link: str, title: str, text: str, published: datetime | None, relayed_from: str) -> Identity:
    """Identify an article. `guid` and `link` are "" where several items bear the same, which tells nothing.

    `relayed_from` is the outlet that an aggregator names: there guid and link may change at every fetch, and outlet and
    title are what stays.
    """
    title, text = fold(title), fold(text)
    content = key_hash("content", title, text)
    if relayed_from:
        return Identity(Keys(guid=key_hash(AGGREGATED, relayed_from, title)), content)
    keys = Keys(
        guid=key_hash("guid", guid) if guid else None,
        link=key_hash("link", canonical_link(link)) if link else None,
        dated=key_hash("dated", title, published.isoformat()) if title and published else None,
        text=key_hash("text", title, text) if len(text) >= MIN_TEXT else None,
    )
    return Identity(keys, content)


def canonical_link(link: str) -> str:
    """Give the part of a link that says which page it is: no scheme, `www.`, tracking or closing slash."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
        query = urlencode(
            [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
        )
    except ValueError:
        return link
    fragment = "" if "=" in parts.fragment else parts.fragment
    return f"{host}{parts.path.rstrip('/')}?{query}#{fragment}"


def outlet_of(url: str) -> str:
    """Give the registrable domain of an address, "" if it has none."""
    try:
        return _registrable((urlsplit(url).hostname or "").rstrip("."))
    except ValueError:
        return ""


def fold(text: str) -> str:
    """Fold case, forms of characters and spaces, and drop what cannot be seen."""
    if text.isascii():
        return " ".join(text.lower().split())
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(text.split())


@lru_cache(maxsize=1_000)
def _registrable(host: str) -> str:
    return _suffixes().privatesuffix(host) or host


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
