"""The commands that everybody may use."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from bot.administration.channels import Channels
from bot.arguments import (
    claimant_option,
    date_option,
    metric_option,
    suggest_claimants,
    suggest_list,
    suggest_metrics,
    to_claimant,
    to_date,
    to_metric,
)
from bot.cards import Card
from bot.commands import Asker, Choice, Command, Option, OptionKind, Values
from bot.context import Context
from bot.explanations import Explanations
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.questions import Questions
from bot.reports import Reports
from watchers.claims import Metric

Run: TypeAlias = Callable[[Asker, Values], Awaitable[Card]]


def member_commands(
    context: Context, questions: Questions, reports: Reports, channels: Channels
) -> tuple[Command, ...]:
    """What members ask."""
    return (
        *_figure_commands(context, questions),
        *_report_commands(reports),
        *_follow_commands(context, channels),
    )


def _figure_commands(context: Context, questions: Questions) -> tuple[Command, ...]:
    voices = context.voices

    async def casualties(asker: Asker, values: Values) -> Card:
        return await questions.figures(asker, to_metric(values), to_claimant(values, voices), to_date(values, "as_of"))

    async def history(asker: Asker, values: Values) -> Card:
        metric = to_metric(values) or Metric.KILLED
        return await questions.history(asker, metric, to_claimant(values, voices), to_date(values, "since"))

    async def compare(asker: Asker, values: Values) -> Card:
        first, second = to_date(values, "from"), to_date(values, "to") or context.clock().date()
        if first is None:
            raise MistakeError(
                mark("The first day is missing."), hint=mark("Write it as year, month, day: 2025-04-30.")
            )
        return await questions.compare(asker, first, second)

    async def evidence(asker: Asker, values: Values) -> Card:
        return await questions.evidence(asker, to_metric(values), to_claimant(values, voices))

    return (
        Command(
            name="casualties",
            description=mark("The standing figures, who says so, and the baseline"),
            run=casualties,
            options=(metric_option(), claimant_option(voices), date_option("as_of", mark("As they stood on a day"))),
            public=True,
        ),
        Command(
            name="history",
            description=mark("What each claimant has said over time, as a chart"),
            run=history,
            options=(
                metric_option(required=True),
                claimant_option(voices),
                date_option("since", mark("From this day on")),
            ),
            public=True,
        ),
        Command(
            name="compare",
            description=mark("The figures of two days side by side"),
            run=compare,
            options=(
                date_option("from", mark("The first day"), required=True),
                date_option("to", mark("The second day; today if left out")),
            ),
            public=True,
        ),
        Command(
            name="evidence",
            description=mark("The sentences behind the newest alert"),
            run=evidence,
            options=(metric_option(), claimant_option(voices)),
        ),
    )


def _report_commands(reports: Reports) -> tuple[Command, ...]:
    explanations = Explanations(reports.context)

    async def explain(asker: Asker, values: Values) -> Card:
        return await explanations.explain(asker, values["link"])

    async def export(asker: Asker, values: Values) -> Card:
        return await reports.export(asker, values.get("format", "csv"))

    subject = mark("An article's link or id, or an alert's id")
    link = Option(name="link", description=subject, kind=OptionKind.WORD, required=True)
    form = Option(
        name="format",
        description=mark("What sort of file"),
        kind=OptionKind.CHOICE,
        choices=(Choice("csv", ("csv",)), Choice("json", ("json",))),
    )
    return (
        Command(name="explain", description=mark("What became of an article"), run=explain, options=(link,)),
        Command(
            name="sources", description=mark("The feeds that are read, and the claimants"), run=plain(reports.sources)
        ),
        Command(name="about", description=mark("The method and its limits"), run=plain(reports.about)),
        Command(name="status", description=mark("How the bot is doing"), run=plain(reports.status)),
        Command(name="export", description=mark("All figures as a file"), run=export, options=(form,)),
    )


def _follow_commands(context: Context, channels: Channels) -> tuple[Command, ...]:
    return (
        Command(
            name="follow",
            description=mark("Get alerts as direct messages"),
            run=channels.follow,
            options=choice_options(context),
        ),
        Command(name="unfollow", description=mark("No more direct messages"), run=plain(channels.unfollow)),
    )


def choice_options(context: Context) -> tuple[Option, ...]:
    """The options by which alerts are chosen."""
    return (
        Option(
            name="metrics",
            description=mark("Which metrics, with commas; all for every one"),
            suggest=suggest_list(suggest_metrics(context.voices)),
        ),
        Option(
            name="claimants",
            description=mark("Which claimants, with commas; all for every one"),
            suggest=suggest_list(suggest_claimants(context.voices)),
        ),
        Option(name="minimum", description=mark("Smallest change in people"), kind=OptionKind.NUMBER),
        Option(name="percent", description=mark("Smallest change in percent"), kind=OptionKind.NUMBER),
    )


def plain(ask: Callable[[Asker], Awaitable[Card]]) -> Run:
    """Return what runs a command without options."""

    async def run(asker: Asker, _: Values) -> Card:
        return await ask(asker)

    return run
