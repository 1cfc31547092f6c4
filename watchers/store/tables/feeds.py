"""What is polled and what it published."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime


class FeedRow(SQLModel, table=True):
    """A feed of the operator (`layer` "") or of one guild or workspace, with the record of its polls."""

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("layer", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(default="", index=True)
    url: str
    outlet: str = ""
    lang: str = ""
    country: str = ""
    paused: bool = False
    etag: str = ""
    last_modified: str = ""
    first_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_good_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_check_at: datetime = Field(sa_type=UtcDateTime, index=True)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = ""
    failures: int = 0


class ArticleRow(SQLModel, table=True):
    """One entry of a feed. `identity` survives changed guids and links; `content_hash` changes with an edit."""

    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("feed_id", "identity"),)

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id", index=True)
    identity: str
    content_hash: str
    guid: str = ""
    url: str = ""
    outlet: str = ""
    lang: str = ""
    title: str = ""
    text: str = ""
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    first_seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    on_topic: bool = False
    read_attempts: int = 0
    set_aside: bool = False
