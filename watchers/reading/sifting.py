"""Which numbers of a sentence may count people, each with its phrase, and which are only bases of others."""

from dataclasses import dataclass

from watchers.reading.candidates import (
    counts_speakers,
    find_bases,
    in_thousands,
    is_base_of_next,
    is_date,
    is_elsewhere,
    is_of_fraction,
    is_size,
    is_thing,
    opens_with_base,
    with_bases,
    without_units,
)
from watchers.reading.metrics import Trigger
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import Phrase, read_phrase
from watchers.reading.subjects import Mention
from watchers.reading.times import Moment


@dataclass(frozen=True, slots=True)
class Sifted:
    """The numbers that may count people, and the phrase around every number by its start.

    `based` are the starts of bases, `opened` of those that stand before what is told of them: they were only sent.
    """

    phrases: list[tuple[Number, Phrase]]
    around: dict[int, Phrase]
    based: set[int]
    opened: set[int]

    def allowed(self, number: Number, phrase: Phrase, triggers: list[Trigger]) -> list[Trigger]:
        """The triggers that may be a number's: a base was only sent, unless its fate stands right behind it."""
        if number.start in self.opened:
            return [t for t in triggers if t.kind == "deployed"]
        if number.start in self.based:
            return [t for t in triggers if t.kind == "deployed" or 0 <= t.start - phrase.end <= 1]
        return triggers


def sift(
    passage: Passage,
    sentence: Sentence,
    moments: list[Moment],
    mentions: list[Mention],
    before: Number | None,
    both: frozenset[str],
) -> Sifted:
    """Leave out units, dates, things and people elsewhere; `before` is the figure counted last."""
    phrases = [(number, read_phrase(passage, sentence, number, both)) for number in sentence.numbers]
    around = {number.start: phrase for number, phrase in phrases}
    phrases = without_units(passage, phrases, both)
    phrases = [(n, p) for n, p in phrases if not is_date(n, moments)]
    phrases = in_thousands(passage, sentence, phrases, before)
    bases = find_bases(passage, sentence, phrases)
    based = {phrases[index][0].start for index in bases}
    based |= {
        n.start
        for n, _ in phrases
        if is_of_fraction(passage, sentence, n)
        or is_size(passage, sentence, n)
        or opens_with_base(passage, sentence, n)
    }
    opened = {n.start for n, _ in phrases if is_base_of_next(passage, sentence, n)}
    phrases = with_bases(phrases, bases)
    phrases = [(n, p) for n, p in phrases if not (counts_speakers(sentence, n) or is_thing(passage, sentence, n))]
    phrases = [(n, p) for n, p in phrases if p.is_share or not is_elsewhere(passage, sentence, n, mentions)]
    return Sifted(phrases, around, based, opened)
