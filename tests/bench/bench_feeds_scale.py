"""Very many feeds: memory over a simulated day, and the time from publication to stored article in real time."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bench_feeds import AT_ONCE, memory
from tests.bench.feed_farm import RunningFarm, running_farm
from tests.bench.ours import Clock, Ours, open_ours
from watchers.store.tables.feeds import FeedRow

HOURS = 24
INTERVAL = timedelta(seconds=10)
PUBLISHED = 100


class RealClock(Clock):
    """The time of day."""

    def __call__(self) -> datetime:
        return datetime.now(UTC)


async def simulate_day(feeds: int, farm: RunningFarm) -> None:
    """Print the memory of all our processes after the first fetch and every six hours of a day."""
    with tempfile.TemporaryDirectory() as folder:
        ours = await open_ours(Path(folder), [farm.url(feed) for feed in range(feeds)], at_once=AT_ONCE)
        await ours.poll_all()
        print(f"{feeds:,} feeds, all fetched once  {memory(without=farm.process):6.0f} MiB")
        for hour in range(1, HOURS + 1):
            farm.order("change", feeds)
            ours.clock.now += timedelta(hours=1)
            await ours.schedule.tick()
            await ours.schedule.idle()
            if hour % 6 == 0:
                print(f"after {hour:2} simulated hours        {memory(without=farm.process):6.0f} MiB")
        await ours.close()


async def measure_delays(feeds: int, farm: RunningFarm) -> None:
    """Print how long it takes from publication to the stored article."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [farm.url(feed) for feed in range(feeds)]
        ours = await open_ours(Path(folder), urls, at_once=AT_ONCE, poll_every=INTERVAL, clock=RealClock())
        await ours.schedule.tick()
        await ours.schedule.idle()
        ours.schedule.start()
        await asyncio.sleep(2 * INTERVAL.total_seconds())  # until polls have spread over the interval
        delays = sorted(await asyncio.gather(*(publish(ours, farm, feed) for feed in chosen(feeds))))
        await ours.close()
    print(f"{feeds:,} feeds polled every {INTERVAL.total_seconds():.0f} s, {len(delays)} publications")
    middle = delays[len(delays) // 2]
    print(f"publication to stored article: median {middle:.1f} s, p99 {delays[-2]:.1f} s, worst {delays[-1]:.1f} s")


def chosen(feeds: int) -> list[int]:
    return random.Random(1).sample(range(feeds), PUBLISHED)  # noqa: S311 - the same feeds at every run


async def publish(ours: Ours, farm: RunningFarm, feed: int) -> float:
    """Publish in one feed at some moment, and give the seconds until it is stored."""
    await asyncio.sleep(random.random() * 2 * INTERVAL.total_seconds())  # noqa: S311 - any moment
    await asyncio.to_thread(farm.order, "publish", feed)
    begun = time.perf_counter()
    wanted = f'"{feed}-1"'
    while True:
        async with ours.database.reading() as session:
            row = await session.get(FeedRow, feed + 1)
            if row is not None and row.etag == wanted:
                return time.perf_counter() - begun
        await asyncio.sleep(0.1)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=10_000)
    arguments.add_argument("--live", type=int, default=2_000)
    given = arguments.parse_args()
    with running_farm() as farm:
        asyncio.run(simulate_day(given.feeds, farm))
    with running_farm() as farm:
        asyncio.run(measure_delays(given.live, farm))


if __name__ == "__main__":
    main()
