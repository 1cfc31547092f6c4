"""The app's Home tab: the product's cards for it, under each other."""

from collections.abc import Sequence

from bot.cards import Card
from bot.slack.markup import to_blocks
from bot.slack.text import Block

BLOCKS, CARDS = 100, 8
DIVIDER: Block = {"type": "divider"}


def home_view(cards: Sequence[Card]) -> Block:
    """The cards under each other; what is beyond Slack's hundred blocks is left out card by card."""
    blocks: list[Block] = []
    for number, card in enumerate(cards[:CARDS]):
        made = [_apart(block, number) for block in to_blocks(card)]
        if len(blocks) + len(made) + 1 > BLOCKS:
            break
        blocks += [DIVIDER, *made] if blocks else made
    return {"type": "home", "blocks": blocks}


def _apart(block: Block, number: int) -> Block:
    """Rows of buttons of different cards may hold the same acts: they differ by their block's id."""
    return block | {"block_id": f"card-{number}"} if block["type"] == "actions" else block
