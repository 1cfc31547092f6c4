"""The log: one line an event, a fixed text and fields, and never a secret or a whole text from outside."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import Processor, WrappedLogger

LONGEST = 300  # characters of one field; a traceback may be longer
MASK = "[secret]"
# What tokens look like, in case one comes by another way than the settings: Discord's, Slack's, and any bearer.
_TOKENS = re.compile(
    r"[\w-]{23,30}\.[\w-]{6,7}\.[\w-]{27,}|xox[a-z]-[\w-]{8,}|xapp-[\w-]{8,}|(?<=Bearer )[\w.~+/-]+|(?<=://)[^/\s@]+(?=@)"
)
_QUIET = ("discord", "slack_bolt", "slack_sdk", "aiohttp", "apscheduler", "asyncio", "alembic", "trafilatura")


def set_up_logs(level: str, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Have everything log to `stream` (standard error), libraries only their warnings.

    A terminal gets lines for people, anything else a JSON object a line. No line holds one of `secrets` or what looks
    like a token.
    """
    stream = stream or sys.stderr
    for_people = stream.isatty()
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _shorten,
        structlog.processors.format_exc_info,
    ]
    render: Processor = structlog.dev.ConsoleRenderer() if for_people else structlog.processors.JSONRenderer()
    masked = _Masked(render, tuple(secret for secret in secrets if secret))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, masked],
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Masked:
    """Renders a line and takes every secret out of it, wherever it stood."""

    def __init__(self, render: Processor, secrets: tuple[str, ...]) -> None:
        self._render = render
        self._secrets = secrets

    def __call__(self, logger: WrappedLogger, name: str, event: MutableMapping[str, Any]) -> str:
        line = str(self._render(logger, name, event))
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return _TOKENS.sub(MASK, line)


def _shorten(_logger: WrappedLogger, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str) and len(value) > LONGEST:
            event[key] = f"{value[:LONGEST]}…"
    return event
