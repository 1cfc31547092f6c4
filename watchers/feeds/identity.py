"""What makes an article the same article when its feed changes guid, link, title or date."""

import re
import unicodedata
from datetime import datetime
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from publicsuffixlist import PublicSuffixList

from watchers.feeds.split import key_hash
from watchers.feeds.values import Keys

# Parameters that say where a reader came from and not what the page is.
TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|yclid|mc_[ce]id|ocid|cmpid|xtor|ref|ref_src|rss|source|from|feed|at_\w+|ftag|partner",
    re.IGNORECASE,
)
MIN_TEXT = 40
AGGREGATED = "aggregated"


def article_keys(*, guid: str, link: str, title: str, text: str, published: datetime | None, relayed_from: str) -> Keys:
    """Give the keys of an article. `guid` and `link` are "" where several items bear the same, which tells nothing.

    `relayed_from` is the outlet that an aggregator names: there guid and link may change at every fetch, and outlet and
    title are what stays.
    """
    if relayed_from:
        return Keys(guid=key_hash(AGGREGATED, relayed_from, fold(title)))
    folded = fold(title)
    return Keys(
        guid=key_hash("guid", guid) if guid else None,
        link=key_hash("link", canonical_link(link)) if link else None,
        dated=key_hash("dated", folded, published.isoformat()) if folded and published else None,
        text=key_hash("text", folded, fold(text)) if len(text) >= MIN_TEXT else None,
    )


def content_hash(title: str, text: str) -> int:
    """Hash what an edit would change. Spaces and letter case are not an edit."""
    return key_hash("content", fold(title), fold(text))


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
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return _suffixes().privatesuffix(host) or host


def fold(text: str) -> str:
    """Fold case, forms of characters and spaces, and drop what cannot be seen."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if not text.isascii():
        text = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(text.split())


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
