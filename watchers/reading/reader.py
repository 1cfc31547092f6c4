"""From a news text to claims."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from watchers.claims import Claim, Metric, Scope, Span, Tense
from watchers.reading.attribution import OUTLET, Attribution, Credit
from watchers.reading.clean import CleanText, clean
from watchers.reading.language import Language, load_languages
from watchers.reading.metrics import Reading, Trigger, choose_metric, find_triggers, look_ahead
from watchers.reading.numbers import Number, NumberReader
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Entry, Hit, Matcher
from watchers.reading.phrases import OURS, RIVAL, Phrase, read_phrase
from watchers.reading.scope import choose_scope
from watchers.reading.sentences import split_sentences
from watchers.reading.subjects import Mention, choose_side, find_mentions
from watchers.reading.times import Calendar, Moment, choose_tense
from watchers.reading.topic import Topic, load_topic

_LONGEST = 200_000
_SHARE = 1.1
_MANY = 100  # fewer people without a word of what they did are an episode, not a deployment
_TABLES = ("people", "metrics", "scope", "tense", "tense.ago", "dates", "speech")


class Reader:
    """Reads claims from texts. Built once for each process; pickled as the folder it was loaded from."""

    def __init__(self, seeds: Path, topic: Topic) -> None:
        self._seeds = seeds
        self.topic = topic
        self._gate = topic.gate
        self._tongues = {code: Tongue(language, topic) for code, language in load_languages().items()}

    def __reduce__(self) -> tuple[object, ...]:
        return load_reader, (self._seeds,)

    def read(
        self, text: str, *, title: str = "", published: date | None = None, lang: str = "", outlet: str = ""
    ) -> list[Claim]:
        """Find the claims of one article. `lang` "" lets the letters decide."""
        del outlet
        whole = f"{title}\n\n{text}" if title else text
        lower = whole.lower()
        if not any(word in lower for word in self._gate):
            return []
        tongue = self._tongues.get(lang) or self._detect(lower)
        return tongue.read(title[:_LONGEST], text[:_LONGEST], published)

    def _detect(self, lower: str) -> "Tongue":
        return max(self._tongues.values(), key=lambda tongue: tongue.weight(lower[:4000]))


@dataclass(frozen=True, slots=True)
class _Draft:
    number: Number
    sentence: Sentence
    phrase: Phrase
    reading: Reading
    subject: str
    credit: Credit
    tense: Tense
    moment: Moment | None


class Tongue:
    """Everything compiled for one language."""

    def __init__(self, language: Language, topic: Topic) -> None:
        self.code = language.code
        self._letters = re.compile(f"[{language.letters}]")
        self._marks = frozenset(language.marks)
        self._abbreviations = language.words["text", "abbreviations"]
        self._both = frozenset(language.words["metrics", "both"])
        self._numbers = NumberReader(language)
        self._calendar = Calendar(language)
        self._matcher = Matcher(_entries(language, topic), open_ends=language.open_ends)
        self._toll = topic.toll

    def weight(self, lower: str) -> float:
        """How much `lower` looks like this language."""
        return len(self._letters.findall(lower)) + 20 * sum(lower.count(mark) for mark in self._marks)

    def read(self, title: str, text: str, published: date | None) -> list[Claim]:
        """The claims of one article in this language."""
        head, body = clean(title), clean(text)
        passage = self._lay_out(head, body)
        offset = len(head.text) + 2 if head.text else 0
        attribution = Attribution(passage, self._both)
        drafts: list[_Draft] = []
        side = OURS
        for sentence in passage.sentences:
            mentions = find_mentions(passage, sentence)
            if sentence.numbers:
                drafts += self._read_sentence(passage, sentence, mentions, side, attribution, published)
            side = _next_side(sentence, mentions, side)
        if not any(sentence.of("setting") for sentence in passage.sentences):
            return []
        claims = _shares([self._claim(passage, draft, published) for draft in drafts])
        return [_placed(claim, head, body, offset) for claim in _distinct(claims)]

    def _lay_out(self, head: CleanText, body: CleanText) -> Passage:
        joined = f"{head.text}\n\n{body.text}" if head.text else body.text
        lower = f"{head.lower}\n\n{body.lower}" if head.text else body.lower
        spans = split_sentences(joined, self._abbreviations)
        hits = _outside_claimants(self._matcher.find(lower))
        return Passage(joined, lower, spans, hits, self._numbers.find(lower), len(head.text))

    def _read_sentence(
        self, passage: Passage, sentence: Sentence, mentions: list[Mention], side: str, attribution: Attribution,
        published: date | None,
    ) -> list[_Draft]:  # fmt: skip
        triggers = find_triggers(passage, sentence, self._both)
        moments = self._calendar.find(passage, sentence, published)
        drafts = []
        phrases = [(number, read_phrase(passage, sentence, number)) for number in sentence.numbers]
        phrases = [(n, p) for n, p in phrases if not p.unit and not any(m.start <= n.start < m.end for m in moments)]
        sentence.numbers = [number for number, _ in phrases]
        for number, phrase in phrases:
            reading = self._reading(passage, sentence, number, phrase, triggers)
            if reading is None:
                continue
            reading = look_ahead(passage, sentence, number, phrase, reading)
            found, subject = choose_side(passage, number, phrase, reading, mentions, side)
            if found != OURS:
                continue
            credit = attribution.credit(sentence, number)
            anchors = list(credit.spans) if credit.own else _anchors(sentence)
            tense, moment = choose_tense(passage, moments, anchors, reading)
            drafts.append(_Draft(number, sentence, phrase, reading, subject, credit, tense, moment))
        return drafts

    def _reading(
        self, passage: Passage, sentence: Sentence, number: Number, phrase: Phrase, triggers: list[Trigger]
    ) -> Reading | None:
        reading = choose_metric(passage, sentence, number, phrase, triggers, self._both)
        if number.bodies:
            return Reading(Metric.KILLED, None, 0.0)
        counted = number.counted or phrase.head is not None
        if reading is None:
            many = phrase.is_rank or (number.figure().number >= _MANY)
            return Reading(Metric.DEPLOYED, None, 9.0) if counted and many else None
        if reading.metric is None:
            return None
        return reading if counted or reading.cost <= 3.0 else None

    def _claim(self, passage: Passage, draft: _Draft, published: date | None) -> Claim:
        number, reading = draft.number, draft.reading
        scope, narrowed, addition = choose_scope(passage, draft.sentence, number, draft.phrase, reading, self._toll)
        trigger = reading.trigger
        return Claim(
            metric=reading.metric or Metric.DEPLOYED,
            figure=number.figure(),
            claimant=draft.credit.claimant,
            scope=scope,
            tense=draft.tense,
            as_of=(draft.moment.day if draft.moment else None) or published,
            addition=addition,
            evidence=passage.text[draft.sentence.start : draft.sentence.end],
            span=Span(number.start, number.end, draft.sentence.title),
            why={
                "metric": passage.text[trigger.start : trigger.end] if trigger else "the people counted",
                "subject": draft.subject,
                "bounds": number.words,
                "scope": narrowed,
                "tense": passage.text[draft.moment.start : draft.moment.end] if draft.moment else "no earlier date",
                "claimant": " … ".join(passage.text[a:b] for a, b in draft.credit.spans) or "nobody is named",
            },
        )


def _entries(language: Language, topic: Topic) -> list[Entry]:
    entries = [
        Entry(word, f"{table}.{key}" if table != "tense.ago" else table, key if table == "tense.ago" else "")
        for (table, key), words in language.words.items()
        if table in _TABLES and table != "dates"
        for word in words
    ]
    entries += [
        Entry(word, "numbers.never.after") for word in language.words["numbers.never", "after"] if word[0].isalpha()
    ]
    for key in ("same_month", "last_month"):
        entries += [Entry(word, f"dates.{key}") for word in language.words["dates", key]]
    for key in ("months", "weekdays"):
        for index, forms in enumerate(language.words["dates", key]):
            entries += [Entry(form, f"dates.{key}", str(index)) for form in forms.split()]
    return entries + _topic_entries(language.code, topic)


def _topic_entries(code: str, topic: Topic) -> list[Entry]:
    entries = [Entry(word, "theatre") for word in topic.theatre[code]]
    entries += [Entry(word, "setting") for word in topic.setting[code]]
    for name, subjects in (("subject", topic.subject[code]), ("rival", topic.rivals[code])):
        for group in ("people", "adjectives", "actors"):
            entries += [Entry(word, f"side.{name}.{group}") for word in getattr(subjects, group)]
    entries += [Entry(word, "claimant", OUTLET) for word in topic.outlets[code]]
    for claimant in topic.claimants.values():
        entries += [Entry(word, "claimant", claimant.id) for word in claimant.patterns[code]]
    return entries


def _outside_claimants(hits: list[Hit]) -> list[Hit]:
    """Leave out sides and people that are only part of a claimant's name: the forces in "Special Operations Forces"."""
    names = [hit for hit in hits if hit.kind == "claimant"]
    kept, at = [], 0
    for hit in hits:
        while at < len(names) and names[at].end <= hit.start:
            at += 1
        if hit.kind.startswith(("side.", "people.")) and at < len(names):
            name = names[at]
            if name.start <= hit.start and hit.end <= name.end and hit.end - hit.start < name.end - name.start:
                continue
        kept.append(hit)
    return kept


def _next_side(sentence: Sentence, mentions: list[Mention], side: str) -> str:
    """Whose people a text goes on speaking of: ours, until a figure of others comes."""
    ours = any(mention.side == OURS for mention in mentions)
    others = any(mention.side == RIVAL and not mention.actor for mention in mentions)
    if others and not ours and sentence.numbers:
        return RIVAL
    return OURS if ours else side


def _shares(claims: list[Claim]) -> list[Claim]:
    """Where one claimant gives two sizes of the deployment, the smaller is a share of the larger."""
    return [_as_share(claim, claims) for claim in claims]


def _as_share(claim: Claim, claims: list[Claim]) -> Claim:
    if claim.metric is not Metric.DEPLOYED or claim.scope is Scope.PART or claim.tense is Tense.PAST:
        return claim
    larger = any(
        other.metric is Metric.DEPLOYED
        and other.scope is Scope.TOTAL
        and other.tense is Tense.CURRENT
        and other.claimant == claim.claimant
        and other.figure.number > claim.figure.number * _SHARE
        for other in claims
    )
    if not larger:
        return claim
    return replace(claim, scope=Scope.PART, why=claim.why | {"scope": "a larger figure stands beside it"})


def _anchors(sentence: Sentence) -> list[tuple[int, int]]:
    """Words of saying, for a statement whose speaker was named before."""
    return [(hit.start, hit.end) for hit in sentence.of("speech.verbs", "speech.nouns")]


def _distinct(claims: list[Claim]) -> list[Claim]:
    """Every claim once; a headline's only where the text below has none with its metric and bounds."""
    below = {(c.metric, c.figure.low, c.figure.high) for c in claims if not c.span.in_title}
    seen, kept = set(), []
    for claim in claims:
        bounds = (claim.metric, claim.figure.low, claim.figure.high)
        key = (*bounds, claim.scope, claim.tense, claim.claimant)
        if key in seen or (claim.span.in_title and bounds in below):
            continue
        seen.add(key)
        kept.append(claim)
    return kept


def _placed(claim: Claim, head: CleanText, body: CleanText, offset: int) -> Claim:
    """The claim with its span in the original title or text."""
    span = claim.span
    if span.in_title:
        return replace(claim, span=Span(head.origin(span.start), head.origin(span.end), in_title=True))
    return replace(claim, span=Span(body.origin(span.start - offset), body.origin(span.end - offset)))


def load_reader(seeds: Path) -> Reader:
    """Build a reader from a folder of seed files. Raises SeedError."""
    return Reader(seeds, load_topic(seeds))
