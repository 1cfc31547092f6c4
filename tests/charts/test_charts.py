"""Charts are drawn whatever the figures and names are."""

import asyncio
import struct
from datetime import date

import pytest

from bot.charts import MOST, Point, Series, draw
from watchers.claims import Figure, Qualifier

UNTIL = date(2025, 11, 1)
ABOUT = Figure(600, 600, Qualifier.ABOUT)
BETWEEN = Figure(800, 1200, Qualifier.RANGE)


def size_of(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return int(width), int(height)


@pytest.mark.parametrize("figure", [ABOUT, BETWEEN, Figure(3000, None), Figure(None, 300), Figure(0, 0)])
def test_every_kind_of_figure_is_drawn(figure: Figure) -> None:
    png = draw((Series("NIS", (Point(date(2025, 1, 13), figure),)),), "killed", UNTIL)
    assert png.startswith(b"\x89PNG")
    assert size_of(png) == (880, 550)


@pytest.mark.parametrize("name", ["_hidden", "$\\frac{1", "", "Зеленський", "a" * 80])
def test_a_name_is_never_taken_for_markup_of_the_library(name: str) -> None:
    assert draw((Series(name, (Point(date(2025, 1, 13), ABOUT),)),), "killed $x", UNTIL).startswith(b"\x89PNG")


def test_more_claimants_than_markers_are_cut_to_those_that_can_be_told_apart() -> None:
    many = tuple(Series(f"c{n}", (Point(date(2025, 1, 1 + n), ABOUT),)) for n in range(MOST + 5))
    assert draw(many, "killed", UNTIL) == draw(many[:MOST], "killed", UNTIL)


async def test_charts_drawn_in_threads_do_not_disturb_each_other() -> None:
    series = (Series("NIS", (Point(date(2025, 1, 13), BETWEEN),)),)
    titles = ["killed", "wounded", "captured"]
    alone = [draw(series, title, UNTIL) for title in titles]
    draw.cache_clear()
    together = await asyncio.gather(*(asyncio.to_thread(draw, series, title, UNTIL) for title in titles))
    assert together == alone
    assert len(set(together)) == 3
