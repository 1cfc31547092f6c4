"""An alert survives its way through the database."""

from datetime import UTC, date, datetime

from watchers.alerts import Page, alert_of, from_json, to_json
from watchers.claims import Figure, Metric, Qualifier
from watchers.ledger.state import Ledger
from watchers.ledger.values import Change, Entry, Key, Kind, Standing, State, Support

AT = datetime(2025, 4, 30, 6, tzinfo=UTC)
KEY = Key("", Metric.KILLED, "nis")
CHANGE = Change(
    id="c1",
    metric=Metric.KILLED,
    claimant="nis",
    kind=Kind.UP,
    figure=Figure(600, 600),
    previous=Standing(Figure(None, 300, Qualifier.AT_MOST), date(2025, 1, 13)),
    state=State.REPORTED,
    rule=2,
    at=AT,
    as_of=date(2025, 4, 30),
    supports=(
        Support(
            article="7",
            outlet="a.example",
            story="s",
            figure=Figure(600, 600),
            published=AT,
            sentence="It lost 600 men.",
        ),
    ),
)


def test_an_alert_comes_back_from_json_as_it_was() -> None:
    ledger = Ledger().put(
        Key("", Metric.KILLED, "western"), Entry(standing=Standing(Figure(1000, 1000), date(2025, 1, 22)))
    )
    alert = alert_of(KEY, CHANGE, ledger, {"7": Page("Title", "https://a.example/7", "600")}, "It is more.")
    assert from_json(to_json(alert)) == alert
    assert alert.sources[0].url == "https://a.example/7"
    assert alert.sources[0].sentence[alert.sources[0].start : alert.sources[0].end] == "600"
    assert [other.claimant for other in alert.others] == ["western"]
