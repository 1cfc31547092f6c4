"""Cards as Block Kit. Foreign text stands in plain_text and rich_text only, where Slack looks for nothing in it."""

import re
import unicodedata
from functools import singledispatch

from bot.cards import Button, Card, Fact, Facts, Link, Mention, Paragraph, Part, Quote, Referent, Style, Table
from bot.slack.messages import BLOCKS, FALLBACK_CHARACTERS, Chart, Message, fitting
from bot.slack.text import Block, address, fallback, inert, link, plain, within
from bot.text import clean, clip

TITLE, PARAGRAPH, LABEL, ACT = 150, 2_900, 75, 255
FIELDS, BUTTONS, ROWS = 10, 25, 40
ID = re.compile(r"[A-Z][A-Z0-9]+")
STYLES = {Style.GOOD: "primary", Style.BAD: "danger"}


def to_message(card: Card) -> Message:
    """The card as one message."""
    chart = None if card.chart is None else Chart(card.chart.png, clean(card.chart.alt))
    return Message(to_text(card), to_blocks(card), chart)


def to_text(card: Card) -> str:
    """What notifications and screen readers give: title and summary, once where they are the same."""
    spoken = [card.title.strip(), card.summary.strip()]
    if spoken[1].startswith(spoken[0]) or not spoken[0]:
        spoken = spoken[1:]
    joined = " ".join(part if part.endswith((".", "!", "?", "…")) else f"{part}." for part in spoken if part)
    return fallback(joined, FALLBACK_CHARACTERS)


def to_blocks(card: Card, most: int = BLOCKS - 2) -> tuple[Block, ...]:
    """The card's blocks, room left for a chart and a mention; what does not fit is cut from the end of its parts."""
    blocks: list[Block] = []
    if card.title.strip():
        blocks.append({"type": "header", "text": plain(card.title, TITLE)})
    if card.summary.strip() and card.summary != card.title:
        blocks.append({"type": "section", "text": plain(card.summary, PARAGRAPH)})
    for part in card.parts:
        blocks += part_blocks(part)
    if card.link is not None:
        blocks.append(_rich(_linked(card.link)))
    end: list[Block] = [_context(card.footer)] if card.footer.strip() else []
    if card.buttons:
        end.append(actions(card.buttons))
    return (*fitting(blocks, most - len(end), end), *end)


def actions(buttons: tuple[Button, ...]) -> Block:
    """A row of buttons; each carries what it does as its action id and value."""
    return {"type": "actions", "elements": [_button(button) for button in buttons[:BUTTONS]]}


def _button(button: Button) -> Block:
    made: Block = {
        "type": "button",
        "action_id": button.act[:ACT],
        "value": button.act,
        "text": plain(button.label, LABEL),
    }
    return made | ({"style": STYLES[button.style]} if button.style in STYLES else {})


@singledispatch
def part_blocks(part: Part) -> list[Block]:
    """The blocks of one part of a card."""
    raise TypeError(f"no markup for {type(part).__name__}")


@part_blocks.register
def _(part: Paragraph) -> list[Block]:
    return [{"type": "section", "text": plain(part.text, PARAGRAPH)}] if part.text.strip() else []


@part_blocks.register
def _(part: Facts) -> list[Block]:
    heading: list[Block] = [_rich(_text(clip(clean(part.heading), TITLE), bold=True))] if part.heading.strip() else []
    groups = [part.facts[start : start + FIELDS] for start in range(0, len(part.facts), FIELDS)]
    return heading + [{"type": "section", "fields": [_field(fact) for fact in group]} for group in groups]


def _field(fact: Fact) -> Block:
    """Name and value; both are made inert, since a field with a bold name has to be mrkdwn."""
    name = within(fact.name.strip().replace("\n", " ") or "–", 200, inert)
    about = [_mention(shown) for shown in fact.about]
    value = " · ".join(text for text in (*about, within(fact.value.strip(), 900, inert)) if text) or "–"
    if fact.link is not None and len(fact.link.url) <= 500:
        value += "\n" + link(fact.link.url, clip(fact.link.label.strip() or "link", 50))
    return {"type": "mrkdwn", "text": f"*{name}*\n{value}", "verbatim": True}


def _mention(shown: Mention) -> str:
    """A name that Slack looks up; only answers that one person sees hold one, so it notifies nobody."""
    sign = "@" if shown.kind is Referent.PERSON else "#"
    return f"<{sign}{shown.id}>" if ID.fullmatch(shown.id) else within(shown.id, 200, inert)


@part_blocks.register
def _(part: Quote) -> list[Block]:
    """The sentence as a quotation with its figure in bold, then where it stands."""
    sentence = part.sentence[:PARAGRAPH]
    pieces = [
        _text(clean(sentence[: part.start])),
        _text(clean(sentence[part.start : part.end]), bold=True),
        _text(clean(sentence[part.end :])),
    ]
    quoted = [piece for piece in pieces if piece["text"]] or [_text("–")]
    below: list[Block] = [] if part.source is None else [_linked(part.source)]
    if part.note.strip():
        below.append(_text((" · " if below else "") + clip(clean(part.note), 500)))
    block: Block = {"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": quoted}]}
    return [block, _rich(*below)] if below else [block]


@part_blocks.register
def _(part: Table) -> list[Block]:
    rows = [part.head, *part.rows[:ROWS]]
    text = clip("\n".join(_aligned([tuple(clip(clean(cell), 40) for cell in row) for row in rows])), PARAGRAPH)
    more = [] if len(part.rows) <= ROWS else [_context(f"… +{len(part.rows) - ROWS}")]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [_text(text or "–")]}]},
        *more,
    ]


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    """Rows with their cells under each other, wide letters counted twice."""
    columns = max(len(row) for row in rows)
    filled = [(*row, *[""] * (columns - len(row))) for row in rows]
    widths = [max(_width(row[column]) for row in filled) for column in range(columns)]
    padded = [[cell + " " * (widths[at] - _width(cell)) for at, cell in enumerate(row)] for row in filled]
    return ["  ".join(row).rstrip() for row in padded]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)


def _context(text: str) -> Block:
    return {"type": "context", "elements": [plain(text, PARAGRAPH)]}


def _rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def _text(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def _linked(link: Link) -> Block:
    """A link, or its label alone when its address may not be linked."""
    url, label = address(link.url), clip(clean(link.label).replace("\n", " ").strip(), 300)
    if url is None:
        return _text(label or "–")
    return {"type": "link", "url": url, "text": label or url}
