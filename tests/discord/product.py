"""A small product: commands of every kind, so that the adapter is tested apart from what is asked."""

from bot.cards import Attachment, Button, Card, Fact, Facts, Picture
from bot.commands import Act, Asker, Choice, Command, Option, OptionKind, Values
from bot.i18n import mark
from bot.mistakes import MistakeError

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
METRIC = Option(
    name="metric",
    description="What is counted",
    kind=OptionKind.CHOICE,
    required=True,
    choices=(Choice("killed", ("killed", "dead")), Choice("wounded", ("wounded",))),
)
SINCE = Option(name="since", description="From when on", kind=OptionKind.DATE)
CLAIMANT = Option(
    name="claimant",
    description="Who says so",
    kind=OptionKind.CHOICE,
    choices=tuple(Choice(f"c{n}", (f"Claimant {n}",)) for n in range(40)),
)


async def own_feeds(asker: Asker, typed: str) -> tuple[Choice, ...]:
    if typed == "break":
        raise RuntimeError("a bug")
    names = [f"{asker.layer} feed {number}" for number in range(60)]
    return tuple(Choice(name, (name * 9,)) for name in names if typed in name)


FEED = Option(name="feed", description="Which feed", required=True, suggest=own_feeds)


class SmallProduct:
    """Remembers who asked what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Asker, dict[str, str]]] = []

    @property
    def commands(self) -> tuple[Command, ...]:
        return (
            Command(name="history", description="How it came", run=self._history, options=(SINCE, METRIC, CLAIMANT)),
            Command(name="feeds remove", description="Less", run=self._history, options=(FEED,), admin=True),
            Command(name="alerts here", description="Alerts", run=self._history, admin=True, posts=True),
            Command(name="baseline show", description="What stands", run=self._history),
            Command(name="baseline set", description="By hand", run=self._history, options=(METRIC,), admin=True),
            Command(name="export", description="A file", run=self._export),
            Command(name="break", description="Break", run=self._break),
            Command(name="refuse", description="Refuse", run=self._refuse),
            Command(name="say", description="To all", run=self._history, public=True),
            Command(name="audit", description="Who did what", run=self._history, admin=True),
        )

    @property
    def acts(self) -> tuple[Act, ...]:
        return (
            Act(name="evidence", label="Evidence", run=self._act),
            Act(name="undo", label="Undo", run=self._act, admin=True),
            Act(name="dismiss", label="Dismiss", run=self._act, admin=True, reason=True),
        )

    async def home(self, asker: Asker) -> tuple[Card, ...]:
        return (Card(title="Home", summary=asker.layer),)

    async def _history(self, asker: Asker, values: Values) -> Card:
        self.asked.append(("history", asker, dict(values)))
        buttons = (
            Button("evidence:1", "Evidence"),
            Button("dismiss:1", "Dismiss"),
            Button("undo:1", "Undo"),
            Button("older:1", "Older"),
            Button("command:feeds remove", "Remove a feed"),
        )
        facts = Facts((Fact("NIS", "about 2,000"),))
        summary = values.get("metric", "all")
        return Card(title="History", summary=summary, parts=(facts,), chart=Picture(PNG, "rising"), buttons=buttons)

    async def _export(self, _: Asker, __: Values) -> Card:
        return Card(title="Export", summary="a file", files=(Attachment("a.csv", b"a,b"),))

    async def _break(self, _: Asker, __: Values) -> Card:
        raise RuntimeError("a bug that names a password")

    async def _refuse(self, _: Asker, __: Values) -> Card:
        raise MistakeError(mark("There is no feed {feed}."), hint=mark("Choose one that is listed."), feed="@everyone")

    async def _act(self, asker: Asker, subject: str, reason: str) -> Card:
        self.asked.append(("act", asker, {"subject": subject, "reason": reason}))
        return Card(title="Done", summary=f"{subject} {reason}")
