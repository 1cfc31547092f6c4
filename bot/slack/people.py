"""Who acts: language and rights, as Slack tells them, and the asker that the product is given."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import Asker
from bot.slack.outcomes import TRANSPORT
from bot.slack.rights import NotAllowedError, administers

KNOWN_SECONDS = 600.0
MOST_KNOWN = 10_000
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

    async def asker(self, user: str, conversation: str, *, admin: bool = False) -> Asker:
        """Who asks. With `admin`, raises NotAllowedError for anybody who does not administer this workspace."""
        person = await self._ask(user) if admin else await self._recall(user)
        if admin and not person.asked:
            raise NotAllowedError(
                "Slack cannot say whether you administer this workspace",
                hint="Nothing was changed. Try again in a minute.",
            )
        if admin and not person.admin:
            raise NotAllowedError(
                "Only admins and owners of this workspace may do this",
                hint="Ask one of them, or an owner to make you an admin.",
            )
        return Asker(
            platform="slack",
            account=f"slack:{self.team}:{user}",
            layer=f"slack:{self.team}",
            address=f"user:{user}" if not conversation or conversation.startswith("D") else conversation,
            locale=person.locale,
            admin=person.admin,
        )

    async def _recall(self, user: str) -> Person:
        then, person = self._known.get(user, (float("-inf"), Person()))
        return person if self.clock() - then < KNOWN_SECONDS else await self._ask(user)

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
