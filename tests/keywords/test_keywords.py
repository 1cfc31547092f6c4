"""Keywords match as people read: whatever the case, form, alphabet tricks or ending."""

import unicodedata

import pytest

from watchers.keywords import KeywordError, Keywords, parse_rule


def matches(rule: str, text: str) -> bool:
    return bool(Keywords({"layer": [parse_rule(rule)]}).match("", text))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("north korea", "NORTH KOREA said"),
        ("north korea", "North\u00a0Korea said"),
        ("north korea", "No\u200brth Korea said"),
        ("north korea", "\uff2e\uff4f\uff52\uff54\uff48 Korea"),
        ("north korean", "the North-Korean troops"),
        ("north-korean", "the North Koreans fought"),
        ("north korea", "North Korea’s army"),
        ("kill", "three were killed"),
        ("soldier", "soldiers"),
        ("casualt*", "heavy casualties"),
        ("північнокорейський солдат", "північнокорейських солдатів"),
        ("північна корея", "у Північній Кореї"),
        ("потери", "о потерях"),
        ("бойцы", "бойцами"),
        ("зелёный", "зеленого"),
        ("북한군", "북한군이 사망했다"),
        ("북한군", unicodedata.normalize("NFD", "북한군") + "은"),
        ("북한 군", "북한군은"),
        ("북한군", "러북한군"),
        ("北", "北, 러시아에 추가 파병"),
    ],
)
def test_a_keyword_matches_the_forms_of_its_words(rule: str, text: str) -> None:
    assert matches(rule, text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("us", "used to"),
        ("pow", "power"),
        ("kill", "skills"),
        ("north korea", "north of Korea"),
        ("killed", "kill"),
        ("кім", "кіматограф"),
        ("корея", "прокорея"),
        ("north korea", "N\u043erth Korea"),
        ("北", "東北"),
    ],
)
def test_a_keyword_does_not_match_inside_other_words(rule: str, text: str) -> None:
    assert not matches(rule, text)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("North Korean troops were killed", True),
        ("DPRK troops were wounded", True),
        ("North Korean troops marched", False),
        ("troops were killed", False),
        ("North Korean troops killed in an exercise", False),
    ],
)
def test_a_rule_asks_for_one_of_each_group_and_none_of_the_excluded(text: str, fits: bool) -> None:
    assert matches("north korean | dprk + killed | wounded -exercise", text) is fits


def test_an_article_is_given_to_every_layer_that_wants_it_and_to_no_other() -> None:
    keywords = Keywords(
        {"a": [parse_rule("killed")], "b": [parse_rule("killed"), parse_rule("wounded")], "c": [parse_rule("ship")]}
    )
    assert keywords.match("Three killed", "") == {"a", "b"}


def test_articles_matched_together_keep_their_own_keywords() -> None:
    keywords = Keywords({"a": [parse_rule("north + army")], "b": [parse_rule("army")]})
    articles = [
        ("", ""),
        ("north", "arm"),
        ("y", "Armies; the ARMY"),
        ("army", "of the north"),
        ("", "y"),
        ("north", ""),
    ]
    together = [set[str](), set[str](), {"b"}, {"a", "b"}, set[str](), set[str]()]
    assert keywords.match_all(articles) == together == [keywords.match(*article) for article in articles]
    assert keywords.match_all([]) == []


def test_no_rules_match_nothing() -> None:
    assert Keywords({}).match("killed", "killed") == frozenset()


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "   ",
        "-killed",
        "a |",
        "+",
        "x",
        "*",
        "a*b cd",
        "k" * 101,
        "w " * 400,
        " | ".join(f"word{n}" for n in range(50)),
    ],
)
def test_a_senseless_rule_is_refused_with_a_hint(rule: str) -> None:
    with pytest.raises(KeywordError) as caught:
        parse_rule(rule)
    assert caught.value.hint


def test_a_word_of_mixed_alphabets_is_pointed_out() -> None:
    assert parse_rule("N\u043erth korea").mixed == ("n\u043erth",)
    assert parse_rule("north korea + північна").mixed == ()


def test_a_hyphen_within_a_word_excludes_nothing() -> None:
    assert parse_rule("su-57 -drill").none == ("drill",)


def test_the_keywords_that_matched_are_named_and_no_others() -> None:
    keywords = Keywords({"": [parse_rule("north korea* | dprk + kill* | wound*"), parse_rule("kursk + toll")]})
    assert keywords.words("North Koreans in Kursk", "They were killed.") == ["kill*", "north korea*"]
    assert keywords.words("Roses", "They bloom.") == []
