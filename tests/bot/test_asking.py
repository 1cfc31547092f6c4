"""What is asked on the command line, over a database in a file."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.typed import ArgumentError


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOLLWATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'tollwatch.sqlite3'}")


def tollwatch(*arguments: str) -> str:
    return CliRunner().invoke(app, arguments, catch_exceptions=False).stdout


@pytest.mark.parametrize("typed", [["dismiss"], ["confirm", "0123456789abcdef"], ["ask", "history"], ["explain"]])
def test_what_is_missing_is_named_with_how_to_write_it(typed: list[str]) -> None:
    with pytest.raises(ArgumentError, match="Still missing") as caught:
        tollwatch(*typed)
    assert "Write /" in caught.value.hint


@pytest.mark.parametrize("typed", [["ask", "casualties killed nis"], ["ask", "casualties", "killed", "nis"]])
def test_a_command_may_be_one_word_of_the_shell_or_many(typed: list[str]) -> None:
    assert "NIS  up to 300" in tollwatch(*typed)


def test_an_answer_begins_with_its_summary() -> None:
    assert "killed up to 300; wounded about 2,700" in tollwatch("casualties")
