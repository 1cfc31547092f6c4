"""Who acts: language and rights, as Slack tells them, and the asker that the product is given."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import Asker
from bot.i18n import Words, language_of, words_for
from bot.mistakes import NotAllowedError
from bot.slack.outcomes import TRANSPORT
from bot.slack.rights import RightsUnknownError, administers

KNOWN_SECONDS = 600.0
MOST_KNOWN = 10_000
PATIENCE_SECONDS = 1.5
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says about somebody. `asked` is False when it could not say."""

    locale: str = "en"
    admin: bool = False
    asked: bool = True


@dataclass(slots=True)
class People:
    """The people of one workspace. Rights are asked anew for each act that needs them, languages every ten minutes."""

    client: AsyncWebClient
    team: str
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, tuple[float, Person]] = field(default_factory=dict)

    async def asker(self, user: str, conversation: str, *, admin: bool = False, fresh: bool = False) -> Asker:
        """Who asks. With `admin`, raises MistakeError unless Slack says that they administer this workspace."""
        person = await self._ask(user) if admin or fresh else await self._recall(user)
        if admin and not person.asked:
            raise RightsUnknownError
        if admin and not person.admin:
            raise NotAllowedError
        return Asker(
            platform="slack",
            account=f"slack:{self.team}:{user}",
            layer=f"slack:{self.team}",
            address=f"user:{user}" if not conversation or conversation.startswith("D") else conversation,
            locale=person.locale,
            admin=person.admin,
        )

    async def ours(self, user: str, team: str) -> bool:
        """Whether somebody acts within this workspace: a member, or a stranger whom a shared channel brings here.

        An app may be installed elsewhere too, and gets the events of all. Whom our token cannot see is from elsewhere.
        """
        return team in ("", self.team) or (await self._ask(user)).asked

    async def words(self, user: str) -> Words:
        """The words of somebody's language."""
        return words_for(language_of((await self._recall(user)).locale))

    async def _recall(self, user: str) -> Person:
        """What is known; a language is not worth waiting for, since a form has to open within three seconds."""
        then, person = self._known.get(user, (float("-inf"), Person(asked=False)))
        if self.clock() - then < KNOWN_SECONDS:
            return person
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._ask(user)
        except TimeoutError:
            return person

    async def _ask(self, user: str) -> Person:
        try:
            answer = await self.client.users_info(user=user, include_locale=True)
        except TRANSPORT as error:
            log.warning("slack cannot say who somebody is", error=str(error)[:200])
            return Person(asked=False)
        person = _person(answer.get("user"), self.team)
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[user] = (self.clock(), person)
        return person


def _person(record: Any, team: str) -> Person:
    locale = str(record.get("locale") or "en") if isinstance(record, dict) else "en"
    return Person(locale.split("-")[0].lower(), administers(record, team))
