"""The whole program as people run it: one process, a real feed, Discord and Slack beside each other."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from tests.cards.alerts import SEEDS
from tests.wire.discord import ADMIN, Discord
from tests.wire.feeds import feed_server, item, rss
from tests.wire.slack import Slack

SENTENCE = (
    "About 2,000 North Korean soldiers have been killed in Kursk, South Korea's National Intelligence Service said."
)


def seeds_with(feed: str, folder: Path) -> Path:
    """Our seeds, with one feed."""
    shutil.copytree(SEEDS, folder / "seeds")
    entry = f'[[feeds]]\nurl = "{feed}"\noutlet = "wire.example"\nlang = "en"\ncountry = "KR"\ntime_zone = "UTC"\n'
    (folder / "seeds" / "feeds.toml").write_text(entry, encoding="utf-8")
    return folder / "seeds"


@asynccontextmanager
async def running(
    discord: Discord, slack: Slack, seeds: Path, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run` on both, stopped by SIGTERM."""
    settings = {
        "DISCORD_TOKEN": discord.token, "DISCORD_API": discord.api, "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token, "SLACK_API": slack.api, "SEEDS": str(seeds), "POLL_EVERY": "1s",
        "DATABASE_URL": f"sqlite:///{folder}/tollwatch.sqlite3", "ALLOWED_NETWORKS": "127.0.0.0/8",
    }  # fmt: skip
    environment = {**os.environ, **{f"TOLLWATCH_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    try:
        await slack.socket.connected()
        await discord.gateway.ready()
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def test_one_change_reaches_discord_and_slack_once_from_one_process(tmp_path: Path) -> None:
    async with feed_server() as feeds, Discord() as discord, Slack() as slack:
        feeds.answer("/rss", rss())
        guild, conversation = discord.guild(), slack.conversation()
        async with running(discord, slack, seeds_with(feeds.url("/rss"), tmp_path), tmp_path) as process:
            admin = slack.person(admin=True)
            assert "alerts" in (await slack.command("/alerts", "here", person=admin, where=conversation)).text.lower()
            await discord.interact("alerts here", guild=guild, permissions=ADMIN)
            published = format_datetime(datetime.now(UTC))
            feeds.answer("/rss", rss(item("Toll rises", guid="1", text=SENTENCE, date=published)))
            [post] = await slack.posted(conversation, seconds=30)
            [message] = await discord.posted(guild.channel, seconds=30)
            assert "about 2,000" in post.shown
            assert [file.data[:4] for file in post.files] == [b"\x89PNG"]
            assert "about 2,000" in message.text
            asked = await slack.command("/evidence", "killed", person=slack.person(), where=conversation)
            assert "soldiers have been killed in Kursk" in asked.text
        assert process.returncode == 0
        assert (len(slack.posts()), len(discord.posts())) == (1, 1)
