"""Who says so: the claimant that a text credits with a figure, however it is relayed."""

from dataclasses import dataclass

from watchers.reading.links import CUES
from watchers.reading.metrics import Glue
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.topic import NOBODY
from watchers.reading.voices import CLOSE, LAST, UNLINKED, Voice, Voices

_LIMIT = 12.0
_STEP = 0.3  # what a word between the number and the name costs
_DISTANT = 14.0
_LINK = 0.6  # and one between the name and the word of saying, beyond the first few
_LOOSE = 5.0
_TOGETHER = 4
_SPEAKING = 8.0
_OWNED = 3.0  # from a word of saying to the figure that is called so
_NOUN_LETTERS = 2
_BESIDE = 0.6
_OTHERS = 2.0
_RELAY = 5.0
_RELAYED = 40  # characters from an outlet to its source
_AFTER = 1.6
_STATE = 4.0
_BRIEF = 3  # words that only name a source
_LOOK_BACK, _LOOK_AHEAD = 15, 2


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is credited, with the spans that say so (in the figure's own sentence where `own`)."""

    claimant: str
    spans: tuple[tuple[int, int], ...] = ()
    own: bool = True
    relay: bool = False


class Attribution:
    """Credits the figures of one passage."""

    def __init__(self, passage: Passage, glue: Glue, shows: str) -> None:
        """`shows`: the claimant who shows portraits of the dead."""
        self._passage, self._both, self._verb_final = passage, glue.both, glue.verb_final
        self._topic, self._quoting, self._connectives = glue.topic, glue.quoting, glue.connectives
        self._voices = Voices(passage, glue)
        self._shows = shows

    def credit(self, sentence: Sentence, number: Number) -> Credit:
        """Who stands behind `number`: somebody in its sentence, else who spoke before, else who is named after."""
        if number.likeness and sentence.of("people.likenesses"):
            return Credit(self._shows)
        own = self._own(sentence, number)
        if own is not None and own.relay:
            called = any(hit.start == sentence.start for hit in sentence.of("speech.same"))
            return (None if called else self._sourced(sentence)) or own
        if own is not None:
            return own
        if sentence.of("speech.nobody"):
            return Credit(NOBODY)
        if self._is_background(sentence):
            return Credit(NOBODY)
        return self._carried(sentence) or self._meant(sentence) or self._announced(sentence) or Credit(NOBODY)

    def _is_background(self, sentence: Sentence) -> bool:
        """Whether a later paragraph begins with what is told without a word of saying, and whoever spoke is done.

        Where the verb comes last, an ending marks all that others say; a sentence without one is the author's own.
        """
        above = self._passage.sentences[max(0, sentence.index - 1)]
        opens = not above.title and "\n" in self._passage.between(above.end, sentence.start)
        if not (self._verb_final and opens) or sentence.of(*CUES, "speech.same") or self._voices.of(sentence):
            return False
        told = self._carried(sentence)
        following = self._passage.sentences[sentence.index + 1 : sentence.index + 1 + _LOOK_AHEAD]
        speakers = (self._speaker(after) for after in following)
        return told is None or not any(s is not None and s.claimant == told.claimant for s in speakers)

    def _meant(self, sentence: Sentence) -> Credit | None:
        """Whom "he said" means where nobody spoke before: the person named last before it, whatever was told of him."""
        if not self._pronoun(sentence):
            return None
        for before in reversed(self._passage.sentences[max(0, sentence.index - _LOOK_AHEAD) : sentence.index]):
            people = [voice for voice in self._voices.of(before) if not (voice.state or voice.relay)]
            if people:
                return self._credit(people[0], own=False)
        return None

    def _own(self, sentence: Sentence, number: Number) -> Credit | None:
        voices = self._voices.of(sentence)
        leading = self._leading(number, voices)
        if leading is not None:
            return self._credit(voices[leading], own=True)
        ranked = [(self._cost(voices, voice, number), i) for i, voice in enumerate(voices) if voice.speaks()]
        if not ranked:
            return None
        cost, index = min(ranked)
        closing = self._closing(sentence, number, voices)
        cost, index = (0.0, closing) if closing is not None else (cost, index)
        voice = voices[index]
        if voice.link > UNLINKED or cost > _LIMIT + _RELAY * voice.relay:
            return None
        if (
            voice.relay
            and (
                voice.hit.start > number.start
                or self._speaks_to(sentence, voice)
                or any(0 < same.start - voice.hit.end <= _RELAYED for same in sentence.of("speech.source"))
            )
            and self._carried(sentence)
        ):
            return None
        credit = self._credit(self._first(voices, index), own=True)
        return (self._service(sentence) or credit) if (voice.state or voice.relay) and sentence.title else credit

    def _leading(self, number: Number, voices: list[Voice]) -> int | None:
        """Who is named right before a figure as the one of whom is told, with the verb left out: 미국은 1200명, …"""
        for index, voice in enumerate(voices):
            named = self._verb_final and self._passage.lower.endswith(self._topic, voice.hit.start, voice.hit.end)
            if named and 0 <= number.left - voice.hit.end <= 1 and not voice.relay:
                return index
        return None

    def _closing(self, sentence: Sentence, number: Number, voices: list[Voice]) -> int | None:
        """Who is named between what is said and the verb of saying that ends the sentence: …다고 국정원이 밝혔다."""
        if any(self._is_owned(number, voice) for voice in voices):
            return None
        for index, voice in enumerate(voices):
            quoted = self._passage.lower.endswith(self._quoting, number.end, max(number.end, voice.hit.start - 1))
            last = voice.cue is not None and self._passage.distance(voice.cue.end, sentence.end) <= LAST
            if quoted and last and not voice.relay and voice.cue is not None and voice.cue.start > voice.hit.start:
                return index
        return None

    def _is_owned(self, number: Number, voice: Voice) -> bool:
        """Whether a figure is called what somebody else said, right before it: 합참이 발표한 1100명."""
        cue = voice.cue
        if cue is None or not voice.hit.end <= cue.start < cue.end <= number.left or cue.kind != "speech.verbs":
            return False
        closes = self._passage.lower.endswith(self._connectives, cue.start, cue.end)
        return not closes and self._passage.distance(cue.end, number.left) <= _OWNED

    def _service(self, title: Sentence) -> Credit | None:
        """Who speaks for a country, or to an outlet, that a headline names: whom the first words below it name."""
        for below in self._passage.sentences[title.index + 1 : title.index + 1 + _LOOK_AHEAD]:
            speaker = self._speaker(below, person=True)
            if speaker is not None:
                return None if speaker.relay else speaker
        return None

    def _cost(self, voices: list[Voice], voice: Voice, number: Number) -> float:
        cost = _STEP * min(_DISTANT, self._passage.apart(number.left, number.end, voice.hit.start, voice.hit.end))
        cost += _LINK * min(max(voice.link - CLOSE, 0.0), _LOOSE)
        cost += _RELAY * voice.relay + voice.state
        cost += _AFTER * (voice.hit.start > number.start)
        low, high = sorted((voice.hit.start, number.start))
        for other in voices:
            if other.hit.value != voice.hit.value and not other.relay and not other.state:
                cost += _OTHERS * (low < other.hit.start < high and other.link <= CLOSE)
        return cost

    def _first(self, voices: list[Voice], index: int) -> Voice:
        """Of two credited together, the first."""
        while index > 0:
            between = self._passage.between(voices[index - 1].hit.end, voices[index].hit.start)
            words = between.replace(",", " , ").split()
            if words == [","] and self._leads_pair(voices, index):
                index -= 1
                continue
            if not words or len(words) > _TOGETHER or words[-1] == "," or words[-1] not in self._both:
                break
            index -= 1
        return voices[index]

    def _leads_pair(self, voices: list[Voice], index: int) -> bool:
        """Whether a voice and the next one end a list: "Washington, Kyiv and Seoul"."""
        after = voices[index + 1 : index + 2]
        return any(self._passage.between(voices[index].hit.end, v.hit.start).strip() in self._both for v in after)

    def _credit(self, voice: Voice, *, own: bool) -> Credit:
        spans = [(voice.hit.start, voice.hit.end)]
        if voice.cue is not None and voice.link <= UNLINKED:
            spans.append((voice.cue.start, voice.cue.end))
        return Credit(voice.claimant, tuple(spans), own, voice.relay)

    def _speaker(self, sentence: Sentence, *, person: bool = False) -> Credit | None:
        """The one who speaks in a sentence, apart from any number; `person`: no country."""
        voices = self._voices.of(sentence)
        ranked = [
            (voice.link + _RELAY * voice.relay + _STATE * voice.state, index)
            for index, voice in enumerate(voices)
            if voice.link <= _SPEAKING and voice.speaks() and not (person and voice.state)
        ]
        return self._credit(self._first(voices, min(ranked)[1]), own=False) if ranked else None

    def _carried(self, sentence: Sentence, *, country: bool = False) -> Credit | None:
        """Who spoke last. "He said" in between means a person, not a country; an outlet only where nobody else did."""
        outlet, person = None, not country and self._pronoun(sentence)
        named = self._noun(sentence)
        first = max(0, sentence.index - _LOOK_BACK)
        for before in reversed(self._passage.sentences[first : sentence.index]):
            if before.title and not sentence.title:
                continue
            named = named or self._noun(before)
            speaker = self._named(before, named) or self._speaker(before, person=person)
            if speaker is not None and not speaker.relay:
                return speaker
            outlet = outlet or speaker
            person = person or (not country and self._pronoun(before))
        return outlet or (self._carried(sentence, country=True) if person and not country else None)

    def _noun(self, sentence: Sentence) -> str:
        """The noun by which somebody named before is called again at the head of a sentence: 소식통은, 장관은."""
        head = next(iter(sentence.of("speech.same")), None)
        noun = (
            self._passage.between(head.start, head.end - 1) if head is not None and head.start == sentence.start else ""
        )
        return noun if self._verb_final and len(noun) >= _NOUN_LETTERS else ""

    def _named(self, sentence: Sentence, noun: str) -> Credit | None:
        """The voice of a sentence whose name holds `noun`."""
        voices = self._voices.of(sentence) if noun else []
        index = next((i for i, v in enumerate(voices) if noun in self._passage.between(v.hit.start, v.hit.end)), None)
        return self._credit(self._first(voices, index), own=False) if index is not None else None

    def _speaks_to(self, sentence: Sentence, outlet: Voice) -> bool:
        """Whether somebody named before speaks, and an outlet is only where: "he told the BBC"."""
        own = any(same.start < outlet.hit.end and outlet.hit.start < same.end for same in sentence.of("speech.same"))
        return not own and self._pronoun(sentence)

    def _pronoun(self, sentence: Sentence) -> bool:
        """Whether somebody speaks who was named before."""
        return any(
            self._passage.apart(same.start, same.end, cue.start, cue.end) <= _BESIDE
            for same in sentence.of("speech.same")
            for cue in sentence.of("speech.verbs")
        )

    def _sourced(self, sentence: Sentence) -> Credit | None:
        """Whom the next sentence names as the source of an outlet's figures: "Such data were given by …"."""
        for after in self._passage.sentences[sentence.index + 1 : sentence.index + 2]:
            sources = after.of("speech.nouns", "speech.according") and not after.numbers
            speaker = self._speaker(after, person=True) if sources else None
            if speaker is not None and not speaker.relay:
                return speaker
        return None

    def _announced(self, sentence: Sentence) -> Credit | None:
        following = self._passage.sentences[sentence.index + 1 : sentence.index + 1 + _LOOK_AHEAD]
        for after in following:
            speaker = self._speaker(after)
            if speaker is not None:
                return speaker
        return self._closed(sentence) or self._headed(sentence)

    def _closed(self, sentence: Sentence) -> Credit | None:
        """A few words that only name the source end what was told: "국정원 집계다."."""
        first = sentence.index + 1 + _LOOK_AHEAD
        for after in self._passage.sentences[first : first + _LOOK_AHEAD + 1]:
            brief = not after.numbers and len(self._passage.between(after.start, after.end).split()) <= _BRIEF
            speaker = self._speaker(after) if brief else None
            if speaker is not None:
                return speaker
        return None

    def _headed(self, sentence: Sentence) -> Credit | None:
        title = self._passage.sentences[0]
        return self._speaker(title) if title.title and title is not sentence else None
