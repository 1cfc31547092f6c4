"""Items so plain that there is only one way to read them: most items of most feeds.

The parser of record takes some twenty times as long over them, for the sake of what they do not hold. What is taken
from them here is what it would give, by the same names; an item with anything else in it is left to that parser.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias
from xml.etree import ElementTree as ET

from watchers.feeds.split import FEED_NAMESPACES, ITEM_TAGS

Fields: TypeAlias = dict[str, object]

DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
# The prefixes that the parser of record has for these namespaces, and does not tell from a feed's own use of them.
USUAL = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": DC,
    "media": MEDIA,
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
BASE = re.compile(rb"[\s:]base\s*=")
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
LINK, AUTHOR, CAPTION, NOTHING, UNREAD = "link", "author", "caption", "nothing", "unread"
NAMES = {
    "title": "title",
    "link": LINK,
    "guid": "id",
    "id": "id",
    "pubdate": "published",
    "published": "published",
    "updated": "updated",
    "description": "summary",
    "summary": "summary",
    "content": "content",
    "author": AUTHOR,
    "category": UNREAD,
    "comments": UNREAD,
    "enclosure": NOTHING,
}
MORE = {
    f"{USUAL['content']} encoded": "content",
    f"{DC} date": "updated",
    f"{DC} creator": UNREAD,
    f"{DC} subject": UNREAD,
    f"{USUAL['slash']} comments": UNREAD,
    f"{USUAL['wfw'].lower()} commentrss": UNREAD,
    f"{MEDIA} title": CAPTION,
    f"{MEDIA} content": NOTHING,
    f"{MEDIA} thumbnail": NOTHING,
}
PEOPLE = frozenset({"name", "email", "uri"})
TYPED = frozenset({"title", "summary", "content"})
TEXT_TYPES = frozenset({"text", "html", "text/plain", "text/html"})
PAGE_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
LINK_ATTRIBUTES = frozenset({"href", "rel", "type", "title", "hreflang", "length", LANG})
MISREAD = re.compile("[\x80-\x9f]")


class _NotPlainError(Exception):
    """There is something in an item whose reading is the other parser's business."""


def plain_items(data: bytes, prefixes: Mapping[str, str]) -> list[Fields | None]:
    """Read the items of a feed that was split and found good; None for each that is not plain.

    `prefixes` are all that the feed declares. The list is empty where something around the items makes none plain.
    """
    if BASE.search(data) or any(prefixes.get(prefix, usual) != usual for prefix, usual in USUAL.items()):
        return []
    try:
        root = ET.fromstring(data)  # noqa: S314 - split refuses a document type, and with it all entities
    except ET.ParseError:
        return []
    return [_read(item) for item in _items(root)]


def _items(root: ET.Element) -> Iterator[ET.Element]:
    for child in root:
        if _name(child.tag) in ITEM_TAGS:
            yield child
        else:
            yield from (inner for inner in child if _name(inner.tag) in ITEM_TAGS)


def _read(item: ET.Element) -> Fields | None:
    try:
        _check_attributes(item)
        return _fields(item)
    except _NotPlainError:
        return None


def _fields(item: ET.Element) -> Fields:
    texts: dict[str, str] = {}
    links: list[str] = []
    guid_link, has_caption = "", False
    for element in item:
        kind = _kind(element.tag)
        if kind == LINK:
            links.extend(_link(element))
        elif kind in {UNREAD, NOTHING, CAPTION, AUTHOR}:
            has_caption = has_caption or kind == CAPTION
            _pass_over(element, kind)
        elif not kind or kind in texts:
            raise _NotPlainError
        else:
            texts[kind] = _text(element, kind)
            if kind == "id" and element.get("isPermaLink", "true") == "true":
                guid_link = _address(texts[kind])
    if has_caption and not texts.get("title"):
        raise _NotPlainError  # a picture's title stands in for the item's own
    fields: Fields = {**texts, "link": links[-1] if links else guid_link}
    if "content" in texts:
        fields["content"] = [{"value": texts["content"]}]
        fields.setdefault("summary", texts["content"])
    return fields


def _text(element: ET.Element, kind: str) -> str:
    """Give an element's text, if the other parser would leave it as it is."""
    if element.attrib:
        _check_attributes(element, "type" if kind in TYPED else "isPermaLink" if kind == "id" else "")
        if element.get("type", "text").lower() not in TEXT_TYPES:
            raise _NotPlainError
    return _kept(element)


def _kept(element: ET.Element) -> str:
    if len(element):
        raise _NotPlainError
    text = (element.text or "").strip()
    if not text.isascii() and (MISREAD.search(text) or _is_mangled(text)):
        raise _NotPlainError
    return text


def _is_mangled(text: str) -> bool:
    """Say whether it could be UTF-8 that somebody took for Latin-1, which the other parser mends."""
    try:
        text.encode("latin-1").decode()
    except UnicodeError:
        return False
    return True


def _link(element: ET.Element) -> list[str]:
    """Give the address of a link to the article, none for a link to anything else."""
    if not element.attrib:
        text = _kept(element)
        if "&" in text and ";" in text:
            raise _NotPlainError
        return [_address(text)]
    href = element.get("href", "")
    if not href or len(element) or element.text or not LINK_ATTRIBUTES.issuperset(element.attrib):
        raise _NotPlainError
    is_page = element.get("type", "html").lower() in PAGE_TYPES
    return [_address(href)] if is_page and element.get("rel", "alternate").lower() == "alternate" else []


def _address(text: str) -> str:
    if ":///" in text:
        raise _NotPlainError
    return text


def _pass_over(element: ET.Element, kind: str) -> None:
    """Pass over what nobody asks for, if reading it leaves nothing behind that would change how the rest is read."""
    if kind == AUTHOR:
        _check_attributes(element)
        for inner in element:
            _check_attributes(inner)
            if _outer_name(inner.tag) not in PEOPLE or len(inner):
                raise _NotPlainError
    elif len(element) or (kind == NOTHING and (element.text or "").strip()):
        raise _NotPlainError


def _check_attributes(element: ET.Element, known: str = "") -> None:
    if any(name not in {known, LANG} for name in element.attrib):
        raise _NotPlainError


@lru_cache(maxsize=1_000)
def _kind(tag: str) -> str:
    """Say what an element within an item is to us, "" for one that is not known."""
    return NAMES.get(_outer_name(tag)) or MORE.get(_name(tag), "")


@lru_cache(maxsize=1_000)
def _outer_name(tag: str) -> str:
    """Give the name of an element in a namespace of feeds, "" for any other."""
    namespace, _, name = _name(tag).rpartition(" ")
    return name if not namespace or f"{namespace} " in FEED_NAMESPACES else ""


@lru_cache(maxsize=1_000)
def _name(tag: str) -> str:
    """Write a name as the splitter writes it."""
    return tag.lower().removeprefix("{").replace("}", " ")
