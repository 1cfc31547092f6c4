"""The default feeds and keywords, and what is said of a malformed file."""

from pathlib import Path

import pytest

from watchers.errors import SeedError
from watchers.keywords import Keywords
from watchers.seed_files import load_feeds, load_keywords

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FEED = '[[feeds]]\nurl = "{url}"\noutlet = "e.org"\nlang = "en"\ncountry = "US"\ntime_zone = "{zone}"\n'


def test_the_default_feeds_cover_four_languages() -> None:
    feeds = load_feeds(SEEDS)
    assert {feed.lang for feed in feeds} == {"en", "ko", "uk", "ru"}
    assert sum(1 for feed in feeds if "news.google.com" in feed.url and not feed.outlet) == 4


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine says 4,000 North Korean soldiers were killed or wounded in Kursk",
        "Zelensky: Pyongyang has lost half of its contingent, thousands of casualties",
        "The North's troops suffered losses",
        "국정원 “북한군 사망자 300여 명”",
        "北, 러시아에 추가 파병",
        "Зеленський: у Курській області втрати північнокорейців сягнули 4 тисяч",
        "Загинули сотні солдатів з КНДР",
        "В плен взяты двое северокорейских военных",
    ],
)
def test_the_default_keywords_find_the_topic(text: str) -> None:
    assert Keywords({"": load_keywords(SEEDS)}).match(text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine says 1,200 Russian soldiers were killed in a day",
        "North Korea opens a beach resort",
        "Північна Корея відкрила курорт",
        "Парламент принял бюджет",
        "날씨가 맑겠습니다",
    ],
)
def test_the_default_keywords_leave_other_news_alone(text: str) -> None:
    assert not Keywords({"": load_keywords(SEEDS)}).match(text, "")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("feeds = 3", "", "list"),
        ("[other]\n", ":1", "other is not known"),
        ("# empty\n", "", "feeds is missing"),
        ("[[feeds]]\nurl = 'https://e.org/rss'\n", ":2", "outlet"),
        (FEED.format(url="ftp://e.org/rss", zone="UTC"), ":2", "only http and https"),
        (FEED.format(url="http://me:secret@e.org/rss", zone="UTC"), ":2", "password"),
        (FEED.format(url="https://e.org/rss", zone="Mars/Olympus"), ":2", "Mars/Olympus"),
        (FEED.format(url="https://e.org/rss", zone="UTC") * 2, ":8", "twice"),
        (FEED.format(url="https://e.org/rss", zone="UTC").replace("lang", "lnag"), ":4", "lnag is not known"),
        (FEED.format(url="https://e.org/rss", zone="UTC").replace("time_zone", "# zone"), ":2", "time_zone is missing"),
        ("[[feeds]\n", "", "line 1"),
    ],
)
def test_a_malformed_file_of_feeds_is_named_with_line_and_reason(
    tmp_path: Path, text: str, line: str, reason: str
) -> None:
    (tmp_path / "feeds.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_feeds(tmp_path)
    assert f"feeds.toml{line}" in str(caught.value)
    assert reason in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[keywords]\nen = 'word'\n", ":2", "list of rules"),
        ("[keywords]\nen = ['good', '-only']\n", ":2", "needs a word"),
        ("[keywords]\nen = ['n\u043erth']\n", ":2", "mixes alphabets"),
        ("keywords = []\n", "", "table"),
    ],
)
def test_a_malformed_file_of_keywords_is_named_with_line_and_reason(
    tmp_path: Path, text: str, line: str, reason: str
) -> None:
    (tmp_path / "keywords.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError) as caught:
        load_keywords(tmp_path)
    assert f"keywords.toml{line}" in str(caught.value)
    assert reason in str(caught.value)


def test_a_feed_of_ones_own_network_may_be_a_default_feed(tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text(FEED.format(url="http://127.0.0.1:8123/rss", zone="UTC"), encoding="utf-8")
    assert [feed.url for feed in load_feeds(tmp_path)] == ["http://127.0.0.1:8123/rss"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"feeds\.toml cannot be read"):
        load_feeds(tmp_path)
