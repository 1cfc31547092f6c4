"""OPML in and out: the lists of feeds that feed readers exchange."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

import listparser

from watchers.errors import TollwatchError
from watchers.feeds.address import Networks, check_url, shown
from watchers.feeds.charset import to_utf8
from watchers.feeds.values import FeedUnavailableError

MAX_SIZE = 512_000  # it is parsed where messages are answered, so it must be a matter of milliseconds
MAX_FEEDS = 2_000
MAX_TITLE = 200


class OpmlError(TollwatchError):
    """The file is no OPML, or more than anybody may import."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed as a list names it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """What a file holds: feeds to add, addresses that are there already, and what is no feed with the reason."""

    feeds: tuple[Listed, ...] = ()
    duplicates: tuple[str, ...] = ()
    junk: tuple[tuple[str, str], ...] = ()


def parse_opml(data: bytes, *, known: Iterable[str] = (), allowed: Networks = ()) -> Import:
    """Parse an OPML file, sorting what it names. `known` are addresses that are followed already.

    Raises OpmlError; then nothing of the file is used.
    """
    if len(data) > MAX_SIZE:
        raise OpmlError(f"the file is larger than {MAX_SIZE // 1000} kB", hint="Export fewer feeds into it.")
    text = to_utf8(data, "", "")
    duplicates = _named_twice(text)
    listed, junk = _listed(text)
    feeds: dict[str, Listed] = {}
    taken = set(known)
    for feed in listed:
        problem = _problem(feed.url, allowed)
        if problem:
            junk.append((shown(feed.url), problem))
        elif feed.url in taken:
            duplicates.append(feed.url)
        else:
            taken.add(feed.url)
            feeds[feed.url] = feed
    return Import(feeds=tuple(feeds.values()), duplicates=tuple(duplicates), junk=tuple(junk))


def render_opml(feeds: Iterable[Listed], *, title: str) -> bytes:
    """Write feeds as OPML 2.0."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = _printable(title)
    body = ET.SubElement(root, "body")
    for feed in feeds:
        name = _printable(feed.title or feed.url)
        ET.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _named_twice(text: bytes) -> list[str]:
    """Check that the file is whole, and give the addresses that it names more than once. Raises OpmlError."""
    # The library mends what is broken, so that half a file would pass for a whole one, and drops doubles silently.
    tags: list[str] = []
    named: list[str] = []

    def note(tag: str, attributes: dict[str, str]) -> None:
        tags.append(tag.lower())
        named.extend(value.strip() for name, value in attributes.items() if name.lower() == "xmlurl")

    def refuse(*_: object) -> None:
        raise OpmlError("the file declares a document type", hint="Export it as plain OPML.")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = note
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise OpmlError(
            f"the file is damaged in line {error.lineno}", hint="Export it again; nothing was imported."
        ) from error
    if tags[0] != "opml":
        raise OpmlError("the file is not an OPML list", hint="Export the list from your feed reader as OPML.")
    return [url for url, count in Counter(named).items() if url and count > 1]


def _listed(text: bytes) -> tuple[list[Listed], list[tuple[str, str]]]:
    # Given a text the library would fetch an address; bytes it only parses, as Latin-1 unless all of them are ASCII.
    found = listparser.parse(text.decode().encode("ascii", "xmlcharrefreplace"))
    if len(found.feeds) > MAX_FEEDS:
        raise OpmlError(f"the file names more than {MAX_FEEDS} feeds", hint="Import them in several files.")
    junk = [(shown(str(one.url)), "it names a page and no feed") for one in found.opportunities]
    junk += [(shown(str(one.url)), "it names another list") for one in found.lists]
    return [Listed(str(feed.url).strip(), _printable(str(feed.title or ""))) for feed in found.feeds], junk


def _problem(url: str, allowed: Networks) -> str:
    try:
        check_url(url, allowed)
    except FeedUnavailableError as error:
        return error.reason
    return ""


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isprintable())[:MAX_TITLE]
