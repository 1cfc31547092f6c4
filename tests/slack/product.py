"""A small product: commands of every kind, so that the adapter is tested apart from what is asked."""

from bot.cards import Attachment, Button, Card, Fact, Facts, Picture
from bot.commands import Act, Asker, Choice, Command, Option, OptionKind, Values
from watchers.errors import TollwatchError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
METRIC = Option(
    name="metric",
    description="What is counted",
    kind=OptionKind.CHOICE,
    required=True,
    choices=(Choice("killed", ("killed", "dead")), Choice("wounded", ("wounded",))),
)
SINCE = Option(name="since", description="From when on", kind=OptionKind.DATE)
FEED = Option(name="feed", description="Its address", kind=OptionKind.WORD, required=True)


async def known_feeds(asker: Asker, typed: str) -> tuple[Choice, ...]:
    names = [f"{asker.layer} {number}" for number in range(120)]
    return tuple(Choice(name, (name * 9,)) for name in names if typed in name)


KNOWN_FEED = Option(name="feed", description="Which", required=True, suggest=known_feeds)


class SmallProduct:
    """Remembers who asked what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Asker, dict[str, str]]] = []

    @property
    def commands(self) -> tuple[Command, ...]:
        return (
            Command(name="history", description="How it came", run=self._history, options=(METRIC, SINCE)),
            Command(name="feeds add", description="Add a feed", run=self._add, options=(FEED,), admin=True),
            Command(name="feeds remove", description="Less", run=self._history, options=(KNOWN_FEED,), admin=True),
            Command(name="alerts here", description="Alerts", run=self._history, admin=True, posts=True),
            Command(name="export", description="A file", run=self._export),
            Command(name="break", description="Break", run=self._break),
            Command(name="say", description="To all", run=self._history, public=True),
        )

    @property
    def acts(self) -> tuple[Act, ...]:
        return (
            Act(name="evidence", label="Evidence", run=self._evidence),
            Act(name="dismiss", label="Dismiss", run=self._evidence, admin=True, reason=True),
        )

    async def home(self, asker: Asker) -> tuple[Card, ...]:
        self.asked.append(("home", asker, {}))
        buttons = (Button("evidence:1", "Evidence"), Button("command:feeds add", "Add a feed"))
        return (Card(title="Figures", summary=f"for {asker.layer}", buttons=buttons),) * 2

    async def _history(self, asker: Asker, values: Values) -> Card:
        self.asked.append(("history", asker, dict(values)))
        facts = Facts((Fact("NIS", "about 2,000"),))
        return Card(title="History", summary=values.get("metric", ""), parts=(facts,), chart=Picture(PNG, "rising"))

    async def _add(self, asker: Asker, values: Values) -> Card:
        if not values["feed"].startswith("http"):
            raise TollwatchError(f"{values['feed']} is no address", hint="Begin with https://")
        self.asked.append(("feeds add", asker, dict(values)))
        return Card(title="Added", summary=values["feed"])

    async def _export(self, asker: Asker, values: Values) -> Card:
        return Card(title="Export", summary=f"for {asker.account}{len(values)}", files=(Attachment("a.csv", b"a,b"),))

    async def _break(self, _: Asker, __: Values) -> Card:
        raise RuntimeError("a bug")

    async def _evidence(self, asker: Asker, subject: str, reason: str) -> Card:
        self.asked.append(("evidence", asker, {"subject": subject, "reason": reason}))
        return Card(title="Evidence", summary=f"{subject} {reason}".strip())
