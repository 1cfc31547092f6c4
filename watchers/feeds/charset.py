"""Bytes of a feed to clean UTF-8, whatever its label says.

A label is a hint: texts in cp949 or windows-1251 that call themselves UTF-8 or Latin-1 are common, and a parser that
believes them makes mojibake out of the very figures that are looked for.
"""

import codecs
import re

# What old software calls its encoding, and the superset that it really writes.
REAL_NAMES = {
    "euc-kr": "cp949",
    "euckr": "cp949",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "x-windows-949": "cp949",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
}
# Encodings whose bytes are all ASCII, so that they look like valid UTF-8.
SEVEN_BIT = ("iso2022", "hz")
WEAK = {"cp1252", "utf-8"}
BY_LANGUAGE = {"ko": ("cp949",), "uk": ("cp1251", "koi8-u"), "ru": ("cp1251", "koi8-r")}
GUESSES = ("cp949", "cp1251", "koi8-r")
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
XML_LABEL = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
XML_DECLARATION = re.compile(rb"^\s*<\?xml\s[^>]{0,400}\?>")
HTTP_LABEL = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
LANGUAGE = re.compile(rb"<(?:\w+:)?language>\s*([a-z]{2})|xml:lang\s*=\s*[\"']([a-z]{2})", re.IGNORECASE)
# Characters that XML 1.0 forbids everywhere; one of them would make the whole feed ill-formed.
REFERENCE = re.compile(rb"&#(x[0-9a-fA-F]{1,9}|\d{1,10});", re.IGNORECASE)
CONTROLS = bytes((*range(9), 11, 12, *range(14, 32)))


def to_utf8(body: bytes, content_type: str, lang: str) -> bytes:
    """Give the feed as UTF-8 without an XML declaration, a byte order mark, and characters that XML forbids.

    `lang` is the feed's language where it is known, else "".
    """
    text = _decode(body, content_type, lang)
    data = body if isinstance(text, bytes) else text.encode("utf-8", "replace")
    data = XML_DECLARATION.sub(b"", data.lstrip(b"\xef\xbb\xbf \t\r\n"), count=1)
    data = data.translate(None, CONTROLS).replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    return REFERENCE.sub(_possible, data) if b"&#" in data else data


def _possible(reference: re.Match[bytes]) -> bytes:
    """Keep a reference to a character that XML knows, and drop one that would make the feed ill-formed."""
    digits = reference[1].lower()
    number = int(digits[1:], 16) if digits.startswith(b"x") else int(digits)
    is_known = (
        number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0xFFFF < number < 0x110000
    )
    return reference[0] if is_known else b""


def _decode(body: bytes, content_type: str, lang: str) -> str | bytes:
    """Give the text, or the body itself where that is good UTF-8 already."""
    for mark, encoding in BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace")
    labels = _labels(body, content_type)
    if labels and labels[0].startswith(SEVEN_BIT) and (text := _strictly(body, labels[0])) is not None:
        return text
    # Text that is valid UTF-8 is UTF-8, whatever its label.
    if _strictly(body, "utf-8") is not None:
        return body
    candidates = [label for label in labels if label not in WEAK]
    candidates += BY_LANGUAGE.get(lang or _language(body), () if "cp1252" in labels else GUESSES)
    texts = [text for encoding in candidates if (text := _strictly(body, encoding)) is not None]
    if _nearly_utf8(body):
        return body.decode("utf-8", "replace")
    if labels and labels[0] not in WEAK and texts:
        return texts[0]
    best = max(texts, key=_plausibility, default="")
    return best if _plausibility(best) > PLAUSIBLE else body.decode("cp1252", "replace")


PLAUSIBLE = 0.6


def _labels(body: bytes, content_type: str) -> list[str]:
    """Give the labels, the most trusted first: the document's own goes before a server's default of Latin-1."""
    in_document = XML_LABEL.match(body[:1_000])
    in_header = HTTP_LABEL.search(content_type[:200])
    found = [_real_name(in_header[1])] if in_header else []
    if in_document:
        found.insert(0 if not found or found[0] in WEAK else 1, _real_name(in_document[1].decode("ascii")))
    return [label for label in found if label]


def _real_name(label: str) -> str:
    label = label.lower()
    try:
        return REAL_NAMES.get(label) or codecs.lookup(label).name
    except LookupError:
        return ""


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except (UnicodeError, LookupError):  # "undefined", "rot13" and the like are names of codecs too
        return None


def _language(body: bytes) -> str:
    match = LANGUAGE.search(body[:20_000])
    return (match[1] or match[2]).decode("ascii").lower() if match else ""


def _nearly_utf8(body: bytes) -> bool:
    """Say whether this is UTF-8 with a few broken places, as a cut-off answer has."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    foreign = sum(1 for character in text[:200_000] if character > "\x7f")
    return broken * 50 <= foreign


def _plausibility(text: str) -> float:
    """Say which part of the foreign letters looks like real text: Hangul syllables, or Cyrillic in lower case."""
    foreign = [character for character in text[:50_000] if character > "\x7f" and character.isalpha()]
    good = sum(1 for character in foreign if "가" <= character <= "힣" or "а" <= character <= "ї" or character == "ґ")
    return good / len(foreign) if foreign else 0.0
