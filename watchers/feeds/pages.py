"""An article's page: whether its host lets us have it, and the main text. All of it for a worker process."""

import re

from lxml import etree
from protego import Protego

from watchers.feeds.text import clean

MAX_TEXT = 100_000


def main_text(body: bytes, content_type: str) -> str:
    """Give the article of an HTML page as plain text, a paragraph a line; "" if there is none."""
    if content_type and not re.search(r"html|xml|text/plain", content_type, re.IGNORECASE):
        return ""
    import trafilatura  # 8 MiB, which the process that only names this function as work has no use for

    try:
        found = trafilatura.extract(body, fast=True, include_comments=False, include_tables=True, deduplicate=True)
    except (etree.LxmlError, ValueError, RecursionError):
        return ""
    return clean(found or "")[:MAX_TEXT]


def is_allowed(robots: bytes, agent: str, url: str) -> bool:
    """Say whether a robots.txt (RFC 9309) lets `agent` fetch `url`."""
    return bool(Protego.parse(robots.decode("utf-8", "replace")).can_fetch(url, agent))
