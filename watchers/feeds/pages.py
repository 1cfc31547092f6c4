"""The main text of an article's page."""

import re

import trafilatura
from lxml import etree

MAX_TEXT = 100_000


def main_text(body: bytes, content_type: str) -> str:
    """Give the article of an HTML page as plain text, a paragraph a line; "" if there is none. For a worker process."""
    if content_type and not re.search(r"html|xml|text/plain", content_type, re.IGNORECASE):
        return ""
    try:
        found = trafilatura.extract(body, fast=True, include_comments=False, include_tables=True, deduplicate=True)
    except (etree.LxmlError, ValueError, RecursionError):
        return ""
    return (found or "")[:MAX_TEXT]
