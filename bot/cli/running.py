"""`tollwatch run` and `tollwatch demo`."""

import asyncio
import logging

import structlog
from rich.console import Console

from bot import app
from bot.demo.run import run_demo
from bot.settings import load_settings


def run() -> None:
    """Watch the feeds and tell every platform for which a token is set; without any, the terminal."""
    asyncio.run(app.run(load_settings(), Console()))


def demo() -> None:
    """Show a year of news in a minute: feeds on a local server, watched for real, alerts in this terminal."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    asyncio.run(run_demo(Console()))
