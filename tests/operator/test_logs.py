"""The log says what happened, and neither a secret nor a whole text."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_a_fixed_text_with_fields_and_a_time() -> None:
    stream = io.StringIO()
    set_up_logs("info", stream=stream)
    structlog.get_logger().info("delivery sent", delivery=3, channel="12")
    structlog.get_logger().debug("never seen")
    [line] = logged(stream)
    assert (line["event"], line["delivery"], line["channel"], line["level"]) == ("delivery sent", 3, "12", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "secret",
    [
        "MTAxMjM0NTY3ODkwMTIzNDU2Nzg5.GabcdE.abcdefghijklmnopqrstuvwxyz0123456789AB",
        "xoxb-123456789012-abcdefghijkl",
        "xapp-1-A0123-456-abcdef",
        "the operator's own",
    ],
)
def test_no_secret_is_logged_in_a_text_a_field_or_a_traceback(secret: str) -> None:
    stream = io.StringIO()
    set_up_logs("info", ["the operator's own"], stream)
    log = structlog.get_logger()
    log.info(f"with {secret}", header=f"Bearer {secret}", nested={"a": [secret]})  # noqa: G004 - that is the point
    try:
        raise RuntimeError(secret)  # noqa: TRY301 - for its traceback
    except RuntimeError:
        log.exception("broke")
    logging.getLogger("slack_sdk").warning("sent %s", secret)
    assert len(stream.getvalue().splitlines()) == 3
    assert secret not in stream.getvalue()


def test_a_long_text_is_cut() -> None:
    stream = io.StringIO()
    set_up_logs("info", stream=stream)
    structlog.get_logger().info("article", body="x" * 100_000)
    assert len(stream.getvalue()) < 1000
