"""When what an alert tells happened: the time by which a digest is ordered and a late alert dated."""

from datetime import UTC, datetime

from watchers.store.tables.delivery import AlertRow


def happened_at(alert: AlertRow) -> datetime:
    """Return when the first article that carries the alert was published, at the latest when it was first told."""
    sources = alert.content.get("sources")
    times = (
        [_time(source.get("published")) for source in sources if isinstance(source, dict)]
        if isinstance(sources, list)
        else []
    )
    return min([alert.at, *(time for time in times if time is not None)])


def _time(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo is not None else None
