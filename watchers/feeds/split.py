"""A well-formed feed cut into its items without parsing them: what is known already need not be read again.

Expat walks the bytes and says where each item begins and ends. All that stands outside the items is kept, so that the
parser of record sees the same surroundings, and the same feed, only shorter. Whatever is unusual is left whole.
"""

import hashlib
import struct
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from xml.parsers import expat

MAX_DEPTH = 200
MAX_ITEMS = 500
MAX_FIELD = 2_000
HASH_BYTES = 8

# Namespaces in which `item` and `entry` are those of a feed, the version being in the rest of the address.
FEED_NAMESPACES = (
    "",
    "http://www.w3.org/2005/atom ",
    "http://purl.org/atom/ns# ",
    "http://purl.org/rss/1.0/ ",
    "http://my.netscape.com/rdf/simple/0.9/ ",
)
ITEM_NAMES = ("item", "entry")
ITEM_TAGS = frozenset(namespace + name for namespace in FEED_NAMESPACES for name in ITEM_NAMES)
PARENTS = frozenset({"channel", "feed", "rdf"})
BASES = frozenset({"http://www.w3.org/XML/1998/namespace base", "base"})
WISH_TAGS = frozenset({"ttl", "hour", "day"})
# Elements that belong outside items; inside one they change how the next is read.
OUTER, LINK = "outer", "link"
OUTER_TAGS = frozenset({"item", "entry", "feed", "channel", "rss", "rdf"})


class NotWellFormedError(Exception):
    """The bytes are not well-formed XML, or not a shape that can be cut."""


class TooDeepError(Exception):
    """The elements are nested deeper than any feed's."""


@dataclass(frozen=True, slots=True)
class Item:
    """Where an item stands, a hash of its bytes, and what it calls itself."""

    start: int
    end: int
    hash: bytes
    guid: str
    link: str


@dataclass(frozen=True, slots=True)
class Split:
    """A feed's items in order, the texts of its ttl, skipHours and skipDays, and its prefixes with their namespaces."""

    data: bytes = field(repr=False)
    items: tuple[Item, ...] = ()
    wishes: tuple[tuple[str, str], ...] = ()
    prefixes: dict[str, str] = field(default_factory=dict)

    def only(self, wanted: Collection[Item]) -> bytes:
        """Give the feed with these items and without the others."""
        pieces, place = [], 0
        keep = {item.start for item in wanted}
        for item in self.items:
            if item.start not in keep:
                pieces.append(self.data[place : item.start])
                place = item.end
        pieces.append(self.data[place:])
        return b"".join(pieces)

    def shared(self) -> frozenset[str]:
        """Give the guids and links that more than one item bears, which therefore tell nothing."""
        counts = Counter(item.guid for item in self.items) + Counter(
            item.link for item in self.items if item.link != item.guid
        )
        return frozenset(text for text, count in counts.items() if text and count > 1)


def split(data: bytes) -> Split:
    """Cut a feed in UTF-8 without an XML declaration. Raises NotWellFormedError, TooDeepError."""
    walk = _Walk(data)
    walk.run()
    return Split(data, tuple(walk.items), tuple(walk.wishes), walk.prefixes)


def item_hash(data: bytes) -> bytes:
    """Hash bytes to 8 bytes, the same in every process."""
    return hashlib.blake2b(data, digest_size=HASH_BYTES).digest()


def key_hash(*parts: str) -> int:
    """Hash texts to a signed 64-bit number, which any database can index."""
    (number,) = struct.unpack(">q", item_hash("\x1f".join(parts).encode("utf-8", "replace")))
    return int(number)


def _kind(tag: str) -> str:
    """Say what an element within an item is to us, "" for nothing."""
    name = tag.rpartition(" ")[2].lower()
    return OUTER if name in OUTER_TAGS else name if name in {"guid", "id", LINK} else ""


class _Walk:
    """One pass of expat over a feed."""

    def __init__(self, data: bytes) -> None:
        self.items: list[Item] = []
        self.wishes: list[tuple[str, str]] = []
        self.prefixes: dict[str, str] = {}
        self._data = data
        self._depth = 0
        self._outer = ["", "", ""]  # the names of the open elements at depth 0, 1 and 2
        self._item_depth = 0
        self._start = -1
        self._is_empty = False
        self._has_base = False
        self._is_collecting = False
        self._kinds: dict[str, str] = {}
        self._text: list[str] = []
        self._fields: dict[str, str] = {}
        self._parser = parser = expat.ParserCreate("utf-8", " ")
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.buffer_text = True
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartNamespaceDeclHandler = self._bind

    def run(self) -> None:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise NotWellFormedError(str(error)) from error

    def _refuse(self, *_: object) -> None:
        raise NotWellFormedError("it declares a document type")

    def _bind(self, prefix: str | None, address: str) -> None:
        """The parser of record keeps the last meaning of a prefix for all that follows."""
        if prefix is not None and self.prefixes.setdefault(prefix, address) != address:
            raise NotWellFormedError(f"the prefix {prefix} has two meanings")

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._start >= 0:
            if attributes:
                self._check_base(attributes)
            self._open_inside(tag, attributes)
            return
        if self._depth == 1:
            self._has_base = not BASES.isdisjoint(attributes)
        if self._depth > MAX_DEPTH:
            raise TooDeepError
        lowered = tag.lower()
        name = lowered.rpartition(" ")[2]
        if name in ITEM_NAMES:
            self._check_base(attributes)
            self._begin_item(lowered)
        elif lowered in WISH_TAGS:
            self._collect()
        elif self._depth <= 2:
            self._outer[self._depth] = name

    def _check_base(self, attributes: dict[str, str]) -> None:
        """Where the feed has no base of its own, the parser of record keeps an item's for all that follow."""
        if not self._has_base and not BASES.isdisjoint(attributes):
            raise NotWellFormedError("only an item has a base")

    def _begin_item(self, tag: str) -> None:
        if tag not in ITEM_TAGS or self._depth not in {2, 3} or self._outer[self._depth - 1] not in PARENTS:
            raise NotWellFormedError("an item stands where none is looked for")
        if self._item_depth not in {0, self._depth}:
            raise NotWellFormedError("its items stand at different depths")
        self._item_depth = self._depth
        self._start = self._parser.CurrentByteIndex
        self._is_empty = True
        self._fields = {}

    def _open_inside(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth > MAX_DEPTH:
            raise TooDeepError
        self._is_empty = False
        kind = self._kinds.get(tag)
        if kind is None:
            kind = self._kinds[tag] = _kind(tag)
        if not kind:
            return
        if kind == OUTER:
            raise NotWellFormedError("an item holds what belongs outside")
        if self._depth == self._item_depth + 1:
            if kind == LINK:
                self._open_link(attributes)
            else:
                self._collect()

    def _open_link(self, attributes: dict[str, str]) -> None:
        href = attributes.get("href", "")
        if not href:
            self._collect()
        elif attributes.get("rel", "alternate") == "alternate":
            self._fields.setdefault("link", href)

    def _collect(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._text.append
        self._is_collecting = True

    def _close(self, tag: str) -> None:
        if self._is_collecting:
            self._keep_text(tag.rpartition(" ")[2].lower())
        if self._start >= 0 and self._depth == self._item_depth:
            self._end_item()
        self._depth -= 1

    def _keep_text(self, name: str) -> None:
        self._parser.CharacterDataHandler = None
        self._is_collecting = False
        text = "".join(self._text).strip()[:MAX_FIELD]
        if self._start < 0:
            self.wishes.append((name, text))
        else:
            self._fields.setdefault("guid" if name == "id" else name, text)

    def _end_item(self) -> None:
        if self._is_empty:
            raise NotWellFormedError("an item is empty")
        start, end = self._start, self._data.index(b">", self._parser.CurrentByteIndex) + 1
        digest = item_hash(self._data[start:end])
        self.items.append(Item(start, end, digest, self._fields.get("guid", ""), self._fields.get("link", "")))
        self._start = -1
