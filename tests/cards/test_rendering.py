"""What a post of the outbox becomes."""

from datetime import UTC, datetime

from bot.platforms import Item, Place, Post, PostKind
from bot.rendering import Renderer
from tests.cards.alerts import TOPIC, alert
from watchers.alerts import to_json


def test_an_alert_told_late_is_dated_by_when_it_happened() -> None:
    told = alert(at=datetime(2025, 9, 14, tzinfo=UTC))
    item = Item(alert=1, at=datetime(2025, 9, 11, tzinfo=UTC), content=to_json(told), late=True)
    place = Place(channel=1, platform="console", address="terminal")
    post = Post(place=place, kind=PostKind.CHANGE, items=(item,), marker="m", nonce="n")
    assert Renderer(TOPIC).card_of(post).summary.startswith("From Sep 11, 2025.")
