"""Alerts, and each alert's way to each channel."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime


class AlertRow(SQLModel, table=True):
    """A change as told to people, in one layer. `version` grows with every edit; `kind` is `change` or `catch_up`.

    `content` is the alert's values as JSON, from which a card is rendered when it is sent.
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
    content: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class DeliveryRow(SQLModel, table=True):
    """One alert to one channel. Unique on channel, alert and part, so queueing twice sends once.

    `state`: pending → sending → sent, or failed (for good), or held (quiet hours, digest, a stopped channel).
    `message_id` is the platform's. `sent_version` is the alert's version that the channel shows: smaller than the
    alert's own means an edit is due. `claimed_at` is when the last attempt began, for the look-back after a crash.
    """

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("channel_id", "alert_id", "part"),)

    id: int | None = Field(default=None, primary_key=True)
    channel_id: int = Field(foreign_key="channel.id", index=True)
    alert_id: int = Field(foreign_key="alert.id", index=True)
    part: int = 0
    state: str = Field(default="pending", index=True)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    queued_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = 0
    message_id: str = ""
    sent_version: int = 0
    edit_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    failure: str = ""
    digest_id: int | None = Field(default=None, index=True)
