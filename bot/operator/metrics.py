"""Prometheus metrics, made of the status when they are asked for: nothing is counted twice or kept up to date."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.operator.status import Status

ERRORS = ("refused", "stopped", "limited", "down", "unknown", "unreadable")


class _Snapshot(Collector):
    """The metrics of one moment."""

    def __init__(self, status: Status, outcomes: Mapping[str, Counter[str]], lag: float) -> None:
        self._status = status
        self._outcomes = outcomes
        self._lag = lag

    def collect(self) -> Iterator[Metric]:
        yield from self._gauges()
        deliveries = GaugeMetricFamily("tollwatch_deliveries", "Deliveries by state.", labels=["state"])
        for state, count in self._status.deliveries.items():
            deliveries.add_metric([state], count)
        yield deliveries
        yield self._counter("tollwatch_platform_outcomes", "What platforms answered, since the start.", None)
        yield self._counter(
            "tollwatch_platform_errors", "What platforms refused or left open, since the start.", ERRORS
        )

    def _gauges(self) -> Iterator[Metric]:
        status = self._status
        for name, text, value in (
            ("feeds", "Feeds that are watched.", status.feeds - status.feeds_paused),
            ("feeds_due", "Feeds whose time to be polled has come.", status.feeds_due),
            ("feeds_failing", "Feeds whose last poll failed.", status.feeds_failing),
            ("poll_lag_seconds", "How long the feed that waits longest has been due.", status.poll_lag.total_seconds()),
            ("articles", "Articles stored.", status.articles),
            ("articles_set_aside", "Articles that broke their reading three times.", status.articles_set_aside),
            ("claims", "Claims read.", status.claims),
            ("changes", "Changes told.", status.changes),
            ("channels", "Channels that are told.", status.channels),
            ("channels_stopped", "Channels that their platform refuses.", status.channels_stopped),
            ("oldest_pending_seconds", "Age of the oldest pending delivery.", status.oldest_pending.total_seconds()),
            ("event_loop_lag_seconds", "Longest delay of the event loop since it was last asked for.", self._lag),
        ):
            yield GaugeMetricFamily(f"tollwatch_{name}", text, value)

    def _counter(self, name: str, text: str, kinds: Iterable[str] | None) -> CounterMetricFamily:
        family = CounterMetricFamily(name, text, labels=["platform", "outcome"])
        for platform, outcomes in self._outcomes.items():
            for kind in sorted(outcomes) if kinds is None else kinds:
                family.add_metric([platform, kind], outcomes[kind])
        return family


def render_metrics(status: Status, outcomes: Mapping[str, Counter[str]], lag: float) -> bytes:
    """Return the metrics in Prometheus' text form. `outcomes` are those of each platform's outbox."""
    registry = CollectorRegistry()
    registry.register(_Snapshot(status, outcomes, lag))
    return generate_latest(registry)
