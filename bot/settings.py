"""Every setting, from the environment or .env, parsed once at the start."""

import re
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from watchers.errors import TollwatchError

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DEFAULT_SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class SettingError(TollwatchError):
    """A setting is missing or cannot be understood."""


def _default_database() -> str:
    return f"sqlite:///{user_data_path('tollwatch') / 'tollwatch.sqlite3'}"


class Settings(BaseSettings):
    """What the operator chose. Immutable; secrets never show in its text."""

    model_config = SettingsConfigDict(env_prefix="TOLLWATCH_", env_file=".env", extra="ignore", frozen=True)

    discord_token: SecretStr | None = Field(None, description="Token of the Discord bot; without it Discord is off.")
    discord_api: str = Field("", description="Another base address for Discord, a proxy for example.")
    slack_bot_token: SecretStr | None = Field(None, description="Slack bot token (xoxb-…); needs the app token too.")
    slack_app_token: SecretStr | None = Field(None, description="Slack app-level token (xapp-…) for Socket Mode.")
    slack_api: str = Field("", description="Another base address for Slack's Web API.")
    database_url: str = Field(
        default_factory=_default_database, description="Database address; an SQLite file in the user's data folder."
    )
    seeds: Path = Field(DEFAULT_SEEDS, description="Folder with the baseline, topic, feeds and keywords.")
    poll_every: timedelta = Field(
        timedelta(minutes=10), description="Shortest time between two polls of a feed: 90s, 10m, 2h."
    )
    allowed_networks: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="Private networks that feeds may come from, separated by commas: 10.1.2.0/24."
    )
    operators: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Accounts that may act on the shared ledger: discord:1234, slack:T01:U02."
    )
    contact: str = Field("", description="Address or page for publishers, sent in the User-Agent.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Port for /healthz and /metrics; 0 turns them off.")
    metrics_host: str = Field("127.0.0.1", description="Address that this port listens on.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")

    @field_validator("poll_every", mode="before")
    @classmethod
    def _duration(cls, value: object) -> object:
        return parse_duration(value) if isinstance(value, str) else value

    @field_validator("allowed_networks", "operators", mode="before")
    @classmethod
    def _list(cls, value: object) -> object:
        return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value

    @field_validator("operators")
    @classmethod
    def _accounts(cls, value: frozenset[str]) -> frozenset[str]:
        for account in value:
            if not re.fullmatch(r"discord:\d{1,20}|slack:T[A-Z0-9]+:[UW][A-Z0-9]+", account):
                raise ValueError(f"{account} is not an account; write discord:USER_ID or slack:TEAM_ID:USER_ID")
        return value

    @field_validator("discord_token", "slack_bot_token", "slack_app_token", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("seeds")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if not value.is_dir():
            raise ValueError(f"{value} is not a folder")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            make_url(value)
        except ArgumentError:
            raise ValueError("this is no database address; use for example sqlite:///tollwatch.sqlite3") from None
        return value

    @field_validator("discord_api", "slack_api")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not re.match(r"https?://[^/\s]+", value):
            raise ValueError("write a base address such as http://127.0.0.1:8080")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _both_slack_tokens(self) -> "Settings":
        if (self.slack_bot_token is None) != (self.slack_app_token is None):
            raise ValueError("Slack needs both TOLLWATCH_SLACK_BOT_TOKEN and TOLLWATCH_SLACK_APP_TOKEN")
        return self


def parse_duration(text: str) -> timedelta:
    """Read `90s`, `10m`, `2h` or `1d`. Raises ValueError for anything else and for less than a second."""
    match = re.fullmatch(r"\s*(\d{1,6})\s*([smhd])\s*", text)
    if match is None or int(match[1]) == 0:
        raise ValueError(f"{text!r} is not a time; write for example 90s, 10m or 2h")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def load_settings() -> Settings:
    """Read the settings. Raises SettingError, which names every wrong one in one line."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingError(
            "; ".join(_describe(dict(problem)) for problem in error.errors()), hint="See .env.example."
        ) from None


def _describe(problem: dict[str, object]) -> str:
    place = problem["loc"]
    assert isinstance(place, tuple)  # noqa: S101 - pydantic's own promise
    reason = str(problem["msg"]).removeprefix("Value error, ")
    return f"TOLLWATCH_{str(place[0]).upper()}: {reason}" if place else reason
