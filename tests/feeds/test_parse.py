"""Bodies as publishers and strangers send them, read by the parser's own process or in place."""

import asyncio
import gzip
import os
import signal
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.feeds.conftest import NOW
from tests.feeds.odd import OddFeed, odd_feeds
from tests.wire.feeds import item, rss
from watchers.feeds.parse import NotAFeedError, Source, parse_body
from watchers.feeds.values import Entry, Failure, Feed, FeedUnavailableError, Fetched, Parsed
from watchers.feeds.workers import Parser

NETSCAPE = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">'
RDF = 'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
RSS_1 = 'xmlns="http://purl.org/rss/1.0/"'
OLD = 'xmlns="http://my.netscape.com/rdf/simple/0.9/"'
URL = "https://www.example.org/rss"
TYPE = "application/rss+xml"
KO = "북한군 300여 명이 사망했다고 국가정보원이 밝혔다"
RU = "Погибли сотни северокорейских военных, сообщила разведка"
UK = "Загинули сотні північнокорейських солдатів, повідомляє розвідка"


def parse(body: str | bytes, *, content_type: str = TYPE, known: Parsed | None = None, **about: str) -> Parsed:
    given_ = {"url": URL, "outlet": "", "lang": "", "timezone": "", **about}
    source = Source(**given_, known=known.items if known else b"")
    return parse_body(body.encode() if isinstance(body, str) else body, content_type, source, NOW)


def entry(body: str | bytes, **about: str) -> Entry:
    (only,) = parse(body, **about).entries  # type: ignore[arg-type]  # the tests' own shorthand
    return only


def feed_in(encoding: str, title: str, label: str) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{label}"?>' if label else ""
    return f"{declaration}<rss version='2.0'><channel><title>x</title>{item(title)}</channel></rss>".encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "label", "header", "lang", "title"),
    [
        ("utf-8", "utf-8", "", "", KO),
        ("utf-8", "", "", "", UK),
        ("utf-8", "iso-8859-1", "", "", KO),
        ("utf-8", "euc-kr", "; charset=us-ascii", "", KO),
        ("cp949", "euc-kr", "", "", KO),
        ("cp949", "utf-8", "", "ko", KO),
        ("cp949", "utf-8", "; charset=utf-8", "", KO),
        ("cp949", "", "", "ko", KO),
        ("cp949", "euc-kr", "; charset=ISO-8859-1", "", KO),
        ("cp1251", "windows-1251", "", "", RU),
        ("cp1251", "utf-8", "", "ru", RU),
        ("cp1251", "utf-8", "; charset=utf-8", "uk", UK),
        ("cp1251", "", "; charset=windows-1251", "", UK),
        ("cp1251", "", "", "", RU),
        ("koi8-r", "koi8-r", "", "", RU),
        ("koi8-r", "utf-8", "", "ru", RU),
        ("koi8-u", "", "", "uk", UK),
        ("utf-16", "utf-16", "", "", KO),
        ("utf-16-le", "utf-16", "", "", RU),
        ("utf-8-sig", "utf-8", "", "", UK),
        ("cp1252", "iso-8859-1", "", "", "Élysée – “300” tués"),
        ("iso2022-kr", "iso-2022-kr", "", "", KO),
        ("utf-8", "no-such-charset", "", "", KO),
        ("cp949", "undefined", "", "ko", KO),
        ("cp1251", "rot13", "; charset=idna", "ru", RU),
    ],
)
def test_text_is_read_right_whatever_its_label_says(
    encoding: str, label: str, header: str, lang: str, title: str
) -> None:
    assert entry(feed_in(encoding, title, label), content_type=TYPE + header, lang=lang).title == title


def test_a_few_broken_bytes_do_not_make_mojibake_of_the_rest() -> None:
    body = feed_in("utf-8", KO * 5, "utf-8").replace("명".encode(), "명".encode()[:2], 1)
    assert "북한군 300여" in entry(body, lang="ko").title


def test_characters_that_xml_forbids_do_not_break_the_feed() -> None:
    assert entry(rss(item("a\x0bb\x00c\x1f"))).title == "abc"


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#xD800;", "&#xFFFF;", "&amp;#xD800;", "&amp;#0;", "&#27;", "&#99999999;"]
)
def test_characters_that_no_database_takes_are_dropped_however_they_are_written(reference: str) -> None:
    body = (
        f"<rss><channel><item><title>a{reference}b</title><guid>g{reference}</guid><description>&lt;p&gt;c{reference}d"
    )
    for found in parse(body).entries + parse(f"{body}</description></item></channel></rss>").entries:
        for value in (found.title, found.text, found.guid, found.url):
            value.encode()
            assert not set(value) & set(map(chr, (0, 27, 0xFFFF)))


@pytest.mark.parametrize("head", ["\n\n  ", "\ufeff\n", "<!-- before -->"])
def test_what_stands_before_the_declaration_does_not_break_the_feed(head: str) -> None:
    assert entry(head + rss(item("One"))).title == "One"


@pytest.mark.parametrize(
    "body",
    [
        "<rss version='0.91'><channel><item><title>T</title><link>http://e.org/1</link></item></channel></rss>",
        f"{NETSCAPE}<rss version='0.91'><channel><item><title>T</title><link>http://e.org/1</link></item></channel></rss>",
        f"<r:RDF {RSS_1} {RDF}><channel/><item><title>T</title><link>http://e.org/1</link></item></r:RDF>",
        f"<r:RDF {RDF} {OLD}><channel/><item><title>T</title><link>http://e.org/1</link></item></r:RDF>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>T</title><link href="http://e.org/1"/></entry></feed>',
        '<feed xmlns="http://purl.org/atom/ns#"><entry><title>T</title><link href="http://e.org/1"/></entry></feed>',
        "<rss><channel><item><title>T</title><link>http://e.org/1</link></item>",
        "<rss><channel><item><title>T</title><link>http://e.org/1</link><a>&nbsp; A & B</a></item></channel></rss>",
    ],
)
def test_every_kind_of_feed_is_read_and_a_broken_one_as_far_as_it_goes(body: str) -> None:
    found = entry(body)
    assert (found.title, found.url) == ("T", "http://e.org/1")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "<html><body>Please log in</body></html>",
        "{}",
        "/etc/hostname",
        "file:///etc/hostname",
        "http://127.0.0.1/",
    ],
)
def test_what_is_no_feed_is_refused_and_never_opened(body: str) -> None:
    with pytest.raises(NotAFeedError):
        parse(body)


def test_a_feed_without_items_is_a_feed() -> None:
    assert parse(rss()).entries == ()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("One.<br>Two.<br/>Three.", "One.\nTwo.\nThree."),
        ("<ul><li>killed: 300</li><li>wounded: 2,700</li></ul>", "killed: 300\nwounded: 2,700"),
        ("300 <b>soldiers</b>\nwere <i>killed</i>", "300 soldiers were killed"),
        ("about 4&nbsp;000 killed &amp; wounded", "about 4 000 killed & wounded"),
        ("<script>alert('300 killed')</script><style>p{}</style>Text", "Text"),
        (
            "<table><tr><td>killed</td><td>300</td></tr><tr><td>wounded</td><td>2</td></tr></table>",
            "killed 300\nwounded 2",
        ),
        ("fewer than < 300 and > 200", "fewer than < 300 and > 200"),
        ("<p>un<b>closed", "unclosed"),
        ("<!-- hidden 300 --><![CDATA[x]]>shown", "shown"),
        ("plain\nlines", "plain\nlines"),
        ("sol\u00addiers", "soldiers"),
    ],
)
def test_markup_becomes_plain_text_with_its_borders(markup: str, text: str) -> None:
    assert entry(rss(item("t", text=markup))).text == text


def test_the_fullest_text_is_taken() -> None:
    full = "<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>The whole long text.</c:encoded>"
    assert entry(rss(item("t", text="The whole", more=full))).text == "The whole long text."


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://e.org/a?b=1&c=2", "https://e.org/a?b=1&c=2"),
        ("/relative", "https://www.example.org/relative"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://user:pw@e.org/", ""),
        ("https://e.org/<x>\u202e", ""),
        ("http://e.org/" + "a" * 3000, ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_only_plain_web_links_are_kept(link: str, url: str) -> None:
    assert entry(rss(item("t", link=link))).url == url


@pytest.mark.parametrize(
    ("date", "lang", "zone", "expected"),
    [
        ("Wed, 30 Apr 2025 10:00:00 KST", "", "", "2025-04-30T01:00"),
        ("Wed, 30 Apr 2025 10:00:00 +0900", "", "", "2025-04-30T01:00"),
        ("Wed, 30 Apr 2025 10:00:00 GMT", "ko", "", "2025-04-30T10:00"),
        ("Wed, 30 Apr 2025 10:00:00 EDT", "", "", "2025-04-30T14:00"),
        ("Wed, 30 Apr 2025 10:00:00", "", "Asia/Seoul", "2025-04-30T01:00"),
        ("Wed, 30 Apr 2025 10:00:00", "", "", "2025-04-30T10:00"),
        ("2025-04-30 10:00:00", "ko", "", "2025-04-30T01:00"),
        ("2025-04-30 10:00", "uk", "", "2025-04-30T07:00"),
        ("2025-01-30 10:00", "uk", "", "2025-01-30T08:00"),
        ("2025-04-30T10:00:00+03:00", "", "", "2025-04-30T07:00"),
        ("2025-04-30T10:00:00.123Z", "ko", "", "2025-04-30T10:00"),
        ("2025년 4월 30일 오후 3:05", "ko", "", "2025-04-30T06:05"),
        ("2025년 4월 30일 오전 12:05", "ko", "", "2025-04-29T15:05"),
        ("2025년 4월 30일", "ko", "", "2025-04-30T03:00"),
        ("2025.04.30 10:00", "ko", "", "2025-04-30T01:00"),
        ("20250430100000", "ko", "", "2025-04-30T01:00"),
        ("30 апреля 2025, 10:00", "ru", "", "2025-04-30T07:00"),
        ("Ср, 30 апр 2025 10:00:00 +0300", "ru", "", "2025-04-30T07:00"),
        ("5 мая 2025 10:00 МСК", "", "", "2025-05-05T07:00"),
        ("30 квітня 2025 р., 10:00", "uk", "", "2025-04-30T07:00"),
        ("14 листопада 2024 12:00", "uk", "", "2024-11-14T10:00"),
        ("30.04.2025 10:00", "uk", "", "2025-04-30T07:00"),
        ("Apr 30, 2025 3:05 PM EST", "", "", "2025-04-30T20:05"),
        ("1746000000", "", "", "2025-04-30T08:00"),
        ("1746000000000", "", "", "2025-04-30T08:00"),
        ("2026-02-02T00:00:00Z", "", "", "2026-02-01T12:00"),
        ("2999-01-01T00:00:00Z", "", "", ""),
        ("1999-12-31T00:00:00Z", "", "", ""),
        ("1970-01-01T00:00:00Z", "", "", ""),
        ("0000-00-00 00:00:00", "", "", ""),
        ("31 February 2025", "", "", ""),
        ("yesterday", "", "", ""),
        ("17460000000000000000", "", "", ""),
        ("９" * 200, "", "", ""),
        ("", "", "", ""),
    ],
)
def test_dates_are_read_in_their_own_zone_or_not_at_all(date: str, lang: str, zone: str, expected: str) -> None:
    published = entry(rss(item("t", date=date)), lang=lang, timezone=zone).published
    assert (published.strftime("%Y-%m-%dT%H:%M") if published else "") == expected
    assert published is None or published.tzinfo is UTC


def test_a_second_date_stands_in_for_a_senseless_first() -> None:
    found = entry(
        rss(
            item(
                "t",
                date="soon",
                more="<dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2025-04-30T10:00:00Z</dc:date>",
            )
        )
    )
    assert found.published == datetime(2025, 4, 30, 10, tzinfo=UTC)


def test_items_known_byte_for_byte_are_not_given_again() -> None:
    one, two, three = (item(name, guid=name) for name in ("one", "two", "three"))
    first = parse(rss(one, two))
    second = parse(rss(three, one, two, head="<lastBuildDate>now</lastBuildDate>"), known=first)
    assert [found.title for found in first.entries] == ["one", "two"]
    assert [found.title for found in second.entries] == ["three"]
    assert parse(rss(one, two), known=first).entries == ()


def test_an_item_that_breaks_the_parser_does_not_hide_the_others() -> None:
    breaker = "<item><textInput><title>Search</title><name>q</name></textInput></item>"
    assert [found.title for found in parse(rss(item("one"), breaker, item("two"))).entries] == ["one", "two"]


def test_wishes_are_read_from_whole_and_broken_feeds() -> None:
    days = "<skipDays><day>Sunday</day><day>Noday</day></skipDays>"
    head = f"<ttl>90</ttl><skipHours><hour>24</hour><hour>3</hour></skipHours>{days}"
    for body in (rss(item("a"), head=head), rss(item("a"), head=head).replace("</rss>", "")):
        wishes = parse(body).wishes
        assert wishes is not None
        assert (wishes.ttl, wishes.skip.hours, wishes.skip.days) == (
            timedelta(minutes=90),
            frozenset({0, 3}),
            frozenset({6}),
        )


def test_a_feeds_own_word_on_its_language_is_not_taken_for_that_of_its_articles() -> None:
    body = rss(item(KO), head="<language>en-US</language>")
    assert (entry(body).lang, entry(body, lang="ko").lang) == ("", "ko")


def test_the_outlet_is_the_registrable_domain() -> None:
    assert entry(rss(item("t", link="https://news.bbc.co.uk/a"))).outlet == "bbc.co.uk"
    assert entry(rss(item("t"))).outlet == "example.org"
    assert entry(rss(item("t", link="https://feeds.example.com/a")), outlet="yna.co.kr").outlet == "yna.co.kr"


def test_an_aggregator_names_the_outlet_and_its_title_loses_the_name() -> None:
    found = entry(
        rss(
            item(
                "300 killed - NK News",
                link="https://news.google.com/rss/x",
                more='<source url="https://www.nknews.org">NK News</source>',
            )
        )
    )
    assert (found.outlet, found.title) == ("nknews.org", "300 killed")


def test_entries_and_fields_are_capped() -> None:
    found = parse(rss(*(item(f"t{number}") for number in range(700)))).entries
    assert len(found) == 500
    long = entry(rss(item("t" * 5_000, text="w " * 200_000)))
    assert len(long.title) <= 1_000
    assert len(long.text) <= 100_000


@pytest.mark.parametrize("closing", ["</channel></rss>", ""])
def test_a_new_item_is_found_at_either_end_of_a_feed_that_is_too_long(closing: str) -> None:
    old = [item(f"t{number}", guid=str(number)) for number in range(700)]
    for items in ([item("new"), *old], [*old, item("new")]):
        body = rss(*items).replace("</channel></rss>", closing)
        assert "new" in {found.title for found in parse(body, known=parse(rss(*old))).entries}


@settings(max_examples=150, deadline=None)
@given(feed=odd_feeds(), data=st.data())
def test_damage_never_raises_anything_unexpected(feed: OddFeed, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(feed.data)))
    end = data.draw(st.integers(start, min(start + 40, len(feed.data))))
    damaged = feed.data[:start] + data.draw(st.binary(max_size=5)) + feed.data[end:]
    with suppress(NotAFeedError):
        parse(damaged)


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + "]><rss><channel><item><title>&l9;</title></item></channel></rss>"
)
EXTERNAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>a&x;b</title></item></channel></rss>'


def test_entities_are_neither_blown_up_nor_fetched() -> None:
    assert "lol" * 100 not in parse(LAUGHS).entries[0].title
    assert "root" not in parse(EXTERNAL).entries[0].title


HOSTILE = {
    "nested tags": "<rss><channel><item><title>" + "<b>" * 200_000 + "</title></item></channel></rss>",
    "nested tags that are closed": "<rss><channel><item><title>"
    + "<b>" * 50_000
    + "</b>" * 50_000
    + "</title></item></channel></rss>",
    "one long comment": "<rss><channel><!--" + "x" * 4_500_000 + "--><item><title>a</title></item></channel></rss>",
    "one long attribute": f"<rss a='{'x' * 4_500_000}'><channel><item><title>a</title></item></channel></rss>",
    "very many items": "<rss><channel>" + "<item><title>a</title></item>" * 150_000 + "</channel></rss>",
    "very many attributes": "<rss><channel><item "
    + " ".join(f"a{n}='1'" for n in range(100_000))
    + "><title>a</title></item></channel></rss>",
    "nested markup in text": rss(item("t", text="<div>" * 30_000)),
    "open brackets": rss(item("t", text="<" * 190_000)),
    "open scripts": rss(item("t", text="<script " * 20_000)),
    "entities": rss(item("t", text="&amp;" * 40_000)),
    "spaces": rss(item("t", text="a" + " \n" * 90_000 + "b", date=" " * 100_000 + "x")),
    "many dates": rss(item("t", date="1 1 1 " * 5_000)),
    "loose and long": "<rss><channel>" + "<item><title>a & b</title><description><a href='" * 20_000,
    "processing instructions": "<rss><channel>" + "<?a b?>" * 200_000 + "<item><title>a</title></item></channel></rss>",
    "many prefixes": "<rss "
    + " ".join(f"xmlns:a{n}='u:{n}'" for n in range(20_000))
    + "><channel><item><title>a</title></item></channel></rss>",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_feed_is_over_within_the_limit_and_the_loop_goes_on(name: str) -> None:
    parser = Parser(workers=1, limit=timedelta(seconds=2))
    loop = asyncio.get_running_loop()
    worst = 0.0

    async def feel() -> None:
        nonlocal worst
        while True:
            before = loop.time()
            await asyncio.sleep(0.005)
            worst = max(worst, loop.time() - before - 0.005)

    feeling = asyncio.create_task(feel())
    body = HOSTILE[name].encode()
    failure = None
    begun = loop.time()
    try:
        await parser.parse(Feed(id=1, url=URL), Fetched(url=URL, body=body, content_type=TYPE), NOW)
    except FeedUnavailableError as error:
        failure = error.failure
    finally:
        took = loop.time() - begun
        feeling.cancel()
        await parser.close()
    assert failure in {None, Failure.UNREADABLE, Failure.TOO_SLOW}
    assert took < 8  # the limit is 2 s; the rest is for starting the workers on a busy machine
    assert worst < 0.2


async def test_after_work_that_was_cut_off_the_next_feed_is_parsed() -> None:
    parser = Parser(workers=1, limit=timedelta(seconds=1))
    slow = Fetched(url=URL, body=HOSTILE["loose and long"].encode() * 3, content_type=TYPE)
    good = Fetched(url=URL, body=rss(item("One")).encode(), content_type=TYPE)
    try:
        with pytest.raises(FeedUnavailableError, match="within 1 s"):
            await parser.parse(Feed(id=1, url=URL), slow, NOW)
        parsed = await parser.parse(Feed(id=2, url=URL), good, NOW)
    finally:
        await parser.close()
    assert parsed.entries[0].title == "One"


async def test_a_large_feed_that_runs_long_keeps_no_small_one_waiting(parser: Parser) -> None:
    slow = Fetched(url=URL, body=HOSTILE["loose and long"].encode() * 8, content_type=TYPE)
    good = Fetched(url=URL, body=rss(item("One")).encode(), content_type=TYPE)
    running = [asyncio.create_task(parser.parse(Feed(id=number, url=URL), slow, NOW)) for number in range(3)]
    await asyncio.sleep(0)
    parsed = await parser.parse(Feed(id=9, url=URL), good, NOW)
    assert parsed.entries[0].title == "One"
    assert not any(task.done() for task in running)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def test_workers_that_the_system_killed_are_replaced(parser: Parser) -> None:
    good = Fetched(url=URL, body=rss(item("One")).encode(), content_type=TYPE)
    os.kill(await parser.run(os.getpid), signal.SIGKILL)
    async with asyncio.timeout(20):
        while True:
            with suppress(FeedUnavailableError):
                assert len((await parser.parse(Feed(id=1, url=URL), good, NOW)).entries) == 1
                break


async def test_the_same_body_again_is_not_parsed(parser: Parser) -> None:
    fetched = Fetched(url=URL, body=rss(item("One")).encode(), content_type=TYPE)
    first = await parser.parse(Feed(id=1, url=URL), fetched, NOW)
    again = await parser.parse(Feed(id=1, url=URL, items=first.items, body_hash=first.body_hash), fetched, NOW)
    assert (len(first.entries), again.entries, again.items, again.wishes) == (1, (), first.items, None)


async def test_the_main_text_of_a_page_is_read_without_its_menus(parser: Parser) -> None:
    story = "".join(
        f"<p>Paragraph {n}: the service said that about {n}00 soldiers had been killed in the region.</p>"
        for n in range(1, 6)
    )
    menu = "<nav><a href='/'>Home</a><a href='/b'>About</a></nav>"
    page = f"<html><body>{menu}<article><h1>Title</h1>{story}</article><footer>© 2026</footer></body></html>"
    text = await parser.read_page(Fetched(url=URL, body=page.encode(), content_type="text/html; charset=utf-8"))
    assert "Paragraph 5: the service said that about 500 soldiers" in text
    assert "Home" not in text


async def test_what_is_no_page_has_no_text(parser: Parser) -> None:
    pdf = Fetched(url=URL, body=b"%PDF-1.4" + gzip.compress(b"x"), content_type="application/pdf")
    assert await parser.read_page(pdf) == ""
    assert await parser.read_page(Fetched(url=URL, body=b"", content_type="text/html")) == ""


def test_no_file_of_the_feeds_code_lets_the_parser_open_anything() -> None:
    folder = Path(__file__).resolve().parents[2] / "watchers"
    calls = [
        line
        for file in folder.rglob("*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "feedparser.parse(" in line
    ]
    assert [call.strip() for call in calls] == [
        "return feedparser.parse(stream, response_headers=headers, resolve_relative_uris=False, sanitize_html=False)"
    ]
