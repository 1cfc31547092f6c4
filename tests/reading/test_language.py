"""Language files: all with the same tables, strictly read."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from watchers.errors import SeedError
from watchers.reading.language import FOLDER, load_language, load_languages
from watchers.reading.topic import LANGUAGES

# Lists that a language may well leave empty.
MAY_BE_EMPTY = {
    ("text", "abbreviations"),
    ("text", "light"),
    ("numbers", "ordinals"),
    ("numbers", "counters"),
    ("numbers", "particles"),
    ("numbers", "bodies"),
    ("numbers.inserts", "half"),
    ("numbers.inserts", "at_least"),
    ("numbers.inserts", "plain"),
    ("numbers.inserts", "inverted"),
    ("numbers.inserts", "collectives"),
    ("numbers.inserts", "additive"),
    ("metrics", "states"),
    ("numbers.ranges", "denied"),
    ("numbers.ranges", "instead"),
    ("numbers", "likenesses"),
    ("numbers", "endings"),
    ("numbers", "nouns"),
    ("people", "likenesses"),
    ("people", "names"),
    ("dates", "day_words"),
    ("dates", "day_not"),
    ("dates", "day_needed"),
    ("dates", "same_month"),
    ("dates", "last_month"),
    ("limits", "of"),
    ("limits", "many"),
    ("metrics", "auxiliaries"),
    ("metrics", "connectives"),
    ("metrics", "modifiers"),
    ("speech", "passive"),
    ("speech", "dative"),
    ("metrics", "conditionals"),
    ("speech", "quoting"),
    ("speech", "topic"),
    ("metrics", "copulas"),
    ("limits", "onto"),
    ("people", "sized"),
}


def test_there_is_a_file_for_every_language_of_the_topic() -> None:
    assert set(load_languages()) == set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_list_of_a_language_is_empty_that_others_fill(lang: str) -> None:
    language = load_languages()[lang]
    assert not [place for place, words in language.words.items() if not words and place not in MAY_BE_EMPTY]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_has_twelve_months_and_a_week_seven_days(lang: str) -> None:
    words = load_languages()[lang].words
    sizes = (len(words["dates", "months"]), len(words["dates", "weekdays"]), len(words["dates", "seasons"]))
    assert sizes == (12, 7, 4)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[people]", "[persons]", "persons: is not known here"),
        ("\nsoldiers =", "\nwarriors =", r"people\.(warriors|soldiers): is (not known here|missing)"),
        ("open_ends = false", "open_ends = 3", r"text\.open_ends: must be true or false"),
        ("[people]", "[people", r"en\.toml: .*line \d+"),
    ],
)
def test_a_fault_is_named_with_its_file_and_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    source = (FOLDER / "en.toml").read_text(encoding="utf-8")
    assert old in source
    path = tmp_path / "en.toml"
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        load_language(path)


def test_another_language_is_another_file(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "en.toml", tmp_path / "xx.toml")
    assert load_languages(tmp_path)["xx"].code == "xx"


def test_a_folder_without_languages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="holds no language files"):
        load_languages(tmp_path)


def test_the_reader_is_imported_without_heavy_libraries() -> None:
    heavy = "aiohttp, discord, sqlalchemy, slack_sdk, lxml, feedparser, pydantic"
    code = f"import sys, watchers.reading.reader; print([m for m in '{heavy}'.split(', ') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
