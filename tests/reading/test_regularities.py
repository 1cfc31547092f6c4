"""What holds in every language, the languages side by side."""

from datetime import date

import pytest

from watchers.claims import Claim, Metric, Qualifier, Scope, Tense
from watchers.reading.reader import Reader

DAY = date(2025, 4, 30)
K, W, C = Metric.KILLED, Metric.WOUNDED, Metric.CASUALTIES
Facts = set[tuple[Metric, int | None, int | None]]


def facts(claims: list[Claim]) -> Facts:
    return {(claim.metric, claim.figure.low, claim.figure.high) for claim in claims}


def read(reader: Reader, text: str) -> list[Claim]:
    return reader.read(text, published=DAY)


def only(claims: list[Claim]) -> Claim:
    assert len(claims) == 1, claims
    return claims[0]


@pytest.mark.parametrize(
    "text",
    [
        "About 300 North Korean soldiers were killed and 2,700 wounded in Kursk, Seoul's spy agency said.",
        "쿠르스크에서 북한군 약 300명이 전사하고 2700명이 다쳤다고 국정원이 밝혔다.",
        "На Курщині загинуло близько 300 північнокорейських солдатів, а 2700 поранено, заявили в НРС.",
        "Под Курском погибли около 300 северокорейских солдат, а 2700 ранены, сообщила разведка Южной Кореи.",
    ],
)
def test_two_figures_joined_by_and_are_two_claims(reader: Reader, text: str) -> None:
    claims = read(reader, text)
    assert facts(claims) == {(K, 300, 300), (W, 2700, 2700)}
    assert {claim.claimant for claim in claims} == {"nis"}
    assert [c.figure.qualifier for c in claims] == [Qualifier.ABOUT, Qualifier.EXACT]


@pytest.mark.parametrize(
    "text",
    [
        "More than 3,000 North Korean soldiers have been killed or wounded in Kursk, Zelensky said.",
        "쿠르스크에서 죽거나 다친 북한군이 3천 명을 넘었다고 젤렌스키 대통령이 말했다.",
        "На Курщині вбито й поранено понад 3 тисячі північнокорейських бійців, сказав Зеленський.",
        "Под Курском убиты или ранены более 3000 северокорейских солдат, сказал Зеленский.",
    ],
)
def test_killed_or_wounded_together_are_casualties(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.figure.high) == (C, 3000, None)
    assert claim.claimant == "zelensky"


@pytest.mark.parametrize(
    "text",
    [
        "North Korean forces have had 4,700 casualties in Kursk, among them 600 deaths, the NIS said.",
        "국정원은 쿠르스크 북한군의 사상자가 4700명이며 그중 사망자가 600명이라고 밝혔다.",
        "Втрати північнокорейців на Курщині — 4700 осіб, з них 600 загиблих, повідомила південнокорейська розвідка.",
        "Потери северокорейцев под Курском — 4700 человек, из них 600 погибших, сообщила южнокорейская разведка.",
    ],
)
def test_the_dead_among_the_casualties_are_a_figure_of_their_own(reader: Reader, text: str) -> None:
    claims = read(reader, text)
    assert facts(claims) == {(C, 4700, 4700), (K, 600, 600)}
    assert {claim.scope for claim in claims} == {Scope.TOTAL}


@pytest.mark.parametrize(
    "text",
    [
        "Russia has lost 700,000 soldiers in Ukraine, Kyiv says; North Korea has said nothing.",
        "러시아군 7만 명이 우크라이나에서 전사했다고 우크라이나 국방부가 밝혔다. 북한은 언급하지 않았다.",
        "Росіяни втратили в Україні 70 тисяч солдатів, повідомив Генштаб. КНДР мовчить.",
        "Россияне потеряли на Украине 70 тысяч солдат, сообщил Генштаб. КНДР молчит.",
    ],
)
def test_losses_of_others_are_not_ours(reader: Reader, text: str) -> None:
    assert read(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "North Korea sent another 3,000 soldiers to Russia, the Joint Chiefs of Staff in Seoul said.",
        "북한이 러시아에 병력 3000명을 추가로 보냈다고 합참이 밝혔다.",
        "КНДР відправила до Росії ще 3000 солдатів, повідомив Об'єднаний комітет начальників штабів.",
        "КНДР отправила в Россию еще 3000 солдат, сообщил Объединенный комитет начальников штабов.",
    ],
)
def test_another_three_thousand_are_an_addition_and_no_lower_bound(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.figure.high) == (Metric.DEPLOYED, 3000, 3000)
    assert (claim.scope, claim.addition, claim.claimant) == (Scope.PART, True, "rok_jcs")


@pytest.mark.parametrize(
    "text",
    [
        "North Korea will send 6,000 soldiers to Russia, Shoigu said.",
        "북한이 러시아에 병력 6000명을 보낼 것이라고 쇼이구가 밝혔다.",
        "КНДР відправить до Росії 6000 солдатів, сказав Шойгу.",
        "КНДР отправит в Россию 6000 солдат, сказал Шойгу.",
    ],
)
def test_who_will_be_sent_is_planned(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.claimant) == (Metric.PLANNED, 6000, "russia")


@pytest.mark.parametrize(
    "text",
    [
        "In January the NIS said 300 North Korean soldiers had been killed in Kursk.",
        "국정원은 지난 1월 쿠르스크에서 북한군 300명이 전사했다고 밝힌 바 있다.",
        "У січні південнокорейська розвідка повідомила, що на Курщині загинули 300 північнокорейських солдатів.",
        "В январе южнокорейская разведка сообщила, что под Курском погибли 300 северокорейских солдат.",
    ],
)
def test_a_statement_of_an_earlier_month_is_past_and_keeps_its_date(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.tense) == (K, 300, Tense.PAST)
    assert claim.as_of == date(2025, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "North Korea sent about 11,000 soldiers to Kursk last autumn, the NIS said on Wednesday.",
        "북한이 지난해 10월 쿠르스크에 병력 약 1만1000명을 보냈다고 국정원이 30일 밝혔다.",
        "Восени КНДР відправила на Курщину близько 11 000 солдатів, повідомила в середу південнокорейська розвідка.",
        "Осенью КНДР отправила под Курск около 11 000 солдат, сообщила в среду южнокорейская разведка.",
    ],
)
def test_a_dated_event_told_now_is_current(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.tense) == (Metric.DEPLOYED, 11000, Tense.CURRENT)


@pytest.mark.parametrize(
    "text",
    [
        "In one week 1,000 North Korean soldiers were killed or wounded in Kursk, the White House said.",
        "지난 한 주 동안 쿠르스크에서 북한군 1000명이 죽거나 다쳤다고 백악관이 밝혔다.",
        "За тиждень на Курщині вбито й поранено 1000 північнокорейських солдатів, заявили в Білому домі.",
        "За неделю под Курском убиты и ранены 1000 северокорейских солдат, заявили в Белом доме.",
    ],
)
def test_the_losses_of_one_week_are_a_part(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.scope, claim.claimant) == (C, 1000, Scope.PART, "us_gov")


@pytest.mark.parametrize(
    "text",
    [
        "Some 1,000 sappers from North Korea are in Kursk, Shoigu said.",
        "북한 공병 1000명이 쿠르스크에 있다고 쇼이구가 밝혔다.",
        "На Курщині перебувають 1000 саперів із КНДР, сказав Шойгу.",
        "Под Курском находятся 1000 саперов из КНДР, сказал Шойгу.",
    ],
)
def test_a_sub_group_is_a_part(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.figure.low, claim.scope) == (1000, Scope.PART)


@pytest.mark.parametrize(
    "text",
    [
        "Some 25,000 workers from North Korea could go to a drone plant in Russia, a broadcaster reported.",
        "북한 노동자 2만5천명이 러시아 드론 공장으로 갈 수 있다고 NHK가 보도했다.",
        "25 тисяч робітників із КНДР можуть поїхати на завод у Росії, повідомив телеканал.",
        "25 тысяч рабочих из КНДР могут поехать на завод в России, сообщил телеканал.",
    ],
)
def test_workers_are_no_soldiers(reader: Reader, text: str) -> None:
    assert read(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "North Korea has shipped 20,000 containers of shells to Russia for the war, Seoul says.",
        "북한이 러시아에 컨테이너 2만개와 포탄 900만발을 보냈다고 국정원이 밝혔다.",
        "КНДР передала Росії понад 20 000 контейнерів зі снарядами, заявив Сеул.",
        "КНДР передала России более 20 000 контейнеров со снарядами, заявил Сеул.",
    ],
)
def test_weapons_are_no_people(reader: Reader, text: str) -> None:
    assert read(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Zelensky said 4,000 North Korean soldiers had been killed or wounded in Kursk; the Pentagon spoke of 1,200.",
        "젤렌스키 대통령은 쿠르스크 북한군 사상자를 4000명으로, 미국 국방부는 1200명으로 제시했다.",
        "Зеленський назвав втрати північнокорейців на Курщині — 4000 осіб; Пентагон говорить про 1200.",
        "Зеленский назвал потери северокорейцев под Курском — 4000 человек; Пентагон говорит о 1200.",
    ],
)
def test_two_claimants_each_keep_their_figure(reader: Reader, text: str) -> None:
    credited = {claim.figure.low: claim.claimant for claim in read(reader, text)}
    assert credited == {4000: "zelensky", 1200: "us_gov"}


@pytest.mark.parametrize(
    "text",
    [
        "The number of North Korean soldiers killed in Russia has risen from 600 to 2,000, the NIS said.",
        "러시아에서 전사한 북한군이 600명에서 2000명으로 늘었다고 국정원이 밝혔다.",
        "Кількість загиблих у Росії північнокорейських солдатів зросла з 600 до 2000, заявили в НРС.",
        "Число погибших в России северокорейских солдат выросло с 600 до 2000, сообщила разведка Южной Кореи.",
    ],
)
def test_what_a_figure_rose_from_is_an_earlier_figure_and_no_lower_bound(reader: Reader, text: str) -> None:
    claims = read(reader, text)
    assert {claim.figure.low: claim.tense for claim in claims} == {600: Tense.PAST, 2000: Tense.CURRENT}
    assert facts(claims) == {(K, 600, 600), (K, 2000, 2000)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "The NIS said 600 North Korean soldiers had died in Kursk."),
        ("ko", "국정원은 쿠르스크에서 북한군 600명이 전사했다고 밝혔다."),
        ("uk", "Південнокорейська розвідка повідомила, що на Курщині загинули 600 солдатів КНДР."),
        ("ru", "Южнокорейская разведка сообщила, что под Курском погибли 600 солдат КНДР."),
    ],
)
def test_every_claim_says_why_and_where(reader: Reader, lang: str, text: str) -> None:
    claim = only(reader.read(text, published=DAY, lang=lang))
    assert set(claim.why) == {"metric", "subject", "bounds", "scope", "tense", "claimant"}
    assert all(claim.why.values())
    assert claim.evidence == text
    assert text[claim.span.start : claim.span.end].startswith("600")
    assert claim.as_of == DAY


@pytest.mark.parametrize(
    "text",
    [
        "The NIS said 600 North Korean soldiers had died in Kursk.",
        "국정원은 쿠르스크에서 북한군 600명이 전사했다고 밝혔다.",
        "Південнокорейська розвідка повідомила, що на Курщині загинули 600 солдатів КНДР.",
        "Южнокорейская разведка сообщила, что под Курском погибли 600 солдат КНДР.",
    ],
)
def test_the_letters_tell_the_language(reader: Reader, text: str) -> None:
    assert facts(reader.read(text)) == {(K, 600, 600)}


@pytest.mark.parametrize("lang", ["en", "fr", "ru"])
def test_a_wrong_label_of_the_language_does_not_blind_the_reader(reader: Reader, lang: str) -> None:
    text = "국정원은 쿠르스크에서 북한군 600명이 전사했다고 밝혔다."
    assert facts(reader.read(text, lang=lang)) == {(K, 600, 600)}


@pytest.mark.parametrize(
    "text",
    [
        "North Koreans in Kursk, by the count of the NIS:\nKilled: 600\nWounded: 4,100",
        "국정원이 집계한 쿠르스크 북한군 피해\n사망: 600명\n부상: 4100명",
        "Північнокорейці на Курщині, за даними НРС:\nЗагиблих: 600\nПоранених: 4100",
        "Северокорейцы под Курском, по данным НРС:\nПогибших: 600\nРаненых: 4100",
    ],
)
def test_a_table_is_read_row_by_row(reader: Reader, text: str) -> None:
    assert facts(read(reader, text)) == {(K, 600, 600), (W, 4100, 4100)}


@pytest.mark.parametrize(
    "text",
    [
        "North Koreans in Kursk\n\nKILLED\nNIS (13 January): 300\n\nWOUNDED\nNIS (13 January): 2,700",
        "Північнокорейці на Курщині\n\nЗАГИБЛІ\nНРС (13 січня): 300\n\nПОРАНЕНІ\nНРС (13 січня): 2700",
        "Северокорейцы под Курском\n\nПОГИБШИЕ\nНРС (13 января): 300\n\nРАНЕНЫЕ\nНРС (13 января): 2700",
    ],
)
def test_rows_count_what_their_heading_names_and_keep_their_dates(reader: Reader, text: str) -> None:
    claims = read(reader, text)
    assert facts(claims) == {(K, 300, 300), (W, 2700, 2700)}
    assert {(claim.claimant, claim.tense) for claim in claims} == {("nis", Tense.PAST)}


@pytest.mark.parametrize(
    "text",
    [
        "Moscow had announced on April 17 that 1,000 North Korean sappers would come to Kursk.",
        "Moscow had announced in January that 1,000 North Korean sappers would come to Kursk.",
        "러시아는 앞서 17일 북한 공병 병력 1000명이 쿠르스크로 온다고 발표했다.",
    ],
)
def test_a_day_that_has_passed_dates_a_plan_as_told_then(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.tense) == (Metric.PLANNED, Tense.PAST)


@pytest.mark.parametrize(
    "text",
    [
        "A captive spoke of his comrades from the 11,000-strong North Korean force in Kursk.",
        "The first dead of the 11,000-strong North Korean contingent in Kursk have been buried.",
        "The earlier contingent of North Koreans in Kursk numbered 11,000 soldiers, Seoul said.",
    ],
)
def test_the_size_of_a_force_is_how_many_were_sent(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.tense) == (Metric.DEPLOYED, 11000, Tense.CURRENT)


def test_a_verb_that_closes_its_clause_counts_none_that_come_after(reader: Reader) -> None:
    text = "쿠르스크에서 북한군 4000명가량이 죽거나 다쳤으며 2차로 1500명이 1월 중순까지 들어왔다고 국정원이 전했다."
    assert facts(read(reader, text)) == {(C, 4000, 4000), (Metric.DEPLOYED, 1500, 1500)}


def test_north_koreans_who_work_abroad_are_no_soldiers(reader: Reader) -> None:
    text = "Some 15,000 North Koreans are in Russia as labourers. North Korea sent 12,000 soldiers to Kursk."
    assert facts(read(reader, text)) == {(Metric.DEPLOYED, 12000, 12000)}


@pytest.mark.parametrize(
    ("text", "metric"),
    [
        ("Some 1,000, all of them North Korean sappers, have reached Kursk.", Metric.DEPLOYED),
        ("About 3,000, most of them North Korean infantry, have been killed in Kursk.", K),
        ("About 3,000 North Koreans, nearly all of them infantry, had been killed or wounded in Kursk.", C),
    ],
)
def test_an_insertion_says_who_is_counted_and_parts_nothing(reader: Reader, text: str, metric: Metric) -> None:
    assert only(read(reader, text)).metric is metric


def test_those_of_a_wave_who_have_come_are_a_part(reader: Reader) -> None:
    text = "A third wave of 6,000 North Koreans, of whom 1,000 are already in Kursk, is under way."
    assert {(claim.figure.low, claim.scope) for claim in read(reader, text)} == {(6000, Scope.PART), (1000, Scope.PART)}


def test_what_it_is_now_repeats_what_was_counted(reader: Reader) -> None:
    text = "Seoul put North Korean casualties in Kursk at 3,000 in January. It is now 4,700."
    assert facts(read(reader, text)) == {(C, 3000, 3000), (C, 4700, 4700)}


def test_people_who_number_so_many_are_counted(reader: Reader) -> None:
    text = "The North Koreans in Kursk number 12,000, Budanov believes."
    assert facts(read(reader, text)) == {(Metric.DEPLOYED, 12000, 12000)}


@pytest.mark.parametrize(
    "text",
    [
        "The NIS spoke of North Korean troops in Kursk. Its last count, in January, stood at 3,000 casualties.",
        "The NIS spoke of North Korean troops in Kursk. Its January count stood at 3,000 casualties.",
        "국정원이 지난 1월 파악한 쿠르스크 북한군 사상자는 3000명이었다.",
    ],
)
def test_a_count_of_an_earlier_month_is_an_earlier_figure(reader: Reader, text: str) -> None:
    assert only(read(reader, text)).tense is Tense.PAST


def test_a_figure_that_was_set_higher_has_a_former_one(reader: Reader) -> None:
    text = "국정원은 쿠르스크 북한군 전사자를 300명에서 600명으로 올려 잡았다."
    assert {(c.figure.low, c.tense) for c in read(reader, text)} == {(300, Tense.PAST), (600, Tense.CURRENT)}
    assert facts(read(reader, text)) == {(K, 300, 300), (K, 600, 600)}


def test_a_bare_figure_of_now_repeats_what_was_counted(reader: Reader) -> None:
    text = "국정원이 지난 1월 파악한 쿠르스크 북한군 사상자는 3000명이었다. 지금은 4700명이다."
    assert facts(read(reader, text)) == {(C, 3000, 3000), (C, 4700, 4700)}


@pytest.mark.parametrize("figure", ["5천 명대에 이른다고", "5천 명 선으로 추산된다고", "5천 명 안팎이라고"])
def test_a_figure_of_an_order_is_about_so_many(reader: Reader, figure: str) -> None:
    claim = only(read(reader, f"국정원은 쿠르스크 북한군 사상자가 {figure} 밝혔다."))
    assert (claim.figure.low, claim.figure.high, claim.figure.qualifier) == (5000, 5000, Qualifier.ABOUT)


@pytest.mark.parametrize(
    "text",
    [
        "Up to 5,000. That is how many soldiers, Budanov said, North Korea now keeps in Kursk.",
        "До п'яти тисяч. Стільки бійців, запевнив Скібіцький, корейський контингент зараз тримає на Курщині.",
        "До пяти тысяч. Столько солдат КНДР, заверил Скибицкий, находится сейчас под Курском.",
    ],
)
def test_a_number_told_first_is_resumed_by_the_next_sentence(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.figure.high, claim.claimant) == (Metric.DEPLOYED, None, 5000, "hur")


@pytest.mark.parametrize(
    "text",
    [
        "За січень українська армія знищила понад 800 окупантів, серед них 42 корейці, звітує командування ССО.",
        "За январь украинская армия уничтожила более 800 оккупантов, среди них 42 корейца, сообщило командование ССО.",
    ],
)
def test_ours_among_other_dead_are_dead(reader: Reader, text: str) -> None:
    claim = only(read(reader, text))
    assert (claim.metric, claim.figure.low, claim.scope) == (K, 42, Scope.PART)


@pytest.mark.parametrize(
    "text",
    [
        "Пхеньян готує третє відправлення на Курщину, 6000 людей, і тисяча саперів із цього числа вже на місці.",
        "Пхеньян готовит третью отправку в Курскую область, 6000 человек, и тысяча саперов уже на месте.",
    ],
)
def test_some_of_those_to_come_are_already_there(reader: Reader, text: str) -> None:
    assert {(claim.metric, claim.figure.low) for claim in read(reader, text)} == {
        (Metric.PLANNED, 6000),
        (Metric.DEPLOYED, 1000),
    }


@pytest.mark.parametrize(
    "text",
    [
        "За Росію, крім північнокорейців, воюють і китайці. Двох із них захопили на Донеччині, розповів Зеленський.",
        "За Россию, кроме северокорейцев, воюют и китайцы. Двоих из них взяли в плен в Донбассе, рассказал Зеленский.",
    ],
)
def test_those_besides_whom_others_fight_are_not_gone_on_about(reader: Reader, text: str) -> None:
    assert read(reader, text) == []


def test_a_shared_name_is_whoever_was_named_last(reader: Reader) -> None:
    text = "Украинская разведка следит за северокорейцами. Под Курском воюют 11 тысяч солдат КНДР, сообщила разведка."
    assert only(read(reader, text)).claimant == "hur"
    assert only(read(reader, text.replace("Украинская", "Южнокорейская"))).claimant == "nis"


def test_the_day_that_opens_a_line_dates_what_it_tells(reader: Reader) -> None:
    text = (
        "14 декабря. Первые атаки.\n23 декабря. Зеленский сообщает о трех тысячах выбывших северокорейцев под Курском."
    )
    assert only(read(reader, text)).tense is Tense.PAST


def test_figures_listed_by_month_are_earlier_ones(reader: Reader) -> None:
    text = "Сто убитых в декабре, триста в январе: так под Курском считала северокорейцев разведка Южной Кореи."
    assert {claim.tense for claim in read(reader, text)} == {Tense.PAST}


def test_a_number_may_leave_its_thousands_out(reader: Reader) -> None:
    text = "В Россию отправлено шестнадцать тысяч солдат КНДР. Осталось в строю двенадцать, а похоронено две."
    sent, dead = Metric.DEPLOYED, Metric.KILLED
    assert facts(read(reader, text)) == {(sent, 16000, 16000), (sent, 12000, 12000), (dead, 2000, 2000)}


def test_a_state_told_of_does_not_tell_another(reader: Reader) -> None:
    claim = only(read(reader, "В Курской области воюют три тысячи военных из КНДР, предупредил Кирби."))
    assert claim.claimant == "us_gov"


def test_those_who_fight_beside_others_are_counted_alone(reader: Reader) -> None:
    text = "Свыше 10 000 солдат КНДР отправлены под Курск, где воюют вместе с российскими войсками, сказал Патель."
    assert facts(read(reader, text)) == {(Metric.DEPLOYED, 10000, None)}
