"""The small chart of an alert: what the claimant said before and says now, beside what the others say."""

import asyncio
import json
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.cards import Picture
from bot.charts import SMALL, Point, Series, draw, hangul_font
from bot.platforms import Post, PostKind
from bot.voice import Voice, Voices
from watchers.alerts import Alert, from_json
from watchers.ledger.values import Kind

KEPT = 64


@dataclass(slots=True)
class AlertCharts:
    """Draws in a thread, each alert once for each language however many channels are told; the last few are kept."""

    voices: Voices
    _drawn: OrderedDict[tuple[str, str], Picture] = field(default_factory=OrderedDict)
    # A thousand channels are told at the same time: the first draws, the others wait for it.
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, post: Post) -> Picture | None:
        """The chart of a post about one alert, None where there is only one point to show."""
        if post.kind is not PostKind.CHANGE or post.plain:
            return None
        alert, voice = from_json(post.items[0].content), self.voices.of(post.place.locale)
        if voice.words.language == "ko" and hangul_font() is None:
            voice = self.voices.of("en")
        series = series_of(alert, voice)
        if sum(len(one.points) for one in series) < 2:
            return None
        key = (voice.words.language, json.dumps(post.items[0].content, sort_keys=True))
        async with self._drawing:
            if key not in self._drawn:
                self._drawn[key] = await _draw(alert, series, voice)
                if len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            return self._drawn[key]


def series_of(alert: Alert, voice: Voice) -> tuple[Series, ...]:
    """What is known from the alert itself: the claimant's two figures, then the others' by size."""
    points = [Point(alert.as_of, alert.figure)]
    is_total = alert.kind not in {Kind.ADDITION, Kind.PLANNED}
    if alert.previous is not None and alert.previous_as_of is not None and is_total:
        points.insert(0, Point(alert.previous_as_of, alert.previous))
    own = Series(voice.short(alert.claimant), tuple(sorted(points, key=lambda point: point.day)))
    others = sorted(alert.others, key=lambda other: -other.figure.number) if is_total else []
    return (own, *(Series(voice.short(one.claimant), (Point(one.as_of, one.figure),)) for one in others))


async def _draw(alert: Alert, series: tuple[Series, ...], voice: Voice) -> Picture:
    until = max(point.day for one in series for point in one.points)
    title = voice.metric(alert.metric)
    png = await asyncio.to_thread(draw, series, title, until, voice.words.number, SMALL)
    return Picture(png, voice.words.say("Chart of what each claimant has said over time: {metric}", metric=title))
