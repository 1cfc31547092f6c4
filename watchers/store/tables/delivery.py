"""Alerts, and each alert's way to each channel."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime

# Written out, not bound, so that the partial index below serves every query that names it.
OPEN = "delivery.state IN ('pending', 'sending')"
_OPEN_IN_INDEX = text("state IN ('pending', 'sending')")


class DeliveryState(StrEnum):
    """How far a delivery has come.

    `SENDING`: an attempt began and its end is not known. `HELD`: waits for a digest (quiet hours, a daily digest, a
    full hour, a stopped channel). `FOLDED`: told by the digest `digest_id`, which is not sent yet. `FAILED`: for good.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"
    FOLDED = "folded"


class AlertRow(SQLModel, table=True):
    """A change as told to people, in one layer. `version` grows with every edit.

    `kind` is `change`, `caught_up`, `catch_up`, `digest` (the outbox folds alerts into one; its `content` counts them)
    or `notice` (word to admins). `content` is the alert's values as JSON, from which a card is rendered when it is
    sent; of it the outbox itself reads `kind`, `figure` and `previous` (each with `low` and `high`) for the channels'
    minimum change. `confirmed_at` is when it first became adopted. `caught_up` rows are told together, by the catch-up
    `told_in`.
    """

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("layer", "change_id"),)

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(index=True)
    change_id: str = Field(index=True)
    kind: str = "change"
    metric: str = Field(default="", index=True)
    claimant: str = Field(default="", index=True)
    state: str = ""
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    version: int = 1
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    content: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    told_in: int | None = None


class DeliveryRow(SQLModel, table=True):
    """One alert to one channel. Unique on channel, change and part, so queueing twice sends once.

    `claimed_at` is when the first attempt began whose outcome is not known. `message_id` is the platform's.
    `sent_version` is the alert's version that the channel shows; `edit_due_at` is when it is to show a newer one.
    `digest_id` is the delivery of the digest that tells this one. `repeated`: it says that it may have arrived
    before. `plain`: the full form was refused.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("channel_id", "change_id", "part"),
        Index("ix_delivery_open", "channel_id", "id", sqlite_where=_OPEN_IN_INDEX, postgresql_where=_OPEN_IN_INDEX),
        Index("ix_delivery_state_due", "state", "due_at"),
        Index("ix_delivery_channel_sent", "channel_id", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id")
    alert_id: int = Field(foreign_key="alert.id", index=True)
    change_id: str = Field(index=True)
    part: int = 0
    state: str = DeliveryState.PENDING
    due_at: datetime = Field(sa_type=UtcDateTime)
    queued_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    message_id: str = ""
    sent_version: int = 0
    edit_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    failure: str = ""
    repeated: bool = False
    plain: bool = False
    digest_id: int | None = Field(default=None, index=True)
