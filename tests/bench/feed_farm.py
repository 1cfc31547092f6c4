"""Very many feeds from one process of its own: as fast as Python serves, so that it is not what is measured.

Every feed has its own loopback address, as every publisher has a host of its own. As a script it prints its port.
"""

import asyncio
import gzip
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from urllib.request import urlopen

ITEMS = 30
DIFFERENT = 2_000  # feeds past so many repeat the texts of the first ones
WORDS = [
    "the",
    "ministry",
    "said",
    "on",
    "that",
    "of",
    "in",
    "to",
    "government",
    "report",
    "market",
    "region",
    "week",
    "people",
    "city",
    "official",
    "plan",
    "talks",
    "price",
]
MORE = (
    "<dc:creator>A. Author</dc:creator><category>World</category><category>Army</category><category>Region</category>"
    "<comments>https://outlet.example/c</comments><slash:comments>3</slash:comments>"
    '<media:content url="https://outlet.example/a.jpg" medium="image"/>'
    '<media:thumbnail url="https://outlet.example/t.jpg"/><media:title>A picture</media:title>'
)
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:media="http://search.yahoo.com/mrss/"'
)
ON_TOPIC = (
    "North Korean troops killed or wounded in the region number about 4,700, the intelligence service told lawmakers."
)
DATE = "Mon, 02 Feb 2026 {hour:02}:{minute:02}:00 GMT"


def paragraph(rng: random.Random, length: int) -> str:
    """Write senseless sentences of about `length` characters."""
    words: list[str] = []
    while length > 0:
        word = rng.choice(WORDS)
        words.append(word + (". " if rng.random() < 0.08 else " "))
        length -= len(words[-1])
    return "".join(words).strip().capitalize() + "."


def item(kind: str, feed: int, number: int) -> str:
    """Write item `number` of a feed; one in a hundred is on topic."""
    rng = random.Random(feed * 10_007 + number)  # noqa: S311 - the same feeds at every run
    text = "".join(f"<p>{paragraph(rng, rng.randrange(120, 260))} <a href='/more'>more</a></p>" for _ in range(3))
    if rng.random() < 0.01:
        text = f"<p>{ON_TOPIC}</p>{text}"
    title = escape(paragraph(rng, 60))
    link = f"https://outlet{feed}.example/story/{number}"
    if kind == "rss":
        date = DATE.format(hour=number // 60 % 24, minute=number % 60)
        return (
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{date}</pubDate>{MORE}"
            f"<description>{escape(paragraph(rng, 120))}</description>"
            f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
        )
    date = f"2026-02-02T{number // 60 % 24:02}:{number % 60:02}:00Z"
    return (
        f'<entry><title>{title}</title><link href="{link}"/><id>{link}</id><updated>{date}</updated>'
        f"<author><name>A. Author</name></author><category term='World'/><category term='Army'/>"
        f"<summary>{paragraph(rng, 120)}</summary>"
        f'<content type="html">{escape(text)}</content></entry>'
    )


def news(feed: int, figure: int) -> str:
    """Write an item of now that tells a figure."""
    text, now = ON_TOPIC.replace("4,700", f"{figure:,}"), datetime.now(UTC)
    link = f"https://outlet{feed}.example/news/{figure}"
    if feed % 2:
        date = format_datetime(now)
        head = f"<item><title>Spy agency on losses</title><link>{link}</link><guid>{link}</guid>"
        return f"{head}<pubDate>{date}</pubDate><description>{text}</description></item>"
    head = f'<entry><title>Spy agency on losses</title><link href="{link}"/><id>{link}</id>'
    return f"{head}<updated>{now.isoformat()}</updated><summary>{text}</summary></entry>"


def document(feed: int, version: int, top: str = "") -> bytes:
    """Write a feed of 30 items; each version has one new item on top, and above that what is given."""
    kind = "rss" if feed % 2 else "atom"
    items = top + "\n".join(item(kind, feed, number) for number in range(version + ITEMS, version, -1))
    if kind == "rss":
        head = f"<title>Feed {feed}</title><link>https://outlet{feed}.example/</link><description>d</description>"
        channel = f"<channel>{head}{items}</channel>"
        return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" {NAMESPACES}>{channel}</rss>'.encode()
    head = f"<title>Feed {feed}</title><id>tag:outlet{feed}</id><updated>2026-02-02T00:00:00Z</updated>"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">{head}{items}</feed>'.encode()


class Farm:
    """The feeds, their versions, and how long every answer is held back."""

    def __init__(self) -> None:
        self.version: dict[int, int] = {}
        self.delay = 0.0
        self.packed: dict[tuple[int, int], bytes] = {}

    def answer(self, path: str, etag: str) -> bytes:
        feed = int(path.rpartition("/")[2])
        version = self.version.get(feed, 0)
        current = f'"{feed}-{version}"'
        if etag == current:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {current}\r\n\r\n".encode()
        body = self.packed.get((feed, version))
        if body is None:
            body = self._packed(feed % DIFFERENT, version)
            self.packed[feed, version] = body
        head = f"HTTP/1.1 200 OK\r\nETag: {current}\r\nContent-Type: application/xml\r\nContent-Encoding: gzip\r\n"
        return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _packed(self, feed: int, version: int) -> bytes:
        if (feed, version) not in self.packed:
            self.packed[feed, version] = gzip.compress(document(feed, version), 6)
        return self.packed[feed, version]

    def order(self, path: str) -> bytes:
        _, _, name, value, *more = path.split("/")
        if name == "delay":
            self.delay = int(value) / 1000
        elif name == "prepare":
            for feed in range(int(value)):
                self.answer(f"/feed/{feed}", "")
        elif name == "news":
            feed = int(value)
            version = self.version[feed] = self.version.get(feed, 0) + 1
            self.packed[feed, version] = gzip.compress(document(feed, version, news(feed, int(more[0]))), 6)
        elif name == "change":
            for feed in range(0, int(value), 100):
                self.version[feed] = self.version.get(feed, 0) + 1
                self.answer(f"/feed/{feed}", "")
        return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Connection(asyncio.Protocol):
    """As much of HTTP as the farm needs."""

    def __init__(self, farm: Farm) -> None:
        self.farm = farm
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            request, self.buffer = self.buffer[:end].decode(), self.buffer[end + 4 :]
            path = request.split(" ", 2)[1]
            if path.startswith("/order/"):
                self.transport.write(self.farm.order(path))
                self.transport.close()
                return
            place = request.lower().find("\r\nif-none-match: ")
            etag = request[place + 17 :].partition("\r\n")[0] if place >= 0 else ""
            answer = self.farm.answer(path, etag)
            if self.farm.delay:
                asyncio.get_running_loop().call_later(self.farm.delay, self._send, answer)
            else:
                self.transport.write(answer)

    def _send(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(answer)


@dataclass(frozen=True)
class RunningFarm:
    """A farm in another process: its port, and its number where this process started it."""

    port: int
    process: int = 0

    def url(self, feed: int) -> str:
        """Give a feed's address, each on a host of its own."""
        return f"http://127.{1 + feed // 60_000}.{feed // 240 % 250}.{1 + feed % 240}:{self.port}/feed/{feed}"

    def order(self, name: str, *values: int) -> None:
        """Prepare feeds, change one of a hundred, publish a figure in one, or hold answers back by milliseconds."""
        path = "/".join([name, *map(str, values)])
        with urlopen(f"http://127.0.0.1:{self.port}/order/{path}", timeout=120) as answer:
            answer.read()


@contextmanager
def running_farm() -> Iterator[RunningFarm]:
    """Run a farm in a process of its own."""
    process = subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield RunningFarm(int(process.stdout.readline()), process.pid)
    finally:
        process.terminate()
        process.wait()


async def _serve() -> None:
    farm = Farm()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(farm), "0.0.0.0", 0, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve())
