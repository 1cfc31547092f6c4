"""The catalogues hold every text of ours, with the same values in it, and nothing else."""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, language_of, words_for
from tests.cards.alerts import about, voice
from watchers.ledger.reasons import Reason, because

BOT = Path(__file__).resolve().parents[2] / "bot"
TRANSLATED = [language for language in LANGUAGES if language != "en"]
Key = str | tuple[str, ...]


@cache
def said() -> frozenset[Key]:
    """Every text that the code says or marks, and every reason of the judge."""
    found = extract_from_dir(str(BOT), keywords={"say": None, "mark": None, "count": (1, 2)}, comment_tags=())
    texts = frozenset(message for _, _, message, _, _ in found if message and all(message))
    texts |= {reason.value for reason in Reason}
    assert len(texts) > 200
    return texts


def catalogue(language: str) -> Catalog:
    with (BOT / "locales" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def values(text: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_lacks_a_translation(language: str) -> None:
    known = {message.id for message in catalogue(language) if message.id and message.string and all(message.string)}
    assert not said() - known


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(language: str) -> None:
    assert not {message.id for message in catalogue(language) if message.id} - said()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_holds_the_same_values(language: str) -> None:
    for message in catalogue(language):
        one = message.id if isinstance(message.id, str) else message.id[-1]
        for form in [message.string] if isinstance(message.string, str) else message.string or ():
            assert values(form) == values(one), message.id


@pytest.mark.parametrize(
    ("language", "one", "few", "many"),
    [
        ("en", "1 feed.", "3 feeds.", "5 feeds."),
        ("ko", "피드 1개.", "피드 3개.", "피드 5개."),
        ("uk", "1 стрічка.", "3 стрічки.", "5 стрічок."),
        ("ru", "1 лента.", "3 ленты.", "5 лент."),
    ],
)
def test_each_language_counts_in_its_own_forms(language: str, one: str, few: str, many: str) -> None:
    words = words_for(language)
    assert [words.count("{number} feed.", "{number} feeds.", number) for number in (1, 3, 5)] == [one, few, many]


@pytest.mark.parametrize(
    ("locale", "figure", "moved"),
    [
        ("en-US", "about 2,000", "+1,400"),
        ("ko", "약 2,000", "+1,400"),
        ("uk", "близько 2\xa0000", "+1\xa0400"),
        ("ru", "около 2\xa0000", "+1\xa0400"),
    ],
)
def test_figures_are_worded_and_grouped_as_the_language_does(locale: str, figure: str, moved: str) -> None:
    speaker = voice(locale)
    assert speaker.figure(about(2000)) == figure
    assert speaker.difference(about(2000), about(600)) == moved


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "May 1, 2025 09:05 UTC"),
        ("ko", "2025. 5. 1. 09:05 UTC"),
        ("uk", "1 трав. 2025 р. 09:05 UTC"),
        ("ru", "1 мая 2025 г. 09:05 UTC"),
    ],
)
def test_a_time_is_written_as_the_language_does(language: str, told: str) -> None:
    assert words_for(language).moment(datetime(2025, 5, 1, 9, 5, tzinfo=UTC)).replace("\u202f", " ") == told


@pytest.mark.parametrize(
    ("locale", "language"), [("en-GB", "en"), ("uk", "uk"), ("de", "en"), ("", "en"), ("ko_KR", "ko")]
)
def test_a_language_that_we_lack_is_answered_in_english(locale: str, language: str) -> None:
    assert language_of(locale) == language


def test_a_reason_is_told_with_its_figures_and_claimants_in_the_language() -> None:
    why = because(Reason.WITHIN_OTHERS, figure=about(2000), claimant="nis", range="300 to 3,000")
    assert voice("ru").reason(why) == (
        "Это первое число от НРС; около 2\xa0000 — в пределах того, что говорят другие (от 300 до 3\xa0000)."
    )
    assert (
        voice("en").reason(why)
        == "It is the first figure of NIS; about 2,000 lies within what others say (300 to 3,000)."
    )
