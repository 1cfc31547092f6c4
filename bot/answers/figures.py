"""The cards that answer members: standing figures, history, comparison. Pure: from the ledger's values to cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards import Card, Fact, Facts, Link, Paragraph, Part, Picture, Table
from bot.i18n import Words, mark
from bot.voice import Voice
from watchers.claims import Figure, Metric
from watchers.ledger.values import Change, Entry, Kind, Standing, State

CLAIMANTS, STEPS, BESIDE = 8, 12, 5
STALE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh the data is: the last good poll, and how many of the feeds fail."""

    now: datetime
    last_good: datetime | None
    feeds: int
    failing: int


@dataclass(frozen=True, slots=True)
class Said:
    """One claimant's figure of one metric, its figure in the baseline, and where it can be read."""

    claimant: str
    standing: Standing
    baseline: Figure | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A change that was told and does not stand, the claimant's figure in the baseline, and where it can be read."""

    change: Change
    baseline: Figure | None = None
    link: Link | None = None


def points_of(entry: Entry) -> tuple[Standing, ...]:
    """Every figure that stood, and the one that stands, in the order of their dates."""
    standing = () if entry.standing is None else (entry.standing,)
    return tuple(sorted((*entry.former, *standing), key=lambda known: known.as_of))


def standing_on(entry: Entry, day: date | None) -> Standing | None:
    """The figure that stood on a day, the present one without a day."""
    if day is None:
        return entry.standing
    return max((known for known in points_of(entry) if known.as_of <= day), key=lambda known: known.as_of, default=None)


def beside_of(entry: Entry) -> tuple[Change, ...]:
    """What was told and is no standing figure: changes still open, and plans and additions, which never are."""
    return tuple(
        change
        for change in entry.changes.values()
        if change.told
        and not change.closed
        and (change.state.is_open or (not change.is_total and change.state is State.ADOPTED))
    )


def freshness_line(fresh: Freshness, words: Words) -> str:
    """Say how fresh the data is; nothing read yet is said and not passed over."""
    if not fresh.feeds:
        return words.say("No feeds are read: only the baseline is known.")
    if fresh.last_good is None:
        return words.say("No feed has been read yet: only the baseline is known.")
    ago = words.ago(fresh.last_good, fresh.now)
    read = words.say("Feeds last read {ago}", ago=ago)
    if fresh.now - fresh.last_good > STALE:
        read = words.say("Careful, the feeds were last read {ago}", ago=ago)
    if not fresh.failing:
        return words.say("{read}; all of them answer.", read=read)
    share = words.say("{failing} of {all}", failing=words.number(fresh.failing), all=words.number(fresh.feeds))
    return words.say("{read}; {share} fail.", read=read, share=share)


def figures_card(
    said: Mapping[Metric, Sequence[Said]],
    beside: Mapping[Metric, Sequence[Told]],
    voice: Voice,
    fresh: Freshness,
    day: date | None,
    chart: Picture | None,
) -> Card:
    """The standing figures by metric: the range over claimants, each claimant's own, and what was told beside them."""
    words = voice.words
    title = words.say("Standing figures") if day is None else words.say("Figures on {date}", date=words.day(day))
    known = {metric: rows for metric, rows in said.items() if rows}
    shown = {metric: rows for metric, rows in said.items() if rows or beside.get(metric)}
    parts: list[Part] = [_metric_facts(metric, rows, beside.get(metric, ()), voice) for metric, rows in shown.items()]
    unknown = [voice.metric(metric) for metric in said if metric not in shown]
    if unknown:
        parts.append(Paragraph(words.say("Nobody has given a figure for: {metrics}.", metrics=", ".join(unknown))))
    ranges = [f"{voice.metric(metric)} {_range(rows, voice)}" for metric, rows in known.items()]
    return Card(
        title=title,
        summary="; ".join(ranges) or words.say("No figure is known."),
        parts=tuple(parts),
        footer=freshness_line(fresh, words),
        chart=chart,
    )


def history_card(
    metric: Metric,
    series: Mapping[str, Sequence[Standing]],
    beside: Sequence[Change],
    voice: Voice,
    fresh: Freshness,
    chart: Picture | None,
) -> Card:
    """What each claimant has said over time, newest first, as a short table under the chart."""
    words = voice.words
    title = words.say("History: {metric}", metric=voice.metric(metric))
    stood = [(known.as_of, who, voice.figure(known.figure)) for who, points in series.items() for known in points]
    told = [(change.as_of, change.claimant, _aside(change, voice)) for change in beside]
    rows = sorted([*stood, *told], key=lambda row: row[0], reverse=True)
    if not rows:
        empty = words.say("Nobody has given a figure for: {metrics}.", metrics=voice.metric(metric))
        return Card(title=title, summary=empty, footer=freshness_line(fresh, words))
    table = Table(
        (words.say("As of"), words.say("Who"), words.say("Figure")),
        tuple((words.day(as_of), voice.short(who), figure) for as_of, who, figure in rows[:STEPS]),
    )
    summary = words.count("{number} figure is known.", "{number} figures are known.", len(rows))
    return Card(
        title=title,
        summary=summary,
        parts=(table,),
        footer=freshness_line(fresh, words),
        chart=chart,
    )


def comparison_card(
    rows: Sequence[tuple[Metric, str, Standing | None, Standing | None]],
    voice: Voice,
    fresh: Freshness,
    first: date,
    second: date,
) -> Card:
    """Two days side by side; what was not known on one of them is called unknown."""
    words = voice.words
    title = words.say("{first} → {second}", first=words.day(first), second=words.day(second))
    facts = tuple(
        Fact(f"{voice.short(who)}: {voice.metric(metric)}", _compared(before, after, voice))
        for metric, who, before, after in rows
        if before is not None or after is not None
    )
    summary = words.count("{number} figure differs.", "{number} figures differ.", sum(b != a for _, _, b, a in rows))
    return Card(title=title, summary=summary, parts=(Facts(facts),), footer=freshness_line(fresh, words))


def _metric_facts(metric: Metric, rows: Sequence[Said], beside: Sequence[Told], voice: Voice) -> Facts:
    words = voice.words
    facts = [_said(one, voice) for one in rows[:CLAIMANTS]]
    if len(rows) > CLAIMANTS:
        facts.append(Fact(words.say("and {number} more", number=words.number(len(rows) - CLAIMANTS)), "…"))
    newest = sorted(beside, key=lambda told: told.change.as_of, reverse=True)
    facts += [_told(told, voice) for told in newest[:BESIDE]]
    heading = f"{voice.metric(metric)}: {_range(rows, voice)}" if rows else voice.metric(metric)
    return Facts(tuple(facts), heading)


ASIDES = {
    Kind.ADDITION: mark("addition"),
    Kind.PLANNED: mark("plan"),
    State.REPORTED: mark("reported"),
    State.CORROBORATED: mark("reported"),
    State.HELD: mark("unconfirmed"),
}


def _aside(change: Change, voice: Voice) -> str:
    """A figure that does not stand, and why: "about 900 (reported)"."""
    marks = [voice.words.say(ASIDES[key]) for key in (change.kind, change.state) if key in ASIDES]
    return f"{voice.figure(change.figure)} ({', '.join(marks)})"


def _said(one: Said, voice: Voice) -> Fact:
    words, known = voice.words, one.standing
    value = words.say("{figure}, {date}", figure=voice.figure(known.figure), date=words.day(known.as_of))
    if known.change:
        value = _since_baseline(value, known.figure, one.baseline, voice)
    else:
        value = words.say("{value} (baseline)", value=value)
    return Fact(voice.short(one.claimant), value, one.link)


def _told(told: Told, voice: Voice) -> Fact:
    words, change = voice.words, told.change
    value = words.say("{figure}, {date}", figure=_aside(change, voice), date=words.day(change.as_of))
    if change.is_total:
        value = _since_baseline(value, change.figure, told.baseline, voice)
    return Fact(voice.short(change.claimant), value, told.link)


def _since_baseline(value: str, figure: Figure, baseline: Figure | None, voice: Voice) -> str:
    if baseline is None:
        return value
    moved = voice.difference(figure, baseline)
    return voice.words.say("{value} ({change} since the baseline)", value=value, change=moved)


def _range(rows: Sequence[Said], voice: Voice) -> str:
    """From the lowest to the highest bound that anybody states; one figure in its own words."""
    figures = [one.standing.figure for one in rows]
    low = min(figure.number if figure.low is None else figure.low for figure in figures)
    high = max(figure.number if figure.high is None else figure.high for figure in figures)
    if low == high or len(figures) == 1:
        return voice.figure(figures[0])
    return voice.words.say("{low} to {high}", low=voice.words.number(low), high=voice.words.number(high))


def _compared(before: Standing | None, after: Standing | None, voice: Voice) -> str:
    unknown = voice.words.say("unknown")
    texts = [unknown if known is None else voice.figure(known.figure) for known in (before, after)]
    if before is None or after is None or before.figure == after.figure:
        return f"{texts[0]} → {texts[1]}"
    difference = voice.words.signed(after.figure.number - before.figure.number)
    return f"{texts[0]} → {texts[1]} ({difference})"
