"""Cards as Discord messages: nothing foreign is live, nothing runs over a limit."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import Button, Card, Fact, Facts, Link, Mention, Paragraph, Picture, Quote, Referent, Table, person
from bot.discord.markup import escape, link, to_embed, to_message
from bot.discord.text import units

NASTY = [
    "@everyone", "@here", "<@123456789012345678>", "<@&1>", "<#2>", "</x:3>", "<t:0:R>", "<:e:4>",
    "[a](https://b.example)", "https://evil.example/", "**", "__", "~~", "||", "`", "```", "> ", "# ", "-# ",
    "1. ", "- ", "\\", "\u202e", "\u200b", "𝕏", "👨\u200d👩\u200d👧", "\n",
]  # fmt: skip
foreign = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=40).map("".join)
long_text = st.builds(lambda text, times: text * times, foreign, st.sampled_from([1, 5, 300]))
texts = st.one_of(foreign, long_text)
links = st.builds(Link, texts, st.one_of(texts, st.just("https://news.example/a(b)_c?d=*e*")))
facts = st.builds(Fact, texts, texts, st.none() | links)
parts = st.one_of(
    st.builds(Paragraph, texts),
    st.builds(Facts, st.lists(facts, max_size=30).map(tuple), texts),
    st.builds(Quote, texts, st.integers(-5, 900), st.integers(-5, 900), st.none() | links, texts),
    st.builds(Table, st.just(("a", "b")), st.lists(st.tuples(texts, texts), max_size=60).map(tuple)),
)
cards = st.builds(
    Card, title=texts, summary=texts, parts=st.lists(parts, max_size=8).map(tuple), footer=texts, link=st.none() | links
)


def live(text: str) -> str:
    """`text` without code blocks, and a letter for each sign that a backslash has made plain."""
    return re.sub(r"\\.", "x", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


@settings(max_examples=150, deadline=None)
@given(texts)
def test_nothing_of_foreign_text_is_live(text: str) -> None:
    shown = live(escape(text))
    assert not re.search(r"[*_~|`<>\[\]#]", shown)
    assert not re.search(r"@(?!\u200b)|://", shown)
    assert not re.search(r"(?m)^\s*([-+]|\d+[.)])\s", shown)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)


@settings(max_examples=60, deadline=None)
@given(cards)
def test_no_card_runs_over_a_limit(card: Card) -> None:
    embed = to_embed(card, "marker")
    assert units(embed.title or "") <= 256
    assert units(embed.description or "") <= 4096
    assert len(embed.fields) <= 25
    for field in embed.fields:
        assert 1 <= units(field.name or "") <= 256
        assert 1 <= units(field.value or "") <= 1024
    assert units(embed.footer.text or "") <= 2048
    assert len(embed) <= 6000
    assert units(to_message(card, marker="marker", plain=True).content or "") <= 2000


@settings(max_examples=60, deadline=None)
@given(cards)
def test_only_our_own_links_are_masked_and_only_to_web_addresses(card: Card) -> None:
    embed = to_embed(card)
    for text in (
        embed.title,
        embed.description,
        *(field.name for field in embed.fields),
        *(f.value for f in embed.fields),
    ):
        for address in re.findall(r"\]\(([^)]*)\)", live(text or "")):
            assert re.match(r"https?://", address, re.IGNORECASE)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://a@evil.example/", "/relative", "https://x.example/ y", ""]
)
def test_an_address_that_is_no_plain_web_address_is_not_linked(url: str) -> None:
    assert link(Link("Article", url)) == "Article"


def test_a_label_that_names_another_address_gives_way_to_the_true_one() -> None:
    assert link(Link("bank.example", "https://evil.example/x")) == "[evil.example](https://evil.example/x)"


def test_the_figure_is_marked_in_its_sentence() -> None:
    quote = Quote("It puts the dead at about 2,000.", 20, 31, Link("wire.example", "https://wire.example/1"), "11 Sept")
    described = to_embed(Card(title="t", summary="s", parts=(quote,))).description
    assert described is not None
    assert "at **about 2,000**." in described
    assert "[wire.example](https://wire.example/1)" in described


def test_a_long_sentence_is_cut_around_its_figure() -> None:
    sentence = f"{'word ' * 500}about 2,000 {'word ' * 500}"
    start = sentence.index("about")
    quote = Quote(sentence, start, start + len("about 2,000"))
    described = to_embed(Card(title="t", summary="s", parts=(quote,))).description or ""
    assert "**about 2,000**" in described
    assert len(described) < 800


async def test_buttons_carry_what_they_do_in_their_ids() -> None:
    message = to_message(Card(title="t", summary="s", buttons=(Button("evidence:c0ffee", "Evidence"),)))
    assert message.view is not None
    assert message.view.to_components()[0]["components"][0]["custom_id"] == "tollwatch:evidence:c0ffee"


async def test_the_chart_is_attached_with_its_words() -> None:
    message = to_message(Card(title="t", summary="s", chart=Picture(b"png", "What was said")))
    assert [(file.filename, file.description) for file in message.files] == [("chart.png", "What was said")]


def test_the_marker_stands_in_every_form_of_a_message() -> None:
    card = Card(title="t", summary="s", footer="f")
    assert to_embed(card, "m4rker").footer.text == "f · m4rker"
    assert "m4rker" in (to_message(card, marker="m4rker", plain=True).content or "")


def test_columns_of_a_table_stand_under_each_other_in_korean_too() -> None:
    table = Table(("기준일", "수치"), (("2025. 9. 2.", "약 2,000"), ("a", "b")))
    described = to_embed(Card(title="t", summary="", parts=(table,))).description or ""
    rows = described.strip("`\n").split("\n")
    assert rows == ["기준일       수치", "2025. 9. 2.  약 2,000", "a            b"]


@pytest.mark.parametrize("address", ["https://a.example/1", "https://news.example/" + "x" * 470])
def test_no_alert_of_a_digest_is_left_out_however_long_its_address(address: str) -> None:
    name = "Не подтверждено · НРС: погибшие и раненые, не менее 3 000 → от 4 700 до 5 000 (+1 850), номер {}"
    lines = tuple(
        Fact(name.format(n), "as of 11 Sept 2025, reported", Link("outlet.example", address)) for n in range(10)
    )
    embed = to_embed(Card(title="Digest: 10 alerts", summary="Part 1 of 2.", parts=(Facts(lines),)), "m4rk3r")
    shown = (embed.description or "") + "".join(f"{field.name}{field.value}" for field in embed.fields)
    assert all(f"номер {n}" in shown for n in range(10))


def test_people_and_channels_are_shown_by_name() -> None:
    about = (person("discord:12"), Mention(Referent.CHANNEL, "34"), person("console:operator"))
    embed = to_embed(Card(title="Audit", summary="", parts=(Facts((Fact("alerts here", "why", about=about),)),)))
    assert embed.fields[0].value == "<@12> · <#34> · console:operator · why"
