"""Article pages are fetched where their host allows it, and only there."""

from datetime import timedelta

import pytest

from tests.feeds.conftest import NOW
from tests.wire.feeds import FeedServer
from watchers.feeds.articles import Pages
from watchers.feeds.fetch import Fetcher
from watchers.feeds.values import Failure, FeedUnavailableError
from watchers.feeds.workers import Parser

STORY = "".join(
    f"<p>Paragraph {n}: about {n}00 soldiers had been killed, the service said on Monday.</p>" for n in range(1, 6)
)
PAGE = f"<html><body><article><h1>Title</h1>{STORY}</article></body></html>"
HTML = {"Content-Type": "text/html"}


@pytest.fixture
def pages(fetcher: Fetcher, parser: Parser) -> Pages:
    return Pages(fetcher, parser, clock=lambda: NOW)


async def refusal(pages: Pages, url: str) -> Failure:
    with pytest.raises(FeedUnavailableError) as caught:
        await pages.fetch_page(url)
    return caught.value.failure


async def test_a_page_is_read_where_no_robots_txt_is(server: FeedServer, pages: Pages) -> None:
    server.answer("/a", PAGE, headers=HTML)
    assert "about 300 soldiers had been killed" in await pages.fetch_page(server.url("/a"))


async def test_robots_txt_is_obeyed_and_asked_for_once(server: FeedServer, pages: Pages) -> None:
    server.answer("/robots.txt", "User-agent: *\nDisallow: /private\nAllow: /private/open\n")
    for path in ("/a", "/private/a", "/private/open"):
        server.answer(path, PAGE, headers=HTML)
    await pages.fetch_page(server.url("/a"))
    await pages.fetch_page(server.url("/private/open"))
    assert await refusal(pages, server.url("/private/a")) is Failure.ROBOTS
    assert (server.count("/robots.txt"), server.count("/private/a")) == (1, 0)


async def test_a_rule_for_us_by_name_is_obeyed(server: FeedServer, pages: Pages) -> None:
    server.answer("/robots.txt", "User-agent: tollwatch\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert await refusal(pages, server.url("/a")) is Failure.ROBOTS


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_robots_txt_that_cannot_be_had_allows_nothing(server: FeedServer, pages: Pages, status: int) -> None:
    server.answer("/robots.txt", status=status)
    server.answer("/a", PAGE, headers=HTML)
    assert await refusal(pages, server.url("/a")) is Failure.ROBOTS
    assert server.count("/a") == 0


async def test_what_a_host_allows_is_asked_again_after_a_day(
    server: FeedServer, fetcher: Fetcher, parser: Parser
) -> None:
    now = NOW
    pages = Pages(fetcher, parser, clock=lambda: now)
    server.answer("/a", PAGE, headers=HTML)
    await pages.fetch_page(server.url("/a"))
    now += timedelta(hours=25)
    server.answer("/robots.txt", "User-agent: *\nDisallow: /\n")
    assert await refusal(pages, server.url("/a")) is Failure.ROBOTS


async def test_a_redirect_is_followed_only_to_where_robots_may_go(server: FeedServer, pages: Pages) -> None:
    server.answer("/robots.txt", "User-agent: *\nDisallow: /private\n")
    server.redirect("/a", "/private/a")
    server.answer("/private/a", PAGE, headers=HTML)
    assert await refusal(pages, server.url("/a")) is Failure.ROBOTS
    assert server.count("/private/a") == 0


async def test_a_page_that_is_too_large_or_gone_is_a_failure(server: FeedServer, pages: Pages) -> None:
    server.bomb("/bomb", 50_000_000)
    assert await refusal(pages, server.url("/bomb")) is Failure.TOO_LARGE
    assert await refusal(pages, server.url("/gone")) is Failure.NOT_FOUND
