"""Cards of every kind, hostile ones among them, for the tests of markup and sending."""

from hypothesis import strategies as some

from bot.cards import Button, Card, Fact, Facts, Link, Paragraph, Picture, Quote, Style, Table

HOSTILE = some.sampled_from(
    [
        "<!channel>", "<!here|you>", "<@U012345>", "<!subteam^S0123>", "<https://evil.example|your bank>",
        "@everyone @here",
        "&" * 3000, "*_~`" * 900,
        "*bold* _slanted_ ~gone~ `code` ```block```", "> quoted\n> twice", "\u202egnp.exe", "a\u200bb", "x" * 5000,
        "&lt;!channel&gt;",
        "북한군 사망자 2,000명", "", " ", "\n\n", "\ud83d\ude00 :boom: :skull:", "]]>", "\x00\x07", "https://evil.example/x",
    ]
)  # fmt: skip
TEXTS = some.lists(HOSTILE | some.text(max_size=80), min_size=0, max_size=3).map(" ".join)
URLS = some.sampled_from(
    ["https://a.example/1", "javascript:alert(1)", "https://a.example/?a=1&b=<2>", "", "http://[::1"]
)
LINKS = some.builds(Link, TEXTS, URLS)
FACTS = some.builds(Fact, TEXTS, TEXTS, some.none() | LINKS)
PARTS = some.one_of(
    some.builds(Paragraph, TEXTS),
    some.builds(Facts, some.lists(FACTS, max_size=14).map(tuple), TEXTS),
    some.builds(Quote, TEXTS, some.integers(0, 20), some.integers(0, 40), some.none() | LINKS, TEXTS),
    some.builds(Table, some.just(("date", "figure")), some.lists(some.tuples(TEXTS, TEXTS), max_size=60).map(tuple)),
)
BUTTONS = some.lists(some.sampled_from([f"evidence:{number}" for number in range(40)]), max_size=30, unique=True).map(
    lambda acts: tuple(Button(act, "Evidence " * 12, Style.GOOD) for act in acts)
)
CARDS = some.builds(
    Card,
    title=TEXTS,
    summary=TEXTS,
    parts=some.lists(PARTS, max_size=12).map(tuple),
    footer=TEXTS,
    link=some.none() | LINKS,
    buttons=BUTTONS,
    chart=some.none() | some.builds(Picture, some.just(b"\x89PNG"), TEXTS),
)
ALERT = Card(
    title="NIS: killed, about 600 → about 2,000 (+1,400)",
    summary="South Korea's intelligence service says that about 2,000 have been killed, 1,400 more than in April.",
    parts=(
        Facts((Fact("As of", "2 September 2025"), Fact("State", "reported by one outlet"))),
        Quote(
            "About 2,000 of them were killed, he said.",
            0,
            11,
            Link("Yonhap", "https://a.example/1"),
            "why",
        ),
        Table(("Claimant", "Killed"), (("국가정보원", "2,000"), ("UK MoD", "–"))),
    ),
    footer="Last good poll 3 minutes ago",
    buttons=(Button("evidence:7", "Evidence"), Button("dismiss:7", "Dismiss", Style.BAD)),
)
