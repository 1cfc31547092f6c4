"""Very many feeds: the memory of all our processes over a simulated day."""

import argparse
import asyncio
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.bench_feeds import AT_ONCE, memory
from tests.bench.feed_farm import RunningFarm, running_farm
from tests.bench.ours import open_ours

HOURS = 24


async def simulate_day(feeds: int, farm: RunningFarm) -> None:
    """Print the memory of all our processes after the first fetch and every six hours of a day."""
    with tempfile.TemporaryDirectory() as folder:
        ours = await open_ours(Path(folder), [farm.url(feed) for feed in range(feeds)], at_once=AT_ONCE)
        await ours.poll_all()
        print(f"{feeds:,} feeds, all fetched once  {memory(without=farm.process):6.0f} MiB")
        for hour in range(1, HOURS + 1):
            farm.order("change", feeds)
            ours.clock.now += timedelta(hours=1)
            await ours.poll_due()
            if hour % 6 == 0:
                print(f"after {hour:2} simulated hours        {memory(without=farm.process):6.0f} MiB")
        await ours.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--feeds", type=int, default=10_000)
    given = arguments.parse_args()
    with running_farm() as farm:
        asyncio.run(simulate_day(given.feeds, farm))


if __name__ == "__main__":
    main()
