"""Foreign text made harmless for every platform; each adapter adds the escapes of its own markup."""

import re
import unicodedata

BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    """Drop control, format and bidirectional characters; keep line breaks."""
    kept = (char for char in BIDI.sub("", text) if char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return "".join(kept)


def clip(text: str, most: int) -> str:
    """At most `most` characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
