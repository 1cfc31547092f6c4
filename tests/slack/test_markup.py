"""Cards in Block Kit: within every limit, and with nothing live in them, whatever they hold."""

from hypothesis import given, settings

from bot.cards import Card, Fact, Facts, Link, Mention, Paragraph, Quote, Referent, Table, person
from bot.slack.markup import to_blocks, to_message, to_text
from bot.slack.messages import picture
from tests.slack.cards import ALERT, CARDS
from tests.wire.slack_rules import check_message
from tests.wire.slack_text import pings, unfurls
from tests.wire.slack_world import texts


@settings(max_examples=100, deadline=None)
@given(CARDS)
def test_no_card_is_refused_mentions_anybody_or_links_what_it_should_not(card: Card) -> None:
    message = to_message(card)
    body = message.arguments("F1")
    check_message(body)
    assert pings(body | {"parse": "none"}) == []
    assert set(unfurls(body)) <= {"https://a.example/1"}
    assert message.text


def test_an_alert_reads_from_its_headline_to_its_buttons() -> None:
    assert "\n".join(texts(list(to_blocks(ALERT)))) == (
        "NIS: killed, about 600 → about 2,000 (+1,400)\n"
        "South Korea's intelligence service says that about 2,000 have been killed, 1,400 more than in April.\n"
        "*As of*\n2 September 2025\n"
        "*State*\nreported by one outlet\n"
        "About 2,000\n of them were killed, he said.\n"
        "Yonhap\n · why\n"
        "Claimant    Killed\n국가정보원  2,000\nUK MoD      –\n"
        "Last good poll 3 minutes ago\n"
        "Evidence\nDismiss"
    )


def test_the_fallback_is_two_sentences_and_says_nothing_twice() -> None:
    assert to_text(Card(title="Killed", summary="About 2,000, says the NIS")) == "Killed. About 2,000, says the NIS."
    assert to_text(Card(title="Killed", summary="Killed: about 2,000")) == "Killed: about 2,000."


def test_buttons_and_footer_stay_when_the_parts_do_not_fit() -> None:
    parts = tuple(Paragraph("x" * 2500) for _ in range(20))
    blocks = to_blocks(Card(title="t", summary="s", parts=parts, footer=ALERT.footer, buttons=ALERT.buttons))
    assert [block["type"] for block in blocks][-2:] == ["context", "actions"]
    assert len(blocks) < 10


def test_the_figure_of_a_quotation_stands_out() -> None:
    [block] = to_blocks(Card(title="", summary="", parts=(Quote("about 600 killed", 6, 9),)))
    assert block["elements"] == [
        {
            "type": "rich_text_quote",
            "elements": [
                {"type": "text", "text": "about "},
                {"type": "text", "text": "600", "style": {"bold": True}},
                {"type": "text", "text": " killed"},
            ],
        }
    ]


def test_a_long_table_says_how_many_rows_are_missing() -> None:
    rows = tuple((str(number), "1") for number in range(45))
    blocks = to_blocks(Card(title="", summary="", parts=(Table(("n", "k"), rows),)))
    assert texts(list(blocks))[-1] == "… +5"


def test_a_link_that_may_not_be_followed_is_shown_as_text() -> None:
    shown = to_blocks(Card(title="", summary="", link=Link("bank", "javascript:alert(1)")))
    assert texts(list(shown)) == ["bank"]


def test_a_picture_always_has_words() -> None:
    assert picture("F1", "")["alt_text"] == "chart"


def test_people_and_channels_are_shown_by_name() -> None:
    about = (person("slack:T1:U2"), Mention(Referent.CHANNEL, "C3"), Mention(Referent.CHANNEL, "C3|<!here>"))
    text = str(to_blocks(Card(title="Audit", summary="", parts=(Facts((Fact("alerts here", "why", about=about),)),))))
    assert "<@U2> · <#C3> · C3|&lt;!here&gt; · why" in text
