"""What each kind of message shows, in every language."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.cards import Card, Facts
from bot.i18n import LANGUAGES
from bot.platforms import Item, Place, Post, PostKind
from bot.rendering import Renderer
from tests.cards.alerts import AT, TOPIC, alert
from watchers.alerts import CatchUp, catch_up_to_json, to_json


def card(kind: PostKind, *contents: dict[str, object], locale: str = "en", **given: Any) -> Card:
    items = tuple(Item(alert=number, at=AT, content=content) for number, content in enumerate(contents))
    place = Place(channel=1, platform="discord", address="1", locale=locale)
    return Renderer(TOPIC).card_of(Post(place=place, kind=kind, items=items, marker="m", nonce="n", **given))


CAUGHT_UP = catch_up_to_json(CatchUp(layer="", at=AT, alerts=(alert(), alert(change="beef"))))
STOPPED: dict[str, object] = {"notice": "stopped", "address": "100", "reason": "the channel was deleted"}


def names(shown: Card) -> list[str]:
    return [fact.name for part in shown.parts if isinstance(part, Facts) for fact in part.facts]


def test_a_catch_up_shows_where_each_figure_came_from_and_how_far_it_went() -> None:
    shown = card(PostKind.CATCH_UP, CAUGHT_UP)
    assert names(shown) == ["NIS: killed, about 600 → about 2,000 (+1,400)"] * 2
    assert "2 changes" in shown.summary
    assert not shown.buttons


def test_a_digest_tells_every_alert_and_every_change_of_a_catch_up_in_it() -> None:
    shown = card(PostKind.DIGEST, to_json(alert()), CAUGHT_UP, STOPPED, part=1, parts=2)
    assert shown.title == "Digest: 4 alerts"
    assert shown.summary.startswith("Part 1 of 2.")
    assert len(names(shown)) == 4


def test_a_notice_says_what_happened_and_what_to_do() -> None:
    summary = card(PostKind.NOTICE, STOPPED).summary
    assert "the channel was deleted" in summary
    assert "/alerts resume" in summary


def test_a_notice_of_a_kind_unknown_to_this_version_is_shown_all_the_same() -> None:
    assert card(PostKind.NOTICE, {"notice": "new", "address": "100", "reason": "odd"}).summary == "100: odd"


def test_what_may_have_arrived_before_says_so() -> None:
    assert "may be a repetition" in card(PostKind.CHANGE, to_json(alert()), repeated=True).summary
    assert "may be a repetition" in card(PostKind.DIGEST, to_json(alert()), repeated=True).summary


def test_an_alert_told_late_is_dated_by_when_it_happened() -> None:
    told = alert(at=datetime(2025, 9, 14, tzinfo=UTC))
    item = Item(alert=1, at=datetime(2025, 9, 11, tzinfo=UTC), content=to_json(told), late=True)
    place = Place(channel=1, platform="console", address="terminal")
    post = Post(place=place, kind=PostKind.CHANGE, items=(item,), marker="m", nonce="n")
    assert Renderer(TOPIC).card_of(post).summary.startswith("From Sep 11, 2025.")


@pytest.mark.parametrize("locale", [*LANGUAGES, "de"])
@pytest.mark.parametrize(
    ("kind", "content"),
    [
        (PostKind.CHANGE, to_json(alert())),
        (PostKind.CATCH_UP, CAUGHT_UP),
        (PostKind.DIGEST, to_json(alert())),
        (PostKind.NOTICE, STOPPED),
    ],
)
def test_every_kind_is_shown_in_every_language(locale: str, kind: PostKind, content: dict[str, object]) -> None:
    shown = card(kind, content, locale=locale)
    assert shown.title
    assert "{" not in shown.title + shown.summary + shown.footer
