"""Claims, the ledger's entries and steps, and the index of stories."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from watchers.store.tables.columns import UtcDateTime


class ClaimRow(SQLModel, table=True):
    """One claim of an article's present text. What an edit took out is `gone` and kept."""

    __tablename__ = "claim"

    id: int | None = Field(default=None, primary_key=True)
    article_id: int = Field(foreign_key="article.id", index=True)
    metric: str = Field(index=True)
    claimant: str
    low: int | None = None
    high: int | None = None
    qualifier: str
    scope: str
    tense: str
    as_of: date | None = None
    addition: bool = False
    revised: bool = False
    evidence: str = ""
    span_start: int = 0
    span_end: int = 0
    in_title: bool = False
    why: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    read_at: datetime = Field(sa_type=UtcDateTime)
    gone: bool = False


class EntryRow(SQLModel, table=True):
    """What the ledger knows of one key: `content` is all of it, the columns before it the standing figure.

    `low`, `high`, `qualifier` and `as_of` are empty while no figure stands.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("layer", "metric", "claimant"),)

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(default="", index=True)
    metric: str = Field(index=True)
    claimant: str
    low: int | None = None
    high: int | None = None
    qualifier: str = ""
    as_of: date | None = None
    content: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    moved_at: datetime = Field(sa_type=UtcDateTime)


class StepRow(SQLModel, table=True):
    """One step of the ledger, in the order of `id`: never changed, never deleted. `effects` take it back."""

    __tablename__ = "ledger_step"

    id: int | None = Field(default=None, primary_key=True)
    layer: str = Field(default="", index=True)
    metric: str = Field(index=True)
    claimant: str
    kind: str
    rule: int
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    low: int | None = None
    high: int | None = None
    qualifier: str
    change_id: str = Field(default="", index=True)
    article: str = Field(default="", index=True)
    content: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class StoryRow(SQLModel, table=True):
    """An article with claims as the index of stories keeps it; `content` is its signature."""

    __tablename__ = "story"

    article: str = Field(primary_key=True)
    story: str
    outlet: str = ""
    published_at: datetime = Field(sa_type=UtcDateTime, index=True)
    content: dict[str, object] = Field(default_factory=dict, sa_type=JSON)


class StoryKeyRow(SQLModel, table=True):
    """One of the keys that copies of a text share."""

    __tablename__ = "story_key"

    key: int = Field(sa_type=BigInteger, primary_key=True)
    article: str = Field(primary_key=True, foreign_key="story.article")
    published_at: datetime = Field(sa_type=UtcDateTime)
