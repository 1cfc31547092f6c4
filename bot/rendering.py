"""What a message of the outbox shows, the same for every platform."""

from dataclasses import dataclass, field, replace

from bot.answers.alerts import alert_card, alert_line
from bot.cards import Card, Fact, Facts, Paragraph, Tone
from bot.i18n import mark
from bot.platforms import Item, Post, PostKind
from bot.voice import Voice, Voices
from watchers.alerts import Alert, catch_up_from_json, from_json
from watchers.reading.topic import Topic

NOTICES = {
    "stopped": mark("Alerts no longer reach {address}: {reason}. Put that right, then use /alerts resume."),
    "failed": mark("An alert could not be delivered to {address}: {reason}."),
    "feed_failing": mark("The feed {address} cannot be read: {reason}. It is tried again by itself."),
    "": mark("{address}: {reason}"),
    "feed_back": mark("The feed {address} can be read again."),
}


@dataclass(slots=True)
class Renderer:
    """Makes the card of a post, in the language of its channel."""

    topic: Topic
    _voices: Voices = field(init=False)

    def __post_init__(self) -> None:
        self._voices = Voices(self.topic)

    def card_of(self, post: Post) -> Card:
        """Render a post: one alert, a catch-up, a digest, or word to admins."""
        voice = self._voices.of(post.place.locale)
        if post.kind is PostKind.CHANGE:
            item = post.items[0]
            alert = replace(from_json(item.content), at=item.at)  # told late, it is dated by when it happened
            return alert_card(alert, voice, late=item.late, repeated=post.repeated)
        if post.kind is PostKind.CATCH_UP:
            return catch_up_card(catch_up_from_json(post.items[0].content).alerts, voice)
        if post.kind is PostKind.NOTICE:
            return notice_card(post.items[0], voice)
        return digest_card(post, voice)


def catch_up_card(alerts: tuple[Alert, ...], voice: Voice) -> Card:
    """From the baseline to now, with sources: what the feeds had published before they were first polled."""
    say = voice.words.say
    summary = voice.words.count(
        "What the feeds had published before the first poll makes {number} change.",
        "What the feeds had published before the first poll makes {number} changes.",
        len(alerts),
    )
    return Card(
        title=say("Caught up with the news"),
        summary=summary,
        parts=(Facts(tuple(alert_line(alert, voice) for alert in alerts)),),
        footer=say("These are not told one by one; /history shows each."),
    )


def digest_card(post: Post, voice: Voice) -> Card:
    """Several alerts in time order."""
    say, count = voice.words.say, voice.words.count
    facts: list[Fact] = []
    for item in post.items:
        facts += _digest_lines(item, voice)
    title = count("Digest: {number} alert", "Digest: {number} alerts", len(facts))
    part = say("Part {part} of {parts}.", part=post.part, parts=post.parts) if post.parts > 1 else ""
    repeated = say("This may be a repetition: nobody can tell whether it arrived before.") if post.repeated else ""
    summary = " ".join(text for text in (part, repeated) if text)
    return Card(
        title=title, summary=summary or "; ".join(fact.name for fact in facts[:3]), parts=(Facts(tuple(facts)),)
    )


def notice_card(item: Item, voice: Voice) -> Card:
    """Word to admins of something that needs them."""
    kind = str(item.content.get("notice", ""))
    values = {"address": str(item.content.get("address", "")), "reason": str(item.content.get("reason", ""))}
    text = voice.words.say(NOTICES.get(kind, NOTICES[""]), **values)
    title = voice.words.say("Word to the admins")
    return Card(title=title, summary=text, parts=(Paragraph(voice.words.moment(item.at)),), tone=Tone.HELD)


def _digest_lines(item: Item, voice: Voice) -> list[Fact]:
    """The lines of one item; a catch-up folded into a digest has many, and so has no headline of its own."""
    if "alerts" in item.content:
        return [alert_line(alert, voice) for alert in catch_up_from_json(item.content).alerts]
    if "notice" in item.content:
        return [Fact(voice.words.moment(item.at), notice_card(item, voice).summary)]
    return [alert_line(from_json(item.content), voice)]
