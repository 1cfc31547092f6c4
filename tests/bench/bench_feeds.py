"""How many feeds a second: ours beside the floor and the peers, against one local server, in one run.

The floor fetches with validators and hashes, and parses nothing. Ours fetches, parses, stores, matches and reads.
Run it from the root of the repository; `--feeds 2000` takes more of them, `--only ours,floor` fewer contenders.
"""

import argparse
import asyncio
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.feed_farm import RunningFarm, running_farm

AT_ONCE = 200
ROUNDS = ("first fetch", "nothing changed", "1 % changed", "unchanged, 100 ms")


@dataclass
class Result:
    """Feeds a second by round, memory of all its processes in MiB, and the event loop's lag in ms."""

    rates: dict[str, float] = field(default_factory=dict)
    lag_p99: float | None = None
    lag_worst: float | None = None


class Lag:
    """Measures how late the event loop is."""

    def __init__(self) -> None:
        self.samples: list[float] = []

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.002)
            self.samples.append(loop.time() - before - 0.002)

    def percentile(self, part: float) -> float:
        ordered = sorted(self.samples)
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)] * 1000


async def rounds(feeds: int, farm: RunningFarm, poll_all: Callable[[], Awaitable[None]]) -> dict[str, float]:
    """Run every round and give the rates."""
    rates = {}
    for name in ROUNDS:
        if name == "1 % changed":
            farm.order("change", feeds)
        farm.order("delay", 100 if "100 ms" in name else 0)
        begun = time.perf_counter()
        await poll_all()
        rates[name] = feeds / (time.perf_counter() - begun)
    farm.order("delay", 0)
    rates["MiB"] = memory()
    return rates


async def run_floor(feeds: int, farm: RunningFarm) -> Result:
    """Fetch with validators and hash."""
    etags: dict[int, str] = {}
    slots = asyncio.Semaphore(AT_ONCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def fetch(feed: int) -> None:
            headers = {"If-None-Match": etags[feed]} if feed in etags else {}
            async with slots, session.get(farm.url(feed), headers=headers) as response:
                body = await response.read()
                if response.status == 200:
                    hashlib.blake2b(body).digest()
                    etags[feed] = response.headers["ETag"]

        async def poll_all() -> None:
            await asyncio.gather(*(fetch(feed) for feed in range(feeds)))

        return await measured(feeds, farm, poll_all)


async def measured(feeds: int, farm: RunningFarm, poll_all: Callable[[], Awaitable[None]]) -> Result:
    """Run the rounds while measuring the loop's lag."""
    lag = Lag()
    measuring = asyncio.create_task(lag.run())
    rates = await rounds(feeds, farm, poll_all)
    measuring.cancel()
    return Result(rates, lag_p99=lag.percentile(0.99), lag_worst=lag.percentile(1))


async def run_ours(feeds: int, farm: RunningFarm) -> Result:
    """Poll with the schedule, store, match and read."""
    from tests.bench.ours import open_ours

    with tempfile.TemporaryDirectory() as folder:
        ours = await open_ours(Path(folder), [farm.url(feed) for feed in range(feeds)], at_once=AT_ONCE)
        try:
            return await measured(feeds, farm, ours.poll_all)
        finally:
            await ours.close()


async def run_loop(feeds: int, farm: RunningFarm) -> Result:
    """Let feedparser fetch and parse, one feed after another."""
    import feedparser

    etags: dict[int, str] = {}

    async def poll_all() -> None:
        for feed in range(feeds):
            document = feedparser.parse(farm.url(feed), etag=etags.get(feed))
            etags[feed] = document.get("etag", etags.get(feed, ""))

    return Result(await rounds(feeds, farm, poll_all))


async def run_reader(feeds: int, farm: RunningFarm) -> Result:
    """Let lemon24's reader update with ten workers."""
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "reader.sqlite"))
        for feed in range(feeds):
            reader.add_feed(farm.url(feed))

        async def poll_all() -> None:
            for update in reader.update_feeds_iter(workers=10, scheduled=False):
                if isinstance(update.value, Exception):
                    raise update.value

        return Result(await rounds(feeds, farm, poll_all))


CONTENDERS = {
    "floor": (run_floor, ("aiohttp",)),
    "ours": (run_ours, ("aiohttp",)),
    "feedparser in a loop": (run_loop, ("feedparser",)),
    "reader with 10 workers": (run_reader, ("reader", "sgmllib")),
}


def memory(key: str = "Pss", *, without: int = 0) -> float:
    """Give the memory of this process and all that it started but one, shared pages counted once, in MiB."""
    total = 0
    for folder in {Path("/proc/self"), *_descendants(os.getpid())} - {Path(f"/proc/{without}")}:
        with suppress(OSError):
            lines = (folder / "smaps_rollup").read_text(encoding="ascii").splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith(f"{key}:"))
    return total / 1024


def _descendants(pid: int) -> list[Path]:
    found = []
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in children.read_text(encoding="ascii").split():
                found += [Path(f"/proc/{child}"), *_descendants(int(child))]
    return found


def compare(feeds: int, names: list[str]) -> None:
    """Run each contender in a process of its own against one farm, and print the table."""
    print(f"{feeds} feeds of 30 entries, {datetime.now(UTC):%Y-%m-%d}; feeds a second")
    print(f"{'':24}" + "".join(f"{name:>20}" for name in ROUNDS) + f"{'MiB':>8}{'lag p99':>9}{'worst':>7} ms")
    for name in names:
        missing = [module for module in CONTENDERS[name][1] if importlib.util.find_spec(module) is None]
        if missing:
            print(f"{name:24}skipped without {' and '.join(missing)}: install the dependency group `bench`")
            continue
        with running_farm() as farm:
            farm.order("prepare", feeds)
            command = [sys.executable, __file__, "--one", name, "--feeds", str(feeds), "--port", str(farm.port)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{name:24}failed: {done.stderr.strip().splitlines()[-1]}")
            continue
        result = Result(**json.loads(done.stdout))
        lag = "" if result.lag_p99 is None else f"{result.lag_p99:9.1f}{result.lag_worst:7.1f}"
        print(
            f"{name:24}" + "".join(f"{result.rates[one]:20,.0f}" for one in ROUNDS) + f"{result.rates['MiB']:8.0f}{lag}"
        )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=500)
    arguments.add_argument("--only", default=",".join(CONTENDERS))
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        result = asyncio.run(CONTENDERS[given.one][0](given.feeds, RunningFarm(given.port)))
        sys.stdout.write(json.dumps(asdict(result)))
    else:
        compare(given.feeds, given.only.split(","))


if __name__ == "__main__":
    main()
