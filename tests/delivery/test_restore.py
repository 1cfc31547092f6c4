"""A restored copy knows less than the channels do: what they were told since is not told again."""

from pathlib import Path

from tests.delivery.bots import NO_LIMIT, Watcher, bot, lines, settled
from tests.wire.discord import Discord
from watchers.store import schema
from watchers.store.backup import backup, restore
from watchers.store.database import open_database


async def test_what_was_told_after_the_copy_was_made_is_not_told_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/tollwatch.sqlite3"
    async with Discord() as discord:
        discord.state.channel_limit = discord.state.global_limit = NO_LIMIT
        watcher = Watcher(open_database(url))
        await schema.upgrade(watcher.database)
        await watcher.channel(discord.guild().channel)
        await watcher.alert(1)
        backup(url, tmp_path / "copy")
        async with bot(watcher.database, discord) as outbox:
            await watcher.alert(2)
            await settled(watcher, outbox, "sent", count=2)
        await watcher.database.close()

        restore(url, tmp_path / "copy")
        discord.state.nonces.clear()
        watcher = Watcher(open_database(url))
        async with bot(watcher.database, discord) as outbox:
            for n in (2, 3):
                await watcher.alert(n)
            await settled(watcher, outbox, "sent", count=3)
        await watcher.database.close()
    assert [lines(message) for message in discord.posts()] == [["<1>"], ["<2>"], ["<3>"]]
