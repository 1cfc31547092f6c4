"""What a server's headers say about asking again: Cache-Control, Expires, Retry-After (RFC 9110 and 9111)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=7)
MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Say how long the answer is fresh, at most a week; None when the server does not say."""
    match = MAX_AGE.search(headers.get("Cache-Control", ""))
    if match:
        return min(timedelta(seconds=int(match[1])), LONGEST)
    expires = parse_http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    # The server's own clock is the one that Expires was made with.
    sent = parse_http_date(headers.get("Date", "")) or now
    return min(max(expires - sent, timedelta(0)), LONGEST)


def wait_asked(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """Say how long Retry-After asks to wait, at most a week; None when it is absent or senseless."""
    text = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,10}", text):
        return min(timedelta(seconds=int(text)), LONGEST)
    until = parse_http_date(text)
    return None if until is None else min(max(until - now, timedelta(0)), LONGEST)


def parse_http_date(text: str) -> datetime | None:
    """Read an HTTP date as UTC; None for anything else, such as the "0" that many send as Expires."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
