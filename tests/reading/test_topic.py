"""The topic file: every name in every language, and errors that say where."""

import pickle
from pathlib import Path

import pytest

from watchers.errors import SeedError
from watchers.reading.reader import Reader, load_reader
from watchers.reading.topic import LANGUAGES, load_topic

from .conftest import SEEDS

SOURCE = (SEEDS / "topic.toml").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    (folder / "topic.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_claimant_has_a_full_and_a_short_name_in_every_language() -> None:
    topic = load_topic(SEEDS)
    assert set(topic.claimants) >= {"nis", "zelensky", "uk_mod", "media", "none"}
    for claimant in topic.claimants.values():
        for lang in LANGUAGES:
            assert claimant.name(lang)
            assert claimant.short(lang)


def test_a_name_missing_in_a_language_falls_back_on_english() -> None:
    topic = load_topic(SEEDS)
    assert topic.claimants["nis"].short("fr") == topic.claimants["nis"].short("en")


def test_every_claimant_but_nobody_is_found_by_patterns_in_every_language() -> None:
    for claimant in load_topic(SEEDS).claimants.values():
        if claimant.id != "none":
            assert all(claimant.patterns[lang] for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("toll = 100", 'toll = "many"', r"topic\.toml:\d+: toll: must be a whole number"),
        ("toll = 100", "toll = 100\nmood = 1", r"topic\.toml:\d+: mood: is not known here"),
        ("toll = 100", "", r"topic\.toml: file: toll is missing"),
        ("since = 2024-06-01", "since = 5", r"topic\.toml:\d+: since: must be a date"),
        ("[claimants.nis]", "[claimants.nis]\nage = 3", r"topic\.toml:\d+: claimants\.nis\.age: is not known here"),
        ("[subject.en]", "[subject.fr]", r"topic\.toml:\d*:? ?.*subject"),
        ("[claimants.media]", "[claimants.press]", "media is missing"),
        ("[claimants.nis]", "[claimants.nis", r"topic\.toml: .*line \d+"),
    ],
)
def test_a_fault_is_named_with_its_file_place_and_reason(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SeedError, match=message):
        load_topic(write(tmp_path, SOURCE.replace(old, new, 1)))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"topic\.toml cannot be read"):
        load_topic(tmp_path)


def test_a_reader_goes_to_a_worker_process_as_the_folder_it_came_from(reader: Reader) -> None:
    copy = pickle.loads(pickle.dumps(reader))  # noqa: S301 - our own object
    text = "The NIS said 600 North Korean soldiers had died in Kursk."
    assert copy.read(text) == reader.read(text)
    assert len(pickle.dumps(reader)) < 1_000


def test_a_reader_of_a_faulty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedError):
        load_reader(tmp_path)
