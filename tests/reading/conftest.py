"""One reader for all tests of reading: building it takes longer than using it."""

from pathlib import Path

import pytest

from watchers.reading.reader import Reader, load_reader

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The reader of the product's own seeds."""
    return load_reader(SEEDS)
