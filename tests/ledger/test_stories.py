"""Copies of one text are one story, on every machine."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.ledger.court import on, says
from watchers.claims import Article, Claim
from watchers.ledger.stories import Stories, sign

AT = on("2025-04-30")
CLAIMS = [says("nis", "killed", 600), says("nis", "casualties", 4700)]
ENGLISH = """About 600 North Korean soldiers have died fighting in Kursk, and 4,700 were killed or wounded in all,
South Korea's spy agency told lawmakers on Wednesday. Some 2,000 of the wounded were flown home between January and
March, the lawmakers said after the closed briefing. The agency also reported that the bodies are cremated near the
front before they are sent to Pyongyang, and that a third wave cannot be ruled out although none has been seen."""
OTHER = """Seoul's National Intelligence Service puts the number of North Korean dead at 600, lawmakers said.
Together with those hurt the losses come to 4,700. In return for its soldiers the North has received air defence
missiles, equipment for electronic warfare and help with launching satellites, according to what the members heard."""
KOREAN = """국가정보원은 30일 국회 정보위원회 비공개 간담회에서 러시아 쿠르스크 전선에 파병된 북한군 가운데
전사자가 600여 명에 이르며 부상자를 포함한 전체 사상자는 4700여 명으로 추산된다고 보고했다. 부상자 2000여 명은
올해 1월에서 3월 사이에 항공기와 열차로 북한에 송환돼 격리 시설에 머물고 있으며 전사자의 시신은 현지에서 화장한 뒤
본국으로 옮겨지고 있다고 정보위 간사들이 전했다."""


def article(name: str, text: str, *, lang: str = "en", hours: int = 0) -> Article:
    return Article(id=name, outlet=f"{name}.example", text=text, lang=lang, published=AT + timedelta(hours=hours))


def stories_of(*texts: Article, claims: list[Claim] | None = None) -> list[str]:
    index = Stories()
    return [index.add(text, CLAIMS if claims is None else claims, AT) for text in texts]


@pytest.mark.parametrize("text", [ENGLISH, KOREAN])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: f"SEOUL (Wire) — {text} Reporting by our staff.",
        lambda text: text.upper(),
        lambda text: text.replace("\n", "  ").replace(",", ", "),
        lambda text: " ".join(text.split()[: len(text.split()) * 2 // 3]),
        lambda text: " ".join(word for place, word in enumerate(text.split()) if place % 10),
    ],
    ids=["the same", "framed", "shouted", "spaced", "cut", "a word in ten left out"],
)
def test_a_copy_is_the_story_it_copies(text: str, change: object) -> None:
    assert callable(change)
    assert stories_of(article("a", text), article("b", change(text))) == ["a", "a"]


def test_two_reports_of_one_briefing_are_two_stories() -> None:
    assert stories_of(article("a", ENGLISH), article("b", OTHER)) == ["a", "b"]


def test_short_reports_that_share_a_phrase_are_two_stories() -> None:
    first = "600 North Korean soldiers have been killed, says the NIS."
    second = "The NIS in Seoul now speaks of 600 North Korean soldiers killed."
    assert stories_of(article("a", first), article("b", second)) == ["a", "b"]


def test_a_report_in_another_language_is_a_story_of_its_own() -> None:
    assert stories_of(article("a", ENGLISH), article("b", KOREAN, lang="ko")) == ["a", "b"]


def test_a_reprint_in_another_language_states_the_same_and_writes_the_same_numbers() -> None:
    claims = [*CLAIMS, says("nis", "deployed", 15000), says("nis", "wounded", 2000)]
    first = "600 dead, 4,700 casualties, 15,000 sent, 2,000 flown home on 30 April"
    second = "погибли 600, потери 4 700, отправлены 15 000, домой 2 000, 30 апреля"
    assert stories_of(article("a", first), article("b", second, lang="ru"), claims=claims) == ["a", "a"]
    assert stories_of(article("a", first), article("b", second, lang="ru"), claims=claims[:3]) == ["a", "b"]


def test_the_same_text_weeks_later_is_a_story_of_its_own() -> None:
    assert stories_of(article("a", ENGLISH), article("b", ENGLISH, hours=24 * 30)) == ["a", "b"]


def test_copies_of_copies_keep_the_first_story() -> None:
    texts = [ENGLISH, f"(Wire) {ENGLISH}", f"(Wire) {ENGLISH} Copied."]
    assert stories_of(*(article(name, text) for name, text in zip("abc", texts, strict=True))) == ["a", "a", "a"]


def test_a_signature_is_the_same_on_every_machine() -> None:
    signature = sign(article("a", "More than 4,700 were killed."))
    assert signature == replace(sign(article("b", "MORE than 4 700 were  killed")), lang="en")
    assert signature.whole == "f0c5be7b43cfe6c0f5d9352b586be04a"
