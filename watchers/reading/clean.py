"""Text as it comes from pages, made even for matching, with the way back to the original offsets."""

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

# One character for one, so that offsets stay.
_EVEN = {
    **{ord(c): "'" for c in "’‘ʼʹ`´′＇"},
    **{ord(c): '"' for c in "“”„«»‟″〝〞＂「」『』"},
    **{ord(c): "-" for c in "‐‑‒−－﹣"},
    **{ord(c): "–" for c in "—―─"},
    **{ord(c): "~" for c in "∼〜～"},
    **{ord(c): " " for c in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009"},
    **{ord(c): " " for c in "\u200a\u202f\u205f\u3000\t\r\v\f"},
    **{0xFF10 + n: str(n) for n in range(10)},
    **{0xFF21 + n: chr(65 + n) for n in range(26)},
    **{0xFF41 + n: chr(97 + n) for n in range(26)},
    ord("，"): ",", ord("．"): ".", ord("％"): "%", ord("（"): "(", ord("）"): ")", ord("：" ): ":", ord("＋"): "+",
    ord("…"): "…", ord("ё"): "е", ord("Ё"): "Е", ord("ㆍ"): "·", ord("・"): "·", ord("‧"): "·",
}  # fmt: skip
_UNEVEN = re.compile(
    r"<[^<>]{0,500}>|&#?\w{1,10};|[\u200b-\u200f\u2060\ufeff\u00ad]| {2,}|[\u0300-\u036f\u1100-\u11ff]|\n "
)
_BLOCK = re.compile(r"</?(?:p|div|br|li|tr|h\d|ul|ol|table)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanText:
    """Even text. `starts` and `origins` pair up offsets of the even text with those of the original."""

    text: str
    lower: str
    starts: tuple[int, ...] = ()
    origins: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        """Where the character at `offset` stood in the original."""
        if not self.starts:
            return offset
        index = bisect_right(self.starts, offset) - 1
        return self.origins[index] + offset - self.starts[index]


def clean(text: str) -> CleanText:
    """Even out digits, spaces, quotes and dashes; drop markup, entities and characters without width."""
    even = text.translate(_EVEN)
    if _UNEVEN.search(even) is None:
        return CleanText(even, _lower(even))
    pieces, starts, origins, at, size = [], [], [], 0, 0
    for uneven in _UNEVEN.finditer(even):
        for piece, origin in ((even[at : uneven.start()], at), (_instead(uneven.group()), uneven.start())):
            if piece:
                pieces.append(piece)
                starts.append(size)
                origins.append(origin)
                size += len(piece)
        at = uneven.end()
    pieces.append(even[at:])
    starts.append(size)
    origins.append(at)
    joined = _compose("".join(pieces))
    return CleanText(joined, _lower(joined), tuple(starts), tuple(origins))


def _compose(text: str) -> str:
    """Compose letters and marks where that keeps the length, as it does when there are none."""
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) == len(text) else text


def _instead(uneven: str) -> str:
    if uneven[0] == "<":
        return "\n" if _BLOCK.match(uneven) else " "
    if uneven[0] == "&":
        return html.unescape(uneven).translate(_EVEN)[:1]
    if uneven[0] == " ":
        return " "
    return "\n" if uneven[0] == "\n" else ""


def _lower(text: str) -> str:
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
