"""What Slack's answers mean to the outbox: taken, refused, not now, or nobody knows."""

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.platforms import Down, Gone, Limited, Refused, Stopped, Unknown

STOPPED = {
    "channel_not_found": "the channel is gone, or the app is not in it",
    "not_in_channel": "the app is not in the channel; invite it with /invite",
    "is_archived": "the channel is archived",
    "channel_is_archived": "the channel is archived",
    "user_not_found": "this person is not in the workspace",
    "user_disabled": "this person has left the workspace",
    "user_not_visible": "this person is not in the workspace",
    "cannot_dm_bot": "a bot cannot be told",
    "messages_tab_disabled": "the app's message tab is turned off",
    "restricted_action": "the workspace lets only some people post here",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes replies only",
    "restricted_action_non_threadable_channel": "the channel takes no replies",
    "restricted_action_thread_locked": "the thread is locked",
}
DOWN = {
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required",
    "ekm_access_denied", "missing_scope", "no_permission", "not_allowed_token_type", "access_denied",
    "team_access_not_granted",
}  # fmt: skip
UNKNOWN = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
TRANSPORT = (ClientError, OSError, TimeoutError, SlackClientError)
Failure = Refused | Stopped | Limited | Down | Unknown
NOT_CONNECTED_SECONDS = 15.0


def failure_of(error: Exception) -> Failure:
    """What an error of slack_sdk says about the message; anything that is not plainly a refusal is unknown."""
    if isinstance(error, ClientConnectorError):
        return Limited(NOT_CONNECTED_SECONDS, everywhere=True)
    if not isinstance(error, SlackApiError):
        return Unknown(f"{type(error).__name__} while talking to Slack")
    return _answered(error)


def code_of(error: Exception) -> str:
    """Slack's name for the error, "" when there is none."""
    if not isinstance(error, SlackApiError) or not hasattr(error.response, "get"):
        return ""
    try:
        return str(error.response.get("error") or "")
    except ValueError:  # slack_sdk: an answer of bytes
        return ""


def edit_failure(error: Exception) -> Failure | Gone:
    """The same for an edit, where the message itself may be gone."""
    return Gone() if code_of(error) == "message_not_found" else failure_of(error)


def _answered(error: SlackApiError) -> Failure:
    status = int(getattr(error.response, "status_code", 200))
    code = code_of(error)
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Limited(_retry_after(error))
    if status >= 500 or code in UNKNOWN:
        return Unknown(f"Slack answered {code or status}")
    if code in STOPPED:
        return Stopped(STOPPED[code])
    if code in DOWN:
        return Down(f"Slack answered {code}")
    return Refused(f"Slack answered {code or status}")


def _retry_after(error: SlackApiError) -> float:
    headers = {key.lower(): value for key, value in dict(getattr(error.response, "headers", {})).items()}
    try:
        return max(1.0, float(headers.get("retry-after", "")))
    except ValueError:
        return 30.0
