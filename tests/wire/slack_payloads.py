"""The parts of Slack's payloads that depend on what was pressed or filled in."""

from typing import Any

from tests.wire.slack_text import elements
from tests.wire.slack_world import Json, Post, View


def find_element(shown: Post | View, name: str) -> tuple[tuple[str, str], Json]:
    """The element with this action_id or label. Raises LookupError."""
    blocks = shown.blocks if isinstance(shown, Post) else shown.body["blocks"]
    for place, element in elements(blocks):
        if name in (place[1], (element.get("text") or {}).get("text")):
            return place, element
    raise LookupError(f"{name!r} is not among {[place[1] for place, _ in elements(blocks)]}")


def container_of(shown: Post | View) -> Json:
    if isinstance(shown, View):
        return {"container": {"type": "view", "view_id": shown.id}, "view": shown.json()}
    channel = {"id": shown.conversation.id, "name": shown.conversation.name}
    container = {"type": "message", "message_ts": shown.ts, "channel_id": channel["id"]}
    container["is_ephemeral"] = shown.seen_by is not None  # type: ignore[assignment]  # a JSON object
    message = {} if shown.seen_by else {"message": shown.json()}  # Slack sends none for an ephemeral one
    return {"container": container, "channel": channel, "state": {"values": {}}} | message


def fill(view: View, values: dict[str, Any]) -> Json:
    """The state of a view's inputs with `values` written into them."""
    filled: Json = {}
    for block in view.body["blocks"]:
        if block["type"] != "input":
            continue
        element, label = block["element"], block["label"]["text"]
        keys = [key for key in (element.get("action_id"), block.get("block_id"), label) if key in values]
        value = values[keys[0]] if keys else element.get("initial_value")
        if value in (None, "") and not block.get("optional"):
            raise LookupError(f"{label!r} must be filled in")
        filled[block["block_id"]] = {element["action_id"]: _state(element["type"], value)}
    return filled


def _state(kind: str, value: Any) -> Json:
    def option(one: str) -> Json:
        return {"value": one, "text": {"type": "plain_text", "text": one}}

    if kind in ("checkboxes", "multi_static_select"):
        return {"type": kind, "selected_options": [option(one) for one in value or []]}
    if kind in ("static_select", "radio_buttons", "external_select"):
        return {"type": kind, "selected_option": option(value) if value else None}
    if kind in ("conversations_select", "channels_select"):
        return {"type": kind, f"selected_{kind.split('s_')[0]}": value}
    return {"type": kind, "value": value}
