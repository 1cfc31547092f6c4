"""Copies of the database while it is in use, back again, and whether it is sound."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from watchers.errors import TollwatchError
from watchers.store import schema
from watchers.store.database import explained


class BackupError(TollwatchError):
    """A copy could not be made or taken back; the database is as it was."""


@dataclass(frozen=True, slots=True)
class Check:
    """What an examination found: the tables' version, and what is broken."""

    version: str
    faults: tuple[str, ...]


def backup(url: str, target: Path) -> None:
    """Copy the database to `target` while others use it. Raises BackupError; then there is no target."""
    source = _file_of(url)
    if target.exists():
        raise BackupError(f"{target} exists already", hint="Name a file that does not.")
    if not source.exists():
        raise BackupError(f"there is no database {source}", hint="Check TOLLWATCH_DATABASE_URL.")
    part = target.with_name(f"{target.name}.part")
    try:
        with explained():
            _copy(source, part)
            _demand_sound(part)
        part.replace(target)
    except OSError as error:
        raise BackupError(f"{target} cannot be written: {error.strerror}", hint="Choose another folder.") from error
    finally:
        _remove(part)


def restore(url: str, source: Path) -> Path | None:
    """Put the copy `source` in the place of the database; return where the former one is kept, None if there was none.

    No Tollwatch may be running on it. What the copy had still to send may have been sent since, so each such delivery
    is looked up in its channel first. Raises BackupError, with nothing changed, for a copy that is broken or newer
    than this program.
    """
    if not source.is_file():
        raise BackupError(f"there is no file {source}", hint="Name a file that tollwatch db backup made.")
    target = _file_of(url)
    part = target.with_name(f"{target.name}.part")
    former = target.with_name(f"{target.name}.before-restore")
    try:
        with explained():
            _copy(source, part)
            _demand_sound(part)
            _distrust(part)
        kept = target.exists()
        if kept:
            _keep(target, former)
        # A log that belongs to other pages would spoil the copy.
        _remove(target.with_name(f"{target.name}-wal"))
        part.replace(target)
    except OSError as error:
        raise BackupError(f"the copy cannot be put in place: {error.strerror}", hint="Check the folder.") from error
    finally:
        _remove(part)
    return former if kept else None


def check(url: str) -> Check:
    """Examine the whole database. Raises DatabaseUnavailableError when it cannot be read at all."""
    file = _file_of(url)
    if not file.exists():
        raise BackupError(f"there is no database {file}", hint="Check TOLLWATCH_DATABASE_URL.")
    with explained():
        return _examine(file)


def _file_of(url: str) -> Path:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise BackupError(
            "only an SQLite database is copied by this command", hint="Use pg_dump and pg_restore for PostgreSQL."
        )
    return Path(address.database)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=10)) as old, closing(sqlite3.connect(target, timeout=10)) as new:
        old.backup(new)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _examine(file: Path) -> Check:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        rows = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
        orphans = [
            f"{row[0]}: row {row[1]} refers to nothing in {row[2]}"
            for row in connection.execute("PRAGMA foreign_key_check")
        ]
        has_version = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        version = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has_version else None
    faults = [] if rows == ["ok"] else rows
    return Check(str(version[0]) if version else "", (*faults, *orphans))


def _demand_sound(file: Path) -> None:
    found = _examine(file)
    if found.faults:
        raise BackupError(f"the copy is broken: {found.faults[0]}", hint="Use another copy.")
    if found.version not in schema.known():
        raise BackupError(
            "the copy is none of Tollwatch's, or of a newer one", hint="Use a copy of this version or an older one."
        )


def _distrust(file: Path) -> None:
    """Mark what was still to be sent as perhaps sent, and remember how old the copy is; drop the writer of its time."""
    now = datetime.now(UTC)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(
            "UPDATE delivery SET state = 'sending', attempts = 1, claimed_at = queued_at"
            " WHERE state IN ('pending', 'sending', 'held')"
        )
        alive = connection.execute("SELECT until FROM fact WHERE name = 'alive'").fetchone()
        then = datetime.fromisoformat(alive[0]).replace(tzinfo=UTC) if alive is not None and alive[0] else now
        # Nor does it gather, as after a downtime: what is gathered is told together, and cannot be looked up.
        connection.execute("DELETE FROM fact WHERE name IN ('writer', 'gathering', 'restored', 'alive')")
        connection.execute(
            "INSERT INTO fact (name, value, until) VALUES ('restored', ?, ?)",
            (then.isoformat(), now.replace(tzinfo=None).isoformat(" ")),
        )


def _keep(file: Path, former: Path) -> None:
    """Copy the files as they are: the database may be broken, which may be why it is replaced."""
    _remove(former)
    for end in ("", "-wal"):
        if (old := file.with_name(f"{file.name}{end}")).exists():
            shutil.copy2(old, former.with_name(f"{former.name}{end}"))


def _remove(file: Path) -> None:
    for name in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        if name.exists():
            os.unlink(name)
