"""Foreign text cut as Discord counts it, and addresses that may be linked."""

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from bot.text import clean

_DOMAIN = re.compile(r"(?i)[\w-]+\.[a-z]{2,}|://")
_IN_ADDRESS = ":/?#[]@!$&'+,;=%-."  # what an address may hold besides letters, without what is markup
LONGEST_ADDRESS = 500


def one_line(text: str) -> str:
    """Clean text without line breaks and doubled spaces."""
    return " ".join(clean(" ".join(text.split())).split())


def units(text: str) -> int:
    """The length of `text` in UTF-16 units, the widest that a platform may count by."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def cut(text: str, most: int) -> str:
    """At most `most` units of `text`, with an ellipsis where something is missing."""
    return within(text, most, str)


def within(text: str, most: int, shape: Callable[[str], str]) -> str:
    """`text` shaped (escaped, say) and cut so that the result has at most `most` units; no escape is cut in two."""
    if units(text) <= most and units(shape(text)) <= most:
        return shape(text)
    room, end = most - 1, 0
    for char in text:
        room -= units(shape(char))
        if room < 0:
            break
        end += 1
    while end and units(shape(text[:end].rstrip())) > most - 1:
        end -= 1
    return shape(text[:end].rstrip()) + "…"


def safe_address(url: str) -> str | None:
    """`url` as it may stand in a link of ours; None when it is no plain http or https address."""
    if len(url) > LONGEST_ADDRESS or re.search(r"[\s\\]", url) or url != clean(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:  # an address like http://[::1
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    safe = quote(url, safe=_IN_ADDRESS)
    return safe if units(safe) <= LONGEST_ADDRESS else None


def honest_label(label: str, url: str) -> str:
    """`label`, or the address's host where the label names another address than the one it leads to."""
    text = one_line(label)
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if not text or (_DOMAIN.search(text) and text.casefold() != host):
        return host
    return text
