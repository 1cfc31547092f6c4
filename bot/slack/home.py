"""The app's Home tab: the product's cards for it under each other, and buttons for what is done from there."""

from collections.abc import Sequence

from bot.cards import Button, Card
from bot.commands import Command
from bot.slack.markup import actions, to_blocks
from bot.slack.text import Block

BLOCKS, CARDS = 100, 8
DIVIDER: Block = {"type": "divider"}
SHOWN = ("follow", "unfollow", "keywords list", "keywords add", "feeds list", "feeds add", "audit")


def home_buttons(commands: Sequence[Command], *, admin: bool) -> tuple[Button, ...]:
    """Buttons for the commands that make sense without a channel; those of admins for admins only."""
    known = {command.name: command for command in commands if admin or not command.admin}
    return tuple(Button(f"command:{name}", f"/{name}") for name in SHOWN if name in known)


def home_view(cards: Sequence[Card], buttons: tuple[Button, ...] = ()) -> Block:
    """The cards under each other; what is beyond Slack's hundred blocks is left out card by card."""
    blocks: list[Block] = [_apart(actions(buttons), "commands")] if buttons else []
    for number, card in enumerate(cards[:CARDS]):
        made = [_apart(block, f"card-{number}") for block in to_blocks(card)]
        if len(blocks) + len(made) + 1 > BLOCKS:
            break
        blocks += [DIVIDER, *made] if blocks else made
    return {"type": "home", "blocks": blocks}


def _apart(block: Block, name: str) -> Block:
    """Rows of buttons may hold the same acts: they differ by their block's id."""
    return block | {"block_id": name} if block["type"] == "actions" else block
