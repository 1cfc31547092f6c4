"""What people do to the ledger by hand: confirm, dismiss, set, undo; told to nobody but by editing the alert."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import col

from bot.administration.rights import layer_to_change, record
from bot.answers.alerts import headline
from bot.answers.figures import freshness_line
from bot.cards import Card, Fact, Facts, Paragraph, Part, Tone, person
from bot.commands import Asker, Choice
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.questions import TOLD
from watchers.alerts import from_json
from watchers.claims import Figure, Metric
from watchers.ledger.acts import (
    Act,
    Dismissal,
    ImpossibleActError,
    UnknownChangeError,
    confirm,
    dismiss,
    set_figure,
    undo,
)
from watchers.ledger.state import Ledger, Step
from watchers.ledger.values import Key
from watchers.store.ledger import load_ledger, store_steps
from watchers.store.tables.delivery import AlertRow
from watchers.telling import tell

SUGGESTED = 25
Take = Callable[[Ledger, str, Act], Sequence[Step]]


@dataclass(frozen=True, slots=True)
class LedgerActs:
    """Acts on the layer of a guild or workspace, or for an operator on the shared one."""

    context: Context

    async def show(self, asker: Asker) -> Card:
        """The baseline, and what was set by hand over it."""
        voice, say = self.context.voice(asker), self.context.voice(asker).words.say
        async with self.context.database.reading() as session:
            ledger = await load_ledger(session, layer=asker.layer)
            fresh = await self.context.freshness(session, asker.layer)
        known = tuple(
            Fact(
                f"{voice.short(one.claimant)}: {voice.metric(one.metric)}",
                say("{figure}, {date}", figure=voice.figure(one.figure), date=voice.words.day(one.as_of)),
            )
            for one in self.context.baseline
        )
        own = tuple(
            Fact(
                f"{voice.short(key.claimant)}: {voice.metric(key.metric)}",
                voice.figure(entry.standing.figure) if entry.standing else say("unknown"),
            )
            for key, entry in ledger.entries()
            if asker.layer and key.layer == asker.layer
        )
        documents = ", ".join(sorted({one.document for one in self.context.baseline}))
        parts: list[Part] = [Facts(known), Paragraph(say("From {documents}.", documents=documents))]
        if own:
            parts.append(Facts(own, say("What stands here instead of the shared figure")))
        summary = say("The figures that the ledger starts from.")
        return Card(
            title=say("Baseline"), summary=summary, parts=tuple(parts), footer=freshness_line(fresh, voice.words)
        )

    async def confirm(self, asker: Asker, change: str, reason: str, *, shared: bool = False) -> Card:
        """Adopt a change."""
        done = mark("Confirmed. The figure stands.")
        return await self._act(
            asker, "confirm", change, reason, done, lambda ledger, layer, act: confirm(ledger, layer, change, act),
            shared=shared,
        )  # fmt: skip

    async def dismiss(self, asker: Asker, change: str, reason: str, why: Dismissal, *, shared: bool = False) -> Card:
        """Take a change out of the ledger."""
        done = mark("Dismissed. The same figure is not told again.")
        return await self._act(
            asker, "dismiss", change, reason, done, lambda ledger, layer, act: dismiss(ledger, layer, change, why, act),
            shared=shared,
        )  # fmt: skip

    async def undo(self, asker: Asker, change: str, reason: str, *, shared: bool = False) -> Card:
        """Take back what last happened to a change."""
        done = mark("Undone. The act and its undoing stay in the audit log.")
        return await self._act(
            asker, "undo", change, reason, done, lambda ledger, layer, act: undo(ledger, layer, change, act),
            shared=shared,
        )  # fmt: skip

    async def set(
        self, asker: Asker, metric: Metric, claimant: str, figure: Figure, as_of: date | None, source: str, reason: str,
        *, shared: bool = False,
    ) -> Card:  # fmt: skip
        """Let a figure stand by hand."""
        day = as_of or self.context.clock().date()
        if day > self.context.clock().date():
            raise MistakeError(mark("The date lies ahead."), hint=mark("Give the day for which the figure holds."))

        def take(ledger: Ledger, layer: str, act: Act) -> Sequence[Step]:
            return set_figure(ledger, Key(layer, metric, claimant), figure, day, source, act)

        voice = self.context.voice(asker)
        subject = f"{voice.short(claimant)}: {metric.value}, {voice.figure(figure)}"
        return await self._act(asker, "set", subject, reason, mark("Set. The figure stands."), take, shared=shared)

    async def suggest(self, asker: Asker, typed: str) -> tuple[Choice, ...]:
        """The newest changes, by their headline."""
        query = select(AlertRow).where(col(AlertRow.kind).in_(TOLD), col(AlertRow.layer).in_({"", asker.layer}))
        async with self.context.database.reading() as session:
            rows = list(await session.scalars(query.order_by(col(AlertRow.id).desc()).limit(SUGGESTED)))
        voice = self.context.voice(asker)
        named = {row.change_id: headline(from_json(row.content), voice) for row in rows}
        wanted = typed.casefold()
        return tuple(
            Choice(change, (name,)) for change, name in named.items() if wanted in f"{change} {name}".casefold()
        )

    async def _act(
        self, asker: Asker, name: str, subject: str, reason: str, done: str, take: Take, *, shared: bool
    ) -> Card:
        """Take the steps, store and record them, and have the alert edited, all in one transaction."""
        layer = layer_to_change(self.context, asker, shared=shared)
        now = self.context.clock()
        act = Act(asker.account, reason.strip() or "–", now)
        async with self.context.database.writing() as session:
            ledger = await load_ledger(session, layer=layer or None)
            try:
                steps = take(ledger, layer, act)
            except (UnknownChangeError, ImpossibleActError) as error:
                raise _translated(error, subject) from error
            after = await store_steps(session, ledger, steps)
            record(session, self.context, asker, f"baseline {name}", subject, layer=layer, reason=reason)
            await tell(session, after, steps, now)
        self.context.queued()
        words = self.context.voice(asker).words
        title = words.say("Shared ledger changed") if shared else words.say("Ledger changed")
        facts = (Fact(words.say("Change"), subject), Fact(words.say("By"), "", about=(person(asker.account),)))
        footer = self.context.voice(asker).reason(steps[0].why)
        return Card(title=title, summary=words.say(done), parts=(Facts(facts),), footer=footer, tone=Tone.CONFIRMED)


def _translated(error: UnknownChangeError | ImpossibleActError, change: str) -> MistakeError:
    if isinstance(error, UnknownChangeError):
        hint = mark("Its number stands at the foot of its alert.")
        return MistakeError(mark("There is no alert of the change {change} here."), hint=hint, change=change[:40])
    hint = mark("Look at its alert: what can be done stands on its buttons.")
    return MistakeError(mark("That means nothing for a change in its state."), hint=hint)
