"""A card for the terminal."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table as RichTable
from rich.text import Text

from bot.cards import Card, Facts, Link, Paragraph, Part, Quote, Table, Tone
from bot.text import clean

COLOURS = {
    Tone.NEUTRAL: "blue",
    Tone.UP: "red",
    Tone.DOWN: "cyan",
    Tone.HELD: "yellow",
    Tone.CONFIRMED: "green",
    Tone.RETRACTED: "magenta",
    Tone.MISTAKE: "red",
}


def to_panel(card: Card) -> RenderableType:
    """Draw a card as a frame with its title; links are written out, so that any terminal shows them."""
    summary = clean(card.summary)
    parts: list[RenderableType] = [Text(summary)] if summary and summary != clean(card.title) else []
    parts += [_part(part) for part in card.parts]
    if card.link is not None:
        parts.append(_link(card.link))
    if card.footer:
        parts.append(Text(clean(card.footer), style="dim"))
    return Panel(
        Group(*parts), title=Text(clean(card.title), style="bold"), title_align="left", border_style=COLOURS[card.tone]
    )


def _part(part: Part) -> RenderableType:
    match part:
        case Paragraph(text):
            return Text(clean(text))
        case Facts():
            return _facts(part)
        case Quote():
            return _quote(part)
        case Table():
            return _table(part)


def _facts(part: Facts) -> RenderableType:
    grid = RichTable.grid(padding=(0, 2))
    for fact in part.facts:
        value = Text(clean(" · ".join(text for text in (*(one.id for one in fact.about), fact.value) if text)))
        if fact.link is not None:
            value.append("  ").append_text(_link(fact.link))
        grid.add_row(Text(clean(fact.name), style="dim"), value)
    return Group(Text(clean(part.heading), style="bold"), grid) if part.heading else grid


def _quote(part: Quote) -> RenderableType:
    pieces = part.sentence[: part.start], part.sentence[part.start : part.end], part.sentence[part.end :]
    line = Text("“").append(clean(pieces[0]))
    line.append(clean(pieces[1]), style="bold black on yellow")
    line.append(clean(pieces[2])).append("”")
    if part.source is not None:
        line.append("\n").append_text(_link(part.source))
    if part.note:
        line.append(f"\n{clean(part.note)}", style="dim")
    return line


def _table(part: Table) -> RenderableType:
    table = RichTable(box=None, header_style="bold", padding=(0, 2, 0, 0))
    for head in part.head:
        table.add_column(Text(clean(head)))
    for row in part.rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    return table


def _link(link: Link) -> Text:
    return Text(f"{clean(link.label)} {clean(link.url)}".strip(), style="blue")
