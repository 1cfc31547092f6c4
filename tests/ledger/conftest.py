"""A fresh court for every test of the rules."""

import pytest

from tests.ledger.court import Court


@pytest.fixture
def court() -> Court:
    """A ledger with the baseline, before any news."""
    return Court()
