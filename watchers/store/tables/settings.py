"""What guilds and workspaces choose: channels, keywords, and the record of who changed what."""

from datetime import datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime


class ChannelRow(SQLModel, table=True):
    """A Discord channel, Slack conversation or the terminal, with its own choice of what it is told.

    `layer` is the guild or workspace: "discord:<guild id>", "slack:<team id>", or "" for the terminal. Empty `metrics`
    or `claimants` means all. `digest` is realtime, daily or weekly. `stopped` names why the platform refuses us, "" if
    it does not, and `probe_at` is when we ask again; `paused` is the admins' own choice. `address` is the platform's id
    of the channel, or "user:ID" for direct messages. `ceiling` is how many messages it gets in an hour, the rest being
    folded into a digest. `only_notices`: it is told about trouble and never about changes.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str = Field(index=True)
    layer: str = Field(index=True)
    address: str
    added_by: str = ""
    added_at: datetime = Field(sa_type=UtcDateTime)
    locale: str = "en"
    metrics: list[str] = Field(default_factory=list, sa_type=JSON)
    claimants: list[str] = Field(default_factory=list, sa_type=JSON)
    minimum_change: int = 0
    minimum_percent: float = 0.0
    only_confirmed: bool = False
    mention_role: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    time_zone: str = "UTC"
    digest: str = "realtime"
    thread: bool = False
    paused: bool = False
    stopped: str = ""
    stopped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    probe_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ceiling: int = 12
    only_notices: bool = False


class KeywordRow(SQLModel, table=True):
    """One keyword rule of a layer; `rule` is its text as an admin wrote it. A layer without any uses the defaults."""

    __tablename__ = "keyword"
    __table_args__ = (UniqueConstraint("layer", "rule"),)

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(index=True)
    rule: str
    added_by: str = ""
    added_at: datetime = Field(sa_type=UtcDateTime)


class AuditRow(SQLModel, table=True):
    """One act of an admin or operator: never changed, never deleted."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(index=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    author: str
    act: str
    subject: str = ""
    reason: str = ""
    details: dict[str, str] = Field(default_factory=dict, sa_type=JSON)


class FactRow(SQLModel, table=True):
    """A small fact that must outlive the process: a hash of the synced commands, the lease of the writer."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str = ""
    until: datetime | None = Field(default=None, sa_type=UtcDateTime)
