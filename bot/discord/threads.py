"""What becomes of an alert, said in its thread: once for each text, whatever became of the answers."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Final

import discord

from bot.cards import Card
from bot.discord.markup import to_embed
from bot.discord.text import cut, one_line

EXISTS = 160004
ARCHIVED_AFTER_MIN: Final = 4320
PAGE, NAME = 100, 100


async def follow_up(client: discord.Client, channel: int, message: int, marker: str, card: Card) -> None:
    """Tell `card` in short in the thread of a message, unless it stands there. Raises what discord.py raises."""
    await _open(client, channel, message, card.title)
    # A thread that a message began has that message's id.
    digest = sha256(f"{marker}\n{card.title}\n{card.summary}".encode()).digest()
    own = f"{marker}.{digest.hex()[:12]}"
    if own in json.dumps(await client.http.logs_from(message, PAGE)):
        return
    embed = to_embed(Card(title=card.title, summary=card.summary, tone=card.tone), own)
    nonce = urlsafe_b64encode(digest[:18]).decode()
    await client.get_partial_messageable(message).send(embed=embed, nonce=nonce)


async def _open(client: discord.Client, channel: int, message: int, title: str) -> None:
    name = cut(one_line(title), NAME) or "–"
    try:
        await client.http.start_thread_with_message(
            channel, message, name=name, auto_archive_duration=ARCHIVED_AFTER_MIN
        )
    except discord.HTTPException as error:
        if error.code != EXISTS:
            raise
