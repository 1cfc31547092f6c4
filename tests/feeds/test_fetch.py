"""One request, as a publisher's server sees it and as a hostile server answers it."""

import asyncio
import gzip
import socket
import threading
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from aiohttp import web

from tests.wire.feeds import LOOPBACK, FeedServer, item, rss
from watchers.feeds import connections
from watchers.feeds.fetch import Fetcher, Limits
from watchers.feeds.hosts import Hosts
from watchers.feeds.values import Failure, Feed, FeedUnavailableError, Validators

BODY = rss(item("One"))


def feed(server: FeedServer, path: str = "/rss", **about: object) -> Feed:
    return replace(Feed(id=1, url=server.url(path)), **about)  # type: ignore[arg-type]  # the tests' own shorthand


async def failure_of(fetcher: Fetcher, wanted: Feed) -> FeedUnavailableError:
    with pytest.raises(FeedUnavailableError) as caught:
        await fetcher.fetch(wanted)
    assert "127.0.0.1" not in caught.value.reason
    return caught.value


async def test_it_says_who_asks_and_sends_nothing_that_tracks(server: FeedServer, fetcher: Fetcher) -> None:
    server.answer("/rss", BODY, headers={"Set-Cookie": "id=1"})
    await fetcher.fetch(feed(server))
    await fetcher.fetch(feed(server))
    headers = server.last("/rss").headers
    assert headers["User-Agent"].startswith("Tollwatch/")
    assert "https://example.org/bot" in headers["User-Agent"]
    assert not headers.keys() & {"Cookie", "Referer", "If-None-Match", "If-Modified-Since", "Cache-Control", "Pragma"}


@pytest.mark.parametrize("etag", ['"a"', 'W/"a"', "unquoted", '"a-gzip"', '"sp ace"', '"ключ"', '""'])
async def test_validators_go_back_byte_for_byte(server: FeedServer, fetcher: Fetcher, etag: str) -> None:
    server.answer_feed("/rss", BODY, etag=etag, last_modified="yesterday, as they write it")
    fetched = await fetcher.fetch(feed(server))
    again = await fetcher.fetch(feed(server, validators=fetched.validators))
    headers = server.last("/rss").headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (etag, "yesterday, as they write it")
    assert again.body is None
    assert again.validators == fetched.validators


async def test_a_validator_that_cannot_go_back_as_it_came_is_dropped(server: FeedServer, fetcher: Fetcher) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(b'HTTP/1.1 200 OK\r\nETag: "\xe9\xff"\r\nContent-Length: 2\r\n\r\nok')
        return web.Response()

    server.handle("/rss", handle)
    assert (await fetcher.fetch(feed(server))).validators.etag == ""


async def test_validators_of_another_address_do_not_count(server: FeedServer, fetcher: Fetcher) -> None:
    server.redirect("/rss", server.url("/new"))
    server.answer_feed("/new", BODY, etag='"1"')
    old = Validators('"1"', "", server.url("/old"))
    fetched = await fetcher.fetch(feed(server, validators=old))
    assert fetched.body == BODY.encode()
    assert fetched.validators == Validators('"1"', "", server.url("/new"))


async def test_nothing_changed_is_no_answer_to_a_first_request(server: FeedServer, fetcher: Fetcher) -> None:
    server.answer("/rss", status=304)
    assert (await failure_of(fetcher, feed(server))).failure is Failure.SERVER


@pytest.mark.parametrize("statuses", [(301,), (308,), (301, 308)])
async def test_permanent_redirects_give_the_new_address(
    server: FeedServer, fetcher: Fetcher, statuses: tuple[int, ...]
) -> None:
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status)
    server.answer(f"/{len(statuses)}", BODY)
    assert (await fetcher.fetch(feed(server, "/0"))).moved_to == server.url(f"/{len(statuses)}")


@pytest.mark.parametrize(
    ("first", "second", "moved"), [(302, 301, ""), (307, 200, ""), (303, 200, ""), (301, 302, "/1")]
)
async def test_a_temporary_redirect_keeps_the_old_address(
    server: FeedServer, fetcher: Fetcher, first: int, second: int, moved: str
) -> None:
    server.redirect("/0", "/1", first)
    server.answer("/1", BODY, status=second, headers={"Location": "/2"} if second != 200 else {})
    server.answer("/2", BODY)
    assert (await fetcher.fetch(feed(server, "/0"))).moved_to == (server.url(moved) if moved else "")


async def test_redirects_end_somewhere(server: FeedServer, fetcher: Fetcher) -> None:
    server.redirect("/rss", "/rss")
    assert (await failure_of(fetcher, feed(server))).failure is Failure.REDIRECTS
    assert server.count("/rss") == 6


@pytest.mark.parametrize("target", ["", "http://[", "mailto:a@example.org"])
async def test_a_redirect_to_nowhere_is_a_failure(server: FeedServer, fetcher: Fetcher, target: str) -> None:
    server.redirect("/rss", target)
    assert (await failure_of(fetcher, feed(server))).failure in {Failure.REDIRECTS, Failure.FORBIDDEN_ADDRESS}


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, Failure.NOT_FOUND),
        (410, Failure.GONE),
        (429, Failure.LIMITED),
        (403, Failure.REFUSED),
        (401, Failure.REFUSED),
        (500, Failure.SERVER),
        (503, Failure.SERVER),
        (204, Failure.REFUSED),
        (299, Failure.REFUSED),
    ],
)
async def test_a_status_is_named_and_nothing_of_the_answer_is_quoted(
    server: FeedServer, fetcher: Fetcher, status: int, failure: Failure
) -> None:
    server.answer(
        "/rss", b"" if status == 204 else "internal secret", status=status, headers={"X-Secret": "header secret"}
    )
    error = await failure_of(fetcher, feed(server))
    assert (error.failure, error.status) == (failure, status)
    assert str(status) in str(error)
    assert "secret" not in str(error)
    assert error.hint


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("99999999999", None), ("soon", None), ("", None), ("0", 0)]
)
async def test_retry_after_is_read(server: FeedServer, fetcher: Fetcher, value: str, seconds: int | None) -> None:
    server.answer("/rss", status=429, headers={"Retry-After": value})
    error = await failure_of(fetcher, feed(server))
    assert error.wait == (None if seconds is None else timedelta(seconds=seconds))


async def test_gzip_and_deflate_are_unpacked(server: FeedServer, fetcher: Fetcher) -> None:
    packed = gzip.compress(BODY[:20].encode()) + gzip.compress(BODY[20:].encode()) + bytes(30)
    server.answer("/gzip", packed, headers={"Content-Encoding": "gzip"})
    server.answer("/deflate", zlib.compress(BODY.encode()), headers={"Content-Encoding": "deflate"})
    assert (await fetcher.fetch(feed(server, "/gzip"))).body == BODY.encode()
    assert (await fetcher.fetch(feed(server, "/deflate"))).body == BODY.encode()


async def test_a_cut_off_body_is_kept_as_far_as_it_goes(server: FeedServer, fetcher: Fetcher) -> None:
    packed = gzip.compress((BODY * 50).encode())
    server.answer("/rss", packed[: len(packed) - 12], headers={"Content-Encoding": "gzip"})
    body = (await fetcher.fetch(feed(server))).body
    assert body is not None
    assert body.startswith(BODY[:50].encode())


async def test_a_gzip_bomb_is_not_unpacked(server: FeedServer, fetcher: Fetcher) -> None:
    server.bomb("/rss", 300_000_000)
    tracemalloc.start()
    try:
        error = await failure_of(fetcher, feed(server))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error.failure is Failure.TOO_LARGE
    assert peak < 20_000_000


async def test_a_plain_body_ends_at_the_cap(server: FeedServer, fetcher: Fetcher) -> None:
    server.answer("/rss", b"x" * ((1 << 20) + 1))
    assert (await failure_of(fetcher, feed(server))).failure is Failure.TOO_LARGE


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "compress", "gzip, identity"])
async def test_packing_that_was_not_asked_for_is_refused(server: FeedServer, fetcher: Fetcher, encoding: str) -> None:
    server.answer("/rss", gzip.compress(gzip.compress(BODY.encode())), headers={"Content-Encoding": encoding})
    assert (await failure_of(fetcher, feed(server))).failure is Failure.SERVER


async def test_broken_packing_is_a_failure(server: FeedServer, fetcher: Fetcher) -> None:
    server.answer("/rss", b"no gzip at all", headers={"Content-Encoding": "gzip"})
    assert (await failure_of(fetcher, feed(server))).failure is Failure.SERVER


async def test_a_drip_ends_with_the_time_for_the_whole_request(server: FeedServer, fetcher: Fetcher) -> None:
    server.drip("/rss")
    async with asyncio.timeout(5):
        assert (await failure_of(fetcher, feed(server))).failure is Failure.TOO_SLOW


async def test_redirects_share_one_time(server: FeedServer, fetcher: Fetcher) -> None:
    for number in range(5):
        server.answer(f"/{number}", status=302, headers={"Location": f"/{number + 1}"}, delay=0.3)
    begun = asyncio.get_running_loop().time()
    assert (await failure_of(fetcher, feed(server, "/0"))).failure is Failure.TOO_SLOW
    assert asyncio.get_running_loop().time() - begun < 2


async def test_a_server_that_hangs_up_or_is_not_there_is_unreachable(server: FeedServer, fetcher: Fetcher) -> None:
    server.hang_up("/rss")
    assert (await failure_of(fetcher, feed(server))).failure is Failure.UNREACHABLE
    assert (await failure_of(fetcher, Feed(id=1, url="http://127.0.0.1:9/rss"))).failure is Failure.UNREACHABLE
    nowhere = Feed(id=1, url="http://no-such-host.invalid/rss")
    assert (await failure_of(fetcher, nowhere)).reason == "its host is not known"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000 + b"\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"\x00\x01\x02",
    ],
)
async def test_what_is_not_http_is_a_failure(server: FeedServer, fetcher: Fetcher, answer: bytes) -> None:
    async def handle(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.write(answer)
        request.transport.close()
        return web.Response()

    server.handle("/rss", handle)
    await failure_of(fetcher, feed(server))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Cache-Control": "public, max-age=600"}, 600),
        ({"Cache-Control": 'max-age="60"'}, 60),
        ({"Cache-Control": "max-age=99999999"}, 7 * 86400),
        ({"Cache-Control": "s-maxage=600"}, None),
        ({"Cache-Control": "max-age=-5"}, None),
        ({"Date": "Sun, 01 Feb 2026 10:00:00 GMT", "Expires": "Sun, 01 Feb 2026 11:00:00 GMT"}, 3600),
        ({"Date": "Sun, 01 Feb 2026 10:00:00 GMT", "Expires": "Sun, 01 Feb 2026 09:00:00 GMT"}, 0),
        ({"Expires": "0"}, None),
        ({"Cache-Control": "max-age=60", "Expires": "Sun, 01 Feb 2099 11:00:00 GMT"}, 60),
    ],
)
async def test_freshness_is_read(
    server: FeedServer, fetcher: Fetcher, headers: dict[str, str], seconds: int | None
) -> None:
    server.answer("/rss", BODY, headers=headers)
    assert (await fetcher.fetch(feed(server))).fresh_for == (None if seconds is None else timedelta(seconds=seconds))


async def test_one_host_gets_one_request_at_a_time_and_others_do_not_wait(server: FeedServer, hosts: Hosts) -> None:
    fetcher = Fetcher(hosts=hosts, allowed=LOOPBACK, limits=Limits())
    release = asyncio.Event()
    active: dict[str, int] = {}
    most: dict[str, int] = {}

    async def handle(request: web.Request) -> web.StreamResponse:
        active[request.host] = active.get(request.host, 0) + 1
        most[request.host] = max(most.get(request.host, 0), active[request.host])
        await release.wait()
        active[request.host] -= 1
        return web.Response(text=BODY)

    server.handle("/rss", handle)
    asks = [
        fetcher.fetch(Feed(id=1, url=server.url("/rss", host))) for host in ("127.0.0.1", "127.0.0.2") for _ in range(3)
    ]
    running = asyncio.gather(*asks)
    await server.wait_for("/rss", 2)
    release.set()
    await running
    await fetcher.close()
    assert server.count("/rss") == 6
    assert set(most.values()) == {1}
    assert server.most_at_once == 2


async def test_requests_to_one_public_host_are_spaced() -> None:
    hosts = Hosts(spacing=timedelta(seconds=0.05), at_once=5)
    times = []
    for _ in range(3):
        async with hosts.turn("https://example.org/rss", 5):
            times.append(asyncio.get_running_loop().time())
    assert all(later - earlier >= 0.049 for earlier, later in pairwise(times))


async def test_a_host_is_handed_on_when_one_that_waits_for_it_gives_up() -> None:
    hosts = Hosts(spacing=timedelta(0), at_once=5)
    served: list[str] = []

    async def ask(name: str) -> None:
        async with hosts.turn("https://example.org/rss", 5):
            served.append(name)
            await asyncio.sleep(0)

    first, second, third = (asyncio.create_task(ask(name)) for name in ("first", "second", "third"))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, second, third, return_exceptions=True)
    await ask("fourth")
    assert served == ["first", "third", "fourth"]


async def test_a_request_that_drips_ends_earlier_while_others_wait_for_its_host(server: FeedServer) -> None:
    hosts = Hosts(spacing=timedelta(0), at_once=5, allowed=LOOPBACK, crowded_s=0.3)
    fetcher = Fetcher(hosts=hosts, allowed=LOOPBACK)
    server.drip("/drip")
    server.answer("/rss", BODY)
    dripping = asyncio.create_task(failure_of(fetcher, feed(server, "/drip")))
    await server.wait_for("/drip")
    async with asyncio.timeout(5):
        assert (await fetcher.fetch(feed(server))).body == BODY.encode()
        assert (await dripping).failure is Failure.TOO_SLOW
    await fetcher.close()


async def test_names_that_hang_keep_no_other_from_being_resolved(
    server: FeedServer, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer("/rss", BODY)
    release = threading.Event()
    look_up: Callable[..., object] = socket.getaddrinfo

    def hanging(host: str, *details: object, **more: object) -> object:
        if host.endswith(".invalid"):
            release.wait(10)
        return look_up(host, *details, **more)

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    stuck = [asyncio.create_task(fetcher.fetch(Feed(id=1, url=f"http://h{n}.invalid/"))) for n in range(20)]
    await asyncio.sleep(0)
    try:
        assert (await fetcher.fetch(feed(server, "/rss", url=server.url("/rss", "localhost")))).body == BODY.encode()
    finally:
        release.set()
        await asyncio.gather(*stuck, return_exceptions=True)


async def test_no_more_connections_stay_open_than_files_may_be(
    server: FeedServer, hosts: Hosts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST", 3)
    fetcher = Fetcher(hosts=hosts, allowed=LOOPBACK)
    server.answer("/rss", BODY)
    open_now: set[str] = set()

    async def handle(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        open_now.add(str(request.transport.get_extra_info("peername")))
        return web.Response(text=BODY)

    server.handle("/rss", handle)
    for _ in range(2):
        for number in range(1, 9):
            await fetcher.fetch(Feed(id=1, url=server.url("/rss", f"127.0.0.{number}")))
    await fetcher.close()
    assert len(open_now) == 3 + 2 * 5  # three stay, five are opened anew each time
