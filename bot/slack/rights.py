"""Who may change this workspace's settings: only whom Slack itself calls an admin or owner of it."""

from bot.i18n import mark
from bot.mistakes import MistakeError

ADMIN = ("is_admin", "is_owner", "is_primary_owner")
BARRED = ("is_bot", "is_app_user", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted")


class RightsUnknownError(MistakeError):
    """Slack could not say whether somebody may do something, so they may not."""

    def __init__(self) -> None:
        super().__init__(
            mark("Slack cannot say whether you administer this workspace."),
            hint=mark("Nothing was changed. Try again in a minute."),
        )


def administers(person: object, team: str) -> bool:
    """Whether Slack's record of a person shows an admin or owner of `team`; guests, bots and strangers are none."""
    if not isinstance(person, dict) or not team or person.get("team_id") != team:
        return False
    return any(person.get(flag) is True for flag in ADMIN) and not any(person.get(flag) for flag in BARRED)
