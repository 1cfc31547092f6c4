"""Who stands behind a figure in Korean news, and how much of the whole it is, where an ending or a pause decides."""

import pytest

from tests.reading.test_regularities import read
from watchers.claims import Metric, Scope
from watchers.reading.reader import Reader

LEDE = "국정원은 북한군이 쿠르스크에서 물러났다고 4일 밝혔다. 정확한 이유는 아직 모른다고 했다.\n"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("미국도 숫자를 올렸다. 국방부는 쿠르스크의 북한군이 1만명이라고 말했다.", "us_gov"),
        ("국방부는 쿠르스크의 북한군이 1만명이라고 말했다. 미국은 논평하지 않았다.", "rok_gov"),
        ("한국과 미국은 러시아에 간 북한군을 1만1000명으로 보고 있다.", "rok_gov"),
        ("쿠르스크의 북한군 사상자는 우크라이나 쪽 집계로 7000명이다.", "ua_gov"),
        ("젤렌스키 대통령실은 쿠르스크에 있는 북한군을 1만명으로 본다.", "ua_gov"),
        (LEDE + "지난해 가을 러시아로 건너간 북한군은 1만1000명이다.", "none"),
        (LEDE + "합참은 북한군 1만1000명이 러시아로 건너갔다고 했다.", "rok_jcs"),
        (LEDE + "평양에서 공개된 북한군 전사자 초상은 모두 101개다.", "dprk"),
    ],
)
def test_who_is_credited(reader: Reader, text: str, claimant: str) -> None:
    assert {claim.claimant for claim in read(reader, text)} == {claimant}


@pytest.mark.parametrize(
    ("text", "metric", "scope"),
    [
        (
            "국정원은 북한군 1만1000여명 가운데 다수의 사상자가 쿠르스크에서 나왔다고 밝혔다.",
            Metric.DEPLOYED,
            Scope.TOTAL,
        ),
        ("국정원은 쿠르스크의 북한군 사상자 중 2000명이 북한으로 돌아갔다고 밝혔다.", Metric.CASUALTIES, Scope.PART),
        (
            "국정원은 쿠르스크로 간 북한군이 1만1000명이며, 증원도 한 차례 있었다고 밝혔다.",
            Metric.DEPLOYED,
            Scope.TOTAL,
        ),
        (
            "국정원은 북한 병력 1500명이 쿠르스크의 러시아군 부대에 나뉘어 머문다고 밝혔다.",
            Metric.DEPLOYED,
            Scope.TOTAL,
        ),
    ],
)
def test_what_part_of_the_whole_is_counted(reader: Reader, text: str, metric: Metric, scope: Scope) -> None:
    assert {(claim.metric, claim.scope) for claim in read(reader, text)} == {(metric, scope)}
