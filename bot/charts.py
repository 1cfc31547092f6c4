"""Charts of figures over time, as PNGs for a phone: large letters, claimants told apart by marker and line style.

Drawing takes a tenth of a second and more: call `draw` in a thread. What was drawn lately is not drawn again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure as Drawing
from matplotlib.font_manager import fontManager
from matplotlib.ticker import FuncFormatter, MaxNLocator

from watchers.claims import Figure

PAPER, INK, GRID = "#ffffff", "#1f2328", "#d0d7de"
COLOURS = ("#0b5394", "#b45309", "#15803d", "#9d174d", "#5b21b6", "#374151", "#0e7490", "#92400e")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
LINES = ("-", "--", "-.", ":")
MOST = len(MARKERS)
LARGE, SMALL = (8.0, 5.0), (8.0, 3.6)
HANGUL = ("Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo", "UnDotum")


@dataclass(frozen=True, slots=True)
class Point:
    """A figure, and the day for which it holds."""

    day: date
    figure: Figure


@dataclass(frozen=True, slots=True)
class Series:
    """What one claimant has said over time, in the order of days."""

    name: str
    points: tuple[Point, ...]


@cache
def hangul_font() -> str | None:
    """The font of this machine that has Korean letters, None where there is none."""
    known = {font.name for font in fontManager.ttflist}
    return next((name for name in HANGUL if name in known), None)


@lru_cache(maxsize=64)
def draw(
    series: tuple[Series, ...],
    title: str,
    until: date,
    number: Callable[[int], str] = "{:,}".format,
    size: tuple[float, float] = LARGE,
) -> bytes:
    """Draw what each claimant says, from the first point to `until`; figures with two bounds as bands.

    `number` writes the numbers of the axis; `size` is in inches of 110 pixels.
    """
    drawing = Drawing(figsize=size, dpi=110, facecolor=PAPER, layout="constrained")
    axes = drawing.add_subplot()
    fonts = ["DejaVu Sans", *([hangul_font() or ""] if hangul_font() else [])]
    shown = [one for one in series if one.points][:MOST]
    for place, one in enumerate(shown):
        _draw_one(axes, one, place, until)
    _dress(axes, title, fonts, number)
    if shown:
        columns = 2 if len(shown) > 1 else 1
        legend = axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.6 / size[1]),
            ncols=columns,
            frameon=False,
            handlelength=3.5,
            prop={"family": fonts, "size": 13},
        )
        for text in legend.get_texts():
            text.set_color(INK)
    paper = BytesIO()
    FigureCanvasAgg(drawing)
    drawing.savefig(paper, format="png")
    return paper.getvalue()


def _draw_one(axes: Axes, series: Series, place: int, until: date) -> None:
    colour, marker, line = COLOURS[place], MARKERS[place], LINES[place % len(LINES)]
    days = [_since_1970(point.day) for point in series.points]
    numbers = [float(point.figure.number) for point in series.points]
    last = max(_since_1970(until), days[-1])
    axes.step([*days, last], [*numbers, numbers[-1]], where="post", color=colour, linestyle=line, linewidth=2)
    axes.plot(days, numbers, marker, color=colour, markersize=9, markeredgecolor=PAPER)
    axes.plot([], [], color=colour, marker=marker, linestyle=line, linewidth=2, markersize=9, label=_label(series))
    low = [float(_low(point.figure)) for point in series.points]
    high = [float(_high(point.figure)) for point in series.points]
    if low != high:
        axes.fill_between(
            [*days, last], [*low, low[-1]], [*high, high[-1]], step="post", color=colour, alpha=0.18, linewidth=0
        )
    for day, point in zip(days, series.points, strict=True):
        _open_bound(axes, day, point.figure, colour)


def _open_bound(axes: Axes, day: float, figure: Figure, colour: str) -> None:
    """A short arrow where a bound is open: up for "at least", down for "up to"."""
    if figure.low is not None and figure.high is not None:
        return
    way = 18 if figure.high is None else -18
    axes.annotate(
        "",
        xy=(day, figure.number),
        xytext=(0, way),
        textcoords="offset points",
        arrowprops={"arrowstyle": "<-", "color": colour, "linewidth": 1.5},
    )


def _dress(axes: Axes, title: str, fonts: list[str], number: Callable[[int], str]) -> None:
    axes.set_title(title.replace("$", r"\$"), loc="left", fontsize=16, color=INK, fontfamily=fonts)
    axes.set_facecolor(PAPER)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.8)
    axes.set_ylim(bottom=0, top=axes.get_ylim()[1] * 1.08)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(round(value))))
    axes.xaxis_date()
    locator = AutoDateLocator(maxticks=6)  # type: ignore[no-untyped-call]  # the library leaves it so
    axes.xaxis.set_major_locator(locator)
    formats = ["%Y", "%m.%Y", "%d.%m", "%H:%M", "%H:%M", "%S"]
    formatter = ConciseDateFormatter(locator, formats=formats, show_offset=False)  # type: ignore[no-untyped-call]  # as above
    axes.xaxis.set_major_formatter(formatter)
    axes.tick_params(colors=INK, labelsize=13, length=0, pad=8)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)


def _label(series: Series) -> str:
    """The name; a leading underscore would keep it out of the legend, and a dollar sign would start a formula."""
    return series.name.lstrip("_").replace("$", r"\$") or "–"


def _since_1970(day: date) -> float:
    """The day as the library counts it."""
    return float((day - date(1970, 1, 1)).days)


def _low(figure: Figure) -> int:
    return figure.number if figure.low is None else figure.low


def _high(figure: Figure) -> int:
    return figure.number if figure.high is None else figure.high
