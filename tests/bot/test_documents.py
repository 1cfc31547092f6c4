"""What the documents say is what the program knows."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bot.answers.settings import ACCURACY
from bot.cli import app
from bot.context import Context
from bot.parts import load_seeds
from bot.product import build_product
from bot.settings import DEFAULT_SEEDS, Settings
from bot.voice import Voices
from watchers.feeds.fetch import Fetcher
from watchers.feeds.hosts import Hosts
from watchers.feeds.workers import Parser
from watchers.store.database import open_database

ROOT = Path(__file__).resolve().parents[2]
NAMES = {f"TOLLWATCH_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_setting_is_documented_and_no_other(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert set(re.findall(r"TOLLWATCH_[A-Z_]+[A-Z]", text)) == NAMES


def test_every_command_is_documented(tmp_path: Path) -> None:
    seeds = load_seeds(DEFAULT_SEEDS)
    database = open_database(f"sqlite:///{tmp_path}/unused.sqlite3")
    context = Context(
        database=database,
        voices=Voices(seeds.topic),
        baseline=seeds.baseline,
        keywords=seeds.keywords,
        operators=frozenset(),
        clock=lambda: datetime.now(UTC),
        queued=lambda: None,
    )
    fetcher = Fetcher(hosts=Hosts(spacing=timedelta(0), at_once=1))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = build_product(context, fetcher, Parser()).commands
    assert [command.name for command in commands if f"`/{command.name}" not in readme] == []


def test_every_command_of_the_command_line_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    names = [command.name or "" for command in app.registered_commands]
    assert [name for name in names if f"{name}" not in readme] == []


def test_the_accuracy_that_is_told_is_that_of_the_levels_and_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    levels = json.loads((ROOT / "tests" / "reading" / "levels.json").read_text(encoding="utf-8"))
    for language, (plain, terse) in ACCURACY.items():
        assert abs(plain - levels[f"held out {language}"][0]) < 0.01, "measure again and say so"
        assert abs(terse - levels[f"held out, terse, {language}"][0]) < 0.01, "measure again and say so"
        assert f"| {plain:.2f} | {terse:.2f} |" in readme


def test_the_compose_file_starts_one_service_with_a_volume_and_a_health_check() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    (service,) = compose["services"].values()
    assert {"build", "restart", "env_file", "volumes", "healthcheck"} <= set(service)
    assert set(compose["volumes"]) == {volume.split(":")[0] for volume in service["volumes"]}
