"""A message as Slack takes it: blocks to look at, text to be read aloud, and a chart to be uploaded."""

import re
from dataclasses import dataclass, replace

from bot.slack.text import Block

MESSAGE_CHARACTERS = 11_000  # Slack refuses blocks near 13,200 characters in all, a limit that it does not document
BLOCKS = 50
FALLBACK_CHARACTERS = 3_000
GROUP = re.compile(r"S[A-Z0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture (PNG) and what it shows, in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one message shows. `text` is what notifications and screen readers give."""

    text: str
    blocks: tuple[Block, ...] = ()
    chart: Chart | None = None

    def arguments(self, chart_file: str = "") -> dict[str, object]:
        """The arguments of chat.postMessage and chat.update: nothing unfolds, nothing is looked for in the text."""
        blocks = [*self.blocks]
        if chart_file and self.chart is not None:
            place = next(
                (at for at, block in enumerate(blocks) if block["type"] in ("context", "actions")), len(blocks)
            )
            blocks.insert(place, picture(chart_file, self.chart.alt))
        return {"text": self.text, "blocks": blocks}


def mentioning(message: Message, group: str) -> Message:
    """`message` with a mention of the user group that the admins chose, of nobody else."""
    if not GROUP.fullmatch(group):
        return message
    mention = f"<!subteam^{group}>"
    if not message.blocks:
        return replace(message, text=f"{mention} {message.text}")
    first: Block = {"type": "section", "text": {"type": "mrkdwn", "text": mention}}
    return replace(message, blocks=(first, *message.blocks))


QUIETLY: dict[str, object] = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}


def picture(file: str, alt: str) -> Block:
    """A block that shows an uploaded file."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alt[:2000] or "chart"}


def characters(thing: object) -> int:
    """The characters of every string in a block, as Slack's undocumented limit seems to count them."""
    if isinstance(thing, str):
        return len(thing)
    if isinstance(thing, dict):
        return sum(characters(value) for value in thing.values())
    return sum(map(characters, thing)) if isinstance(thing, list) else 0


def fitting(blocks: list[Block], most: int, end: list[Block]) -> tuple[Block, ...]:
    """Those of `blocks`, from the start, that one message takes together with `end`."""
    room, kept = MESSAGE_CHARACTERS - characters(end), []
    for block in blocks[:most]:
        room -= characters(block)
        if room < 0:
            break
        kept.append(block)
    return tuple(kept)
