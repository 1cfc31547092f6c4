"""Figures told one after another: what one is told with holds for the next."""

from watchers.claims import Metric, Tense
from watchers.reading.drafts import Draft
from watchers.reading.metrics import Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence

_LOSSES = (Metric.KILLED, Metric.WOUNDED, Metric.CASUALTIES, Metric.MISSING)
_ANEW = (
    "speech.verbs",
    "tense.now",
    "tense.earlier",
    "tense.ago",
    "dates.ago",
    "dates.months",
    "dates.weekdays",
    "dates.seasons",
)


def follows_past(passage: Passage, sentence: Sentence, number: Number, reading: Reading, last: Draft | None) -> bool:
    """Whether a figure is as old as the one before: "Seoul first said 1,500. Five days later it was 3,000." """
    if last is None or last.tense is not Tense.PAST:
        return False
    if sentence.index - last.sentence.index == 1:
        return bool(sentence.of("tense.then"))
    if last.sentence is not sentence:
        return False
    low, high = last.number.end, number.left
    return any(low <= hit.start < high for hit in sentence.of("tense.then")) or _is_listed(
        passage, sentence, number, reading, last
    )


def _is_listed(passage: Passage, sentence: Sentence, number: Number, reading: Reading, last: Draft) -> bool:
    """Whether a loss is the next of one dated statement: "in April it put the dead at 600, the wounded at 4,000"."""
    low, high = last.number.end, number.left
    dated = last.moment is not None and last.moment.end <= last.number.start
    if not dated or reading.metric not in _LOSSES or last.reading.metric not in _LOSSES:
        return False
    return ";" not in passage.between(low, high) and not any(low <= h.start < high for h in sentence.of(*_ANEW))
