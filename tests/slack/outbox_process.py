"""One life of a bot that only sends to Slack, until it is killed: arguments are database, API address and token."""

import asyncio
import sys

from bot.outbox import Outbox
from bot.slack.clients import web_client
from bot.slack.sender import SlackSender
from tests.slack.test_two_platforms import card_of
from watchers.store.database import open_database
from watchers.store.lease import Lease


async def live(database_url: str, api: str, token: str) -> None:
    database = open_database(database_url)
    lease = Lease(database)
    await lease.acquire(5, print)
    await Outbox(database, SlackSender(web_client(token, api), card_of), lease).run()


if __name__ == "__main__":
    asyncio.run(live(*sys.argv[1:4]))
