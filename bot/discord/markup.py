"""Cards as Discord embeds. Foreign text is escaped, cut to Discord's limits, and can link to nothing."""

import io
import re
import unicodedata
from datetime import datetime

import discord

from bot.cards import Button, Card, Fact, Facts, Link, Mention, Paragraph, Part, Quote, Referent, Style, Table, Tone
from bot.discord.buttons import ActButton
from bot.discord.sender import DiscordMessage
from bot.discord.text import cut, honest_label, one_line, safe_address, units, within
from bot.text import clean

TITLE, FIELDS, NAME, VALUE, FOOTER, LABEL, CONTENT = 250, 12, 200, 300, 300, 80, 1_900
DESCRIPTION, BESIDE_FIELDS = 4_000, 3_300
QUOTE, PARAGRAPH, HEADING, ALT, FIELD_ROOM = 600, 1_500, 100, 1_000, 1_600
BUTTONS, ROWS, INLINE = 25, 30, 60
COLOURS = {
    Tone.NEUTRAL: 0x5B6EE1,
    Tone.UP: 0xC0392B,
    Tone.DOWN: 0x2E86C1,
    Tone.HELD: 0xD4AC0D,
    Tone.CONFIRMED: 0x1E8449,
    Tone.RETRACTED: 0x7D3C98,
    Tone.MISTAKE: 0x7F8C8D,
}
STYLES = {
    Style.PLAIN: discord.ButtonStyle.secondary,
    Style.GOOD: discord.ButtonStyle.success,
    Style.BAD: discord.ButtonStyle.danger,
}
_MARKS = re.compile(r"([\\*_~|`<>\[\]()#])")
_LISTS = re.compile(r"(?m)^(\s*)([-+]|\d+)(?=[.)\s\-])")


def escape(text: str) -> str:
    """`text` cleaned, with nothing left that Discord would format, link, ping or turn into an emoji or a time."""
    escaped = _MARKS.sub(r"\\\1", clean(text))
    escaped = escaped.replace("@", "@\u200b").replace("://", ":\u200b//")
    return _LISTS.sub(_break_list, escaped)


def _break_list(found: re.Match[str]) -> str:
    sign = found[2]
    return found[1] + (f"\\{sign}" if not sign.isdigit() else f"{sign}\u200b")


def escape_line(text: str) -> str:
    """`text` escaped, in one line."""
    return escape(one_line(text))


def link(shown: Link) -> str:
    """A link with its label, or the label alone when its address may not be linked."""
    url = safe_address(shown.url)
    if url is None:
        return within(shown.label, 120, escape_line)
    label = within(honest_label(shown.label, url), 120, escape_line)
    return f"[{label}]({url.replace('(', '%28').replace(')', '%29')})"


def to_message(card: Card, *, marker: str = "", plain: bool = False, at: datetime | None = None) -> DiscordMessage:
    """The card as one message; `marker` stands in it so that it is found again. `plain`: as mere text."""
    if plain:
        return DiscordMessage(content=_plain(card, marker))
    files = [discord.File(io.BytesIO(one.data), filename=one.name) for one in card.files[:9]]
    if card.chart is not None:
        alt = cut(one_line(card.chart.alt), ALT)
        files.append(discord.File(io.BytesIO(card.chart.png), filename="chart.png", description=alt))
    return DiscordMessage(embeds=(to_embed(card, marker, at),), view=to_view(card.buttons), files=tuple(files))


def to_embed(card: Card, marker: str = "", at: datetime | None = None) -> discord.Embed:
    """The card as one embed, its texts together well under Discord's 6,000."""
    embed = discord.Embed(
        title=within(one_line(card.title), TITLE, escape_line), colour=COLOURS[card.tone], timestamp=at
    )
    fields = _fields(card)
    embed.description = _description(card, in_fields=bool(fields)) or None
    for name, value, inline in fields:
        embed.add_field(name=name, value=value, inline=inline)
    footer = " · ".join(part for part in (cut(one_line(card.footer), FOOTER), marker) if part)
    if footer:
        embed.set_footer(text=footer)
    if card.chart is not None:
        embed.set_image(url="attachment://chart.png")
    return embed


def to_view(buttons: tuple[Button, ...]) -> discord.ui.View | None:
    """The buttons; what they do is in their ids, so they work whoever made the message."""
    if not buttons:
        return None
    view = discord.ui.View(timeout=None)
    for button in buttons[:BUTTONS]:
        view.add_item(ActButton(button.act, cut(one_line(button.label), LABEL) or "–", STYLES[button.style]))
    return view


def _fields(card: Card) -> list[tuple[str, str, bool]]:
    """Name, value and whether it is short of the facts that stand side by side: those without heading and links.

    None where they are too many for that; then they are lines like the others.
    """
    facts = [fact for part in card.parts if isinstance(part, Facts) and not part.heading for fact in part.facts]
    made = [
        (within(fact.name, NAME, escape_line) or "–", _value(fact, linked=False) or "–", len(fact.value) <= INLINE)
        for fact in facts
    ]
    fits = sum(units(name) + units(value) for name, value, _ in made) <= FIELD_ROOM
    return made if fits and len(made) <= FIELDS and not any(fact.link for fact in facts) else []


def _description(card: Card, *, in_fields: bool) -> str:
    """All but the fields. Where that is too long with links, facts go without: each says more than its link."""
    most = BESIDE_FIELDS if in_fields else DESCRIPTION
    for linked in (True, False):
        lines = _body(card, in_fields=in_fields, linked=linked)
        if sum(units(line) + 1 for line in lines) <= most - 2:
            break
    return _fit(lines, most).lstrip("\n")


def _body(card: Card, *, in_fields: bool, linked: bool) -> list[str]:
    repeats_title = one_line(card.summary).startswith(one_line(card.title))
    lines = [] if repeats_title else [within(card.summary, PARAGRAPH, escape)]
    above: Part | None = None
    for part in card.parts:
        if not (isinstance(part, Facts) and not part.heading and in_fields):
            apart = "\n" if isinstance(part, Paragraph) and isinstance(above, Facts) else ""
            first, *rest = _lines(part, linked=linked) or [""]
            lines += [apart + first if first else "", *rest]
            above = part
    if card.link is not None:
        lines.append(link(card.link))
    return [line for line in lines if line]


def _fit(lines: list[str], most: int) -> str:
    """As many whole lines as there is room for: a line cut in two would break its own markup."""
    kept: list[str] = []
    room = most - 2
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)


def _lines(part: Part, *, linked: bool) -> list[str]:
    match part:
        case Paragraph():
            return [within(part.text, PARAGRAPH, escape)]
        case Quote():
            return _quote(part)
        case Table():
            return [_table(part)]
        case Facts():
            # A line of nothing before it sets a group apart from the one above.
            heading = [f"\n**{within(part.heading, HEADING, escape_line)}**"] if part.heading else []
            return [*heading, *(_fact(fact, linked=linked) for fact in part.facts)]


def _fact(fact: Fact, *, linked: bool) -> str:
    name, value = within(fact.name, NAME, escape_line) or "–", _value(fact, linked=linked)
    return f"**{name}** — {value}" if value else f"**{name}**"


def _value(fact: Fact, *, linked: bool) -> str:
    value = " · ".join(text for text in (*map(_mention, fact.about), within(fact.value, VALUE, escape)) if text)
    return f"{value} {link(fact.link)}".strip() if linked and fact.link is not None else value


def _mention(shown: Mention) -> str:
    """A name that Discord looks up, in an embed, where it notifies nobody; an id of no kind of its own as text."""
    sign = "@" if shown.kind is Referent.PERSON else "#"
    return f"<{sign}{shown.id}>" if shown.id.isdecimal() and shown.id.isascii() else within(shown.id, NAME, escape_line)


def _quote(part: Quote) -> list[str]:
    sentence, start, end = _around(part)
    before, figure, after = (escape_line_kept(text) for text in (sentence[:start], sentence[start:end], sentence[end:]))
    shown = f"> “{before}**{figure}**{after}”" if figure.strip() else f"> “{before}{after}”"
    source = [link(part.source)] if part.source is not None else []
    below = " · ".join([*source, *([within(part.note, 200, escape_line)] if part.note else [])])
    return [shown, f"> — {below}"] if below else [shown]


def escape_line_kept(text: str) -> str:
    """`text` escaped in one line, the spaces at its ends kept: a sentence is put together of such pieces."""
    return escape(re.sub(r"\s+", " ", clean(text)))


def _around(part: Quote) -> tuple[str, int, int]:
    """A long sentence cut around its figure."""
    sentence, start, end = part.sentence, part.start, part.end
    if not 0 <= start <= end <= len(sentence) or end - start > 100:
        start = end = 0
    half = QUOTE // 2
    first = 0 if len(sentence) <= QUOTE or start <= half else start - half
    last = min(len(sentence), max(first + QUOTE, end))
    lead, tail = "…" * (first > 0), "…" * (last < len(sentence))
    moved = len(lead) - first
    return lead + sentence[first:last] + tail, start + moved if end else 0, end + moved if end else 0


def _table(table: Table) -> str:
    """Columns in a code block, where nothing is formatted; a backtick would end it."""
    rows = [
        tuple(cut(one_line(cell).replace("`", "'"), 28) for cell in row) for row in (table.head, *table.rows[:ROWS])
    ]
    widths = [max(map(_columns, column)) for column in zip(*rows, strict=False)]
    lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]
    kept = _fit(lines, 1_800)
    return f"```\n{kept}\n```"


def _columns(text: str) -> int:
    """How many columns a text takes where every letter is as wide as another: Korean ones take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else not unicodedata.combining(char) for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _plain(card: Card, marker: str) -> str:
    source = next((part.source for part in card.parts if isinstance(part, Quote) and part.source), card.link)
    address = safe_address(source.url) if source is not None else None
    end = "\n".join(part for part in (f"<{address}>" if address else "", f"-# {marker}" if marker else "") if part)
    return f"{within(card.summary, CONTENT - units(end) - 1, escape)}\n{end}".strip()
