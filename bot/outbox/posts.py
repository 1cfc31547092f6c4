"""From what the database says is due to what a platform is asked to post."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from bot.platforms import Item, Place, Post, PostKind
from watchers.store.sending import Due, Progress, Said

MARKER_LENGTH = 12
LATE = timedelta(hours=1)


def to_post(due: Due, progress: Progress, now: datetime) -> Post:
    """Return the message of a delivery as it is to be sent at `now`.

    An alert that is told long after it happened is late; once told it stays as it was told.
    """
    told_at = progress.sent_at or now
    return Post(
        place=Place(
            channel=due.channel.id,
            platform=due.channel.platform,
            address=due.channel.address,
            locale=due.channel.locale,
            time_zone=due.channel.time_zone,
            mention_role=due.channel.mention_role,
            thread=due.channel.thread,
        ),
        kind=PostKind(due.kind),
        items=tuple(_item(one, told_at) for one in due.said),
        marker=marker_of(due),
        nonce=_name(due),
        part=due.part,
        parts=due.parts,
        repeated=progress.repeated,
        plain=progress.plain,
    )


def marker_of(due: Due) -> str:
    """Return what must stand in the message, so that it is found again."""
    return _name(due)[:MARKER_LENGTH]


def _name(due: Due) -> str:
    """Return 24 characters that are the same whenever this message is sent, and in no other channel.

    Made of the change, not of a row, so that they hold beyond a database.
    """
    text = f"{due.channel.platform}\n{due.channel.address}\n{due.change_id}\n{due.part}"
    return urlsafe_b64encode(sha256(text.encode()).digest()[:18]).decode()


def _item(said: Said, told_at: datetime) -> Item:
    return Item(alert=said.alert, at=said.at, content=said.content, late=told_at - said.at > LATE)
