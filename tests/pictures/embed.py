"""Draws an embed as Discord shows it, near enough for the README: what is drawn is what our code sends."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
from PIL import Image, ImageChops, ImageDraw, ImageFont

from bot.discord.sender import DiscordMessage

PAPER, BOX, INK, DIM, LINK, CODE = "#313338", "#2b2d31", "#dbdee1", "#949ba4", "#00a8fc", "#1e1f22"
BUTTONS = {1: "#5865f2", 2: "#4e5058", 3: "#248046", 4: "#da373c"}
WIDTH, MARGIN, PAD, SIZE, LINE = 1040, 24, 26, 24, 36
FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"
_TOKENS = re.compile(
    r"\\(?P<sign>[^\w\s])|(?P<bold>\*\*)|\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<url>[^)]*)\)|(?P<char>.)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in one style."""

    text: str
    bold: bool = False
    colour: str = INK


def font(size: int, *, bold: bool = False, mono: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSansMono.ttf" if mono else "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(FONTS / name), size)


def pieces(markup: str, *, bold: bool = False, colour: str = INK) -> list[Piece]:
    """The words of a line of our markup, each with its style."""
    found: list[Piece] = []
    for token in _TOKENS.finditer(markup):
        if token["bold"]:
            bold = not bold
        elif token["label"] is not None:
            found.append(Piece(re.sub(r"\\(.)", r"\1", token["label"]), bold, LINK))
        else:
            found.append(Piece((token["sign"] or token["char"]).replace("\u200b", ""), bold, colour))
    return list(_words(found))


def _words(found: list[Piece]) -> Iterator[Piece]:
    """Join single letters to words, each with the space after it."""
    style, text = (False, INK), ""
    for piece in found:
        if (piece.bold, piece.colour) != style or text.endswith(" "):
            if text:
                yield Piece(text, *style)
            style, text = (piece.bold, piece.colour), ""
        if len(piece.text) > 1:
            yield from (Piece(word, piece.bold, piece.colour) for word in re.findall(r"\S+\s*", piece.text))
        else:
            text += piece.text
    if text:
        yield Piece(text, *style)


class Canvas:
    """A picture that grows downwards."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, 4000), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.y = MARGIN + PAD

    def write(self, words: list[Piece], left: int, right: int, size: int = SIZE) -> None:
        """Write words from `left`, breaking lines before `right`."""
        x, step = left, round(LINE * size / SIZE)
        for word in words:
            face = font(size, bold=word.bold)
            if x + face.getlength(word.text.rstrip()) > right and x > left:
                x, self.y = left, self.y + step
            self.draw.text((x, self.y), word.text, font=face, fill=word.colour)
            x += round(face.getlength(word.text))
        self.y += step


def draw_message(message: DiscordMessage) -> bytes:
    """Draw a message's first embed and its buttons as a PNG."""
    embed: dict[str, Any] = dict(message.embeds[0].to_dict())
    canvas, left, right = Canvas(), MARGIN + PAD, WIDTH - MARGIN - PAD
    canvas.write(pieces(str(embed["title"]), bold=True, colour="#ffffff"), left, right, 28)
    canvas.y += 6
    _description(canvas, str(embed.get("description", "")), left, right)
    _fields(canvas, embed.get("fields", []), left, right)
    for file in message.files:
        if file.filename == "chart.png":
            _chart(canvas, file.fp.read(), left, right)
    if "footer" in embed:
        canvas.y += 8
        canvas.write([Piece(word + " ", colour=DIM) for word in str(embed["footer"]["text"]).split()], left, right, 19)
    bottom = canvas.y + PAD - 10
    _frame(canvas, bottom, int(embed.get("color", 0)))
    canvas.y = bottom + 14
    _buttons(canvas, message)
    paper = io.BytesIO()
    canvas.image.crop((0, 0, WIDTH, canvas.y + MARGIN - 8)).save(paper, "PNG", optimize=True)
    return paper.getvalue()


def _description(canvas: Canvas, text: str, left: int, right: int) -> None:
    for part in re.split(r"(```\n.*?\n```)", text, flags=re.DOTALL):
        if part.startswith("```"):
            _code(canvas, part.strip("`\n").split("\n"), left, right)
            continue
        for line in part.strip("\n").split("\n"):
            if not line:
                canvas.y += LINE // 2
            elif line.startswith("> "):
                top = canvas.y
                canvas.write(pieces(line[2:]), left + 22, right)
                canvas.draw.rectangle((left, top, left + 6, canvas.y - 6), fill="#4e5058")
            else:
                canvas.write(pieces(line), left, right)


def _code(canvas: Canvas, lines: list[str], left: int, right: int) -> None:
    step = 29
    canvas.draw.rounded_rectangle((left, canvas.y, right, canvas.y + step * len(lines) + 20), 8, fill=CODE)
    for number, line in enumerate(lines):
        canvas.draw.text((left + 14, canvas.y + 8 + number * step), line, font=font(20, mono=True), fill=INK)
    canvas.y += step * len(lines) + 30


def _fields(canvas: Canvas, fields: list[dict[str, Any]], left: int, right: int) -> None:
    """Fields side by side, three in a row, as Discord lays them out on a wide screen."""
    width = (right - left) // 3
    while fields:
        inline = bool(fields[0].get("inline"))
        row: list[dict[str, Any]] = []
        while fields and len(row) < (3 if inline else 1) and bool(fields[0].get("inline")) == inline:
            row.append(fields[0])
            fields = fields[1:]
        top, deepest = canvas.y + 8, 0
        for column, field in enumerate(row):
            start = left + column * width
            end = start + width - 16 if inline else right
            canvas.y = top
            canvas.write(pieces(str(field["name"]), bold=True), start, end, 21)
            canvas.write(pieces(str(field["value"])), start, end, 22)
            deepest = max(deepest, canvas.y)
        canvas.y = deepest


def _chart(canvas: Canvas, png: bytes, left: int, right: int) -> None:
    chart = Image.open(io.BytesIO(png)).convert("RGB")
    chart = chart.resize((right - left, round(chart.height * (right - left) / chart.width)))
    canvas.image.paste(chart, (left, canvas.y + 12))
    canvas.y += chart.height + 22


def _frame(canvas: Canvas, bottom: int, colour: int) -> None:
    """Lay the box and its coloured edge under what was drawn."""
    under = Image.new("RGB", canvas.image.size, PAPER)
    draw = ImageDraw.Draw(under)
    draw.rounded_rectangle((MARGIN, MARGIN, WIDTH - MARGIN, bottom), 8, fill=BOX)
    draw.rectangle((MARGIN, MARGIN + 4, MARGIN + 7, bottom - 4), fill=f"#{colour:06x}")
    paper = Image.new("RGB", canvas.image.size, PAPER)
    drawn = ImageChops.difference(canvas.image, paper).convert("L").point([0, 0, 0] + [255] * 253)
    under.paste(canvas.image, mask=drawn)
    canvas.image, canvas.draw = under, ImageDraw.Draw(under)


def _buttons(canvas: Canvas, message: DiscordMessage) -> None:
    if message.view is None:
        return
    x, face = MARGIN, font(20, bold=True)
    for row in message.view.to_components():
        for button in row["components"]:
            width = round(face.getlength(button["label"])) + 44
            canvas.draw.rounded_rectangle((x, canvas.y, x + width, canvas.y + 46), 8, fill=BUTTONS[button["style"]])
            canvas.draw.text((x + 22, canvas.y + 11), button["label"], font=face, fill="#ffffff")
            x += width + 12
    canvas.y += 46
