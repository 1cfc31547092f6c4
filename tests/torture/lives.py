"""A bot that is killed again and again, at random and at every named point, and always started anew.

A process of its own: it forks one process for each life, which dies by SIGKILL; the last one may live until everything
is delivered. `python -m tests.torture.lives --help` tells its arguments; it prints where the lives ended.
"""

import argparse
import asyncio
import json
import logging
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import _AsyncGeneratorContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import discord as library
import structlog
from discord.http import Route
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.cards import Card, Paragraph
from bot.discord.limits import Pace
from bot.discord.sender import DiscordSender
from bot.outbox import Outbox
from bot.platforms import Edited, Finding, Outcome, Post, Sender
from bot.slack.clients import web_client
from bot.slack.sender import SlackSender
from tests.delivery.bots import Clock, Watcher, render
from watchers.store import tables
from watchers.store.database import Database, open_database
from watchers.store.lease import Lease
from watchers.store.tables.delivery import OPEN, AlertRow, DeliveryRow

# In an order in which each life leaves the next one what it needs: a search follows a death in the middle of a send.
POINTS = (
    "before an alert's commit",
    "after an alert's commit",
    "before a send",
    "before a search",
    "before a mark's commit",
    "request written, no answer read",
    "during a search",
    "before a fold's commit",
    "after a fold's commit",
    "answer read, not marked",
    "after a search",
    "after a mark's commit",
    "during an edit",
    "at random",
)
RARE = ("search", "edit", "fold")
LONGEST_LIFE_S = 1.5
# Edits are paced by a quarter of a minute. The outbox's clock goes ahead of the watchers', so they are due at once.
BURSTS = 0.2  # lives in which many alerts come at once
AHEAD = timedelta(seconds=20)
LATER = timedelta(seconds=10)  # from life to life, so that what waits for a while after a death is due
chance = random.Random()  # noqa: S311 - seeded anew in each life


@dataclass(slots=True)
class Fate:
    """Where this life ends: the `nth` time that it comes by `point`."""

    point: str
    nth: int

    def passes(self, point: str) -> None:
        """Die here, if this is the place."""
        if point == self.point:
            self.nth -= 1
            if self.nth == 0:
                die()

    def is_next(self, point: str) -> bool:
        return point == self.point and self.nth == 1


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """A database that may be the last thing that a life touches."""

    fate: Fate

    def writing(self) -> _AsyncGeneratorContextManager[AsyncSession]:
        names = {"_fold": "a fold", "_try": "a mark", "alert": "an alert"}
        return self._mortal(names.get(sys._getframe(1).f_code.co_name, "something else"))

    @asynccontextmanager
    async def _mortal(self, name: str) -> AsyncIterator[AsyncSession]:
        async with super().writing() as session:
            yield session
            await session.flush()
            self.fate.passes(f"before {name}'s commit")
        self.fate.passes(f"after {name}'s commit")


@dataclass(slots=True)
class MortalSender:
    """The real sender, with death around each of its acts."""

    inner: Sender
    fate: Fate

    @property
    def platform(self) -> str:
        return self.inner.platform

    @property
    def nonce_lasts(self) -> timedelta:
        return self.inner.nonce_lasts

    async def send(self, post: Post) -> Outcome:
        self.fate.passes("before a send")
        self._die_soon("request written, no answer read")
        outcome = await self.inner.send(post)
        self.fate.passes("answer read, not marked")
        return outcome

    async def edit(self, post: Post, message: str) -> Edited:
        self._die_soon("during an edit")
        return await self.inner.edit(post, message)

    async def find(self, address: str, marker: str, since: datetime) -> Finding:
        self.fate.passes("before a search")
        self._die_soon("during a search")
        finding = await self.inner.find(address, marker, since)
        self.fate.passes("after a search")
        return finding

    def _die_soon(self, point: str) -> None:
        """Die a few milliseconds on, while the request is on its way."""
        if self.fate.is_next(point):
            asyncio.get_running_loop().call_later(chance.uniform(0, 0.004), die)
        elif self.fate.point == point:
            self.fate.nth -= 1


def open_mortal(file: str, fate: Fate) -> MortalDatabase:
    assert tables.__all__
    database = MortalDatabase(open_database(f"sqlite:///{file}").engine)
    database.fate = fate
    return database


@asynccontextmanager
async def on_discord(api: str, token: str) -> AsyncIterator[Sender]:
    Route.BASE = f"{api}/api/v10"
    client = library.Client(intents=library.Intents(guilds=True), max_ratelimit_timeout=30)
    sender = DiscordSender(client, render, Pace(per_second=10_000))
    await client.login(token)
    yield sender
    await client.close()


@asynccontextmanager
async def on_slack(api: str, token: str) -> AsyncIterator[Sender]:
    # Its clock runs a thousand times as fast, so that a second between two posts takes no time.
    yield SlackSender(web_client(token, api), card_of, clock=lambda: 1000 * time.monotonic())


def card_of(post: Post) -> Card:
    """Each item as a line of its own, as in `render`."""
    lines = [f"alert {item.content['n']} {item.content.get('state', '')}".strip() for item in post.items]
    return Card(title="Alerts", summary="Alerts", parts=(Paragraph("\n".join(lines)),))


PLATFORMS = {"discord": on_discord, "slack": on_slack}


@dataclass(frozen=True, slots=True)
class Scene:
    """Where lives are lived: the platform, its address and token, and the file of the database."""

    platform: str
    api: str
    token: str
    file: str


async def live(scene: Scene, fate: Fate, alerts: int, ahead: timedelta) -> None:
    """One life: it stores some alerts and delivers; it ends when nothing is left to do."""
    if fate.point == "at random":
        asyncio.get_running_loop().call_later(chance.uniform(0, 0.4), die)
    elif fate.point:
        asyncio.get_running_loop().call_later(LONGEST_LIFE_S, die)
    database = open_mortal(scene.file, fate)
    lease = Lease(database)
    await lease.acquire(5, print)
    async with PLATFORMS[scene.platform](scene.api, scene.token) as inner:
        outbox = Outbox(database, MortalSender(inner, fate), lease, Clock(ahead))
        running = asyncio.create_task(outbox.run())
        await watch(database, outbox.wake, alerts, burst="fold" in fate.point or chance.random() < BURSTS)
        while await left(database):
            outbox.wake()
            await asyncio.sleep(0.01)
        await outbox.stop()
        await running
    await lease.release()
    await database.close()


async def watch(database: Database, wake: Callable[[], None], alerts: int, *, burst: bool) -> None:
    """Store alerts, sometimes many at once, and let one of them go on."""
    watcher = Watcher(database)
    async with database.reading() as session:
        first = 1 + (await session.scalar(select(func.count()).where(col(AlertRow.kind) == "change")) or 0)
    for n in range(first, first + (alerts * 4 if burst and alerts else alerts)):
        await watcher.alert(n)
        wake()
        await asyncio.sleep(0 if burst else chance.uniform(0, 0.03))
    if alerts and first > 1:
        await watcher.go_on(chance.randrange(1, first), f"state-{first}")


async def left(database: Database) -> int:
    """How much is still to be sent or edited."""
    async with database.reading() as session:
        newest = select(col(AlertRow.version)).where(col(AlertRow.id) == col(DeliveryRow.alert_id)).scalar_subquery()
        shown = (col(DeliveryRow.message_id) != "") & col(DeliveryRow.edit_due_at).is_not(None)
        behind = shown & (col(DeliveryRow.sent_version) < newest)
        open_ones = text(f"{OPEN} OR delivery.state IN ('held', 'folded')")
        counts = [
            await session.scalar(select(func.count()).select_from(DeliveryRow).where(which))
            for which in (open_ones, behind)
        ]
    return sum(count or 0 for count in counts)


def one_life(scene: Scene, fate: Fate, alerts: int, ahead: timedelta) -> int:
    """Fork a process that lives once; return the signal that ended it, 0 when it ended by itself."""
    child = os.fork()
    if child == 0:
        try:
            chance.seed(os.urandom(8))
            asyncio.run(live(scene, fate, alerts, ahead))
            os._exit(0)
        finally:
            os._exit(70)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status)
    if os.WEXITSTATUS(status):
        raise SystemExit(f"a life with {fate} ended with {os.WEXITSTATUS(status)}")
    return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", required=True)
    parser.add_argument("--api", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    scene = Scene(given.platform, given.api, given.token, given.database)
    dice = random.Random(given.seed)  # noqa: S311
    kills: dict[str, int] = {}
    lives = 0
    while sum(kills.values()) < given.kills:
        point = POINTS[lives % len(POINTS)]
        fate = Fate(point, 1 if any(word in point for word in RARE) else dice.randint(1, 4))
        lives += 1
        if one_life(scene, fate, 4, AHEAD + lives * LATER) == signal.SIGKILL:
            kills[fate.point] = kills.get(fate.point, 0) + 1
    one_life(scene, Fate("", 0), 1, AHEAD + (lives + 1) * LATER)
    print(json.dumps({"lives": lives + 1, "kills": kills}))


if __name__ == "__main__":
    main()
