"""`tollwatch feeds` over a database in a file."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.cli.feeds import FileError
from watchers.feeds.opml import OpmlError

OPML = (
    '<opml version="2.0"><body><outline text="a" xmlUrl="https://e.org/rss"/><outline text="b" xmlUrl="https://e.org/rss"/>'
    '<outline text="c" xmlUrl="http://127.0.0.1/rss"/></body></opml>'
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOLLWATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'tollwatch.sqlite3'}")
    (tmp_path / "in.opml").write_text(OPML, encoding="utf-8")
    return tmp_path


def tollwatch(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["feeds", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_list_is_imported_scored_and_exported(folder: Path) -> None:
    said = tollwatch("import", "in.opml")
    assert "Added 1." in said
    assert "it is there already: https://e.org/rss" in said
    assert "not open to feeds: http://127.0.0.1/rss" in said
    assert "https://e.org/rss" in tollwatch("score")
    assert "not asked yet" in tollwatch("score")
    tollwatch("export", "out.opml")
    assert 'xmlUrl="https://e.org/rss"' in (folder / "out.opml").read_text(encoding="utf-8")


def test_a_damaged_list_adds_nothing(folder: Path) -> None:
    (folder / "in.opml").write_text(OPML[:-10], encoding="utf-8")
    with pytest.raises(OpmlError):
        tollwatch("import", "in.opml")
    assert "https://" not in tollwatch("score")


def test_a_file_that_cannot_be_had_is_named() -> None:
    with pytest.raises(FileError, match=r"none\.opml cannot be read"):
        tollwatch("import", "none.opml")
    with pytest.raises(FileError, match=r"out\.opml cannot be written"):
        tollwatch("export", "no/such/folder/out.opml")
