"""Splitting: a feed without its known items reads like the whole feed, as far as the others go."""

import feedparser
import pytest
from hypothesis import given, settings

from tests.feeds.odd import OddFeed, odd_feeds
from tests.wire.feeds import item, rss
from watchers.feeds.parse import ParserBrokeError, run_feedparser
from watchers.feeds.split import NotWellFormedError, Split, TooDeepError, split


def cut(text: str) -> Split:
    return split(text.partition("?>\n")[2].encode() or text.encode())


@settings(max_examples=400, deadline=None)
@given(feed=odd_feeds())
def test_the_unseen_items_of_an_odd_feed_read_as_in_the_whole_feed(feed: OddFeed) -> None:
    try:
        found = split(feed.data)
    except NotWellFormedError:
        return  # left whole: nothing to compare
    try:
        whole = run_feedparser(feed.data)
    except ParserBrokeError:
        return  # there is no answer to compare with
    assert len(found.items) == len(whole.entries) == len(feed.unseen)
    wanted = [item for item, is_unseen in zip(found.items, feed.unseen, strict=True) if is_unseen]
    part = run_feedparser(found.only(wanted))
    assert part.entries == [entry for entry, is_unseen in zip(whole.entries, feed.unseen, strict=True) if is_unseen]
    assert (part.version, part.bozo) == (whole.version, whole.bozo)


def test_most_odd_feeds_are_split_and_not_left_whole() -> None:
    counts = {"split": 0, "whole": 0}

    @settings(max_examples=200, deadline=None, derandomize=True, database=None)
    @given(feed=odd_feeds())
    def count(feed: OddFeed) -> None:
        try:
            split(feed.data)
        except NotWellFormedError:
            counts["whole"] += 1
        else:
            counts["split"] += 1

    count()
    assert counts["split"] > counts["whole"]


@pytest.mark.parametrize(
    "text",
    [
        "<rss><channel><item><title>x</item></channel></rss>",
        "<rss><channel><item>&nbsp;</item></channel></rss>",
        "<rss><channel><item><a:b>undeclared</a:b></item></channel></rss>",
        "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;</title></item></channel></rss>",
        "<rss><channel><item/></channel></rss>",
        "<rss><channel><item><item><title>x</title></item></item></channel></rss>",
        "<rss><channel><item><channel><title>x</title></channel></item></channel></rss>",
        "<rss><channel xmlns:a='u:1'><item xmlns:a='u:2'><a:b/></item></channel></rss>",
        "<rss><channel><item><title>x</title></item></channel><item><title>y</title></item></rss>",
        "not xml",
        "",
        "<rss><channel><item><title>cut o",
    ],
)
def test_what_is_not_surely_split_right_is_left_whole(text: str) -> None:
    try:
        found = split(text.encode())
    except NotWellFormedError:
        return
    assert len(found.items) == len(run_feedparser(text.encode()).entries)
    pytest.fail("it was split")


def test_what_looks_like_an_item_but_is_text_is_no_item() -> None:
    found = cut(
        rss(item("a", text="<item>"), "<!-- <item> -->", "<item><title><![CDATA[</item><item>]]></title></item>")
    )
    assert len(found.items) == 2


def test_a_feed_nested_too_deeply_is_refused_at_once() -> None:
    with pytest.raises(TooDeepError):
        split(b"<rss><channel><item><title>" + b"<b>" * 100_000)


def test_guids_and_links_that_several_items_share_are_told() -> None:
    found = cut(rss(item("a", guid="same", link="http://e.org/1"), item("b", guid="same", link="http://e.org/2")))
    assert found.shared() == {"same"}


def test_the_wishes_of_the_head_are_read_all_and_not_only_the_last() -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in (1, 2, 3))
    found = cut(
        rss(item("a"), head=f"<ttl>60</ttl><skipHours>{hours}</skipHours><skipDays><day>Sunday</day></skipDays>")
    )
    assert found.wishes == (("ttl", "60"), ("hour", "1"), ("hour", "2"), ("hour", "3"), ("day", "Sunday"))


def test_feedparser_itself_is_the_reference() -> None:
    assert feedparser.__version__.startswith("6.")
