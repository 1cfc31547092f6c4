"""Forms: a command whose options are still missing, or an act that needs a reason, as a modal."""

import json
from collections.abc import Sequence
from typing import Any

from bot.commands import Act, Choice, Command, Option, OptionKind
from bot.i18n import Words, mark
from bot.slack.answers import Back
from bot.slack.text import Block, plain
from bot.text import clip
from bot.typed import DATE, NUMBER

TEXT = 3_000
TITLE, LABEL, VALUE, OPTIONS, CALLBACK = 24, 75, 150, 100, "form"
REASON = Option(name="reason", description=mark("Why: who looks at the audit log sees it"), required=True)
WRONG = {
    OptionKind.DATE: mark("Write a date as 2025-06-01, 2025-06 or 2025"),
    OptionKind.NUMBER: mark("Write a number"),
}
PATTERNS = {OptionKind.DATE: DATE, OptionKind.NUMBER: NUMBER}


def command_form(command: Command, values: dict[str, str], back: Back, words: Words) -> Block:
    """The form of a command, filled in with what is known."""
    inputs = [_input(option, values.get(option.name, ""), words) for option in command.options]
    metadata = back.text(command=command.name, language=words.language)
    return _form(command.name.capitalize(), inputs, metadata, words)


def reason_form(act: Act, subject: str, back: Back, words: Words) -> Block:
    """The form that asks for an act's reason."""
    metadata = back.text(act=act.name, subject=subject, language=words.language)
    return _form(words.say(act.label), [_input(REASON, "", words)], metadata, words)


def _form(title: str, inputs: list[Block], metadata: str, words: Words) -> Block:
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(title, TITLE),
        "submit": plain(words.say("Done"), TITLE),
        "close": plain(words.say("Cancel"), TITLE),
        "private_metadata": metadata,
        "blocks": inputs,
    }


def _input(option: Option, value: str, words: Words) -> Block:
    element = _element(option, value, words)
    label = option.name.replace("_", " ").capitalize()
    return {
        "type": "input",
        "block_id": option.name,
        "label": plain(label, LABEL),
        "hint": plain(words.say(option.description), 150),
        "optional": not option.required,
        "element": element,
    }


def _element(option: Option, value: str, words: Words) -> Block:
    if option.suggest is not None:
        return _offering(option, value)
    return _select(option, value, words) if option.choices else _text_input(option, value)


def _offering(option: Option, value: str) -> Block:
    """A field that asks the product for values while something is typed; what is known already stands in it."""
    field: Block = {"type": "external_select", "action_id": option.name, "min_query_length": 0}
    return field | ({"initial_option": offered([Choice(value, (value,))])[0]} if 0 < len(value) <= VALUE else {})


def offered(choices: Sequence[Choice]) -> list[Block]:
    """Choices as Slack takes them: values of at most 150 characters, and a hundred of them."""
    fit = [choice for choice in choices if 0 < len(choice.value) <= VALUE]
    return [{"text": plain(choice.names[0], LABEL), "value": choice.value} for choice in fit[:OPTIONS]]


def option_of(command: Command, name: str) -> Option | None:
    """The option of that name."""
    return next((option for option in command.options if option.name == name), None)


def _select(option: Option, value: str, words: Words) -> Block:
    said = [Choice(choice.value, (words.say(choice.names[0]),)) for choice in option.choices]
    made = offered(said)
    select: Block = {"type": "static_select", "action_id": option.name, "options": made}
    chosen = next((one for one in made if one["value"] == value), None)
    return select | ({"initial_option": chosen} if chosen is not None else {})


def _text_input(option: Option, value: str) -> Block:
    text: Block = {"type": "plain_text_input", "action_id": option.name, "max_length": TEXT}
    return text | ({"initial_value": clip(value, TEXT)} if value else {})


def filled(view: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """What a sent form says: its private metadata, and the value of each option that was filled in."""
    metadata = json.loads(view.get("private_metadata") or "{}")
    values = {}
    for name, block in (view.get("state") or {}).get("values", {}).items():
        element = block.get(name) or {}
        value = (element.get("selected_option") or {}).get("value") or element.get("value") or ""
        if str(value).strip():
            values[name] = str(value).strip()
    return metadata, values


def complaints(command: Command, values: dict[str, str], words: Words) -> dict[str, str]:
    """What cannot be understood in a form, by option."""
    return {
        option.name: words.say(WRONG[option.kind])
        for option in command.options
        if option.kind in PATTERNS
        and option.name in values
        and not PATTERNS[option.kind].fullmatch(values[option.name])
    }
