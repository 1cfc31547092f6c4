"""Lists of feeds come in whole or not at all, and go out as they came."""

from xml.etree import ElementTree as ET

import pytest

from watchers.feeds.opml import Listed, OpmlError, parse_opml, render_opml

NAMES = [
    Listed("https://www.yna.co.kr/rss/northkorea.xml", "연합뉴스"),
    Listed("https://e.org/rss?a=1&b=<2>", 'Title "quoted" & <b>'),
    Listed("https://www.pravda.com.ua/rss/", "Українська правда"),
]


def opml(*outlines: str, head: str = "") -> bytes:
    body = "".join(outlines)
    return f'<?xml version="1.0" encoding="utf-8"?>{head}<opml version="2.0"><body>{body}</body></opml>'.encode()


def outline(url: str, title: str = "t") -> str:
    return f'<outline type="rss" text="{title}" xmlUrl="{url}"/>'


def test_what_goes_out_comes_in_again() -> None:
    found = parse_opml(render_opml(NAMES[:1] + NAMES[2:], title="Feeds"))
    assert found.feeds == (NAMES[0], NAMES[2])
    assert (found.duplicates, found.junk) == ((), ())


def test_titles_and_addresses_are_written_safely() -> None:
    root = ET.fromstring(render_opml(NAMES, title="A & B\x00"))  # noqa: S314 - our own output
    assert [one.get("xmlUrl") for one in root.iter("outline")] == [one.url for one in NAMES]
    assert root.findtext("head/title") == "A & B"


def test_groups_are_looked_into() -> None:
    found = parse_opml(opml(f'<outline text="News">{outline("https://e.org/a")}</outline>', outline("https://e.org/b")))
    assert [feed.url for feed in found.feeds] == ["https://e.org/a", "https://e.org/b"]


def test_what_is_there_twice_or_already_is_reported() -> None:
    found = parse_opml(
        opml(outline("https://e.org/a"), outline("https://e.org/a"), outline("https://e.org/b")),
        known=["https://e.org/b"],
    )
    assert [feed.url for feed in found.feeds] == ["https://e.org/a"]
    assert found.duplicates == ("https://e.org/a", "https://e.org/b")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://127.0.0.1/",
        "javascript:alert(1)",
        "https://me:secret@e.org/rss",
        "http://e.org:22/",
    ],
)
def test_junk_is_reported_with_its_reason_and_the_rest_is_imported(url: str) -> None:
    found = parse_opml(opml(outline(url), outline("https://e.org/a")))
    assert [feed.url for feed in found.feeds] == ["https://e.org/a"]
    ((shown, reason),) = found.junk
    assert reason
    assert "secret" not in shown


def test_pages_and_lists_are_no_feeds_and_are_reported() -> None:
    page = '<outline text="p" xmlUrl="" htmlUrl="https://e.org/page"/>'
    other = '<outline type="include" text="l" url="https://e.org/list.opml"/>'
    assert [shown for shown, _ in parse_opml(opml(page, other)).junk] == [
        "https://e.org/page",
        "https://e.org/list.opml",
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<rss/>",
        b"https://e.org/list.opml",
        b"/etc/passwd",
        opml(outline("https://e.org/a"))[:-20],
        opml(outline("https://e.org/a"), "<outline"),
        opml(outline("&x;"), head='<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
        opml(*(outline(f"https://e.org/{n}") for n in range(2_100))),
        b"<opml>" + b" " * 600_000 + b"</opml>",
    ],
)
def test_a_damaged_foreign_or_endless_file_imports_nothing(data: bytes) -> None:
    with pytest.raises(OpmlError) as caught:
        parse_opml(data)
    assert caught.value.hint


def test_another_encoding_is_read_right() -> None:
    data = b'<?xml version="1.0" encoding="windows-1251"?><opml version="1.0"><body>'
    data += outline("https://e.org/a", "Новости").encode("cp1251") + b"</body></opml>"
    assert parse_opml(data).feeds[0].title == "Новости"
