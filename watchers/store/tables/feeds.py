"""What is polled and what it published."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime


class FeedRow(SQLModel, table=True):
    """A feed of the operator (`layer` "") or of one guild or workspace, and where its polls stand.

    `next_check_at` is None for a feed that is not asked any more. `items` are the hashes of the items last seen.
    `interval_s` and `ttl_s` are seconds; `skip_hours` and `skip_days` numbers separated by commas.
    """

    __tablename__ = "feed"
    __table_args__ = (UniqueConstraint("layer", "url"),)

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(default="", index=True)
    url: str
    outlet: str = ""
    lang: str = ""
    country: str = ""
    time_zone: str = ""
    paused: bool = False
    added_at: datetime = Field(sa_type=UtcDateTime)
    etag: str = ""
    last_modified: str = ""
    validators_url: str = ""
    body_hash: bytes = b""
    items: bytes = b""
    ttl_s: int = 0
    skip_hours: str = ""
    skip_days: str = ""
    interval_s: int = 0
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    first_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_polled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_good_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = ""
    moved_to: str = ""
    moved_times: int = 0
    polls: int = 0
    polls_conditional: int = 0
    polls_not_modified: int = 0
    polls_changed: int = 0
    polls_failed: int = 0
    polls_early: int = 0
    bytes_received: int = Field(default=0, sa_type=BigInteger)


class ArticleRow(SQLModel, table=True):
    """One entry of a feed. `content_hash` changes with an edit.

    The keys are what it is known again by when its feed changes one of guid, link, title, date or text; each is a
    64-bit number within the feed, None where the entry has none that tells anything.
    """

    __tablename__ = "article"
    __table_args__ = (
        Index("ix_article_guid_key", "feed_id", "guid_key"),
        Index("ix_article_link_key", "feed_id", "link_key"),
        Index("ix_article_dated_key", "feed_id", "dated_key"),
        Index("ix_article_text_key", "feed_id", "text_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="feed.id")
    guid_key: int | None = Field(default=None, sa_type=BigInteger)
    link_key: int | None = Field(default=None, sa_type=BigInteger)
    dated_key: int | None = Field(default=None, sa_type=BigInteger)
    text_key: int | None = Field(default=None, sa_type=BigInteger)
    content_hash: int = Field(sa_type=BigInteger)
    guid: str = ""
    url: str = ""
    outlet: str = ""
    lang: str = ""
    title: str = ""
    text: str = ""
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    first_seen_at: datetime = Field(sa_type=UtcDateTime, index=True)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_history: bool = False
    on_topic: bool = False
    read_attempts: int = 0
    set_aside: bool = False
