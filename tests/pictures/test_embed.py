"""The README's pictures are drawn from what the bot sends."""

import struct

from bot.cards import Button, Card, Fact, Facts, Link, Quote, Table
from bot.discord.markup import to_message
from tests.pictures.embed import WIDTH, Piece, draw_message, pieces


def test_our_markup_is_drawn_and_not_shown() -> None:
    drawn = pieces(r"**NIS** — about 2\*000 [wire\.example](https://wire.example/1)")
    assert "".join(piece.text for piece in drawn) == "NIS — about 2*000 wire.example"
    assert drawn[0] == Piece("NIS", bold=True)


async def test_every_part_of_a_card_is_drawn() -> None:
    card = Card(
        title="NIS: killed", summary="All of it", footer="f",
        parts=(
            Quote("About 600 dead.", 6, 9, Link("wire.example", "https://wire.example/1"), "30 April"),
            Facts((Fact("As of", "30 April"),)),
            Facts((Fact("HUR", "600"),), "What others say"),
            Table(("a", "b"), (("1", "2"),)),
        ),
        buttons=(Button("evidence:1", "Evidence"),),
    )  # fmt: skip
    png = draw_message(to_message(card))
    width, height = struct.unpack(">II", png[16:24])
    assert width == WIDTH
    assert 300 < height < 900
