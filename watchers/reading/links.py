"""How far a name stands from the word of saying that is its own."""

from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.topic import OUTLET

CUES = ("speech.verbs", "speech.according", "speech.nouns")

_TIMES = ("tense.ago", "tense.now", "dates.months", "dates.weekdays", "dates.seasons")
_SHORT = 2  # letters of a preposition
_NOUN = 1.5
_OTHERS = 2.0  # what somebody else named between costs
_PRONOUN = 3.0
_INVERTED = 1.1  # what any words between ", said" and whoever says it cost at most
_BEFORE = 5.0  # and what it costs whoever is named before such a verb
_FINAL = 0.35  # what a word costs on the way to a verb that comes last anyhow
_NOWHERE = 99.0


class Links:
    """Finds the words of saying that belong to the names of one passage."""

    def __init__(self, passage: Passage, *, verb_final: bool) -> None:
        self._passage, self._verb_final = passage, verb_final

    def cue(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> tuple[Hit | None, float]:
        """The word of saying nearest to a name, and how far away it stands."""
        sames = sentence.of("speech.same")
        ranked = []
        for cue in sentence.of(*CUES):
            if cue.start < hit.end and cue.end > hit.start:
                if (cue.kind == "speech.according" and cue.start < hit.start) or (
                    cue.kind == "speech.nouns" and cue.start == hit.start and cue.end < hit.end
                ):
                    return cue, 0.0  # "by the service's count", or a name that holds its own word of saying
                continue
            if cue.kind == "speech.according" and cue.start > hit.start and not self._verb_final:
                continue
            cost = self._passage.apart(hit.start, hit.end, cue.start, cue.end)
            cost -= self._dated(sentence, hit, cue)
            final = self._verb_final and cue.start > hit.start
            cost *= _FINAL if final else 1.0
            cost += _NOUN * (cue.kind == "speech.nouns")
            cost += _PRONOUN * any(same.end <= cue.start <= same.end + 1 for same in sames)
            others = any(lies_between(o, hit, cue) for o in hits if o.value not in (hit.value, OUTLET))
            cost += _OTHERS * (others and not final)
            cost = self._inverted(hit, cue, hits, cost)
            ranked.append((cost, cue.start, cue))
        if not ranked:
            return None, _NOWHERE
        cost, _, cue = min(ranked, key=lambda entry: entry[:2])
        return cue, cost

    def _inverted(self, hit: Hit, cue: Hit, hits: list[Hit], cost: float) -> float:
        """What lies between a name and a verb right behind a comma, which is the verb of whoever follows it."""
        if self._verb_final or cue.kind != "speech.verbs" or not self._passage.lower.startswith(", ", cue.start - 2):
            return cost
        after = (o for o in hits if o.start >= cue.end and "," not in self._passage.between(cue.end, o.start))
        speaker = next((o for o in after if o.value != OUTLET), None)
        if speaker is None or self._is_led(cue, speaker):
            return cost
        if hit.start == speaker.start:
            return min(cost, _INVERTED)
        return cost + _BEFORE * (hit.end <= cue.start)

    def _is_led(self, cue: Hit, hit: Hit) -> bool:
        """Whether a preposition leads from a word of saying to a name: "a source in the army"."""
        first, *rest = self._passage.between(hit.start, hit.end).split()
        before = [*self._passage.between(cue.end, hit.start).split(), *([first] if rest else [])][-1:]
        return any(len(word) <= _SHORT for word in before)

    def _dated(self, sentence: Sentence, hit: Hit, cue: Hit) -> float:
        """What words of time between a name and a word of saying cost: they part nothing."""
        if cue.kind != "speech.verbs" or (cue.start < hit.end and self._verb_final):
            return 0.0
        low, high = (hit.end, cue.start) if cue.start >= hit.end else (cue.end, hit.start)
        times = [time for time in sentence.of(*_TIMES) if low <= time.start and time.end <= high]
        return sum(self._passage.distance(t.start - 1, t.end + 1) for t in times)


def lies_between(other: Hit, hit: Hit, cue: Hit) -> bool:
    """Whether another name stands between a name and a word of saying."""
    return min(hit.end, cue.end) <= other.start < max(hit.start, cue.start)
