"""Settings come from the environment, and a wrong one is named in one line."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.settings import SettingError, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.discord_token is None
    assert settings.poll_every == timedelta(minutes=10)
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("text", "seconds"), [("1s", 1), ("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86400), (" 5 m ", 300)]
)
def test_a_time_is_read_with_its_unit(monkeypatch: pytest.MonkeyPatch, text: str, seconds: int) -> None:
    monkeypatch.setenv("TOLLWATCH_POLL_EVERY", text)
    assert load_settings().poll_every == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("POLL_EVERY", "soon", "90s, 10m or 2h"),
        ("POLL_EVERY", "0s", "not a time"),
        ("POLL_EVERY", "10", "not a time"),
        ("SEEDS", "/does/not/exist", "not a folder"),
        ("ALLOWED_NETWORKS", "10.0.0.0/33", "ALLOWED_NETWORKS"),
        ("OPERATORS", "somebody", "discord:USER_ID"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL"),
        ("DISCORD_API", "localhost:80", "base address"),
        ("METRICS_PORT", "99999", "METRICS_PORT"),
        ("DATABASE_URL", "nonsense", "no database address"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str) -> None:
    monkeypatch.setenv(f"TOLLWATCH_{name}", value)
    with pytest.raises(SettingError, match=word) as raised:
        load_settings()
    assert f"TOLLWATCH_{name}" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_half_of_slacks_tokens_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLWATCH_SLACK_BOT_TOKEN", "xoxb-secret")
    with pytest.raises(SettingError, match="both") as raised:
        load_settings()
    assert "secret" not in str(raised.value)


def test_a_secret_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLWATCH_DISCORD_TOKEN", "abc.def")
    assert "abc.def" not in repr(load_settings())


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLLWATCH_ALLOWED_NETWORKS", "127.0.0.0/8, ::1/128")
    monkeypatch.setenv("TOLLWATCH_OPERATORS", "discord:42,slack:T01:U02")
    settings = load_settings()
    assert [str(network) for network in settings.allowed_networks] == ["127.0.0.0/8", "::1/128"]
    assert settings.operators == {"discord:42", "slack:T01:U02"}


def test_an_env_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOLLWATCH_POLL_EVERY=3m\nTOLLWATCH_DISCORD_TOKEN=\nOTHER=1\n")
    settings = load_settings()
    assert settings.poll_every == timedelta(minutes=3)
    assert settings.discord_token is None
