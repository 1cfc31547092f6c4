"""The ledger in the database: entries, steps, claims and the index of stories. The caller commits."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from watchers.claims import Article, Claim, Figure, Metric, Qualifier, Scope, Span, Tense
from watchers.ledger.baseline import BaselineFigure, start
from watchers.ledger.judge import judge, metrics_needed
from watchers.ledger.state import Ledger, Step, apply
from watchers.ledger.stories import CANDIDATES, WINDOW, Signed, find_story, signed
from watchers.ledger.values import SHARED, Entry, Key
from watchers.store.tables import ledger as _tables  # noqa: F401 - it makes the tables known

CLAIMS: Table = SQLModel.metadata.tables["claim"]
ENTRIES: Table = SQLModel.metadata.tables["ledger_entry"]
STEPS: Table = SQLModel.metadata.tables["ledger_step"]
STORIES: Table = SQLModel.metadata.tables["story"]
STORY_KEYS: Table = SQLModel.metadata.tables["story_key"]

# Built once: making and hashing such statements takes longer than running them.
ADD_CLAIMS, ADD_ENTRIES, ADD_STEPS, ADD_STORIES, ADD_STORY_KEYS = map(
    insert, (CLAIMS, ENTRIES, STEPS, STORIES, STORY_KEYS)
)
LEDGER = select(ENTRIES.c.layer, ENTRIES.c.metric, ENTRIES.c.claimant, ENTRIES.c.content).where(
    ENTRIES.c.metric.in_(bindparam("metrics", expanding=True))
)
LAYERS = LEDGER.where(ENTRIES.c.layer.in_(bindparam("layers", expanding=True)))
PRESENT = CLAIMS.c.article_id == bindparam("of_article"), CLAIMS.c.gone.is_(False)
FIND_CLAIMS = select(CLAIMS).where(*PRESENT).order_by(CLAIMS.c.id)
TAKE_OUT = update(CLAIMS).where(*PRESENT).values(gone=True)
FIND_STORY = select(STORIES.c.story).where(STORIES.c.article == bindparam("of_article"))
NEAR = (
    select(STORY_KEYS.c.article)
    .where(
        STORY_KEYS.c.key.in_(bindparam("keys", expanding=True)),
        STORY_KEYS.c.published_at >= bindparam("since"),
    )
    .group_by(STORY_KEYS.c.article)
    .order_by(func.count().desc(), STORY_KEYS.c.article)
    .limit(CANDIDATES)
)
FIND_NEAR = select(STORIES.c.content).where(STORIES.c.article.in_(NEAR))
AT_KEY = tuple(ENTRIES.c[name] == bindparam(f"at_{name}") for name in ("layer", "metric", "claimant"))
FIND_ENTRY = select(ENTRIES.c.id).where(*AT_KEY)
REMOVE_ENTRY = delete(ENTRIES).where(*AT_KEY)
SET_ENTRY = update(ENTRIES).where(*AT_KEY)

_ADAPTERS: dict[type, TypeAdapter[Any]] = {kind: TypeAdapter(kind) for kind in (Entry, Step, Signed)}
_T = TypeVar("_T", Entry, Step, Signed)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an article did: its steps, and the part of the ledger that it touches, before and after them."""

    steps: tuple[Step, ...]
    before: Ledger
    after: Ledger


async def ensure_baseline(session: AsyncSession, baseline: Iterable[BaselineFigure], now: datetime) -> None:
    """Let the baseline stand in a ledger that has no entry yet; one that has any is left alone."""
    if (await session.execute(select(ENTRIES.c.id).limit(1))).first() is None:
        entries = list(start(baseline).entries())
        await session.execute(ADD_ENTRIES, [_entry_values(key, entry, now) for key, entry in entries])


async def load_ledger(
    session: AsyncSession, *, layer: str | None = None, metrics: Collection[Metric] = tuple(Metric)
) -> Ledger:
    """Load the entries of these metrics: of the shared ledger and one layer over it, or with None of every layer."""
    wanted: dict[str, Any] = {"metrics": [metric.value for metric in metrics]}
    if layer is not None:
        wanted["layers"] = list({SHARED, layer})
    ledger = Ledger()
    for place, metric, claimant, content in await session.execute(LEDGER if layer is None else LAYERS, wanted):
        ledger = ledger.put(Key(place, Metric(metric), claimant), _load(Entry, content))
    return ledger


async def judge_article(
    session: AsyncSession,
    article: Article,
    claims: Sequence[Claim],
    *,
    layer: str = SHARED,
    now: datetime,
    caught_up: bool = False,
) -> Judged:
    """Judge what was read from a stored article, and store its claims, the steps and the entries they move.

    `article.id` is the id of the article's row. An article judged before is taken as edited: what vanished from it is
    withdrawn. A withdrawn article is one edited to no claims.
    """
    earlier = await load_claims(session, article.id)
    if not claims and not earlier:
        return Judged((), Ledger(), Ledger())
    story = await _story(session, article, claims, now)
    metrics = metrics_needed([*claims, *earlier])
    before = await load_ledger(session, layer=layer or None, metrics=metrics)
    steps = judge(before, article, claims, story=story, now=now, layer=layer, earlier=earlier, caught_up=caught_up)
    await _store_claims(session, article.id, earlier, claims, now)
    after = await store_steps(session, before, steps)
    return Judged(steps, before, after)


async def store_steps(session: AsyncSession, ledger: Ledger, steps: Sequence[Step]) -> Ledger:
    """Store steps taken on `ledger` and the entries as they leave them; return the ledger after them."""
    if not steps:
        return ledger
    after = apply(ledger, steps)
    await session.execute(ADD_STEPS, [_step_values(step) for step in steps])
    for key in dict.fromkeys(effect.key for step in steps for effect in step.effects):
        await _store_entry(session, key, after.own(key), steps[-1].at)
    return after


async def load_claims(session: AsyncSession, article: str) -> list[Claim]:
    """Load the claims of an article's present text, in its order."""
    return [_claim(row) for row in await session.execute(FIND_CLAIMS, {"of_article": int(article)})]


async def steps_of_article(session: AsyncSession, article: str) -> list[Step]:
    """Load every step that an article caused, in order."""
    return await _steps(session, STEPS.c.article == article)


async def steps_of_change(session: AsyncSession, change: str) -> list[Step]:
    """Load every step of a change in every layer, in order."""
    return await _steps(session, STEPS.c.change_id == change)


async def _steps(session: AsyncSession, *conditions: Any) -> list[Step]:
    rows = await session.execute(select(STEPS.c.content).where(*conditions).order_by(STEPS.c.id))
    return [_load(Step, content) for content in rows.scalars()]


async def _story(session: AsyncSession, article: Article, claims: Sequence[Claim], now: datetime) -> str:
    known = await session.scalar(FIND_STORY, {"of_article": article.id})
    if known is not None or not claims:
        return article.id if known is None else str(known)
    own = signed(article, claims, now)
    found = await session.scalars(FIND_NEAR, {"keys": list(own.keys), "since": own.published - WINDOW})
    candidates = [_load(Signed, content) for content in found]
    story = find_story(own, candidates)
    await session.execute(ADD_STORIES, [_story_values(story)])
    keys = [{"key": key, "article": story.article, "published_at": story.published} for key in story.keys]
    await session.execute(ADD_STORY_KEYS, keys)
    return story.story


async def _store_claims(
    session: AsyncSession, article: str, earlier: Sequence[Claim], claims: Sequence[Claim], now: datetime
) -> None:
    if list(earlier) == list(claims):
        return
    if earlier:
        await session.execute(TAKE_OUT, {"of_article": int(article)})
    if claims:
        await session.execute(ADD_CLAIMS, [_claim_values(article, claim, now) for claim in claims])


async def _store_entry(session: AsyncSession, key: Key, entry: Entry | None, now: datetime) -> None:
    at_key = {"at_layer": key.layer, "at_metric": key.metric.value, "at_claimant": key.claimant}
    if entry is None:
        await session.execute(REMOVE_ENTRY, at_key)
        return
    values = _entry_values(key, entry, now)
    if await session.scalar(FIND_ENTRY, at_key) is None:
        await session.execute(ADD_ENTRIES, [values])
    else:
        await session.execute(SET_ENTRY.values(values), at_key)


def _load(kind: type[_T], content: object) -> _T:
    loaded: _T = _ADAPTERS[kind].validate_python(content)
    return loaded


def _dump(value: Entry | Step | Signed) -> Any:
    return _ADAPTERS[type(value)].dump_python(value, mode="json")


def _entry_values(key: Key, entry: Entry, now: datetime) -> dict[str, Any]:
    standing = entry.standing
    return {
        "layer": key.layer,
        "metric": key.metric.value,
        "claimant": key.claimant,
        "low": standing.figure.low if standing else None,
        "high": standing.figure.high if standing else None,
        "qualifier": standing.figure.qualifier.value if standing else "",
        "as_of": standing.as_of if standing else None,
        "content": _dump(entry),
        "moved_at": now,
    }


def _step_values(step: Step) -> dict[str, Any]:
    return {
        "layer": step.key.layer,
        "metric": step.key.metric.value,
        "claimant": step.key.claimant,
        "kind": step.kind.value,
        "rule": step.rule,
        "at": step.at,
        "low": step.figure.low,
        "high": step.figure.high,
        "qualifier": step.figure.qualifier.value,
        "change_id": step.change,
        "article": step.article,
        "content": _dump(step),
    }


def _story_values(story: Signed) -> dict[str, Any]:
    return {
        "article": story.article,
        "story": story.story,
        "outlet": story.outlet,
        "published_at": story.published,
        "content": _dump(story),
    }


def _claim_values(article: str, claim: Claim, now: datetime) -> dict[str, Any]:
    return {
        "article_id": int(article),
        "metric": claim.metric.value,
        "claimant": claim.claimant,
        "low": claim.figure.low,
        "high": claim.figure.high,
        "qualifier": claim.figure.qualifier.value,
        "scope": claim.scope.value,
        "tense": claim.tense.value,
        "as_of": claim.as_of,
        "addition": claim.addition,
        "revised": claim.revised,
        "evidence": claim.evidence,
        "span_start": claim.span.start,
        "span_end": claim.span.end,
        "in_title": claim.span.in_title,
        "why": claim.why,
        "read_at": now,
        "gone": False,
    }


def _claim(row: Any) -> Claim:
    return Claim(
        metric=Metric(row.metric),
        figure=Figure(row.low, row.high, Qualifier(row.qualifier)),
        claimant=row.claimant,
        scope=Scope(row.scope),
        tense=Tense(row.tense),
        as_of=row.as_of,
        addition=row.addition,
        revised=row.revised,
        evidence=row.evidence,
        span=Span(row.span_start, row.span_end, row.in_title),
        why=dict(row.why),
    )
