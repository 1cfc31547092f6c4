"""What became of an article or an alert, stage by stage: fetched, matched, read, judged, told."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.answers.alerts import headline
from bot.cards import Card, Fact, Facts, Link, Part, Quote
from bot.commands import Asker
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.questions import find_alert
from bot.voice import Voice
from watchers.claims import Claim
from watchers.feeds.identity import canonical_link
from watchers.keywords import KeywordError, Keywords, Rule, parse_rule
from watchers.ledger.state import Step
from watchers.store.ledger import load_claims, steps_of_article, steps_of_change
from watchers.store.tables.delivery import AlertRow, DeliveryRow, DeliveryState
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.settings import ChannelRow, KeywordRow

LIKELY, CLAIMS, STEPS, ALERTS = 50, 6, 10, 6
CHANGE_ID = 16  # hexadecimal digits
FATES = {
    DeliveryState.SENT: mark("sent"),
    DeliveryState.FAILED: mark("refused"),
}
WAITING, UNWANTED = mark("waiting"), mark("not wanted there, or not yet there")


@dataclass(frozen=True, slots=True)
class Explanations:
    """Answers about one article or alert. Nothing here writes."""

    context: Context

    async def explain(self, asker: Asker, subject: str) -> Card:
        """What became of an article, given by its link or id, or of an alert, given by its id."""
        wanted = subject.strip().strip("<>")
        async with self.context.database.reading() as session:
            if len(wanted) == CHANGE_ID and set(wanted) <= set("0123456789abcdef"):
                return await self._alert(session, asker, wanted)
            return await self._article(session, asker, await _find_article(session, asker.layer, wanted))

    async def _article(self, session: AsyncSession, asker: Asker, article: ArticleRow) -> Card:
        voice = self.context.voice(asker)
        claims = await load_claims(session, str(article.id))
        steps = _seen(await steps_of_article(session, str(article.id)), asker)
        way = await self._way(session, asker, article)
        quotes: list[Part] = [_claim_part(claim, voice) for claim in claims[:CLAIMS]]
        first_seen = voice.words.moment(article.first_seen_at)
        return Card(
            title=article.title or article.url,
            summary=_fate(article, len(claims), voice),
            parts=(way, *quotes, *_judged(steps, voice), *await _told(session, asker, steps, voice)),
            link=Link(article.outlet, article.url),
            footer=voice.words.say("First seen {moment}", moment=first_seen) + f" · {article.id}",
        )

    async def _alert(self, session: AsyncSession, asker: Asker, change: str) -> Card:
        voice = self.context.voice(asker)
        alert = await find_alert(session, asker.layer, change)
        steps = _seen(await steps_of_change(session, change), asker)
        articles = tuple(
            Fact(source.outlet, f"{source.title or source.sentence} ({source.article})", _link(source.url))
            for source in alert.sources[:STEPS]
        )
        heading = voice.words.say("Independent outlets")
        sources = [Facts(articles, heading)] if articles else []
        return Card(
            title=headline(alert, voice),
            summary=voice.state(alert.state, alert.hold),
            parts=(*_judged(steps, voice), *await _told(session, asker, steps, voice), *sources),
            footer=voice.words.say("Change {change}", change=change),
        )

    async def _way(self, session: AsyncSession, asker: Asker, article: ArticleRow) -> Facts:
        """How an article came here: from which feed, whether it was edited since, by which keywords."""
        voice = self.context.voice(asker)
        say, moment = voice.words.say, voice.words.moment
        feed = await session.get_one(FeedRow, article.feed_id)
        rules = [self.context.keywords, await _own_rules(session, asker.layer)]
        keywords = Keywords({str(place): one for place, one in enumerate(rules)})
        matched = keywords.words(article.title, article.text)
        return Facts(
            (
                Fact(say("Fetched"), f"{moment(article.first_seen_at)} · {feed.url}"),
                Fact(say("Edited"), moment(article.edited_at) if article.edited_at else say("never")),
                Fact(say("Keywords"), " · ".join(matched) or "–"),
            )
        )


def _seen(steps: Iterable[Step], asker: Asker) -> list[Step]:
    return [step for step in steps if step.key.layer in {"", asker.layer}]


def _judged(steps: Sequence[Step], voice: Voice) -> list[Facts]:
    """What the judge did, each step with its reason and the number of its rule."""
    facts = tuple(
        Fact(f"{voice.short(step.key.claimant)}: {voice.metric(step.key.metric)}", _reason(step, voice))
        for step in steps[:STEPS]
    )
    return [Facts(facts, voice.words.say("What the judge did"))] if facts else []


def _reason(step: Step, voice: Voice) -> str:
    rule = voice.words.say("rule {number}", number=step.rule)
    return f"{voice.reason(step.why)} ({rule})" if step.rule else voice.reason(step.why)


async def _told(session: AsyncSession, asker: Asker, steps: Sequence[Step], voice: Voice) -> list[Facts]:
    """Where the alerts of these steps were told, in the channels that the asker may know of; why not, where not."""
    changes = list(dict.fromkeys(step.change for step in steps if step.change))
    query = select(AlertRow).where(col(AlertRow.change_id).in_(changes), col(AlertRow.layer).in_({"", asker.layer}))
    alerts = list(await session.scalars(query.order_by(col(AlertRow.id)).limit(ALERTS)))
    facts = tuple([Fact(alert.change_id, await _places(session, asker, alert, voice)) for alert in alerts])
    return [Facts(facts, voice.words.say("Alerts"))] if facts else []


async def _places(session: AsyncSession, asker: Asker, alert: AlertRow, voice: Voice) -> str:
    """How many channels were told an alert, or the card that told it with others."""
    told_as = alert.told_in or alert.id
    query = (
        select(col(DeliveryRow.state))
        .select_from(ChannelRow)
        .join(
            DeliveryRow,
            (col(DeliveryRow.channel_id) == col(ChannelRow.id))
            & ((col(DeliveryRow.alert_id) == told_as) | (col(DeliveryRow.change_id) == alert.change_id)),
            isouter=True,
        )
        .where(col(ChannelRow.only_notices).is_(False))
    )
    if asker.layer:
        query = query.where(col(ChannelRow.layer) == asker.layer)
    states = Counter(_fate_of(state) for state in await session.scalars(query))
    say, number = voice.words.say, voice.words.number
    return " · ".join(f"{say(fate)}: {number(count)}" for fate, count in states.items()) or "–"


def _fate_of(state: str | None) -> str:
    return UNWANTED if state is None else FATES.get(DeliveryState(state), WAITING)


async def _own_rules(session: AsyncSession, layer: str) -> list[Rule]:
    rules: list[Rule] = []
    for text in await session.scalars(select(col(KeywordRow.rule)).where(col(KeywordRow.layer) == layer)):
        try:
            rules.append(parse_rule(text))
        except KeywordError:
            continue  # of another version of the program; it matches nothing
    return rules


async def _find_article(session: AsyncSession, layer: str, wanted: str) -> ArticleRow:
    """The article with this id or link, however it was decorated on its way; of a feed that the layer may see."""
    seen = select(ArticleRow).join(FeedRow).where(col(FeedRow.layer).in_({"", layer}))
    if wanted.isdecimal() and len(wanted) < CHANGE_ID:
        article = (await session.scalars(seen.where(col(ArticleRow.id) == int(wanted)))).first()
    else:
        link = canonical_link(wanted)
        path = link.partition("/")[2].partition("?")[0]
        likely = col(ArticleRow.url) == wanted
        if path:
            likely = likely | col(ArticleRow.url).contains(path, autoescape=True)
        query = seen.where(likely).order_by(col(ArticleRow.on_topic).desc(), col(ArticleRow.id)).limit(LIKELY)
        articles = await session.scalars(query)
        article = next((article for article in articles if canonical_link(article.url) == link), None)
    if article is None:
        hint = mark("Give its link as its feed does; /sources lists the feeds that are read.")
        raise MistakeError(mark("No article with this link has been seen."), hint=hint)
    return article


def _fate(article: ArticleRow, claims: int, voice: Voice) -> str:
    say = voice.words.say
    if article.set_aside:
        return say("It broke the reader three times and was set aside.")
    if article.read_attempts:
        return say("It broke the reader and will be read again.")
    if not article.on_topic:
        return say("It matched none of the keywords, so it was not read.")
    if not claims:
        return say("It was read, and no figure about these troops was found in it.")
    count = voice.words.count
    return count("It was read; {number} figure was found.", "It was read; {number} figures were found.", claims)


def _claim_part(claim: Claim, voice: Voice) -> Quote:
    why = "; ".join(reason for reason in claim.why.values() if reason)
    note = f"{voice.short(claim.claimant)}: {voice.metric(claim.metric)}, {voice.figure(claim.figure)}"
    return Quote(claim.evidence, note=f"{note} ({why})" if why else note)


def _link(url: str) -> Link | None:
    return Link(url, url) if url else None
