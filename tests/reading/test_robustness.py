"""Whatever a page holds, the reader answers, soon, and with spans that lie in the text."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.claims import Metric
from watchers.reading.reader import Reader, load_reader

from .conftest import SEEDS

HEAD = "North Korea sent soldiers to Kursk. "
SENTENCE = "North Korea sent 10,000 soldiers to Kursk, the NIS said. "
PIECES = [
    "북한군 3천 명",
    "North Korean soldiers",
    "4,700",
    "killed",
    "убиты",
    "поранено",
    "КНДР",
    "Kursk",
    "-",
    "\u0301",
    "\ufeff",
]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 1_000_000,
        HEAD + "1" * 1_000_000,
        HEAD + "1 " * 100_000,
        HEAD + "1," * 100_000,
        HEAD + "(" * 500_000,
        HEAD + "e\u0301" * 100_000,
        HEAD + "\u202e\u0000" * 10_000,
        HEAD + "<" * 100_000,
        HEAD + "&" * 100_000,
        HEAD + "killed " * 30_000,
        HEAD + "between 1 and " * 20_000,
        HEAD + "тысяч " * 30_000,
        "북한군 러시아 " + "만천백십" * 50_000,
    ],
    ids=range(13),
)
def test_hostile_text_is_answered_soon(reader: Reader, text: str) -> None:
    start = time.monotonic()
    reader.read(text, published=date(2025, 4, 30))
    assert time.monotonic() - start < 20


def test_the_cost_grows_with_the_length_and_no_faster(reader: Reader) -> None:
    def cost(times: int) -> float:
        start = time.perf_counter()
        reader.read(SENTENCE * times, published=date(2025, 4, 30))
        return time.perf_counter() - start

    cost(10)
    assert cost(1600) < 8 * 5 * max(cost(200), 0.005)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=30), st.sampled_from(" \n,."))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_and_every_span_lies_in_it(parts: list[str], glue: str) -> None:
    text = glue.join(parts)
    for claim in READER.read(text, title=text[:50], published=date(2025, 4, 30)):
        whole = text[:50] if claim.span.in_title else text
        assert 0 <= claim.span.start < claim.span.end <= len(whole)
        assert claim.evidence


READER = load_reader(SEEDS)


@pytest.mark.parametrize(
    "text",
    [
        "<p>The&nbsp;NIS said <b>4&nbsp;700</b> North Korean soldiers were killed or wounded in Kursk.</p>",
        "The NIS said 4,700 North Korean soldiers were killed or wounded in Kursk.Related: Oil price falls",
        "By A. Reporter\nThe NIS said ４，７００ North Korean soldiers were killed or wounded in Kursk.",
        "국정원은 쿠르스크에서 북한군 4700명이 죽거나 다쳤다고 밝혔다.[사진=연합뉴스]",
        "ФОТО: AP\nНРС: на Курщині вбито чи поранено 4700 солдатів КНДР.Читайте також",
        "НРС: под Курском убиты или ранены 4\u00a0700 солдат КНДР.",
    ],
)
def test_dirty_text_is_read_like_clean_text(reader: Reader, text: str) -> None:
    claims = reader.read(text, published=date(2025, 4, 30))
    assert [(c.metric, c.figure.low, c.claimant) for c in claims] == [(Metric.CASUALTIES, 4700, "nis")]
    span = claims[0].span
    assert "4" in text[span.start : span.end] or "４" in text[span.start : span.end]


def test_a_text_off_topic_is_not_read_further(reader: Reader) -> None:
    assert reader.read("Russia lost 1,000 soldiers in Ukraine.") == []


def test_a_text_from_before_the_topic_holds_no_claims(reader: Reader) -> None:
    assert reader.read("North Korea sent 10,000 soldiers to Russia.", published=date(2015, 1, 1)) == []
