"""Which addresses a feed may lead to. The list holds what `ipaddress` alone gets wrong."""

from ipaddress import ip_address, ip_network

import pytest

from tests.wire.feeds import FeedServer
from watchers.feeds.address import authority, check_url, may_connect, shown
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.values import Failure, Feed, FeedUnavailableError

FORBIDDEN = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "168.63.129.16",
    "192.0.0.192",
    "192.88.99.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "5f00::1",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "2606:4700::1111",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert not may_connect(ip_address(address), 443, ())


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_asked_on_the_usual_ports_only(address: str) -> None:
    assert may_connect(ip_address(address), 443, ())
    assert not may_connect(ip_address(address), 22, ())
    assert not may_connect(ip_address(address), 6379, ())


def test_the_operators_networks_are_open_on_any_port_and_open_nothing_else() -> None:
    allowed = (ip_network("10.1.2.0/24"),)
    assert may_connect(ip_address("10.1.2.9"), 8123, allowed)
    assert may_connect(ip_address("::ffff:10.1.2.9"), 8123, allowed)
    assert not may_connect(ip_address("10.1.3.9"), 443, allowed)
    assert not may_connect(ip_address("127.0.0.1"), 443, allowed)
    assert not may_connect(ip_address("8.8.8.8"), 8123, allowed)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/rss",
        "gopher://example.org/",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "//example.org/rss",
        "/etc/passwd",
        "",
        "http://",
        "http:///rss",
        "https://user:secret@example.org/rss",
        "https://user@example.org/rss",
        "http://example.org:22/",
        "http://example.org:99999/",
        "http://example.org:port/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:7f00:1]/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: internal",
        "http://example.org/" + "a" * 3000,
    ],
)
def test_an_address_that_no_feed_can_have_is_refused_before_anything_is_resolved(url: str) -> None:
    with pytest.raises(FeedUnavailableError) as caught:
        check_url(url, ())
    assert caught.value.failure is Failure.FORBIDDEN_ADDRESS
    assert "secret" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    "url",
    ["https://example.org/rss", "http://example.org:8080/rss?a=b", "https://пример.рф/rss", "https://8.8.8.8/rss"],
)
def test_an_ordinary_address_is_accepted(url: str) -> None:
    check_url(url, ())


def test_what_is_shown_of_an_address_holds_no_password_and_no_line_break() -> None:
    assert shown("https://me:secret@example.org/rss") == "https://example.org/rss"
    assert "\n" not in shown("https://example.org/\nx")
    assert authority("https://Example.org:8443/rss") == "example.org:8443"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "0x7f.1", "[::ffff:127.0.0.1]", "①②⑦.0.0.1", "2130706433", "127.1"]
)
async def test_no_spelling_of_this_machine_is_connected_to(server: FeedServer, hosts: Hosts, host: str) -> None:
    # The port is one that feeds may use as far as the address check knows: only the socket can refuse.
    fetcher = Fetcher(hosts=hosts, allowed=(ip_network("192.0.2.0/24"),))
    try:
        with pytest.raises(FeedUnavailableError) as caught:
            await fetcher.fetch(Feed(id=1, url=f"http://{host}:{server.port}/rss"))
    finally:
        await fetcher.close()
    assert server.asked == []
    assert "127.0.0.1" not in caught.value.reason


@pytest.mark.parametrize(
    "target",
    ["http://10.255.255.1:{port}/x", "http://[::1]:{port}/x", "http://169.254.169.254/latest", "file:///etc/passwd"],
)
async def test_a_redirect_into_the_network_is_not_followed(server: FeedServer, hosts: Hosts, target: str) -> None:
    server.redirect("/rss", target.format(port=server.port))
    fetcher = Fetcher(hosts=hosts, allowed=(ip_network("127.0.0.0/8"),))
    try:
        with pytest.raises(FeedUnavailableError) as caught:
            await fetcher.fetch(Feed(id=1, url=server.url("/rss")))
    finally:
        await fetcher.close()
    assert caught.value.failure is Failure.FORBIDDEN_ADDRESS
    assert "169.254" not in str(caught.value)
