"""`tollwatch status` reads how the bot does from its database."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.store.databases import fresh_database
from watchers.store.downtime import note_alive
from watchers.store.tables.delivery import AlertRow, DeliveryRow
from watchers.store.tables.settings import ChannelRow


async def test_status_says_whether_a_bot_runs_and_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    async with fresh_database(tmp_path) as database, database.writing() as session:
        await note_alive(session, now)
        session.add(ChannelRow(platform="discord", layer="", address="1", added_at=now, stopped="deleted"))
        session.add(AlertRow(layer="", change_id="c", at=now))
        await session.flush()
        queued = now - timedelta(hours=3)
        session.add(DeliveryRow(channel_id=1, alert_id=1, change_id="c", due_at=queued, queued_at=queued))
    monkeypatch.setenv("TOLLWATCH_DATABASE_URL", f"sqlite:///{tmp_path}/tollwatch.sqlite3")
    shown = " ".join((await run("status")).split())
    assert "bot running" in shown
    assert "channels 1, 1 stopped" in shown
    assert "deliveries 1 pending" in shown
    assert "oldest pending 3:00:0" in shown


async def run(*arguments: str) -> str:
    """Run a command in a thread of its own, since it has an event loop of its own."""
    result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output
