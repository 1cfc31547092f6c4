"""Plain items: what is read without the parser of record is what that parser reads."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feeds.odd import ATOM_PIECES, RSS_PIECES, OddFeed, odd_feeds
from tests.wire.feeds import item, rss
from watchers.feeds.parse import ParserBrokeError, run_feedparser
from watchers.feeds.plain import Fields, plain_items
from watchers.feeds.split import NotWellFormedError, split

READ = ("id", "link", "title", "summary", "published", "updated", "created", "source")
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
DECLARED = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)
TEXTS = (
    "",
    " plain text\n over two lines ",
    "북한군 4,700명",
    "тисячі «загиблих»",
    "Ð·Ð°Ð³Ð¸Ð±Ð»Ð¸Ñ…",
    "Ã©tÃ©",
    "été",
    "dash \x96 and quote \x93x\x94",
    "&amp;amp; &amp;lt;b&amp;gt; &amp;copy;",
    "&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;",
    "<![CDATA[<p>One <a href='/rel'>two</a></p> & ]]>",
    "a<!-- b -->c<?d e?>f",
    "&#8212;&#x27;&#150;",
    "http://example.org/a?b=1&amp;c=2",
    "http://example.org/a?b=1&amp;copy;=2&amp;amp;d=3",
    "http:///example.org/a",
    "relative/path",
    "tag:example.org,2025:1",
    "Wed, 30 Apr 2025 10:00:00 KST",
    "2025-04-30T10:00:00+09:00",
    "inner <b>markup</b>",
)
TAGS = (
    "title",
    "link",
    "guid",
    "id",
    "pubDate",
    "published",
    "updated",
    "description",
    "summary",
    "content",
    "content:encoded",
    "dc:date",
    "dc:creator",
    "dc:subject",
    "dc:title",
    "atom:title",
    "atom:summary",
    "media:title",
    "media:content",
    "media:thumbnail",
    "media:description",
    "category",
    "comments",
    "enclosure",
    "author",
    "slash:comments",
    "wfw:commentRss",
    "source",
    "image",
    "Title",
    "unknown",
)
ATTRIBUTES = (
    "",
    "",
    "",
    ' type="html"',
    ' type="text"',
    ' type="TEXT/HTML"',
    ' type="xhtml"',
    ' type="image/png"',
    ' mode="base64"',
    ' isPermaLink="false"',
    ' isPermaLink="true"',
    ' ispermalink="false"',
    ' xml:lang="ko"',
    ' xml:base="http://base.example/"',
    ' href=" http://example.org/href?a=1&amp;b;=2"',
    ' href="/rel" rel="Alternate"',
    ' href="http://example.org/self" rel="self"',
    ' href="http://example.org/pdf" type="application/pdf"',
    ' href=""',
    ' url="http://example.org/u" length="1"',
)
WHOLE = (
    '<link rel="alternate" type="text/html" href="http://example.org/one"/>',
    '<atom:link href="http://example.org/two"/>',
    "<author><name>N</name><email>n@example.org</email></author>",
    "<author><name>N<b>x</b></name></author>",
)


@st.composite
def nearly_plain_feeds(draw: st.DrawFn) -> bytes:
    """Draw a feed whose items are plain or fall just short of it."""
    element = st.builds(
        lambda tag, attributes, text: f"<{tag}{attributes}>{text}</{tag}>",
        st.sampled_from(TAGS),
        st.sampled_from(ATTRIBUTES),
        st.sampled_from(TEXTS),
    )
    plainer = st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(TAGS), st.sampled_from(TEXTS))
    pieces = st.lists(element | plainer | plainer | st.sampled_from(WHOLE), min_size=1, max_size=6)
    name = draw(st.sampled_from(["item", "entry"]))
    between = draw(st.sampled_from(["", "\n  "]))
    items = "".join(
        f"<{name}>{between.join(found)}</{name}>" for found in draw(st.lists(pieces, min_size=1, max_size=4))
    )
    head = draw(st.sampled_from(["", "<title>F</title><language>ko</language>", "<image><title>I</title></image>"]))
    if name == "entry":
        return f"<feed {ATOM} {DECLARED}>{head}{items}</feed>".encode()
    return f'<rss version="2.0" {DECLARED}><channel>{head}{items}</channel></rss>'.encode()


def compare(data: bytes) -> tuple[int, int]:
    """Compare what is read of plain items with the parser of record; give how many were plain, and of how many."""
    try:
        found = split(data)
        whole = run_feedparser(data)
    except (NotWellFormedError, ParserBrokeError):
        return 0, 0  # left to the parser of record, or nothing to compare with
    plain = plain_items(data, found.prefixes)
    assert len(plain) in {0, len(whole.entries)}
    for ours, theirs in zip(plain, whole.entries, strict=False):
        if ours is not None:
            assert as_read(ours) == as_read(theirs)
    return sum(fields is not None for fields in plain), len(whole.entries)


def as_read(entry: Any) -> tuple[object, ...]:
    contents = [content["value"] for content in dict.get(entry, "content") or ()]
    return contents, *((dict.get(entry, name) or "") for name in READ)


@settings(max_examples=600, deadline=None)
@given(data=nearly_plain_feeds())
def test_a_plain_item_reads_as_with_the_parser_of_record(data: bytes) -> None:
    compare(data)


@settings(max_examples=300, deadline=None)
@given(feed=odd_feeds())
def test_an_odd_item_is_plain_only_if_it_reads_the_same(feed: OddFeed) -> None:
    compare(feed.data)


def test_many_items_that_may_be_plain_are() -> None:
    counts = [0, 0]

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(data=nearly_plain_feeds())
    def count(data: bytes) -> None:
        plain, all_of_them = compare(data)
        counts[0] += plain
        counts[1] += all_of_them

    count()
    assert counts[0] * 10 > counts[1]


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in {"source", "image"}])
@pytest.mark.parametrize("attributes", sorted({found for found in ATTRIBUTES if "base" not in found}))
def test_each_text_in_each_place_reads_the_same(tag: str, attributes: str) -> None:
    items = "".join(f"<item><{tag}{attributes}>{text}</{tag}></item>" for text in TEXTS)
    _, count = compare(f"<rss {DECLARED}><channel>{items}</channel></rss>".encode())
    assert count == len(TEXTS)


@pytest.mark.parametrize("piece", [*RSS_PIECES, *ATOM_PIECES])
@pytest.mark.parametrize("title", ["", "<title>T</title>"])
def test_each_odd_piece_beside_a_plain_one_reads_the_same(piece: str, title: str) -> None:
    more = 'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:georss="http://www.georss.org/georss"'
    unknown = 'xmlns:x="http://example.org/unknown#"'
    items = f"<item>{title}{piece}</item><item>{piece}{title}</item>"
    compare(f"<rss {DECLARED} {more} {unknown}><channel>{items}</channel></rss>".encode())


@pytest.mark.parametrize(
    "around",
    [
        '<rss xmlns:media="http://purl.org/dc/elements/1.1/"><channel>{}</channel></rss>',
        '<rss xml:base="http://example.org/"><channel>{}</channel></rss>',
        "<rss><channel><description base = 'http://example.org/'>d</description>{}</channel></rss>",
    ],
)
def test_where_the_surroundings_change_how_items_are_read_none_is_plain(around: str) -> None:
    data = around.format("<item><title>t</title></item>").encode()
    assert plain_items(data, split(data).prefixes) == []


def test_a_usual_item_is_plain() -> None:
    data = rss(item("북한군 4,700명", text="&lt;p&gt;x&lt;/p&gt;")).partition("?>\n")[2].encode()
    fields: Fields | None
    (fields,) = plain_items(data, split(data).prefixes)
    assert fields is not None
    assert fields["title"] == "북한군 4,700명"
