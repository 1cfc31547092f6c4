"""What stands in a message: its elements, its strings, and which mentions and links in it are live."""

import re
from collections.abc import Iterator
from typing import Any

from tests.wire.slack_world import Json

MENTION = re.compile(r"<(!channel|!here|!everyone|!subteam\^\w+|@[UW]\w+)(?:\|[^>]*)?>")
LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
NOT_INTERACTIVE = {"", "image", "plain_text", "mrkdwn"}


def elements(blocks: list[Json]) -> Iterator[tuple[tuple[str, str], Json]]:
    """Every interactive element, with its block's id and its own."""
    for number, block in enumerate(blocks):
        block_id = block.get("block_id") or f"b{number}"
        for element in [*(block.get("elements") or []), block.get("accessory") or {}, block.get("element") or {}]:
            if element.get("type", "") not in NOT_INTERACTIVE:
                yield (block_id, element.get("action_id") or ""), element


def strings(thing: Any) -> Iterator[str]:
    """Every string that is shown or addressed somewhere in `thing`."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for one in thing:
            yield from strings(one)
    elif isinstance(thing, dict):
        for key, one in thing.items():
            if key not in ("type", "block_id", "action_id", "value"):
                yield from strings(one)


def parsed(body: Json) -> list[str]:
    """The texts of a message in which Slack looks for mentions and links."""
    return [str(body.get("text") or ""), str(body.get("markdown_text") or ""), *_parsed(body.get("blocks") or [])]


def _parsed(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for one in thing:
            yield from _parsed(one)
    elif isinstance(thing, dict):
        kind = thing.get("type")
        if kind in ("mrkdwn", "markdown"):
            yield str(thing.get("text") or "")
        elif kind == "broadcast":
            yield f"<!{thing.get('range')}>"
        elif kind == "user":
            yield f"<@{thing.get('user_id')}>"
        elif kind == "usergroup":
            yield f"<!subteam^{thing.get('usergroup_id')}>"
        elif kind == "link":
            yield f"<{thing.get('url')}>"
        elif kind != "plain_text":
            yield from _parsed([one for one in thing.values() if isinstance(one, (list, dict))])


def pings(body: Json) -> list[str]:
    """The live mentions of a message; with `parse: full` or `link_names` bare @names are live too."""
    found = [match[1] for text in parsed(body) for match in MENTION.finditer(text)]
    if body.get("parse") == "full" or body.get("link_names"):
        found += [f"!{name}" for name in re.findall(r"@(channel|here|everyone)\b", str(body.get("text") or ""))]
    return found


def unfurls(body: Json) -> list[str]:
    """The links that Slack would unfold below a message."""
    if body.get("unfurl_links") is False and body.get("unfurl_media") is False:
        return []
    return list(dict.fromkeys(match[1] for text in parsed(body) for match in LINK.finditer(text)))
