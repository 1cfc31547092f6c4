"""Copies made while the database is in use, put back, and refused when they are no good."""

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from watchers.store import schema
from watchers.store.backup import BackupError, backup, check, restore
from watchers.store.database import Database, DatabaseUnavailableError, open_database
from watchers.store.delivery import queue_deliveries
from watchers.store.downtime import note_alive
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow, FactRow

NOW = datetime(2025, 5, 1, tzinfo=UTC)


async def prepared(folder: Path) -> tuple[str, Database]:
    url = f"sqlite:///{folder}/tollwatch.sqlite3"
    database = open_database(url)
    await schema.upgrade(database)
    return url, database


async def test_a_copy_made_in_use_holds_all_that_was_stored(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    async with database.writing() as session:
        session.add(FactRow(name="a", value="before"))
    async with database.reading() as session:
        assert await session.get(FactRow, "a") is not None
        backup(url, tmp_path / "copy")
    async with database.writing() as session:
        await session.merge(FactRow(name="a", value="after"))
    await database.close()
    assert restore(url, tmp_path / "copy") == tmp_path / "tollwatch.sqlite3.before-restore"
    database = open_database(url)
    async with database.reading() as session:
        row = await session.get(FactRow, "a")
        assert row is not None
        assert row.value == "before"
    await database.close()
    assert check(url).faults == ()
    assert check(url).version == schema.newest()


async def test_what_a_copy_had_to_send_is_looked_up_before_it_is_sent(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    async with database.writing() as session:
        session.add(ChannelRow(platform="discord", layer="", address="1", added_at=NOW))
        session.add(AlertRow(layer="", change_id="c", at=NOW))
        await session.flush()
        session.add(DeliveryRow(channel_id=1, alert_id=1, change_id="c", due_at=NOW, queued_at=NOW))
    await database.close()
    backup(url, tmp_path / "copy")
    restore(url, tmp_path / "copy")
    database = open_database(url)
    async with database.reading() as session:
        row = await session.get_one(DeliveryRow, 1)
        assert (row.state, row.attempts, row.claimed_at) == ("sending", 1, NOW)
    await database.close()


async def test_what_changes_again_after_a_restore_is_looked_up_before_it_is_told(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    async with database.writing() as session:
        await note_alive(session, NOW)
        session.add(ChannelRow(platform="discord", layer="", address="1", added_at=NOW))
    await database.close()
    backup(url, tmp_path / "copy")
    restore(url, tmp_path / "copy")
    database = open_database(url)
    now = datetime.now(UTC)
    for day, state in ((0, "sending"), (2, "pending")):
        async with database.writing() as session:
            alert = AlertRow(layer="", change_id=f"day-{day}", at=now)
            session.add(alert)
            await session.flush()
            channels = list(await session.scalars(select(ChannelRow)))
            await queue_deliveries(session, alert, channels, now + timedelta(days=day))
        async with database.reading() as session:
            row = (await session.scalars(select(DeliveryRow).where(col(DeliveryRow.alert_id) == alert.id))).one()
            assert (row.state, row.claimed_at) == (state, NOW if day == 0 else None)
    await database.close()


async def test_a_broken_database_is_named_and_replaced_by_its_copy(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    await database.close()
    backup(url, tmp_path / "copy")
    file = tmp_path / "tollwatch.sqlite3"
    file.write_bytes(file.read_bytes()[:5000] + b"\xff" * 20_000)
    with pytest.raises((DatabaseUnavailableError, AssertionError)):
        assert check(url).faults == ()
    restore(url, tmp_path / "copy")
    assert check(url).faults == ()


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to look at" * 50])
async def test_a_copy_that_is_none_is_refused_and_nothing_changes(tmp_path: Path, content: bytes) -> None:
    url, database = await prepared(tmp_path)
    await database.close()
    before = (tmp_path / "tollwatch.sqlite3").read_bytes()
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises((BackupError, DatabaseUnavailableError)):
        restore(url, tmp_path / "copy")
    assert (tmp_path / "tollwatch.sqlite3").read_bytes() == before
    assert not [name for name in os.listdir(tmp_path) if ".part" in name]


async def test_a_copy_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    await database.close()
    backup(url, tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(BackupError, match="newer"):
        restore(url, tmp_path / "copy")


async def test_a_copy_never_overwrites_a_file(tmp_path: Path) -> None:
    url, database = await prepared(tmp_path)
    await database.close()
    (tmp_path / "copy").write_text("mine")
    with pytest.raises(BackupError, match="exists already"):
        backup(url, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "mine"
