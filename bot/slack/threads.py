"""What becomes of an alert, said in its thread: once for each text, whatever became of the answers."""

from hashlib import sha256

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.messages import QUIETLY

EVENT_TYPE = "tollwatch_follow_up"


async def follow_up(client: AsyncWebClient, conversation: str, ts: str, marker: str, text: str) -> None:
    """Reply to the message at `ts`, unless its thread says the same already. Raises what slack_sdk raises."""
    own = f"{marker}.{sha256(text.encode()).hexdigest()[:12]}"
    if await _said(client, conversation, ts, own):
        return
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"marker": own}}
    arguments = {"channel": conversation, "thread_ts": ts, "text": text, "metadata": metadata, **QUIETLY}
    await client.api_call("chat.postMessage", json=arguments)


async def _said(client: AsyncWebClient, conversation: str, ts: str, marker: str) -> bool:
    answer = await client.conversations_replies(channel=conversation, ts=ts, limit=200, include_all_metadata=True)
    payloads = [(reply.get("metadata") or {}).get("event_payload") or {} for reply in answer.get("messages") or []]
    return any(payload.get("marker") == marker for payload in payloads)
