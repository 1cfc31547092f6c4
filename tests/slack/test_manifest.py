"""The manifest that creates the app: least scopes, each with a reason, and every slash command."""

import re
from pathlib import Path

import bot.slack
from bot.slack.check import SCOPES
from bot.typed import SLASH
from tests.wire.slack_state import SCOPES as STAND_IN

MANIFEST = Path(bot.slack.__file__).with_name("manifest.yaml").read_text(encoding="utf-8")


def test_every_scope_has_a_reason_and_none_is_there_without_need() -> None:
    scopes = dict(re.findall(r"^      - ([\w:]+) +# (.+)$", MANIFEST, re.MULTILINE))
    assert set(scopes) == set(SCOPES) == set(STAND_IN)
    assert all(len(reason) > 10 for reason in scopes.values())


def test_every_command_with_a_slash_of_its_own_is_created() -> None:
    created = re.findall(r"command: /(\w+)", MANIFEST)
    assert set(created) == SLASH | {"tollwatch"}
    assert len(created) == len(set(created)) <= 25


def test_it_needs_no_public_address() -> None:
    assert "socket_mode_enabled: true" in MANIFEST
    assert "request_url" not in MANIFEST
