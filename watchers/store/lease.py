"""One writer: a lease in the database that its holder renews, judged by watching it and never by the time of day."""

import asyncio
import os
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from secrets import token_hex

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from watchers.errors import TollwatchError
from watchers.store.database import Database, DatabaseUnavailableError
from watchers.store.downtime import note_alive, note_start
from watchers.store.tables.settings import FactRow

NAME = "writer"
RENEW_S = 2.0
EXPIRES_S = 12.0  # a holder that has not renewed for this long, as watched by somebody else, has died or hangs
LOOK_S = 0.25
log = structlog.get_logger()


class AnotherWriterError(TollwatchError):
    """Another process holds the lease and goes on renewing it."""


class LeaseLostError(TollwatchError):
    """Another process has taken the lease, because this one hung for too long; it must write nothing more."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lease: a run of the program. `machine` tells process spaces apart, containers included."""

    run: str
    machine: str
    pid: int

    def __str__(self) -> str:
        return f"{self.run} {self.machine} {self.pid}"

    @classmethod
    def parse(cls, text: str) -> "Holder | None":
        """Read what `str` wrote; None for anything else."""
        parts = text.split(" ")
        return cls(parts[0], parts[1], int(parts[2])) if len(parts) == 3 and parts[2].isdigit() else None

    @property
    def is_dead(self) -> bool:
        """Whether it surely runs no more: a process of this machine that is not there."""
        if self.machine != _machine() or sys.platform == "win32":
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return False


@dataclass(slots=True)
class Lease:
    """This process's claim to be the only writer of a database."""

    database: Database
    renew_s: float = RENEW_S
    expires_s: float = EXPIRES_S
    me: Holder = field(default_factory=lambda: Holder(token_hex(8), _machine(), os.getpid()))

    async def acquire(self, wait_s: float, tell: Callable[[str], None]) -> None:
        """Take the lease; while another holds it, `tell` so once and wait up to `wait_s` seconds.

        Raises AnotherWriterError when the other still renews it then. One who stopped renewing is replaced after
        `expires_s` of watching, one whose process is gone at once.
        """
        seen, since = "", time.monotonic()
        give_up = since + wait_s
        told = False
        while (held := await self._take(seen if time.monotonic() - since >= self.expires_s else "")) is not None:
            if held != seen:
                seen, since = held, time.monotonic()
                if told and time.monotonic() >= give_up:
                    raise _another(held)
            if not told:
                tell(f"{_another(held)}; waiting for it to end")
                told = True
            await asyncio.sleep(LOOK_S)

    async def keep(self) -> None:
        """Renew the lease until cancelled. Raises LeaseLostError when another has taken it.

        A database that is full or locked for a while is tried again: nobody else can write to it either.
        """
        while True:
            await asyncio.sleep(self.renew_s)
            try:
                await self._renew()
            except DatabaseUnavailableError as error:
                log.warning("lease not renewed", error=str(error), hint=error.hint)

    async def _renew(self) -> None:
        async with self.database.writing() as session:
            await self.check(session)
            await note_alive(session, datetime.now(UTC))
            await _store(session, self.me)

    async def check(self, session: AsyncSession) -> None:
        """Raise LeaseLostError unless this process still holds the lease; part of every transaction that sends."""
        held = await session.scalar(select(col(FactRow.value)).where(col(FactRow.name) == NAME))
        if held is None or not held.startswith(str(self.me)):
            raise LeaseLostError(
                "another Tollwatch has taken over this database",
                hint="This process hung too long and must end; the other one goes on.",
            )

    async def release(self) -> None:
        """Give the lease back, so that the next one need not wait."""
        async with self.database.writing() as session:
            row = await session.get(FactRow, NAME)
            if row is not None and row.value.startswith(str(self.me)):
                await note_alive(session, datetime.now(UTC))
                await session.delete(row)

    async def _take(self, expired: str) -> str | None:
        """Take the lease if it is free, its holder dead or its record still `expired`; else return that record."""
        async with self.database.writing() as session:
            row = await session.get(FactRow, NAME)
            if row is not None and row.value != expired and not _is_free(row.value):
                return row.value
            await note_start(session, datetime.now(UTC))
            await _store(session, self.me)
        return None


def _is_free(record: str) -> bool:
    holder = Holder.parse(record.partition("|")[0])
    return holder is None or holder.is_dead


async def _store(session: AsyncSession, holder: Holder) -> None:
    """Write the record anew: who watches it sees that it changed."""
    until = datetime.now(UTC) + timedelta(seconds=EXPIRES_S)
    row = await session.get(FactRow, NAME)
    record = f"{holder}|{token_hex(4)}"
    if row is None:
        session.add(FactRow(name=NAME, value=record, until=until))
    else:
        row.value, row.until = record, until


def _another(record: str) -> AnotherWriterError:
    holder = Holder.parse(record.partition("|")[0])
    who = "" if holder is None else f" (process {holder.pid} on {holder.machine.partition('/')[0]})"
    return AnotherWriterError(
        f"another Tollwatch{who} is using this database",
        hint="Stop that one first, or give this one a database of its own with TOLLWATCH_DATABASE_URL.",
    )


def _machine() -> str:
    """Name this machine and, where it has several, this process space."""
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{platform.node()}/{space}".replace(" ", "")
