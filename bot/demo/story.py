"""The articles of the story, each with the feed that publishes it and its moment."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

STORY = Path(__file__).parent / "story.json"


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """One article. `feed` is the name of the feed that serves it; `published` is aware, in UTC."""

    id: str
    feed: str
    outlet: str
    published: datetime
    title: str
    text: str


def load_story(path: Path = STORY) -> list[StoryArticle]:
    """Return the articles in order of publication."""
    articles = [
        StoryArticle(
            id=entry["id"],
            feed=entry["feed"],
            outlet=entry["outlet"],
            published=datetime.fromisoformat(entry["published"]).astimezone(UTC),
            title=entry["title"],
            text=entry["text"],
        )
        for entry in json.loads(path.read_text(encoding="utf-8"))
    ]
    return sorted(articles, key=lambda article: article.published)


def render_rss(feed: str, articles: list[StoryArticle]) -> bytes:
    """Return an RSS 2.0 document with `articles`, newest first, as a publisher would serve it."""
    root = Element("rss", version="2.0")
    channel = SubElement(root, "channel")
    SubElement(channel, "title").text = feed
    for article in reversed(articles):
        item = SubElement(channel, "item")
        SubElement(item, "title").text = article.title
        SubElement(item, "link").text = f"https://{article.outlet}/{article.id}"
        SubElement(item, "guid", isPermaLink="false").text = article.id
        SubElement(item, "pubDate").text = format_datetime(article.published)
        SubElement(item, "description").text = article.text
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
