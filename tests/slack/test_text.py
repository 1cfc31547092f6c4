"""Foreign text in Slack's markup, with text made to break it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.slack.text import address, escape, fallback, inert, link, plain, within
from tests.wire.slack_text import pings, unfurls

HOSTILE = some.text(
    some.sampled_from("<>&!@#|*_~`:/ \n\u202e\u200b\u0000aU0hereckl."), max_size=60
) | some.sampled_from(
    ["<!channel>", "<!here|x>", "<@U123>", "<!subteam^S1>", "<https://evil.example|bank>", "&lt;!channel&gt;", "``````"]
)


@given(HOSTILE)
def test_nothing_foreign_is_live(text: str) -> None:
    for safe in (
        escape(text),
        inert(text),
        fallback(text, 100),
        within(text, 20),
        link("https://a.example", text),
    ):
        body = {"text": safe.removeprefix("<https://a.example|").removesuffix(">")}
        assert (pings(body), unfurls(body)) == ([], [])
        assert not re.search(r"[\u202a-\u202e\u200b\x00]", safe)


@given(HOSTILE, some.integers(5, 40))
def test_a_cut_never_splits_an_escape(text: str, most: int) -> None:
    cut = within(text, most)
    assert len(cut) <= most
    assert not re.sub("&(amp|lt|gt);", "", cut).count("&")


@given(HOSTILE, some.integers(1, 150))
def test_a_plain_text_object_is_never_empty_or_too_long(text: str, most: int) -> None:
    assert 1 <= len(str(plain(text, most)["text"])) <= most


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a.example/<x>", "https://a.example/a|b", "ftp://a.example", "https://a b"]
)
def test_only_plain_http_addresses_are_linked(url: str) -> None:
    assert address(url) is None
    assert link(url, "title") == "title"


def test_a_link_keeps_its_label_in_one_line() -> None:
    assert link("https://a.example/?a=1&b=2", "a|b\n<c>") == "<https://a.example/?a=1&amp;b=2|a/b &lt;c&gt;>"
