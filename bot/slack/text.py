"""Foreign text in Slack's markup: it can neither mention anybody, nor make a link, nor break what stands around it."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from bot.text import clean, clip

UNSAFE_ADDRESS = re.compile(r"[\s<>|\"`]")
Block = dict[str, object]


def escape(text: str) -> str:
    """`text` as it may stand in mrkdwn. `*_~` and backticks cannot be escaped: see `plain` for foreign text."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str) -> str:
    """`text` whose formatting marks do nothing: each is kept from its neighbours by a word joiner."""
    return re.sub(r"([*_~`])", "\u2060\\1\u2060", escape(text))


def within(text: str, most: int, shape: Callable[[str], str] = escape) -> str:
    """`text` escaped (or made inert) and cut so that the result has at most `most` characters, no escape in two."""
    cleaned = clean(text)
    if len(shape(cleaned)) <= most:
        return shape(cleaned)
    kept, size = [], 1
    for char in cleaned:
        size += len(shape(char))
        if size > most:
            break
        kept.append(char)
    return shape("".join(kept).rstrip()) + "…"


def plain(text: str, most: int) -> Block:
    """A text object in which nothing is live, not even emoji names. Slack refuses an empty one."""
    return {"type": "plain_text", "text": clip(clean(text).strip() or "–", most), "emoji": False}


def fallback(text: str, most: int) -> str:
    """`text` for notifications and screen readers: Slack parses it, so it is escaped."""
    return within(text.strip() or "–", most)


def address(url: str) -> str | None:
    """`url` as it may stand in a link; None when it is no plain http or https address."""
    if not url.startswith(("http://", "https://")) or UNSAFE_ADDRESS.search(url) or len(url) > 2000:
        return None
    try:
        return url if urlsplit(url).hostname else None
    except ValueError:  # an address like http://[::1
        return None


def link(url: str, label: str) -> str:
    """A link in mrkdwn, or the label alone when the address may not be linked."""
    shown = escape(label.replace("|", "/").replace("\n", " "))
    safe = address(url)
    return shown if safe is None else f"<{safe.replace('&', '&amp;')}|{shown}>"
