"""Reads back a conversation for a post that carries a marker in its metadata."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import Absent, Finding, Sent, Unreadable

PAGE, PAGES = 200, 25


@dataclass(slots=True)
class History:
    """Searches from the newest message on, and goes on where it was cut off: some apps may read one page a minute."""

    client: AsyncWebClient
    _cut_off: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    async def find(self, conversation: str, marker: str, oldest: datetime) -> Finding:
        """The post with `marker` since `oldest`. Raises what slack_sdk raises."""
        search = (conversation, marker)
        cursor, pages = self._cut_off.get(search, ("", 0))
        while pages < PAGES:
            self._cut_off[search] = (cursor, pages)
            page = await self._page(conversation, cursor, oldest)
            pages += 1
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            ts = next((message["ts"] for message in page.get("messages") or [] if _marker(message) == marker), None)
            if ts is not None or not cursor:
                del self._cut_off[search]
                return Absent() if ts is None else Sent(f"{conversation}:{ts}")
        self._cut_off.pop(search, None)
        return Unreadable(f"more than {PAGE * PAGES} messages since then")

    async def _page(self, conversation: str, cursor: str, oldest: datetime) -> dict[str, Any]:
        since = f"{oldest.timestamp():.6f}"
        answer = await self.client.conversations_history(
            channel=conversation, oldest=since, limit=PAGE, include_all_metadata=True, cursor=cursor
        )
        return answer.data if isinstance(answer.data, dict) else {}


def _marker(message: dict[str, Any]) -> str:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return str(payload.get("marker") or "")
