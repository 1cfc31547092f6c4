"""Every command and button, wired to what answers it; the same for every platform."""

from dataclasses import dataclass

from bot.admin_commands import admin_commands
from bot.administration.channels import Channels
from bot.administration.feeds import Feeds
from bot.administration.keywords import KeywordRules
from bot.administration.ledger import LedgerActs
from bot.cards import Card
from bot.commands import Act, Asker, Command
from bot.context import Context
from bot.i18n import mark
from bot.member_commands import member_commands
from bot.mistakes import MistakeError
from bot.questions import Questions
from bot.reports import Reports
from watchers.claims import Metric
from watchers.feeds.fetch import Fetcher
from watchers.feeds.workers import Parser
from watchers.ledger.acts import Dismissal


@dataclass(frozen=True, slots=True)
class Tollwatch:
    """The product, see `bot.commands.Product`."""

    questions: Questions
    reports: Reports
    channels: Channels
    ledger: LedgerActs
    commands: tuple[Command, ...]

    @property
    def acts(self) -> tuple[Act, ...]:
        """What buttons do."""
        return (
            Act(name="evidence", label=mark("Evidence"), run=self._evidence),
            Act(name="history", label=mark("History"), run=self._history),
            Act(name="confirm", label=mark("Confirm"), run=self._confirm, admin=True, reason=True),
            Act(name="dismiss", label=mark("Dismiss"), run=self._dismiss, admin=True, reason=True),
            Act(name="undo", label=mark("Undo"), run=self._undo, admin=True, reason=True),
        )

    async def home(self, asker: Asker) -> tuple[Card, ...]:
        """Figures, the newest alerts and state, and for admins the settings."""
        figures = await self.questions.figures(asker, None, "", None)
        cards = [figures, await self.questions.recent(asker), await self.reports.status(asker)]
        if asker.admin and asker.layer:
            cards.append(await self.channels.list(asker))
        return tuple(cards)

    async def _evidence(self, asker: Asker, change: str, _: str) -> Card:
        return await self.questions.evidence_of(asker, change)

    async def _history(self, asker: Asker, subject: str, _: str) -> Card:
        metric, _, claimant = subject.partition(".")
        if metric not in set(Metric):
            hint = mark("Use the command instead; / lists them all.")
            raise MistakeError(mark("This button is of another version."), hint=hint)
        named = claimant if claimant in self.questions.context.voices.topic.claimants else ""
        return await self.questions.history(asker, Metric(metric), named, None)

    async def _confirm(self, asker: Asker, change: str, reason: str) -> Card:
        return await self.ledger.confirm(asker, change, reason)

    async def _dismiss(self, asker: Asker, change: str, reason: str) -> Card:
        return await self.ledger.dismiss(asker, change, reason, Dismissal.FALSE)

    async def _undo(self, asker: Asker, change: str, reason: str) -> Card:
        return await self.ledger.undo(asker, change, reason)


def build_product(context: Context, fetcher: Fetcher, parser: Parser) -> Tollwatch:
    """Put the product together."""
    questions, reports, ledger = Questions(context), Reports(context), LedgerActs(context)
    channels = Channels(context, questions)
    keywords, feeds = KeywordRules(context), Feeds(context, fetcher, parser)
    commands = (
        *member_commands(context, questions, reports, channels),
        *admin_commands(context, reports, channels, keywords, feeds, ledger),
    )
    return Tollwatch(questions, reports, channels, ledger, commands)
