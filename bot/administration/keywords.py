"""The keyword rules of a guild or workspace, and what a rule would have matched lately."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.administration.rights import record, require_admin
from bot.administration.wording import in_words
from bot.answers.settings import keywords_card
from bot.cards import Card, Fact, Facts, Link, Tone
from bot.commands import Asker, Choice
from bot.context import Context
from bot.i18n import mark
from bot.mistakes import MistakeError
from bot.voice import Voice
from watchers.keywords import Keywords, Rule, parse_rule
from watchers.store.tables.feeds import ArticleRow, FeedRow
from watchers.store.tables.settings import KeywordRow

QUOTA = 50
LOOK_BACK = timedelta(days=14)
LOOKED_AT = 3_000
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Page:
    """An article as far as keywords need it."""

    title: str
    text: str
    url: str
    outlet: str


@dataclass(frozen=True, slots=True)
class KeywordRules:
    """Lists and changes the rules."""

    context: Context

    async def list(self, asker: Asker) -> Card:
        """The rules that choose articles here."""
        require_admin(asker)
        async with self.context.database.reading() as session:
            rules = [row.rule for row in await _rules(session, asker.layer)]
        defaults = [rule.text for rule in self.context.keywords]
        return keywords_card(rules, defaults, self.context.voice(asker))

    async def add(self, asker: Asker, text: str) -> Card:
        """Add a rule; answers with what it would have matched."""
        require_admin(asker)
        with in_words():
            rule = parse_rule(text)
        async with self.context.database.writing() as session:
            known = await _rules(session, asker.layer)
            if len(known) >= QUOTA:
                hint = mark("Remove one first.")
                raise MistakeError(mark("There are {most} rules here already."), hint=hint, most=QUOTA)
            if rule.text not in {row.rule for row in known}:
                added = KeywordRow(
                    layer=asker.layer, rule=rule.text, added_by=asker.account, added_at=self.context.clock()
                )
                session.add(added)
                record(session, self.context, asker, "keywords add", rule.text)
        say = self.context.voice(asker).words.say
        note = "" if known else say("From now on the rules of this place choose its articles, not the default ones.")
        return await self._tried(asker, rule, say("Added: {rule}", rule=rule.text), note)

    async def remove(self, asker: Asker, text: str) -> Card:
        """Remove a rule of this guild or workspace."""
        require_admin(asker)
        wanted = " ".join(text.split())
        async with self.context.database.writing() as session:
            rows = await _rules(session, asker.layer)
            row = next((row for row in rows if row.rule == wanted), None)
            if row is None:
                raise MistakeError(mark("There is no such rule here."), hint=mark("See /keywords list."))
            await session.delete(row)
            record(session, self.context, asker, "keywords remove", wanted)
        say = self.context.voice(asker).words.say
        left = len(rows) - 1
        kept = self.context.voice(asker).words.count("{number} rule is left.", "{number} rules are left.", left)
        summary = kept if left else say("The default rules choose again.")
        return Card(title=say("Removed: {rule}", rule=wanted), summary=summary)

    async def test(self, asker: Asker, text: str) -> Card:
        """What a rule would have matched in the last 14 days."""
        require_admin(asker)
        with in_words():
            rule = parse_rule(text)
        title = self.context.voice(asker).words.say("Tried: {rule}", rule=rule.text)
        return await self._tried(asker, rule, title, "")

    async def suggest(self, asker: Asker, typed: str) -> tuple[Choice, ...]:
        """The rules of this guild or workspace that hold what was typed."""
        if not asker.layer:
            return ()
        async with self.context.database.reading() as session:
            rules = [row.rule for row in await _rules(session, asker.layer)]
        return tuple(Choice(rule, (rule,)) for rule in rules if typed.casefold() in rule.casefold())

    async def _tried(self, asker: Asker, rule: Rule, title: str, note: str) -> Card:
        async with self.context.database.reading() as session:
            pages = await _lately(session, asker.layer, self.context)
        matched = await asyncio.to_thread(_matching, rule, pages)
        voice = self.context.voice(asker)
        said = [note, _result(matched, len(pages), voice), _warning(rule, voice)]
        facts = tuple(Fact(page.title or page.url, page.outlet, Link("", page.url)) for page in matched[:SHOWN])
        is_odd = not matched or len(matched) == len(pages)
        return Card(
            title=title,
            summary=" ".join(text for text in said if text),
            parts=(Facts(facts, voice.words.say("Newest matches")),) if facts else (),
            tone=Tone.HELD if is_odd else Tone.CONFIRMED,
        )


def _result(matched: Sequence[Page], of: int, voice: Voice) -> str:
    words = voice.words
    if not of:
        return words.say("No article has been seen in the last 14 days, so nothing can be said of it yet.")
    values = {"matched": words.number(len(matched)), "all": words.number(of)}
    text = words.say("It matches {matched} of the {all} articles of the last 14 days.", **values)
    if not matched:
        return text + " " + words.say("It matches nothing: use fewer or other words.")
    if len(matched) == of:
        return text + " " + words.say("It matches everything: add a word that must be there, after +.")
    return text


def _warning(rule: Rule, voice: Voice) -> str:
    if not rule.mixed:
        return ""
    mixed = ", ".join(rule.mixed)
    return voice.words.say("Careful: {words} mix Latin and Cyrillic letters and will never match.", words=mixed)


def _matching(rule: Rule, pages: Sequence[Page]) -> list[Page]:
    keywords = Keywords({"": [rule]})
    return [page for page in pages if keywords.match(page.title, page.text)]


async def _rules(session: AsyncSession, layer: str) -> list[KeywordRow]:
    query = select(KeywordRow).where(col(KeywordRow.layer) == layer).order_by(col(KeywordRow.id))
    return list(await session.scalars(query))


async def _lately(session: AsyncSession, layer: str, context: Context) -> list[Page]:
    """The newest articles of the last 14 days that this layer may see, at most LOOKED_AT of them."""
    query = (
        select(col(ArticleRow.title), col(ArticleRow.text), col(ArticleRow.url), col(ArticleRow.outlet))
        .join(FeedRow)
        .where(col(FeedRow.layer).in_({"", layer}), col(ArticleRow.first_seen_at) >= context.clock() - LOOK_BACK)
        .order_by(col(ArticleRow.first_seen_at).desc())
        .limit(LOOKED_AT)
    )
    return [Page(*row) for row in await session.execute(query)]
