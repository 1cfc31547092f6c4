"""The commands that only admins may use, and those that show what they set."""

from bot.administration.channels import Channels
from bot.administration.feeds import Feeds
from bot.administration.keywords import KeywordRules
from bot.administration.ledger import LedgerActs
from bot.answers.settings import RHYTHMS
from bot.arguments import (
    YES_NO,
    claimant_option,
    date_option,
    language_option,
    metric_option,
    suggest_zones,
    to_claimant,
    to_date,
    to_figure,
    to_metric,
    to_number,
)
from bot.cards import Card
from bot.commands import Asker, Choice, Command, Option, OptionKind, Suggest, Values
from bot.context import Context
from bot.i18n import mark
from bot.member_commands import Run, choice_options, plain
from bot.reports import Reports
from watchers.claims import Metric
from watchers.ledger.acts import Dismissal

LONGEST_REPLAY = 365
DISMISSALS = {Dismissal.FALSE: mark("false itself"), Dismissal.MISREAD: mark("misread by us")}
REASON = Option(name="reason", description=mark("Why; it is kept in the audit log"), required=True)
SHARED = Option(
    name="shared",
    description=mark("For operators: change the shared ledger"),
    kind=OptionKind.CHOICE,
    choices=YES_NO[:1],
)


def admin_commands(
    context: Context, reports: Reports, channels: Channels, keywords: KeywordRules, feeds: Feeds, ledger: LedgerActs
) -> tuple[Command, ...]:
    """What admins do."""
    return (
        *_alert_commands(context, channels),
        *_keyword_commands(keywords),
        *_feed_commands(feeds),
        *_ledger_commands(context, ledger),
        Command(name="audit", description=mark("Who changed what here"), run=plain(reports.audit), admin=True),
    )


def _alert_commands(context: Context, channels: Channels) -> tuple[Command, ...]:
    async def here(asker: Asker, values: Values) -> Card:
        return await channels.here(asker, values.get("language", ""))

    async def pause(asker: Asker, _: Values) -> Card:
        return await channels.pause(asker, paused=True)

    async def resume(asker: Asker, _: Values) -> Card:
        return await channels.pause(asker, paused=False)

    async def replay(asker: Asker, values: Values) -> Card:
        return await channels.replay(asker, to_number(values, "days", LONGEST_REPLAY) or 30, values)

    days = Option(name="days", description=mark("How many days back"), kind=OptionKind.NUMBER, required=True)
    language = language_option("language", mark("Language of the alerts"))
    replayed = (*choice_options(context), _yes_no("confirmed", mark("Only confirmed ones")))
    return (
        _admin("alerts here", mark("This channel gets alerts"), here, language, posts=True),
        _admin("alerts off", mark("This channel gets no alerts"), plain(channels.off)),
        _admin("alerts list", mark("The channels that get alerts, and their settings"), plain(channels.list)),
        _admin("alerts set", mark("What this channel is told"), channels.set, *_setting_options(context)),
        _admin("alerts pause", mark("No alerts here for now; the settings stay"), pause),
        _admin("alerts resume", mark("Alerts here again"), resume, posts=True),
        _admin("alerts test", mark("A sample alert"), plain(channels.test), public=True),
        _admin("replay", mark("What other settings would have told"), replay, days, *replayed),
    )


def _setting_options(context: Context) -> tuple[Option, ...]:
    rhythms = tuple(Choice(rhythm, (name, rhythm)) for rhythm, name in RHYTHMS.items())
    return (
        *choice_options(context),
        _yes_no("confirmed", mark("Only confirmed ones")),
        Option(name="mention", description=mark("Role to mention, or none"), kind=OptionKind.WORD),
        Option(name="quiet", description=mark("Quiet hours: 22:00-07:00, or none"), kind=OptionKind.WORD),
        Option(name="zone", description=mark("Time zone"), kind=OptionKind.WORD, suggest=suggest_zones),
        Option(
            name="digest", description=mark("At once, or a digest"), kind=OptionKind.CHOICE, choices=rhythms
        ),
        _yes_no("thread", mark("A thread for follow-ups")),
        language_option("language", mark("Language of the alerts")),
    )  # fmt: skip


def _keyword_commands(keywords: KeywordRules) -> tuple[Command, ...]:
    async def add(asker: Asker, values: Values) -> Card:
        return await keywords.add(asker, values["rule"])

    async def remove(asker: Asker, values: Values) -> Card:
        return await keywords.remove(asker, values["rule"])

    async def test(asker: Asker, values: Values) -> Card:
        return await keywords.test(asker, values["rule"])

    rule = Option(name="rule", description=mark("north korea | dprk + killed | wounded -exercise"), required=True)
    known = Option(name="rule", description=mark("One of the rules"), required=True, suggest=keywords.suggest)
    return (
        _admin("keywords list", mark("The rules that choose articles"), plain(keywords.list)),
        _admin("keywords add", mark("Add a rule: | or, + and, - not"), add, rule),
        _admin("keywords remove", mark("Remove a rule"), remove, known),
        _admin("keywords test", mark("What a rule would have matched"), test, rule),
    )


def _feed_commands(feeds: Feeds) -> tuple[Command, ...]:
    async def add(asker: Asker, values: Values) -> Card:
        return await feeds.add(asker, values["feed"])

    async def test(asker: Asker, values: Values) -> Card:
        return await feeds.test(asker, values["feed"])

    async def remove(asker: Asker, values: Values) -> Card:
        return await feeds.remove(asker, values["feed"])

    async def pause(asker: Asker, values: Values) -> Card:
        return await feeds.pause(asker, values["feed"], paused=True)

    async def resume(asker: Asker, values: Values) -> Card:
        return await feeds.pause(asker, values["feed"], paused=False)

    async def bring_in(asker: Asker, values: Values) -> Card:
        return await feeds.bring_in(asker, values["opml"])

    address = _feed(None)
    own = _feed(feeds.suggest)
    opml = Option(name="opml", description=mark("Address of an OPML list, or its text"), required=True)
    return (
        Command(name="feeds list", description=mark("The feeds that are read here"), run=plain(feeds.list)),
        _admin("feeds add", mark("Fetch a feed and add it"), add, address),
        _admin("feeds remove", mark("Stop reading a feed"), remove, own),
        _admin("feeds pause", mark("Do not read a feed for now"), pause, own),
        _admin("feeds resume", mark("Read a feed again"), resume, own),
        _admin("feeds test", mark("Fetch a feed and show it"), test, address),
        _admin("feeds import", mark("Add the feeds of an OPML list"), bring_in, opml),
        Command(name="feeds export", description=mark("The feeds as OPML"), run=plain(feeds.export)),
    )


def _ledger_commands(context: Context, ledger: LedgerActs) -> tuple[Command, ...]:
    voices = context.voices

    async def confirm(asker: Asker, values: Values) -> Card:
        return await ledger.confirm(asker, values["change"], values["reason"], shared=_shared(values))

    async def dismiss(asker: Asker, values: Values) -> Card:
        why = Dismissal(values.get("because", Dismissal.FALSE.value))
        return await ledger.dismiss(asker, values["change"], values["reason"], why, shared=_shared(values))

    async def undo(asker: Asker, values: Values) -> Card:
        return await ledger.undo(asker, values["change"], values["reason"], shared=_shared(values))

    async def set_by_hand(asker: Asker, values: Values) -> Card:
        return await ledger.set(
            asker, to_metric(values) or Metric.KILLED, to_claimant(values, voices), to_figure(values["figure"]),
            to_date(values, "as_of"), values["source"], values["reason"], shared=_shared(values),
        )  # fmt: skip

    change = Option(
        name="change", description=mark("The change, by its headline or number"), kind=OptionKind.WORD,
        required=True, suggest=ledger.suggest,
    )  # fmt: skip
    because = Option(
        name="because", description=mark("Misread by us, or false itself"), kind=OptionKind.CHOICE,
        choices=tuple(Choice(why.value, (name, why.value)) for why, name in DISMISSALS.items()),
    )  # fmt: skip
    figure = Option(name="figure", description=mark("600, about 600, at least 3000, 1000-3000"), required=True)
    source = Option(name="source", description=mark("Where the figure stands"), required=True)
    settable = (metric_option(required=True), claimant_option(voices, required=True), figure, source, REASON)
    return (
        Command(name="baseline show", description=mark("The figures that we start from"), run=plain(ledger.show)),
        _admin("baseline confirm", mark("Adopt a change"), confirm, change, REASON, SHARED),
        _admin("baseline dismiss", mark("Dismiss a change"), dismiss, change, REASON, because, SHARED),
        _admin("baseline undo", mark("Take back what last happened to a change"), undo, change, REASON, SHARED),
        _admin(
            "baseline set", mark("Let a figure stand by hand"), set_by_hand, *settable,
            date_option("as_of", mark("The day for which it holds; today if left out")), SHARED,
        ),
    )  # fmt: skip


def _admin(
    name: str, description: str, run: Run, *options: Option, public: bool = False, posts: bool = False
) -> Command:
    return Command(name=name, description=description, run=run, options=options, admin=True, public=public, posts=posts)


def _yes_no(name: str, description: str) -> Option:
    return Option(name=name, description=description, kind=OptionKind.CHOICE, choices=YES_NO)


def _feed(suggest: Suggest | None) -> Option:
    description = mark("The feed's address")
    return Option(name="feed", description=description, kind=OptionKind.WORD, required=True, suggest=suggest)


def _shared(values: Values) -> bool:
    return values.get("shared") == "yes"
