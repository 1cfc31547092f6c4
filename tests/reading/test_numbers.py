"""Numbers of people in every format of a language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.claims import Figure, Qualifier
from watchers.reading.clean import clean
from watchers.reading.language import load_languages
from watchers.reading.numbers import NumberReader

READERS = {code: NumberReader(language) for code, language in load_languages().items()}
ALL = sorted(READERS)


def read(lang: str, text: str) -> list[Figure]:
    return [number.figure() for number in READERS[lang].find(clean(text).lower)]


def exact(number: int) -> Figure:
    return Figure(number, number, Qualifier.EXACT)


def about(number: int) -> Figure:
    return Figure(number, number, Qualifier.ABOUT)


def at_least(number: int) -> Figure:
    return Figure(number, None, Qualifier.AT_LEAST)


def at_most(number: int) -> Figure:
    return Figure(None, number, Qualifier.AT_MOST)


def between(low: int, high: int) -> Figure:
    return Figure(low, high, Qualifier.RANGE)


def vague(low: int, high: int) -> Figure:
    return Figure(low, high, Qualifier.VAGUE)


@pytest.mark.parametrize(
    ("lang", "text", "figure"),
    [
        ("en", "4,700 casualties", exact(4700)),
        ("en", "4 700 casualties", exact(4700)),
        ("en", "a 10,000-strong force", exact(10000)),
        ("en", "27-hundred injured", exact(2700)),
        ("en", "some three-thousand men", about(3000)),
        ("en", "12K men", exact(12000)),
        ("en", "6,000+ casualties", at_least(6000)),
        ("en", "three thousand or more", at_least(3000)),
        ("en", "Four thousand seven hundred men", exact(4700)),
        ("en", "two dozen soldiers", exact(24)),
        ("en", "１２，０００ men", exact(12000)),
        ("ko", "1만1천여 명", about(11000)),
        ("ko", "1만 1천여 명", about(11000)),
        ("ko", "2700여 명", about(2700)),
        ("ko", "3천 명 안팎", about(3000)),
        ("ko", "1만~1만2000명", between(10000, 12000)),
        ("ko", "1만5천명", exact(15000)),
        ("ko", "만여 명", about(10000)),
        ("ko", "두 명", exact(2)),
        ("ko", "이미 3천8백이 죽거나 다쳤다", exact(3800)),
        ("ko", "백마흔 남짓", about(140)),
        ("ko", "만 천에서 만 이천 사이라는", between(11000, 12000)),
        ("ko", "대략 1만에서 1만1천 사이라고", between(10000, 11000)),
        ("ko", "최대치는 1만5천이었다고", exact(15000)),
        ("ko", "적어도 삼백”이라고", at_least(300)),
        ("ko", "삼천오백 명", exact(3500)),
        ("ko", "천백 명", exact(1100)),
        ("ko", "만 명을 조금 웃돕니다", at_least(10000)),
        ("ko", "만 명에 못 미칠 것", at_most(10000)),
        ("ko", "3000명을 넘지 않는다", at_most(3000)),
        ("ko", "5백이 채 안 된다", at_most(500)),
        ("ko", "４７００명", exact(4700)),
        ("uk", "3,8 тис. осіб", exact(3800)),
        ("uk", "11-тисячне угруповання", exact(11000)),
        ("uk", "восьмитисячної групи", exact(8000)),
        ("uk", "до тисячі", at_most(1000)),
        ("uk", "дев'ятеро бійців", exact(9)),
        ("uk", "дев’ятеро бійців", exact(9)),
        ("uk", "4.700 осіб", exact(4700)),
        ("ru", "порядка 5 тыс. человек", about(5000)),
        ("ru", "около трёхсот", about(300)),
        ("ru", "полторы тысячи солдат", exact(1500)),
        ("ru", "двадцать два офицера", exact(22)),
        ("ru", "тремя сотнями погибших", exact(300)),
        ("ru", "двумя тысячами семьюстами раненых", exact(2700)),
        ("ru", "о трех с лишним тысячах", at_least(3000)),
        ("ru", "восемь с половиной тысяч плюс-минус", about(8500)),
        ("ru", "тысячи три", about(3000)),
        ("ru", "тысяч пять-шесть солдат", between(5000, 6000)),
        ("ru", "тысяч до десяти", at_most(10000)),
        ("ru", "десятка два", about(20)),
        ("ru", "человек двадцать", about(20)),
        ("ru", "самое малое пятнадцать тысяч", at_least(15000)),
        ("ru", "от силы тысяча", at_most(1000)),
        ("ru", "контингент вырос до 14 тысяч", exact(14000)),
        ("ru", "может вырасти до 14 тысяч", at_most(14000)),
        ("ru", "Двенадцать тысяч солдат КНДР и больше.", at_least(12000)),
        ("ru", "сто одному портрету", exact(101)),
        ("ru", "4\u00a0700 человек", exact(4700)),
    ],
)
def test_a_number_is_read_as_it_is_written(lang: str, text: str, figure: Figure) -> None:
    assert read(lang, text) == [figure]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "more than 600 killed"),
        ("en", "at least 600 killed"),
        ("en", "600 or more killed"),
        ("ko", "최소 600명 사망"),
        ("ko", "600명 넘게 사망"),
        ("ko", "600명을 웃도는 사망자"),
        ("uk", "понад 600 загиблих"),
        ("uk", "щонайменше 600 загиблих"),
        ("ru", "свыше 600 погибших"),
        ("ru", "не менее 600 погибших"),
    ],
)
def test_a_lower_bound_stays_open_at_the_top(lang: str, text: str) -> None:
    assert read(lang, text) == [at_least(600)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "up to 600 men"),
        ("en", "as many as 600 men"),
        ("en", "no more than 600 men"),
        ("ko", "최대 600명"),
        ("ko", "600명 이하"),
        ("uk", "до 600 осіб"),
        ("uk", "не більше 600 осіб"),
        ("ru", "до 600 человек"),
        ("ru", "не более 600 человек"),
    ],
)
def test_an_upper_bound_stays_open_at_the_bottom(lang: str, text: str) -> None:
    assert read(lang, text) == [at_most(600)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "nearly 600 men"),
        ("en", "600 men or so"),
        ("en", "close to 600 men"),
        ("ko", "약 600명"),
        ("ko", "600명 가까이"),
        ("ko", "600명가량"),
        ("uk", "близько 600 осіб"),
        ("uk", "майже 600 осіб"),
        ("ru", "около 600 человек"),
        ("ru", "порядка 600 человек"),
    ],
)
def test_a_round_number_is_about(lang: str, text: str) -> None:
    assert read(lang, text) == [about(600)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "between 1,000 and 3,000 men"),
        ("en", "from 1,000 to 3,000 men"),
        ("en", "1,000-3,000 men"),
        ("ko", "1천~3천 명"),
        ("ko", "적게는 1천여 명에서 많게는 약 3천 명"),
        ("uk", "від 1000 до 3000 осіб"),
        ("uk", "1–3 тис. осіб"),
        ("ru", "от 1000 до 3000 человек"),
        ("ru", "1-3 тысячи человек"),
    ],
)
def test_a_range_keeps_both_bounds(lang: str, text: str) -> None:
    assert read(lang, text) == [between(1000, 3000)]


@pytest.mark.parametrize(
    ("lang", "text", "figure"),
    [
        ("en", "several hundred men", vague(200, 999)),
        ("en", "at least several hundred men", vague(200, 999)),
        ("en", "dozens of men", vague(24, 99)),
        ("en", "tens of thousands", vague(20000, 99999)),
        ("ko", "수백 명", vague(200, 999)),
        ("ko", "수천 명", vague(2000, 9999)),
        ("uk", "кілька сотень осіб", vague(200, 999)),
        ("uk", "тисячі солдатів", vague(2000, 9999)),
        ("ru", "несколько сотен человек", vague(200, 999)),
        ("ru", "десятки тысяч", vague(20000, 99999)),
    ],
)
def test_a_vague_word_has_the_agreed_bounds(lang: str, text: str, figure: Figure) -> None:
    assert read(lang, text) == [figure]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "the 94th Brigade"),
        ("en", "KN-23 missiles"),
        ("en", "170mm guns"),
        ("en", "in 2024"),
        ("en", "about 40% of the force"),
        ("en", "$5 million"),
        ("en", "at 3:40"),
        ("en", "one in three"),
        ("en", "12/05"),
        ("ko", "11군단"),
        ("ko", "170㎜ 자주포"),
        ("ko", "2024년 10월"),
        ("ko", "14개 분야"),
        ("ko", "방사포 220여 문"),
        ("ko", "경기도 이천에서 열린"),
        ("ko", "월 3천 달러"),
        ("uk", "80-ї бригади"),
        ("uk", "40% сил"),
        ("uk", "у 2024 році"),
        ("ru", "80-я бригада"),
        ("ru", "40% сил"),
        ("ru", "в 2024 году"),
    ],
)
def test_what_counts_no_people_is_no_number(lang: str, text: str) -> None:
    assert read(lang, text) == []


@pytest.mark.parametrize("lang", ALL)
@given(number=st.integers(min_value=2, max_value=99_999))
@settings(max_examples=60, deadline=None)
def test_any_figure_is_read_back_from_every_way_to_write_it(lang: str, number: int) -> None:
    for text in formats(lang, number):
        assert read(lang, text) == [exact(number)], text


def formats(lang: str, number: int) -> list[str]:
    """The ways in which a language writes a whole number before a noun of people."""
    grouped = f"{number:,}"
    plain = [str(number)] if not 1900 <= number <= 2035 else []
    noun = {"en": " men", "ko": "명", "uk": " осіб", "ru": " человек"}[lang]
    written = {
        "en": [grouped, grouped.replace(",", " "), *plain],
        "ko": [grouped, *plain, *myriads(number)],
        "uk": [grouped.replace(",", " "), grouped.replace(",", "\u00a0"), grouped.replace(",", "."), *plain],
        "ru": [grouped.replace(",", " "), grouped.replace(",", "\u202f"), *plain],
    }[lang]
    if number % 1000 == 0 and lang in ("uk", "ru"):
        written += [f"{number // 1000} {'тис.' if lang == 'uk' else 'тыс.'}"]
    if number % 100 == 0 and number > 1000 and number % 1000 and lang in ("uk", "ru"):
        written += [f"{number // 1000},{number % 1000 // 100} {'тис.' if lang == 'uk' else 'тыс.'}"]
    return [f"{way}{noun}" for way in written]


def myriads(number: int) -> list[str]:
    """Korean counts in ten thousands: 12,345 is 1만2345 or 1만 2345."""
    high, low = divmod(number, 10_000)
    if not high:
        return []
    rest = str(low) if low else ""
    return [f"{high}만{rest}"] + ([f"{high}만 {rest}"] if rest else [])


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "not dozens but hundreds of soldiers", (200, 999)),
        ("uk", "не десятками, а сотнями солдатів", (200, 999)),
        ("ru", "не десятками, а сотнями солдат", (200, 999)),
        ("uk", "від тисячі до трьох тисяч осіб", (1000, 3000)),
        ("ru", "от тысячи до трех тысяч человек", (1000, 3000)),
    ],
)
def test_only_the_number_that_holds_is_read(lang: str, text: str, expected: tuple[int, int]) -> None:
    numbers = NumberReader(load_languages()[lang]).find(text)
    assert [(number.low, number.high) for number in numbers] == [expected]
