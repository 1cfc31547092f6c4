"""Which channels get alerts, and what each is told. Every act may be repeated without harm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.administration.choices import choice_of, settings_of
from bot.administration.rights import record, require_admin
from bot.answers.alerts import alert_card, headline
from bot.answers.feeds import feeds_table
from bot.answers.settings import channel_words, channels_card
from bot.cards import Card, Fact, Facts, Table, Tone
from bot.commands import Asker, Values
from bot.context import Context
from bot.i18n import language_of, mark
from bot.mistakes import MistakeError
from bot.questions import Questions, as_seen
from bot.reports import load_health
from bot.voice import Voice
from watchers.alerts import Alert, Source, from_json
from watchers.claims import Figure, Qualifier
from watchers.ledger.values import Hold, Kind, State
from watchers.store.delivery import told_of
from watchers.store.refusals import resume_channel
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.settings import ChannelRow

DEFAULTS = ("metrics", "claimants", "minimum_change", "minimum_percent", "only_confirmed", "mention_role", "quiet_from",
            "quiet_to", "time_zone", "digest", "thread")  # fmt: skip
REPLAYED = 25


@dataclass(frozen=True, slots=True)
class Channels:
    """Sets what channels are told."""

    context: Context
    questions: Questions

    async def here(self, asker: Asker, language: str) -> Card:
        """Have this channel get alerts; answers with the standing figures and when each feed was last read."""
        require_admin(asker)
        async with self.context.database.writing() as session:
            channel = await self._find(session, asker)
            if channel is None:
                channel = self._new(asker, asker.address, asker.layer, language or asker.locale)
                session.add(channel)
                await session.flush()
            channel.paused, channel.only_notices = False, False
            if language:
                channel.locale = language_of(language)
            if channel.stopped and channel.id is not None:
                await resume_channel(session, channel.id, self.context.clock())
            record(session, self.context, asker, "alerts here", asker.address)
            health = await load_health(session, asker.layer)
            settings = channel_words(channel, self.context.voice(asker))
        self.context.queued()
        return await self._welcome(
            asker, settings, feeds_table(health, self.context.voice(asker), self.context.clock())
        )

    async def _welcome(self, asker: Asker, settings: str, feeds: Table) -> Card:
        figures = await self.questions.figures(asker, None, "", None)
        say = self.context.voice(asker).words.say
        return Card(
            title=say("This channel gets alerts"),
            summary=figures.summary,
            parts=(Facts((Fact(say("Told"), settings),)), *figures.parts, feeds),
            footer=figures.footer,
            tone=Tone.CONFIRMED,
        )

    async def off(self, asker: Asker) -> Card:
        """Tell this channel nothing more, and forget its settings."""
        require_admin(asker)
        async with self.context.database.writing() as session:
            channel = await self._get(session, asker)
            blank = ChannelRow(platform="", layer="", address="", added_at=self.context.clock())
            for name in DEFAULTS:
                setattr(channel, name, getattr(blank, name))
            channel.paused = True
            await _drop_waiting(session, channel)
            record(session, self.context, asker, "alerts off", asker.address)
        say = self.context.voice(asker).words.say
        return Card(title=say("Alerts are off here"), summary=say("/alerts here turns them on again."))

    async def pause(self, asker: Asker, *, paused: bool) -> Card:
        """Pause or resume; the settings are kept."""
        require_admin(asker)
        async with self.context.database.writing() as session:
            channel = await self._get(session, asker)
            channel.paused = paused
            if not paused and channel.id is not None:
                await resume_channel(session, channel.id, self.context.clock())
            record(session, self.context, asker, "alerts pause" if paused else "alerts resume", asker.address)
            settings = channel_words(channel, self.context.voice(asker))
        self.context.queued()
        say = self.context.voice(asker).words.say
        return Card(title=say("Alerts are paused here") if paused else say("Alerts go on here"), summary=settings)

    async def list(self, asker: Asker) -> Card:
        """Every channel of this guild or workspace with its settings."""
        require_admin(asker)
        query = select(ChannelRow).where(
            col(ChannelRow.layer) == asker.layer,
            col(ChannelRow.platform) == asker.platform,
            col(ChannelRow.only_notices).is_(False),
        )
        async with self.context.database.reading() as session:
            rows = list(await session.scalars(query.order_by(col(ChannelRow.id))))
        return channels_card(rows, asker.address, self.context.voice(asker))

    async def set(self, asker: Asker, values: Values) -> Card:
        """Change what this channel is told; what is not given stays."""
        require_admin(asker)
        chosen = settings_of(values, self.context)
        if not chosen:
            raise MistakeError(mark("Nothing was chosen."), hint=mark("Give at least one option."))
        async with self.context.database.writing() as session:
            channel = await self._get(session, asker)
            for name, value in chosen.items():
                setattr(channel, name, value)
            details = {name: str(value) for name, value in chosen.items()}
            record(session, self.context, asker, "alerts set", asker.address, **details)
            settings = channel_words(channel, self.context.voice(asker))
        self.context.queued()
        return Card(title=self.context.voice(asker).words.say("Alerts of this channel"), summary=settings)

    async def test(self, asker: Asker) -> Card:
        """A sample alert, as this channel would show it."""
        require_admin(asker)
        async with self.context.database.reading() as session:
            channel = await self._find(session, asker)
        voice = self.context.voices.of(channel.locale if channel else asker.locale)
        card = alert_card(_sample(self.context), voice)
        title = voice.words.say("Sample, no news: {headline}", headline=card.title)
        return Card(title=title, summary=card.summary, parts=card.parts, tone=card.tone)

    async def replay(self, asker: Asker, days: int, values: Values) -> Card:
        """What other settings would have told in the last days."""
        require_admin(asker)
        voice = self.context.voice(asker)
        since = self.context.clock() - timedelta(days=days)
        query = select(AlertRow).where(
            col(AlertRow.layer).in_({"", asker.layer}), col(AlertRow.kind) == "change", col(AlertRow.at) >= since
        )
        async with self.context.database.reading() as session:
            rows = as_seen(list(await session.scalars(query.order_by(col(AlertRow.id)))))
        choice = choice_of(asker.layer, settings_of(values, self.context))
        wanted = [row for row in rows if choice.wants(told_of(row))]
        return _replay_card(wanted, len(rows), days, voice)

    async def follow(self, asker: Asker, values: Values) -> Card:
        """Direct messages for chosen metrics, claimants and minimum change."""
        chosen = settings_of(values, self.context)
        async with self.context.database.writing() as session:
            channel = await self._find(session, asker, _direct(asker))
            if channel is None:
                channel = self._new(asker, _direct(asker), f"user:{asker.account}", asker.locale)
                session.add(channel)
            channel.paused, channel.only_notices = False, False
            for name, value in chosen.items():
                setattr(channel, name, value)
            settings = channel_words(channel, self.context.voice(asker))
        say = self.context.voice(asker).words.say
        footer = say("/unfollow ends this.")
        return Card(title=say("You get direct messages"), summary=settings, footer=footer, tone=Tone.CONFIRMED)

    async def unfollow(self, asker: Asker) -> Card:
        """No more direct messages."""
        async with self.context.database.writing() as session:
            channel = await self._find(session, asker, _direct(asker))
            if channel is not None:
                channel.paused = True
        say = self.context.voice(asker).words.say
        return Card(title=say("You get no direct messages"), summary=say("/follow turns them on again."))

    def _new(self, asker: Asker, address: str, layer: str, language: str) -> ChannelRow:
        return ChannelRow(
            platform=asker.platform,
            layer=layer,
            address=address,
            added_by=asker.account,
            added_at=self.context.clock(),
            locale=language_of(language),
        )

    async def _find(self, session: AsyncSession, asker: Asker, address: str = "") -> ChannelRow | None:
        """The channel of an address, if it belongs to the asker's own layer. Raises MistakeError for another's."""
        query = select(ChannelRow).where(
            col(ChannelRow.platform) == asker.platform, col(ChannelRow.address) == (address or asker.address)
        )
        channel = (await session.scalars(query)).first()
        if channel is not None and not address and channel.layer != asker.layer:
            hint = mark("Its settings are changed from there.")
            raise MistakeError(mark("This channel belongs to another server or workspace."), hint=hint)
        return channel

    async def _get(self, session: AsyncSession, asker: Asker) -> ChannelRow:
        channel = await self._find(session, asker)
        if channel is None:
            raise MistakeError(mark("This channel gets no alerts."), hint=mark("Use /alerts here first."))
        return channel


async def _drop_waiting(session: AsyncSession, channel: ChannelRow) -> None:
    """Let nothing follow that waits for a digest or its turn; what is on its way arrives."""
    await session.execute(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.channel_id) == channel.id,
            col(DeliveryRow.state).in_((DeliveryState.PENDING, DeliveryState.HELD)),
            col(DeliveryRow.attempts) == 0,
        )
        .values(state=DeliveryState.FAILED, failure="alerts were turned off")
    )


def _direct(asker: Asker) -> str:
    return f"user:{asker.account.rpartition(':')[2]}"


def _replay_card(rows: Sequence[AlertRow], of: int, days: int, voice: Voice) -> Card:
    words = voice.words
    facts = tuple(Fact(headline(from_json(row.content), voice), words.moment(row.at)) for row in rows[-REPLAYED:][::-1])
    summary = words.say(
        "{number} of the {all} alerts of the last {days} days would have been told.",
        number=words.number(len(rows)),
        all=words.number(of),
        days=words.number(days),
    )
    return Card(title=words.say("Replay"), summary=summary, parts=(Facts(facts),) if facts else ())


def _sample(context: Context) -> Alert:
    """An invented change of the first figure of the baseline."""
    now, known = context.clock(), context.baseline[0]
    number = known.figure.number + known.figure.number // 2
    sentence = f"Sample: {number:,} {known.metric.value}."
    start = len("Sample: ")
    source = Source(
        article="", outlet="example.org", story="", published=now, sentence=sentence,
        start=start, end=start + len(f"{number:,}"), title="Sample", url="https://example.org/",
    )  # fmt: skip
    return Alert(
        layer="", change="sample", metric=known.metric, claimant=known.claimant, kind=Kind.UP, state=State.REPORTED,
        hold=Hold.NO, figure=Figure(number, number, Qualifier.ABOUT), previous=known.figure,
        previous_as_of=known.as_of, as_of=now.date(), at=now, outlets=1, sources=(source,), others=(),
    )  # fmt: skip
