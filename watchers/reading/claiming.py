"""From numbers that count ours to claims: who says it, of when it is, and whether it is the whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from watchers.claims import Claim, Metric, Scope, Span, Tense
from watchers.reading.attribution import Attribution
from watchers.reading.candidates import same
from watchers.reading.drafts import Draft, Told
from watchers.reading.memory import BRIEF, OUR_NAMES, Memory
from watchers.reading.metrics import Glue, Reading
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.phrases import Phrase
from watchers.reading.scope import WHOLE, Counted, Extent, Sizes, choose_scope
from watchers.reading.sequences import follows_past
from watchers.reading.subjects import is_share
from watchers.reading.tense import Statement, choose_tense
from watchers.reading.times import Moment

_PAIRED = 16  # characters between two groups joined by "and"


class Claiming:
    """Drafts what the numbers of one article say, and makes claims of the drafts once all are told."""

    def __init__(
        self, passage: Passage, glue: Glue, sizes: Sizes, shows: str, published: date | None, memory: Memory, told: Told
    ) -> None:
        self._passage, self._glue, self._sizes, self._published = passage, glue, sizes, published
        self._memory, self._told = memory, told
        self._attribution = Attribution(passage, glue, shows)

    def draft(
        self,
        sentence: Sentence,
        number: Number,
        phrase: Phrase,
        reading: Reading,
        subject: str,
        moments: Sequence[Moment],
    ) -> Draft:
        """Decide who gives a figure and of when it is."""
        credit = self._attribution.credit(sentence, number)
        anchors = [(hit.start, hit.end) for hit in sentence.of("speech.verbs", "speech.nouns")]
        anchors += credit.spans if credit.own else ()
        repeated = reading.trigger is not None and reading.trigger.kind == "said" and number.counted
        if repeated:
            anchors.append((number.start, number.end))
        if reading.trigger is not None and reading.trigger.end < sentence.start:
            anchors.append((sentence.start, sentence.end))  # a row of a table: any date in it is the figure's
        ours = [hit.start for hit in sentence.of(*OUR_NAMES)]
        told = Statement(sentence, number, reading, anchors, ours, self._glue.verb_final, self._glue.connectives)
        tense, moment = choose_tense(self._passage, list(moments), told)
        if number.former or follows_past(self._passage, sentence, number, reading, self._told.last):
            tense = Tense.PAST
        day = self._memory.day
        if day is not None and tense is Tense.CURRENT and day.earlier:
            tense, moment = Tense.PAST, day
        return Draft(number, sentence, phrase, reading, subject, credit, tense, moment)

    def claims(self) -> list[Claim]:
        """The drafts as claims. A first wave is the whole where the text names no later one that is there too."""
        drafts = [self._in_context(draft) for draft in self._told.drafts if not self._is_of_others(draft)]
        extents = [self._extent(draft) for draft in drafts]
        more = any(e.addition and _have_come(d) for d, e in zip(drafts, extents, strict=True))
        most: dict[str, int] = {}
        for draft in drafts:
            if draft.reading.metric is Metric.DEPLOYED:
                most[draft.credit.claimant] = max(draft.number.size, most.get(draft.credit.claimant, 0))
        extents = [_widened(d, e, more=more, most=most) for d, e in zip(drafts, extents, strict=True)]
        return [self._claim(draft, extent) for draft, extent in zip(drafts, extents, strict=True)]

    def claim(self, draft: Draft) -> Claim:
        """One draft as a claim, whatever else the text tells."""
        return self._claim(draft, self._extent(draft))

    def _in_context(self, draft: Draft) -> Draft:
        """People of whom one place says no more are those whom another place says will be sent."""
        reading = draft.reading
        if reading.trigger is not None or reading.metric is not Metric.DEPLOYED:
            return draft
        planned = any(d.reading.metric is Metric.PLANNED and same(d.number, draft.number) for d in self._told.drafts)
        planned = planned or self._is_summand(draft)
        return replace(draft, reading=replace(reading, metric=Metric.PLANNED)) if planned else draft

    def _is_of_others(self, draft: Draft) -> bool:
        """Whether the text says of a headline's figure that it counts others: workers, people of another nation."""
        others = draft.sentence.title and (draft.number.low, draft.number.high) in self._told.of_others
        return others and not any(same(d.number, draft.number) and not d.sentence.title for d in self._told.drafts)

    def _is_summand(self, draft: Draft) -> bool:
        """ "1,000 sappers and 5,000 builders, 6,000 in all, will come": what adds up to those who will come."""
        told = self._told.of(draft.sentence.index)
        return any(
            whole.reading.metric is Metric.PLANNED
            and whole.number.start > draft.number.end
            and whole.number.size == sum(d.number.size for d in told if d.number.end <= whole.number.start)
            for whole in told
        )

    def _extent(self, draft: Draft) -> Extent:
        if draft.number.likeness and draft.sentence.of("people.likenesses"):
            return Extent(Scope.PART, "the dead who are shown")
        if self._is_share_of_sent(draft):
            return Extent(Scope.PART, "some of those counted before")
        if self._is_beside_ranks(draft):
            return Extent(Scope.PART, "others are counted beside them")
        moment = (draft.moment.start, draft.moment.end) if draft.moment else (0, 0)
        counted = Counted(draft.sentence, draft.number, draft.phrase, draft.reading, moment)
        return choose_scope(self._passage, counted, self._sizes, self._glue)

    def _is_share_of_sent(self, draft: Draft) -> bool:
        """ "6,000, of whom 1,000 are there": some of those whom the sentence counted before."""
        share = draft.phrase.is_share or is_share(self._passage, draft.sentence, draft.number)
        here = draft.sentence.index
        return (
            share
            and draft.reading.metric is Metric.DEPLOYED
            and any(
                (other.reading.metric is Metric.DEPLOYED or (index == here and other.reading.metric is Metric.PLANNED))
                and other.number.end <= draft.number.left
                and other.number.size > draft.number.size
                for index in range(max(0, here - BRIEF), here + 1)
                for other in self._told.of(index)
            )
        )

    def _is_beside_ranks(self, draft: Draft) -> bool:
        """ "10,000 combat troops and 1,000 sappers": one of two groups that are there."""
        end = draft.number.end
        return (
            draft.number.counted
            and draft.reading.metric is Metric.DEPLOYED
            and any(
                other.phrase.is_rank
                and other.reading.metric is Metric.DEPLOYED
                and 0 < other.number.left - end <= _PAIRED
                and bool(set(self._passage.between(end, other.number.left).split()) & (self._glue.both - {","}))
                for other in self._told.of(draft.sentence.index)
            )
        )

    def _claim(self, draft: Draft, extent: Extent) -> Claim:
        number, reading, text = draft.number, draft.reading, self._passage.text
        trigger, moment = reading.trigger, draft.moment
        return Claim(
            metric=reading.metric or Metric.DEPLOYED,
            figure=number.figure(),
            claimant=draft.credit.claimant,
            scope=extent.scope,
            tense=draft.tense,
            as_of=(moment.day if moment else None) or self._published,
            addition=extent.addition,
            evidence=text[draft.sentence.start : draft.sentence.end],
            span=Span(number.start, number.end, draft.sentence.title),
            why={
                "metric": text[trigger.start : trigger.end] if trigger else "the people counted",
                "subject": draft.subject,
                "bounds": number.words,
                "scope": extent.words,
                "tense": text[moment.start : moment.end] if moment else "no earlier date",
                "claimant": " … ".join(text[a:b] for a, b in draft.credit.spans) or "nobody is named",
            },
        )


def _widened(draft: Draft, extent: Extent, *, more: bool, most: dict[str, int]) -> Extent:
    """A first wave is the whole where none came later, and a week's where its claimant names no greater figure."""
    if draft.reading.metric is not Metric.DEPLOYED:
        return WHOLE if extent.within else extent
    larger = draft.tense is Tense.CURRENT and most[draft.credit.claimant] > draft.number.size
    return WHOLE if (extent.wave and not more) or (extent.within and not larger) else extent


def _have_come(draft: Draft) -> bool:
    """Whether those counted are there; a headline often leaves out that they are still to be sent."""
    return draft.reading.metric is Metric.DEPLOYED and not draft.sentence.title
