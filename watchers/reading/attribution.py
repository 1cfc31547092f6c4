"""Who says so: the claimant that a text credits with a figure, however it is relayed."""

from collections.abc import Mapping
from dataclasses import dataclass

from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.topic import NOBODY, Claimant

_CUES = ("speech.verbs", "speech.according", "speech.nouns")
_LIMIT = 9.0
_LINK = 0.5
_CLOSE = 2.2
_LOOSE = 5.0
_UNLINKED = 16.0
_CROSSING = 2.0
_RELAY = 5.0
_STATE = 4.0
_LOOK_AHEAD = 2


@dataclass(frozen=True, slots=True)
class Voice:
    """A claimant named in a sentence. `link` tells how far the nearest word of saying stands from the name."""

    hit: Hit
    cue: Hit | None
    link: float
    relay: bool
    state: bool


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is credited, with the spans that say so (in the figure's own sentence where `own`)."""

    claimant: str
    spans: tuple[tuple[int, int], ...] = ()
    own: bool = True
    sentence: int = -1


class Attribution:
    """Credits figures of one passage."""

    def __init__(self, passage: Passage, claimants: Mapping[str, Claimant], both: frozenset[str]) -> None:
        self._passage, self._claimants, self._both = passage, claimants, both
        self._voices = [self._find_voices(sentence) for sentence in passage.sentences]

    def credit(self, sentence: Sentence, number: Number) -> Credit:
        """Who stands behind `number`: somebody in its sentence, else who spoke before, else who is named after."""
        own = self._own(sentence, number)
        if own is not None:
            return own
        if sentence.of("speech.nobody"):
            return Credit(NOBODY)
        return self._carried(sentence) or self._announced(sentence) or Credit(NOBODY)

    def _find_voices(self, sentence: Sentence) -> list[Voice]:
        voices = []
        hits = sentence.of("claimant")
        cues = sentence.of(*_CUES)
        for index, hit in enumerate(hits):
            cue, link = None, 99.0
            for candidate in cues:
                if candidate.start < hit.end and candidate.end > hit.start:
                    continue
                cost = self._passage.apart(hit.start, hit.end, candidate.start, candidate.end)
                if candidate.kind == "speech.nouns":
                    cost += 1.5
                if any(self._inside(other, hit, candidate) for j, other in enumerate(hits) if j != index):
                    cost += 2.0
                if cost < link:
                    cue, link = candidate, cost
            claimant = self._claimants[hit.value]
            state = any(
                s.start == hit.start for s in sentence.of("side.subject.actors", "side.rival.actors", "theatre")
            )
            voices.append(Voice(hit, cue, link, claimant.relay, state))
        return voices

    @staticmethod
    def _is_state(sentence: Sentence, hit: Hit) -> bool:
        names = sentence.of("side.subject.actors", "side.rival.actors", "theatre")
        return any(name.start == hit.start and name.end >= hit.end for name in names)

    @staticmethod
    def _inside(other: Hit, hit: Hit, cue: Hit) -> bool:
        return min(hit.end, cue.end) <= other.start < max(hit.start, cue.start)

    def _own(self, sentence: Sentence, number: Number) -> Credit | None:
        voices = self._voices[sentence.index]
        ranked = []
        for voice in voices:
            if voice.state and not self._speaks(voice):
                continue
            cost = 0.4 * self._passage.apart(number.left, number.end, voice.hit.start, voice.hit.end)
            cost += _LINK * min(max(voice.link - _CLOSE, 0.0), _LOOSE) + _RELAY * voice.relay + voice.state
            cost += sum(_CROSSING for other in voices if self._crosses(other, voice, number))
            ranked.append((cost, voice.hit.start, voice))
        if not ranked:
            return None
        cost, _, voice = min(ranked)
        if voice.link > _UNLINKED or cost > _LIMIT + _RELAY * voice.relay:
            return None
        return self._credit(self._first(voices, voice), sentence, own=True)

    @staticmethod
    def _crosses(other: Voice, voice: Voice, number: Number) -> bool:
        if other is voice or other.relay or other.state:
            return False
        low, high = sorted((voice.hit.start, number.start))
        return low < other.hit.start < high

    def _speaks(self, voice: Voice) -> bool:
        """Whether a state is spoken of as a speaker: it stands right beside a word of saying."""
        own = self._claimants[voice.hit.value].id == "dprk"
        return voice.link <= (0.1 if own else 1.2) and voice.cue is not None and voice.cue.kind != "speech.nouns"

    def _first(self, voices: list[Voice], voice: Voice) -> Voice:
        """Of two credited together, the first."""
        index = voices.index(voice)
        while index > 0:
            before = voices[index - 1]
            between = self._passage.between(before.hit.end, voices[index].hit.start).replace(",", " , ").split()
            if not between or len(between) > 2 or not all(word in self._both for word in between):
                break
            index -= 1
        return voices[index]

    def _credit(self, voice: Voice, sentence: Sentence, *, own: bool) -> Credit:
        spans = [(voice.hit.start, voice.hit.end)]
        if voice.cue is not None and voice.link <= 6.0:
            spans.append((voice.cue.start, voice.cue.end))
        return Credit(voice.hit.value, tuple(spans), own, sentence.index)

    def _speaker(self, sentence: Sentence) -> Credit | None:
        """The one who speaks in a sentence, apart from any number."""
        ranked = [
            (voice.link + _RELAY * voice.relay + _STATE * voice.state, voice.hit.start, voice)
            for voice in self._voices[sentence.index]
            if voice.link <= 8.0 and not (voice.state and not self._speaks(voice))
        ]
        return (
            self._credit(self._first(self._voices[sentence.index], min(ranked)[2]), sentence, own=False)
            if ranked
            else None
        )

    def _carried(self, sentence: Sentence) -> Credit | None:
        for before in reversed(self._passage.sentences[: sentence.index]):
            if before.title and not sentence.title:
                continue
            speaker = self._speaker(before)
            if speaker is not None:
                return speaker
        return None

    def _announced(self, sentence: Sentence) -> Credit | None:
        for after in self._passage.sentences[sentence.index + 1 : sentence.index + 1 + _LOOK_AHEAD]:
            speaker = self._speaker(after)
            if speaker is not None:
                return speaker
        title = self._passage.sentences[0]
        return self._speaker(title) if title.title and title is not sentence else None
