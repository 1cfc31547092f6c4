"""The card of one alert, of its evidence, and the line that stands for it in digests."""

from collections.abc import Sequence

from bot.cards import Button, Card, Fact, Facts, Link, Part, Quote, Style, Tone
from bot.i18n import mark
from bot.voice import Voice
from watchers.alerts import Alert, Source
from watchers.ledger.values import Kind, State

QUOTES = 8
PREFIXES = {
    State.HELD: mark("Unconfirmed"),
    State.DISMISSED: mark("Dismissed"),
    State.RETRACTED: mark("Retracted"),
}
TONES = {
    State.ADOPTED: Tone.CONFIRMED,
    State.HELD: Tone.HELD,
    State.DISMISSED: Tone.RETRACTED,
    State.RETRACTED: Tone.RETRACTED,
}


def headline(alert: Alert, voice: Voice) -> str:
    """One line: "NIS: killed, about 600 → about 2,000 (+1,400)"."""
    say, figure = voice.words.say, voice.figure(alert.figure)
    what = {"who": voice.short(alert.claimant), "metric": voice.metric(alert.metric), "figure": figure}
    if alert.kind is Kind.ADDITION:
        line = say("{who}: {metric}, another {figure}", **what)
    elif alert.kind is Kind.PLANNED:
        line = say("{who}: {figure} planned", **what)
    elif alert.previous is None:
        line = say("{who}: {metric}, {figure} (first figure)", **what)
    else:
        before, moved = voice.figure(alert.previous), voice.difference(alert.figure, alert.previous)
        line = say("{who}: {metric}, {before} → {figure} ({moved})", **what, before=before, moved=moved)
    return f"{say(PREFIXES[alert.state])} · {line}" if alert.state in PREFIXES else line


def alert_card(alert: Alert, voice: Voice, *, late: bool = False, repeated: bool = False) -> Card:
    """Everything a channel is told of a change."""
    say = voice.words.say
    notes = [say("From {day}.", day=voice.words.day(alert.at.date()))] if late else []
    notes += [say("This may be a repetition: nobody can tell whether it arrived before.")] if repeated else []
    first = alert.sources[0] if alert.sources else None
    return Card(
        title=headline(alert, voice),
        summary=" ".join([*notes, _summary(alert, voice)]),
        parts=(_facts(alert, voice), *([_quote(first, voice)] if first else []), *_others(alert, voice)),
        footer=say("Change {change}", change=alert.change),
        tone=TONES.get(alert.state, Tone.DOWN if alert.kind is Kind.DOWN else Tone.UP),
        buttons=buttons(alert, voice),
    )


def evidence_card(alert: Alert, voice: Voice, why: dict[str, str]) -> Card:
    """The sentences that carry a change, and why the first was read so."""
    say = voice.words.say
    quotes: tuple[Part, ...] = tuple(_quote(source, voice) for source in alert.sources[:QUOTES])
    reasons = tuple(Fact(say(FIELDS[key]), value) for key, value in why.items() if key in FIELDS and value)
    left = len(alert.sources) - QUOTES
    return Card(
        title=say("Evidence: {headline}", headline=headline(alert, voice)),
        summary=_carried(alert, voice) if quotes else say("No article carries it any more."),
        parts=(*quotes, *([Facts(reasons, say("Why it was read so"))] if reasons else [])),
        footer=say("Change {change}", change=alert.change) + (f" · +{left}" if left > 0 else ""),
        tone=TONES.get(alert.state, Tone.NEUTRAL),
    )


def recent_card(alerts: Sequence[Alert], voice: Voice) -> Card:
    """The newest alerts, one line each."""
    say = voice.words.say
    if not alerts:
        return Card(title=say("Recent alerts"), summary=say("No alert has been told yet."))
    lines = tuple(alert_line(alert, voice) for alert in alerts)
    return Card(title=say("Recent alerts"), summary=lines[0].name, parts=(Facts(lines),))


def alert_line(alert: Alert, voice: Voice) -> Fact:
    """The line that stands for an alert where there are several."""
    said = voice.words.say(
        "as of {day}, {state}", day=voice.words.day(alert.as_of), state=voice.state(alert.state, alert.hold)
    )
    source = next((source for source in alert.sources if source.url), None)
    link = Link(source.outlet, source.url) if source else None
    return Fact(headline(alert, voice), said, link)


FIELDS = {
    "metric": mark("Metric"),
    "subject": mark("Whose troops"),
    "bounds": mark("Bounds"),
    "scope": mark("Scope"),
    "tense": mark("Tense"),
    "claimant": mark("Claimant"),
}


def buttons(alert: Alert, voice: Voice) -> tuple[Button, ...]:
    """What can be done with an alert as it stands; whoever may not is told so."""
    say, change = voice.words.say, alert.change
    shown = [
        Button(f"evidence:{change}", say("Evidence")),
        Button(f"history:{alert.metric.value}.{alert.claimant}", say("History")),
    ]
    if alert.state.is_open:
        shown.append(Button(f"confirm:{change}", say("Confirm"), Style.GOOD))
    if alert.state is not State.DISMISSED:
        shown.append(Button(f"dismiss:{change}", say("Dismiss"), Style.BAD))
    if alert.state in {State.ADOPTED, State.DISMISSED}:
        shown.append(Button(f"undo:{change}", say("Undo")))
    return tuple(shown)


def _summary(alert: Alert, voice: Voice) -> str:
    """Who, what and when in a sentence that stands alone."""
    text = voice.words.say(
        "{who}, as of {day}: {metric} {figure}.",
        who=voice.who(alert.claimant),
        day=voice.words.day(alert.as_of),
        metric=voice.metric(alert.metric),
        figure=voice.figure(alert.figure),
    )
    return f"{text} {_carried(alert, voice)}"


def _carried(alert: Alert, voice: Voice) -> str:
    return voice.words.count(
        "Carried by {number} independent outlet.", "Carried by {number} independent outlets.", alert.outlets
    )


def _facts(alert: Alert, voice: Voice) -> Facts:
    say, day = voice.words.say, voice.words.day
    names = list(dict.fromkeys(source.outlet for source in alert.sources if source.outlet))
    outlets = voice.words.number(alert.outlets) + (f" ({', '.join(names[:5])})" if names else "")
    facts = [
        Fact(say("Claimant"), voice.who(alert.claimant)),
        Fact(say("As of"), day(alert.as_of)),
        Fact(say("Kind"), voice.kind(alert.kind)),
        Fact(say("State"), voice.state(alert.state, alert.hold)),
        Fact(say("Independent outlets"), outlets),
    ]
    if alert.previous is not None and alert.previous_as_of is not None:
        before = say("{figure} ({day})", figure=voice.figure(alert.previous), day=day(alert.previous_as_of))
        facts.append(Fact(say("Before"), before))
    return Facts(tuple(facts))


def _quote(source: Source, voice: Voice) -> Quote:
    link = Link(source.title or source.outlet, source.url) if source.url else None
    note = f"{source.outlet}, {voice.words.day(source.published.date())}"
    return Quote(source.sentence or source.title, source.start, source.end, link, note)


def _others(alert: Alert, voice: Voice) -> list[Facts]:
    say = voice.words.say
    facts = tuple(
        Fact(
            voice.short(other.claimant),
            say("{figure} ({day})", figure=voice.figure(other.figure), day=voice.words.day(other.as_of)),
        )
        for other in alert.others
    )
    return [Facts(facts, say("What others say"))] if facts else []
