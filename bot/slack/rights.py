"""Who may change this workspace's settings: only whom Slack itself calls an admin or owner of it."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.outcomes import TRANSPORT
from watchers.errors import TollwatchError

ADMIN = ("is_admin", "is_owner", "is_primary_owner")
BARRED = ("is_bot", "is_app_user", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")


class NotAllowedError(TollwatchError):
    """This person may not change anything here, or Slack could not say whether they may."""


async def require_admin(client: AsyncWebClient, user: str, team: str) -> None:
    """Raise NotAllowedError unless `user` administers the workspace `team`. Asked anew for each act."""
    try:
        answer = await client.users_info(user=user)
    except TRANSPORT as error:
        raise NotAllowedError(
            "Slack cannot say whether you administer this workspace", hint="Nothing was changed. Try again in a minute."
        ) from error
    if not administers(answer.get("user"), team):
        raise NotAllowedError(
            "Only admins and owners of this workspace may change this",
            hint="Ask one of them, or an owner to make you an admin.",
        )


def administers(person: object, team: str) -> bool:
    """Whether Slack's record of a person shows an admin or owner of `team`; guests, bots and strangers are none."""
    if not isinstance(person, dict) or not team or person.get("team_id") != team:
        return False
    return any(person.get(flag) is True for flag in ADMIN) and not any(person.get(flag) for flag in BARRED)
