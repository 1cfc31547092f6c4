"""Slack's documented limits on messages, blocks and views."""

import json
from typing import Any

from tests.wire.slack_text import elements, strings
from tests.wire.slack_world import Json

TEXT, MESSAGE_CHARACTERS, METADATA_CHARACTERS = 40_000, 12_000, 8_000
BLOCK_KEYS = {
    "section": {"text", "fields", "accessory", "expand"},
    "header": {"text", "level"},
    "divider": set(),
    "context": {"elements"},
    "actions": {"elements"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "rich_text": {"elements"},
    "markdown": {"text"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "table": {"rows", "column_settings"},
}  # fmt: skip
ONLY_MESSAGES = {"markdown", "table"}
ELEMENTS = {
    "button": {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "static_select": {"placeholder", "action_id", "options", "option_groups", "initial_option", "confirm",
                      "focus_on_load"},
    "multi_static_select": {"placeholder", "action_id", "options", "option_groups", "initial_options", "confirm",
                            "max_selected_items", "focus_on_load"},
    "external_select": {"placeholder", "action_id", "initial_option", "min_query_length", "confirm", "focus_on_load"},
    "conversations_select": {"placeholder", "action_id", "initial_conversation", "default_to_current_conversation",
                             "confirm", "response_url_enabled", "filter", "focus_on_load"},
    "channels_select": {"placeholder", "action_id", "initial_channel", "confirm", "response_url_enabled",
                        "focus_on_load"},
    "users_select": {"placeholder", "action_id", "initial_user", "confirm", "focus_on_load"},
    "overflow": {"action_id", "options", "confirm"},
    "plain_text_input": {"action_id", "initial_value", "multiline", "min_length", "max_length", "placeholder",
                         "dispatch_action_config", "focus_on_load"},
    "number_input": {"is_decimal_allowed", "action_id", "initial_value", "min_value", "max_value", "placeholder",
                     "focus_on_load", "dispatch_action_config"},
    "checkboxes": {"action_id", "options", "initial_options", "confirm", "focus_on_load"},
    "radio_buttons": {"action_id", "options", "initial_option", "confirm", "focus_on_load"},
    "timepicker": {"action_id", "initial_time", "confirm", "focus_on_load", "placeholder", "timezone"},
    "datepicker": {"action_id", "initial_date", "confirm", "focus_on_load", "placeholder"},
    "image": {"image_url", "slack_file", "alt_text"},
}  # fmt: skip
OPTIONS = {"static_select": 100, "multi_static_select": 100, "overflow": 5, "checkboxes": 10, "radio_buttons": 10}
VIEW_KEYS = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip


class Wrong(Exception):  # noqa: N818  it is Slack's word for its answers that are not ok, with the error's name
    """An answer that is not ok: Slack's error name, and the complaints beside it."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error, *messages)
        self.body: Json = {"ok": False, "error": error, **more}
        if messages:
            self.body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


class Finder:
    """Collects what is wrong with blocks, by place."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def add(self, place: str, why: str) -> None:
        self.wrong.append(f"{why} [json-pointer:{place}]")

    def length(self, place: str, value: Any, most: int, least: int = 1) -> None:
        if not isinstance(value, str) or not least <= len(value) <= most:
            self.add(place, f"must be a string of {least} to {most} characters")

    def keys(self, place: str, value: Json, known: set[str]) -> None:
        for key in sorted(set(value) - known):
            self.add(f"{place}/{key}", "no such field")

    def text(self, place: str, value: Any, most: int, *, plain: bool = False) -> None:
        """A text object."""
        if not isinstance(value, dict) or value.get("type") not in ("plain_text", *(["mrkdwn"] * (not plain))):
            self.add(place, "must be a plain_text object" if plain else "must be a text object")
            return
        known = {"type", "text", "emoji"} if value["type"] == "plain_text" else {"type", "text", "verbatim"}
        self.keys(place, value, known)
        self.length(f"{place}/text", value.get("text"), most)


def check_message(body: Json) -> None:
    """Raise Wrong when Slack would not take `body` as a message."""
    blocks = body.get("blocks") or []
    if not blocks and not body.get("text") and not body.get("markdown_text"):
        raise Wrong("no_text")
    check_blocks(blocks, 50, modal=False)
    if sum(len(text) for text in strings(blocks)) > MESSAGE_CHARACTERS:
        raise Wrong("msg_blocks_too_long")
    metadata = body.get("metadata")
    if metadata is not None:
        if set(metadata) != {"event_type", "event_payload"} or not isinstance(metadata["event_payload"], dict):
            raise Wrong("invalid_metadata_format")
        if len(json.dumps(metadata)) > METADATA_CHARACTERS:
            raise Wrong("metadata_too_large")


def check_view(view: Json, *, home: bool) -> None:
    """Raise Wrong when Slack would not show `view`."""
    find = Finder()
    find.keys("/view", view, VIEW_KEYS)
    if view.get("type") != ("home" if home else "modal"):
        find.add("/view/type", "unexpected type")
    if not home:
        find.text("/view/title", view.get("title"), 24, plain=True)
        for key in ("close", "submit"):
            if key in view:
                find.text(f"/view/{key}", view[key], 24, plain=True)
        if any(block.get("type") == "input" for block in view.get("blocks", [])) and "submit" not in view:
            find.add("/view/submit", "a view with inputs needs submit")
    find.length("/view/private_metadata", view.get("private_metadata", ""), 3000, 0)
    find.length("/view/callback_id", view.get("callback_id", ""), 255, 0)
    if find.wrong:
        raise Wrong("invalid_arguments", *find.wrong)
    if len(json.dumps(view)) > 250_000:
        raise Wrong("view_too_large")
    check_blocks(view.get("blocks") or [], 100, modal=True)


def check_blocks(blocks: list[Json], most: int, *, modal: bool) -> None:
    find = Finder()
    if not isinstance(blocks, list) or len(blocks) > most:
        raise Wrong("invalid_blocks", f"no more than {most} items allowed [json-pointer:/blocks]")
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(set(ids)) < len(ids):
        find.add("/blocks", "block_id already exists")
    for number, block in enumerate(blocks):
        _block(find, f"/blocks/{number}", block, modal=modal)
    actions = [(place[:2], element.get("action_id")) for place, element in elements(blocks) if element.get("action_id")]
    if len(set(actions)) < len(actions):
        find.add("/blocks", "action_id already exists in its block")
    if find.wrong:
        raise Wrong("invalid_blocks", *find.wrong)


def _block(find: Finder, place: str, block: Json, *, modal: bool) -> None:
    kind = block.get("type", "")
    if kind not in BLOCK_KEYS or (modal and kind in ONLY_MESSAGES):
        find.add(place, f"unsupported type: {kind}")
        return
    find.keys(place, block, BLOCK_KEYS[kind] | {"type", "block_id"})
    find.length(f"{place}/block_id", block.get("block_id", "x"), 255)
    if kind in CHECKS:
        CHECKS[kind](find, place, block)


def _section(find: Finder, place: str, block: Json) -> None:
    fields = block.get("fields") or []
    if "text" not in block and not fields:
        find.add(place, "must have text or fields")
    if "text" in block:
        find.text(f"{place}/text", block["text"], 3000)
    if len(fields) > 10:
        find.add(f"{place}/fields", "no more than 10 items allowed")
    for number, one in enumerate(fields):
        find.text(f"{place}/fields/{number}", one, 2000)
    if "accessory" in block:
        _element(find, f"{place}/accessory", block["accessory"])


def _header(find: Finder, place: str, block: Json) -> None:
    find.text(f"{place}/text", block.get("text"), 150, plain=True)


def _context(find: Finder, place: str, block: Json) -> None:
    inside = block.get("elements") or []
    if not 1 <= len(inside) <= 10:
        find.add(place, "must have 1 to 10 elements")
    for number, one in enumerate(inside):
        if one.get("type") == "image":
            _image(find, f"{place}/elements/{number}", one)
        else:
            find.text(f"{place}/elements/{number}", one, 3000)


def _actions(find: Finder, place: str, block: Json) -> None:
    inside = block.get("elements") or []
    if not 1 <= len(inside) <= 25:
        find.add(place, "must have 1 to 25 elements")
    for number, one in enumerate(inside):
        _element(find, f"{place}/elements/{number}", one)


def _image(find: Finder, place: str, block: Json) -> None:
    find.length(f"{place}/alt_text", block.get("alt_text"), 2000)
    if ("image_url" in block) == ("slack_file" in block):
        find.add(place, "must have image_url or slack_file")
    if "title" in block:
        find.text(f"{place}/title", block["title"], 2000, plain=True)


def _markdown(find: Finder, place: str, block: Json) -> None:
    find.length(f"{place}/text", block.get("text"), 12_000)


def _input(find: Finder, place: str, block: Json) -> None:
    find.text(f"{place}/label", block.get("label"), 2000, plain=True)
    if "hint" in block:
        find.text(f"{place}/hint", block["hint"], 2000, plain=True)
    _element(find, f"{place}/element", block.get("element") or {})


def _rich_text(find: Finder, place: str, block: Json) -> None:
    kinds = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
    for number, one in enumerate(block.get("elements") or []):
        if one.get("type") not in kinds or not one.get("elements"):
            find.add(f"{place}/elements/{number}", "unsupported or empty element")


def _table(find: Finder, place: str, block: Json) -> None:
    rows = block.get("rows") or []
    if not 1 <= len(rows) <= 100 or any(not 1 <= len(row) <= 20 for row in rows):
        find.add(place, "must have 1 to 100 rows of 1 to 20 cells")


CHECKS = {
    "section": _section, "header": _header, "context": _context, "actions": _actions, "image": _image,
    "markdown": _markdown, "input": _input, "rich_text": _rich_text, "table": _table,
}  # fmt: skip


def _element(find: Finder, place: str, element: Json) -> None:
    kind = element.get("type", "")
    if kind not in ELEMENTS:
        find.add(place, f"unsupported element: {kind}")
        return
    find.keys(place, element, ELEMENTS[kind] | {"type"})
    find.length(f"{place}/action_id", element.get("action_id", "x"), 255)
    if kind == "image":
        _image(find, place, element)
    if kind == "button":
        find.text(f"{place}/text", element.get("text"), 75, plain=True)
        find.length(f"{place}/value", element.get("value", ""), 2000, 0)
        find.length(f"{place}/url", element.get("url", ""), 3000, 0)
    if "placeholder" in element:
        find.text(f"{place}/placeholder", element["placeholder"], 150, plain=True)
    options = element.get("options") or []
    if kind in OPTIONS and not 1 <= len(options) <= OPTIONS[kind] and not element.get("option_groups"):
        find.add(f"{place}/options", f"must have 1 to {OPTIONS[kind]} options")
    for number, option in enumerate(options):
        check_option(find, f"{place}/options/{number}", option)


def check_option(find: Finder, place: str, option: Json) -> None:
    find.keys(place, option, {"text", "value", "description", "url"})
    find.text(f"{place}/text", option.get("text"), 75)
    find.length(f"{place}/value", option.get("value"), 150)
