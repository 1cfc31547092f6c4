"""What the documents say is what the program knows."""

import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
NAMES = {f"TOLLWATCH_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_setting_is_documented_and_no_other(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert set(re.findall(r"TOLLWATCH_[A-Z_]+[A-Z]", text)) == NAMES
