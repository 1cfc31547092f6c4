"""Markup to plain text whose sentences keep their borders."""

import re
from html import unescape

from lxml import etree, html

MAX_MARKUP = 200_000
MAX_TEXT = 100_000
MAX_TITLE = 1_000
MARKUP = re.compile(r"<[a-zA-Z!/?]|&#?\w{1,31};")
PARSER = html.HTMLParser(remove_comments=True, remove_pis=True)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SPACES = re.compile(r"[^\S\n]+")
LINES = re.compile(r" ?\n[ \n]*")
LINE_TAGS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    }
)
CELL_TAGS = frozenset({"td", "th"})
SILENT_TAGS = frozenset({"script", "style", "head", "template", "noscript", "svg", "math", "iframe", "object"})


def plain(markup: str) -> str:
    """Give what a reader would see of HTML, each block on its own line."""
    markup = clean(markup[:MAX_MARKUP])
    if not MARKUP.search(markup):
        return _tidy(markup)
    if "<" not in markup:
        return _tidy(clean(unescape(markup)))
    try:
        root = html.document_fromstring(markup, parser=PARSER)
    except (etree.ParserError, ValueError):
        return ""
    return _tidy(clean("".join(_pieces(root))))


def clean(text: str) -> str:
    """Drop what no text holds and no database takes: control characters and halves of surrogate pairs."""
    return CONTROLS.sub("", text)


def title(markup: str) -> str:
    """Give a title as one line."""
    return plain(markup).replace("\n", " ")[:MAX_TITLE]


def _pieces(root: etree._Element) -> list[str]:
    pieces: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(element.tag, str):
            if event == "end" and not silent:
                pieces.append(_flowing(element.tail))
            continue
        if element.tag in SILENT_TAGS:
            silent += 1 if event == "start" else -1
        border = "\n" if element.tag in LINE_TAGS else " " if element.tag in CELL_TAGS else ""
        inner = element.text if event == "start" else element.tail
        if not silent:
            pieces.append(border + _flowing(inner))
    return pieces


def _flowing(text: str | None) -> str:
    """A line break in the source of HTML is a space."""
    return text.replace("\n", " ") if text else ""


def _tidy(text: str) -> str:
    text = text.replace("\r", "\n").replace("\u00ad", "")
    return LINES.sub("\n", SPACES.sub(" ", text)).strip()[:MAX_TEXT]
