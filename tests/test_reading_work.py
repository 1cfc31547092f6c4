"""An article that says of itself that it was withdrawn stands for nothing; troops are withdrawn as well."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.settings import DEFAULT_SEEDS
from watchers.claims import Article
from watchers.feeds.workers import Parser
from watchers.reading.reader import Reader, load_reader
from watchers.reading_work import Reading, read_article, reader_of

TEXT = "North Korean troops have suffered about 4,700 casualties, South Korea's spy agency told lawmakers on Wednesday."


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader(DEFAULT_SEEDS)


def read(reader: Reader, title: str, text: str = TEXT) -> Reading:
    published = datetime(2025, 4, 30, 9, tzinfo=UTC)
    return read_article(
        reader, Article(id="1", outlet="a.example", title=title, text=text, lang="en", published=published)
    )


@pytest.mark.parametrize(
    "title",
    [
        "WITHDRAWN: toll rises",
        "Retracted - toll rises",
        "Toll rises (withdrawn)",
        "[전문취소] 북한군 사상자",
        "Видалено",
    ],
)
def test_a_withdrawn_article_has_no_claims(reader: Reader, title: str) -> None:
    assert read(reader, title) == Reading(withdrawn=True)


def test_a_notice_at_the_head_of_the_text_withdraws_it_too(reader: Reader) -> None:
    assert read(reader, "Toll rises", f"This story has been withdrawn. {TEXT}") == Reading(withdrawn=True)


@pytest.mark.parametrize(
    "title", ["Withdrawn North Korean troops lost 4,700", "CORRECTED: toll rises", "[정정] 사상자"]
)
def test_any_other_article_is_read(reader: Reader, title: str) -> None:
    reading = read(reader, title)
    assert not reading.withdrawn
    assert [claim.metric for claim in reading.claims if not claim.span.in_title] == ["casualties"]


def test_a_text_that_begins_with_withdrawn_troops_is_read(reader: Reader) -> None:
    assert read(reader, "", f"Withdrawn from the front, the units rest. {TEXT}").claims


async def test_a_worker_has_loaded_the_reader_before_its_first_article() -> None:
    parser = Parser(workers=1, prepare=partial(reader_of, DEFAULT_SEEDS))
    try:
        assert await parser.run(readers_loaded) == 1
    finally:
        await parser.close()


async def test_a_worker_that_cannot_load_the_reader_does_its_other_work() -> None:
    parser = Parser(workers=1, prepare=partial(reader_of, DEFAULT_SEEDS / "nowhere"))
    try:
        assert await parser.run(len, "abc") == 3
    finally:
        await parser.close()


def test_workers_share_the_reader_of_the_process_that_they_are_forked_from() -> None:
    # Workers of all parsers in this process are forked from one process, which an earlier test may have started.
    program = (sys.executable, "-c", f"from {__name__} import print_found; print_found()")
    done = subprocess.run(program, check=True, capture_output=True, text=True, cwd=DEFAULT_SEEDS.parent)
    assert done.stdout.split() == ["1", "1"]


def print_found() -> None:
    """Print of two workers how often they found the reader loaded when they were to load it."""

    async def ask() -> None:
        for _ in range(2):
            parser = Parser(workers=1, prepare=partial(reader_of, DEFAULT_SEEDS))
            sys.stdout.write(f"{await parser.run(readers_found)}\n")
            await parser.close()

    asyncio.run(ask())


def readers_loaded() -> int:
    """Count the readers that this process has, loaded or shared."""
    return reader_of.cache_info().currsize


def readers_found() -> int:
    """Count how often this process was to load a reader that it had."""
    return reader_of.cache_info().hits
