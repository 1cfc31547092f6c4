"""The cards about what admins chose: channels, keywords, the record of their acts."""

from collections.abc import Sequence
from datetime import datetime

from bot.arguments import LANGUAGE_NAMES
from bot.cards import Card, Fact, Facts, Mention, Paragraph, Part, Referent, person
from bot.i18n import language_of, mark
from bot.voice import Voice
from watchers.claims import Metric
from watchers.store.tables.settings import AuditRow, ChannelRow

RHYTHMS = {"realtime": mark("at once"), "daily": mark("once a day"), "weekly": mark("once a week")}


def channel_words(channel: ChannelRow, voice: Voice) -> str:
    """A channel's choices in one text."""
    say, words = voice.words.say, voice.words
    metrics = ", ".join(voice.metric(Metric(metric)) for metric in channel.metrics)
    claimants = ", ".join(voice.short(claimant) for claimant in channel.claimants)
    texts = [
        say("paused") if channel.paused else "",
        say("stopped: {reason}", reason=channel.stopped) if channel.stopped else "",
        metrics or say("all metrics"),
        claimants or say("all claimants"),
        say("changes of {number} or more", number=words.number(channel.minimum_change))
        if channel.minimum_change
        else "",
        say("changes of {share} or more", share=words.percent(channel.minimum_percent / 100))
        if channel.minimum_percent
        else "",
        say("confirmed ones only") if channel.only_confirmed else "",
        say(RHYTHMS.get(channel.digest, RHYTHMS["realtime"])),
        say("quiet {start}–{end} {zone}", start=channel.quiet_from, end=channel.quiet_to, zone=channel.time_zone)
        if channel.quiet_from
        else "",
        say("role mentioned") if channel.mention_role else "",
        say("thread for follow-ups") if channel.thread else "",
        say("language {language}", language=LANGUAGE_NAMES[language_of(channel.locale)]),
    ]
    return "; ".join(text for text in texts if text)


def channels_card(channels: Sequence[ChannelRow], here: str, voice: Voice) -> Card:
    """Every channel with its choices; `here` is the address of the one asked from."""
    say = voice.words.say
    facts = tuple(
        Fact(say("this channel"), channel_words(channel, voice))
        if channel.address == here
        else Fact(say("channel"), channel_words(channel, voice), about=(Mention(Referent.CHANNEL, channel.address),))
        for channel in channels
    )
    if not facts:
        return Card(
            title=say("Alerts"), summary=say("No channel gets alerts yet. Use /alerts here in the one that shall.")
        )
    summary = voice.words.count("{number} channel gets alerts.", "{number} channels get alerts.", len(facts))
    return Card(title=say("Alerts"), summary=summary, parts=(Facts(facts),))


def audit_card(rows: Sequence[AuditRow], voice: Voice) -> Card:
    """Who changed what, newest first."""
    say = voice.words.say
    facts = tuple(
        Fact(
            f"{voice.words.moment(row.at)} · {row.act}",
            " · ".join(text for text in ("" if _in_channel(row) else row.subject, _details(row), row.reason) if text),
            about=(person(row.author), *([Mention(Referent.CHANNEL, row.subject)] if _in_channel(row) else [])),
        )
        for row in rows
    )
    summary = say("The newest acts of admins here.") if facts else say("No admin has changed anything here yet.")
    return Card(title=say("Audit"), summary=summary, parts=(Facts(facts),) if facts else ())


def _in_channel(row: AuditRow) -> bool:
    """Whether the act was done to a channel, which is then its subject."""
    return row.act.startswith("alerts ")


def _details(row: AuditRow) -> str:
    return ", ".join(f"{name}: {value}" for name, value in sorted(row.details.items()))


ABOUT = (
    mark(
        "The watchers poll feeds, keep the articles that match the keywords, read figures from their sentences in "
        "four languages, and compare each with the standing figure of the same claimant."
    ),
    mark(
        "A change is told at once. It is adopted when two independent stories carry it or an admin confirms it. "
        "Falls, jumps of more than fivefold and broken arithmetic are held as unconfirmed until then."
    ),
    mark(
        "Limits: what two outlets confirm is that the claimant says so, not that it is true. Pictures, audio and "
        "text behind a paywall are not read. No reader is always right: check the sentence and dismiss mistakes."
    ),
)
# What the reader reached by language on labelled passages that nobody worked on: news, and tersely or oddly told news.
# F1 of the figures worth telling: how many are found, and how many of what is found are right, in one number.
ACCURACY = {"en": (0.82, 0.46), "ko": (0.84, 0.65), "uk": (0.94, 0.75), "ru": (0.89, 0.61)}


def about_card(voice: Voice) -> Card:
    """The method and its limits."""
    say = voice.words.say
    measured = Facts(
        tuple(Fact(LANGUAGE_NAMES[language], _accuracy(*reached, voice)) for language, reached in ACCURACY.items()),
        say("Accuracy on labelled passages (F1; the README says how it was measured)"),
    )
    parts: tuple[Part, ...] = (*(Paragraph(say(text)) for text in ABOUT), measured)
    return Card(title=say("About"), summary=say("What this bot does, and how far to trust it."), parts=parts)


def _accuracy(plain: float, terse: float, voice: Voice) -> str:
    percent = voice.words.percent
    return voice.words.say("{plain}; where oddly or tersely told: {terse}", plain=percent(plain), terse=percent(terse))


def keywords_card(rules: Sequence[str], defaults: Sequence[str], voice: Voice) -> Card:
    """The rules that choose articles here."""
    say = voice.words.say
    if rules:
        summary = say("Only articles that match one of these rules count here.")
    else:
        summary = say("The default rules choose the articles; a rule added here takes their place.")
    listed = tuple(Fact(str(number), rule) for number, rule in enumerate(rules or defaults, 1))
    return Card(title=say("Keywords"), summary=summary, parts=(Facts(listed),))


def moment_or(at: datetime | None, voice: Voice) -> str:
    """A time, or that it never was."""
    return voice.words.moment(at) if at else voice.words.say("never")
