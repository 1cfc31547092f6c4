"""What an article has counted so far: each number with everything decided about it, before it becomes a claim."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from watchers.claims import Metric, Tense
from watchers.reading.attribution import Credit
from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import Phrase
from watchers.reading.subjects import is_share
from watchers.reading.times import Moment


@dataclass(frozen=True, slots=True)
class Draft:
    """A number with everything decided about it."""

    number: Number
    sentence: Sentence
    phrase: Phrase
    reading: Reading
    subject: str
    credit: Credit
    tense: Tense
    moment: Moment | None


class Told:
    """The drafts of one article in order. `of_others` are figures that the text says count others."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self.drafts: list[Draft] = []
        self.of_others: set[tuple[int | None, int | None]] = set()
        self._by_sentence: defaultdict[int, list[Draft]] = defaultdict(list)

    def add(self, draft: Draft) -> None:
        """Remember what was counted."""
        self.drafts.append(draft)
        self._by_sentence[draft.sentence.index].append(draft)

    def of(self, index: int) -> Sequence[Draft]:
        """The drafts of a sentence."""
        return self._by_sentence.get(index, ())

    @property
    def last(self) -> Draft | None:
        """The draft of the figure counted last."""
        return self.drafts[-1] if self.drafts else None

    def last_of(self, sentence: Sentence) -> Draft | None:
        """The figure counted last, where that was in this sentence."""
        return self.last if self.last is not None and self.last.sentence is sentence else None

    def number_before(self, sentence: Sentence) -> Number | None:
        """The figure counted last, where that was not long before."""
        return self.last.number if self.last is not None and sentence.index - self.last.sentence.index <= 1 else None

    def last_metric(self) -> Metric | None:
        """The metric of the last figure that was no share of another; those sent where there was none."""
        wholes = (
            draft
            for draft in reversed(self.drafts)
            if not (draft.phrase.is_share or is_share(self._passage, draft.sentence, draft.number))
        )
        last = next(wholes, self.last)
        return last.reading.metric if last else Metric.DEPLOYED

    def last_sent(self) -> Metric:
        """Whether the text was speaking of people sent or of people still to be sent."""
        sent = [d.reading.metric for d in self.drafts if d.reading.metric in (Metric.DEPLOYED, Metric.PLANNED)]
        return (sent[-1] if sent else None) or Metric.DEPLOYED
