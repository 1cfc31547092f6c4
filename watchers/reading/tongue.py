"""One language with one topic, compiled: everything that reads in that language."""

import re
from dataclasses import dataclass
from datetime import date

from watchers.claims import Claim
from watchers.reading.article import ArticleReader
from watchers.reading.clean import CleanText, clean
from watchers.reading.conclusion import Conclusion
from watchers.reading.language import Language
from watchers.reading.metrics import Glue
from watchers.reading.namesakes import HOME, SHARED, settle_namesakes
from watchers.reading.numbers import NumberReader
from watchers.reading.passage import Passage
from watchers.reading.patterns import Entry, Hit, Matcher
from watchers.reading.scope import Sizes
from watchers.reading.sentences import join_resumed, split_sentences
from watchers.reading.times import Calendar
from watchers.reading.topic import BESIDE, OUTLET, Topic
from watchers.reading.weighing import Scales

_TABLES = ("people", "metrics", "scope", "limits", "tense", "speech")
_LOST = ("metrics.killed", "metrics.wounded", "metrics.casualties")  # "the dead soldiers of …" are no speakers
_MARK = 20  # a letter that only one language of a script has weighs as many others


@dataclass(frozen=True, slots=True)
class LaidOut:
    """An article's title and text, evened out and laid out as one passage; the text starts at `offset`."""

    head: CleanText
    body: CleanText
    passage: Passage
    offset: int


class Tongue:
    """Everything compiled for one language."""

    def __init__(self, language: Language, topic: Topic, scales: Scales) -> None:
        self._scales, self._stem = scales, language.stem
        self._glue = Glue(
            both=frozenset(language.words["metrics", "both"]),
            particles=frozenset(["", *language.words["numbers", "particles"]]),
            suffixes=frozenset(language.words["metrics", "both"]) if language.open_ends else frozenset(),
            verb_final=language.verb_final,
            auxiliaries=frozenset(language.words["metrics", "auxiliaries"]),
            copulas=language.words["metrics", "copulas"],
            conditionals=language.words["metrics", "conditionals"],
            topic=language.words["speech", "topic"],
            quoting=language.words["speech", "quoting"],
            dative=language.words["speech", "dative"],
            connectives=language.words["metrics", "connectives"],
            passive=frozenset(language.words["speech", "passive"]),
        )
        self._letters = re.compile(f"[{language.letters}]")
        self._marks = frozenset(language.marks)
        self._abbreviations = language.words["text", "abbreviations"]
        self._light = frozenset(language.words["text", "light"])
        self._numbers = NumberReader(language)
        self._calendar = Calendar(language)
        self._matcher = Matcher(_entries(language, topic), open_ends=language.open_ends)
        self._shows = topic.shows
        self._sizes = Sizes(topic.toll, topic.force, topic.most)

    def weight(self, lower: str) -> float:
        """How much `lower` looks like this language."""
        return len(self._letters.findall(lower)) + _MARK * sum(lower.count(mark) for mark in self._marks)

    def read(self, title: str, text: str, published: date | None) -> list[Claim]:
        """The claims of one article in this language."""
        return self.conclude(title, text, published).claims(self._scales)

    def conclude(self, title: str, text: str, published: date | None) -> Conclusion:
        """One article read by the rules, still to be weighed."""
        laid = self.lay_out(title, text)
        article = ArticleReader(laid, self._glue, self._calendar, published, self._sizes, self._shows)
        return Conclusion(article, self._stem)

    def lay_out(self, title: str, text: str) -> LaidOut:
        """Even out, split and match the text of one article."""
        head, body = clean(title), clean(text)
        joined = f"{head.text}\n\n{body.text}" if head.text else body.text
        lower = f"{head.lower}\n\n{body.lower}" if head.text else body.lower
        spans = split_sentences(joined, self._abbreviations)
        numbers = self._numbers.find(lower)
        hits = _outside_claimants(settle_namesakes(self._matcher.find(lower)), {number.end + 1 for number in numbers})
        resumed = {hit.start for hit in hits if hit.kind == "limits.resumed"}
        spans = join_resumed(joined, spans, resumed, {number.start for number in numbers})
        passage = Passage(joined, lower, spans, hits, numbers, len(head.text), self._light)
        return LaidOut(head, body, passage, len(head.text) + 2 if head.text else 0)


def _entries(language: Language, topic: Topic) -> list[Entry]:
    entries = [
        Entry(word, f"{table}.{key}")
        for (table, key), words in language.words.items()
        if table in _TABLES
        for word in words
    ]
    entries += [Entry(word, "tense.ago", days) for days, words in language.table("tense.ago").items() for word in words]
    entries += [Entry(word, "dates.ago", days) for days, words in language.table("dates.ago").items() for word in words]
    after = language.words["numbers.never", "after"]
    entries += [Entry(word, "numbers.never.after") for word in after if word[0].isalpha()]
    entries += [
        Entry(word, f"dates.{k}") for k in ("same_month", "last_month", "early") for word in language.words["dates", k]
    ]
    for key in ("months", "weekdays", "seasons"):
        for index, forms in enumerate(language.words["dates", key]):
            entries += [Entry(form.replace("_", " "), f"dates.{key}", str(index)) for form in forms.split()]
    return entries + _topic_entries(language.code, topic)


def _topic_entries(code: str, topic: Topic) -> list[Entry]:
    entries = [Entry(word, "theatre") for word in topic.theatre[code]]
    entries += [Entry(word, "setting") for word in topic.setting[code]]
    entries += [Entry(word, "elsewhere") for word in topic.elsewhere[code]]
    for name, subjects in (("subject", topic.subject[code]), ("rival", topic.rivals[code])):
        for group in ("people", "adjectives", "actors", "bystanders"):
            entries += [Entry(word, f"side.{name}.{group}") for word in getattr(subjects, group)]
    entries += [Entry(word, "claimant", OUTLET) for word in topic.outlets[code]]
    for claimant in topic.claimants.values():
        for word in claimant.patterns[code]:
            beside = word.startswith(BESIDE)
            shared = word.startswith(SHARED)
            word = word.removeprefix(BESIDE).removeprefix(SHARED)
            value = claimant.id + BESIDE * beside + HOME * word.startswith(HOME) + SHARED * shared
            entries.append(Entry(word.removeprefix(HOME), "claimant", value))
    return entries


def _outside_claimants(hits: list[Hit], counted: set[int]) -> list[Hit]:
    """Leave out rivals and people that are only part of a claimant's name: the forces in "Special Forces".

    Those who act as well as speak do not speak right behind a number, at one of `counted`, or behind a loss.
    """
    lost = counted | {hit.end + 1 for hit in hits if hit.kind in _LOST}
    names = [h for h in hits if h.kind == "claimant" and not (h.value.endswith(BESIDE) and h.start in lost)]
    kept, at = [], 0
    for hit in hits:
        while at < len(names) and names[at].end <= hit.start:
            at += 1
        if hit.kind.startswith(("side.rival", "people.")) and at < len(names):
            name = names[at]
            if name.start <= hit.start and hit.end <= name.end and hit.end - hit.start < name.end - name.start:
                continue
        if hit.kind == "side.rival.bystanders" and at and 0 <= hit.start - names[at - 1].end <= 1:
            continue
        kept.append(hit)
    return kept
