"""`tollwatch run` and `tollwatch demo`."""

import asyncio

from rich.console import Console

from bot import app
from bot.demo.run import run_demo
from bot.logs import set_up_logs
from bot.settings import load_settings


def run() -> None:
    """Watch the feeds and tell every platform for which a token is set; without any, the terminal."""
    settings = load_settings()
    tokens = (settings.discord_token, settings.slack_bot_token, settings.slack_app_token)
    set_up_logs(settings.log_level, [token.get_secret_value() for token in tokens if token is not None])
    asyncio.run(app.run(settings, Console()))


def demo() -> None:
    """Show a year of news in a minute: feeds on a local server, watched for real, alerts in this terminal."""
    set_up_logs("warning")
    asyncio.run(run_demo(Console()))
