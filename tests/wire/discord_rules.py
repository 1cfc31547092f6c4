"""Discord's documented limits on what a bot sends, in code, so that they hold without the published specification.

Lengths are counted in UTF-16 units, the strictest reading of a unit that Discord does not document.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.wire.discord_world import COMPONENTS_V2, EPHEMERAL, Json

EMBED = {"title": 256, "description": 4096, "url": 2048}
EMBED_KEYS = {
    "title", "type", "description", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider",
    "author", "fields", "flags", "content_scan_version",
}  # fmt: skip
PART_KEYS = {
    "footer": {"text", "icon_url", "proxy_icon_url"},
    "author": {"name", "url", "icon_url", "proxy_icon_url"},
    "image": {"url", "proxy_url", "height", "width", "flags", "content_type", "description"},
    "thumbnail": {"url", "proxy_url", "height", "width", "flags", "content_type", "description"},
}
MESSAGE_KEYS = {
    "content", "embeds", "allowed_mentions", "components", "flags", "attachments", "tts", "poll", "sticker_ids",
}  # fmt: skip
POST_KEYS = MESSAGE_KEYS | {"nonce", "enforce_nonce", "message_reference"}
HOOK_KEYS = MESSAGE_KEYS | {"username", "avatar_url", "thread_name", "applied_tags"}
COMPONENT_KEYS = {
    1: {"components"},
    2: {"style", "label", "emoji", "custom_id", "sku_id", "url", "disabled"},
    3: {"custom_id", "options", "placeholder", "min_values", "max_values", "disabled", "required"},
    4: {"custom_id", "style", "label", "min_length", "max_length", "required", "value", "placeholder"},
    9: {"components", "accessory"},
    10: {"content"},
    11: {"media", "description", "spoiler"},
    12: {"items"},
    13: {"file", "spoiler"},
    14: {"divider", "spacing"},
    17: {"components", "accent_color", "spoiler"},
    18: {"label", "description", "component"},
} | {kind: {"custom_id", "placeholder", "min_values", "max_values", "disabled", "default_values", "channel_types",
            "required"} for kind in (5, 6, 7, 8)}  # fmt: skip
ONLY_V2 = {9, 10, 11, 12, 13, 14, 17}
LENGTHS = {"custom_id": 100, "label": 80, "url": 512, "placeholder": 150}


@dataclass(slots=True)
class RefusedError(Exception):
    """An answer other than success: HTTP status, Discord's code, message and the errors by place."""

    status: int
    code: int
    message: str
    errors: dict[str, str] = field(default_factory=dict)

    def json(self) -> Json:
        tree: Json = {}
        for place, text in self.errors.items():
            node = tree
            for key in place.split("."):
                node = node.setdefault(key, {})
            node["_errors"] = [{"code": "INVALID", "message": text}]
        return {"code": self.code, "message": self.message} | ({"errors": tree} if tree else {})


def invalid(errors: dict[str, str]) -> RefusedError:
    return RefusedError(400, 50035, "Invalid Form Body", errors)


class Finder:
    """Collects what is wrong with a body, by place."""

    def __init__(self) -> None:
        self.errors: dict[str, str] = {}

    def wrong(self, place: str, why: str) -> None:
        self.errors.setdefault(place, why)

    def length(self, place: str, value: Any, most: int, least: int = 0) -> None:
        if not isinstance(value, str):
            self.wrong(place, "Must be a string.")
        elif not least <= units(value) <= most:
            self.wrong(place, f"Must be between {least} and {most} in length.")

    def keys(self, place: str, value: Json, known: set[str]) -> None:
        for key in sorted(set(value) - known):
            self.wrong(f"{place}.{key}".strip("."), "Unknown field.")

    def finish(self) -> None:
        if self.errors:
            raise invalid(self.errors)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_message(body: Json, known: set[str], files: int, *, new: bool = True) -> None:
    """Raise RefusedError when Discord would not take `body` as a message with `files` uploads."""
    find = Finder()
    find.keys("", body, known)
    find.length("content", body.get("content") or "", 2000)
    _embeds(find, body.get("embeds") or [])
    _mentions(find, body.get("allowed_mentions") or {})
    _nonce(find, body)
    v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if v2 and (body.get("content") or body.get("embeds") or body.get("poll")):
        find.wrong("flags", "The 'content', 'embeds' and 'poll' fields cannot be used with IS_COMPONENTS_V2.")
    check_components(find, body.get("components") or [], v2=v2)
    if len(body.get("attachments") or []) > 10 or files > 10:
        find.wrong("attachments", "Must be 10 or fewer in length.")
    find.finish()
    if new and not files and not any(body.get(key) for key in ("content", "embeds", "components", "sticker_ids")):
        raise RefusedError(400, 50006, "Cannot send an empty message")


def _embeds(find: Finder, embeds: list[Json]) -> None:
    if len(embeds) > 10:
        find.wrong("embeds", "Must be 10 or fewer in length.")
    total = 0
    for number, embed in enumerate(embeds):
        total += _embed(find, f"embeds.{number}", embed)
    if total > 6000:
        find.wrong("embeds", "Embed size exceeds maximum size of 6000.")


def _embed(find: Finder, place: str, embed: Json) -> int:
    find.keys(place, embed, EMBED_KEYS)
    for key, most in EMBED.items():
        if embed.get(key) is not None:
            find.length(f"{place}.{key}", embed[key], most)
    for key, known in PART_KEYS.items():
        find.keys(f"{place}.{key}", embed.get(key) or {}, known)
    footer = (embed.get("footer") or {}).get("text", "")
    author = (embed.get("author") or {}).get("name", "")
    find.length(f"{place}.footer.text", footer, 2048)
    find.length(f"{place}.author.name", author, 256)
    links = [embed.get("url"), *((embed.get(key) or {}).get("url") for key in ("image", "thumbnail", "author"))]
    if any(link and not link.startswith(("http://", "https://", "attachment://")) for link in links):
        find.wrong(place, "Scheme must be one of ('http', 'https').")
    fields = _fields(find, f"{place}.fields", embed.get("fields") or [])
    return fields + sum(
        units(text) for text in (embed.get("title") or "", embed.get("description") or "", footer, author)
    )


def _fields(find: Finder, place: str, fields: list[Json]) -> int:
    if len(fields) > 25:
        find.wrong(place, "Must be 25 or fewer in length.")
    for number, one in enumerate(fields):
        find.keys(f"{place}.{number}", one, {"name", "value", "inline"})
        find.length(f"{place}.{number}.name", one.get("name"), 256, 1)
        find.length(f"{place}.{number}.value", one.get("value"), 1024, 1)
    return sum(units(str(one.get("name", ""))) + units(str(one.get("value", ""))) for one in fields)


def _mentions(find: Finder, mentions: Json) -> None:
    find.keys("allowed_mentions", mentions, {"parse", "roles", "users", "replied_user"})
    for kind in ("roles", "users"):
        if len(mentions.get(kind) or []) > 100:
            find.wrong(f"allowed_mentions.{kind}", "Must be 100 or fewer in length.")
        if mentions.get(kind) and kind in (mentions.get("parse") or []):
            find.wrong("allowed_mentions", f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive.")


def _nonce(find: Finder, body: Json) -> None:
    if isinstance(body.get("nonce"), str):
        find.length("nonce", body["nonce"], 25)


def walk(components: list[Json], place: str = "components") -> Iterator[tuple[str, Json]]:
    """Every component with its place, parents first."""
    for number, component in enumerate(components):
        here = f"{place}.{number}"
        yield here, component
        yield from walk(component.get("components") or [], f"{here}.components")
        for key in ("accessory", "component"):
            if isinstance(component.get(key), dict):
                yield from walk([component[key]], f"{here}.{key}")


def check_components(find: Finder, components: list[Json], *, v2: bool) -> None:
    every = list(walk(components))
    if len(every) > 40 or (not v2 and len(components) > 5):
        find.wrong("components", "Must be 40 or fewer in length; without IS_COMPONENTS_V2, 5 or fewer rows.")
    ids = [component["custom_id"] for _, component in every if component.get("custom_id")]
    if len(set(ids)) < len(ids):
        find.wrong("components", "Component custom id cannot be duplicated.")
    shown = sum(units(str(component.get("content", ""))) for _, component in every if component.get("type") == 10)
    if shown > 4000:
        find.wrong("components", "Text displays must be 4000 or fewer in length altogether.")
    for place, component in every:
        _component(find, place, component, v2=v2)


def _component(find: Finder, place: str, component: Json, *, v2: bool) -> None:
    kind = component.get("type")
    if kind not in COMPONENT_KEYS or (kind in ONLY_V2 and not v2):
        find.wrong(place, f"The component type {kind} cannot be used here.")
        return
    find.keys(place, component, COMPONENT_KEYS[kind] | {"type", "id"})
    for key, most in LENGTHS.items():
        if component.get(key) is not None:
            most = 45 if key == "label" and kind in (4, 18) else 100 if key == "placeholder" and kind == 4 else most
            find.length(f"{place}.{key}", component[key], most, 1 if key == "custom_id" else 0)
    if kind == 1:
        _row(find, place, component.get("components") or [])
    elif kind == 2:
        _button(find, place, component)
    elif kind == 3:
        _options(find, f"{place}.options", component.get("options") or [])
    elif kind == 4:
        find.length(f"{place}.value", component.get("value") or "", 4000)


def _row(find: Finder, place: str, inside: list[Json]) -> None:
    most = 5 if all(component.get("type") == 2 for component in inside) else 1
    if not 1 <= len(inside) <= most:
        find.wrong(place, f"A row holds 1 to 5 buttons or one other component, not {len(inside)}.")


def _button(find: Finder, place: str, button: Json) -> None:
    link = button.get("style") == 5
    if link == bool(button.get("custom_id")) or link != bool(button.get("url")):
        find.wrong(place, "A link button has a url, every other button a custom_id.")
    if not button.get("label") and not button.get("emoji"):
        find.wrong(place, "A button needs a label or an emoji.")


def _options(find: Finder, place: str, options: list[Json]) -> None:
    if not 1 <= len(options) <= 25:
        find.wrong(place, "Must be between 1 and 25 in length.")
    for number, option in enumerate(options):
        find.keys(f"{place}.{number}", option, {"label", "value", "description", "emoji", "default"})
        for key in ("label", "value", "description"):
            if option.get(key) is not None:
                find.length(f"{place}.{number}.{key}", option[key], 100)


def check_answer(body: Json, files: int) -> None:
    """Raise RefusedError when Discord would not take `body` as the first answer to an interaction."""
    data, kind = body.get("data") or {}, body.get("type")
    find = Finder()
    find.keys("", body, {"type", "data"})
    if kind == 5:
        find.keys("data", data, {"flags"})
        if (data.get("flags") or 0) & ~EPHEMERAL:
            find.wrong("data.flags", "A deferred answer may only carry EPHEMERAL.")
    elif kind in (4, 7):
        check_message(data, MESSAGE_KEYS, files, new=kind == 4)
    elif kind == 8:
        _choices(find, data)
    elif kind == 9:
        _modal(find, data)
    elif kind not in (1, 6):
        find.wrong("type", f"Value {kind} cannot be used here.")
    find.finish()


def _choices(find: Finder, data: Json) -> None:
    choices = data.get("choices") or []
    if len(choices) > 25:
        find.wrong("data.choices", "Must be 25 or fewer in length.")
    for number, choice in enumerate(choices):
        find.length(f"data.choices.{number}.name", choice.get("name"), 100, 1)
        if isinstance(choice.get("value"), str):
            find.length(f"data.choices.{number}.value", choice["value"], 100, 1)


def _modal(find: Finder, data: Json) -> None:
    find.keys("data", data, {"custom_id", "title", "components"})
    find.length("data.title", data.get("title"), 45, 1)
    find.length("data.custom_id", data.get("custom_id"), 100, 1)
    if not 1 <= len(data.get("components") or []) <= 5:
        find.wrong("data.components", "Must be between 1 and 5 in length.")
    check_components(find, data.get("components") or [], v2=True)
