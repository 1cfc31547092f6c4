"""Who says so: the claimant that a text credits with a figure, however it is relayed."""

import re
from dataclasses import dataclass

from watchers.reading.metrics import Glue
from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.topic import BESIDE, MEDIA, NOBODY

OUTLET = "outlet"  # the value of a voice that only passes on what others say

_QUOTES = re.compile(r"\s?[:\"]|\s[–-]\s")
_DASH = re.compile(r"[\s,.]\s?[–-]\s")
_INSTEAD = re.compile(r"\s[–-]\s(?:[^\W\d]{1,4}\s)?")
_REST, _SHORT = 40, 2  # characters that may follow a name before a colon, and letters of a preposition
_LEAD, _TAIL = 2, 3  # words that may stand around the name of a source at the end
_OURS = ("side.subject.people", "side.subject.actors", "side.subject.adjectives")
_STATES = ("side.subject.actors", "side.subject.adjectives")
_PEOPLE = ("people.soldiers", "people.heads", "people.ranks")
_CUES = ("speech.verbs", "speech.according", "speech.nouns")
_TIMES = ("tense.ago", "tense.now", "dates.months", "dates.weekdays", "dates.seasons")
_LIMIT = 12.0
_STEP = 0.3  # what a word between the number and the name costs
_DISTANT = 14.0
_LINK = 0.6  # and one between the name and the word of saying, beyond the first few
_CLOSE = 2.2
_LOOSE = 5.0
_UNLINKED = 16.0
_TOGETHER = 4
_SPEAKING = 8.0
_WITHIN = 1.2  # how far from a word of saying a country still speaks
_SUBJECT = 3.0
_RESUMED = ("…", ";", "·")  # behind one of these the next speaker of a headline is named
_NOUN_LETTERS = 2
_BRIEF = 4  # letters of a pronoun at most
_LAST = 0.6  # from a verb that ends a sentence to its end
_BESIDE = 0.6
_TELLING = 1.6  # a comma may stand between
_NOUN = 1.5
_OWNER, _FAR_OFF = 4.0, 20.0
_POSSESSIVE = 3  # letters of "'s " between an owner and what is said
_OTHERS = 2.0
_PRONOUN = 3.0
_INVERTED = 1.1  # what any words between ", said" and whoever says it cost at most
_FINAL = 0.35  # what a word costs on the way to a verb that comes last anyhow
_RELAY = 5.0
_RELAYED = 40  # characters from an outlet to its source
_AFTER = 1.6
_STATE = 4.0
_LOOK_BACK, _LOOK_AHEAD = 15, 2


@dataclass(frozen=True, slots=True)
class Voice:
    """A claimant named in a sentence. `link` tells how far the nearest word of saying stands from the name.

    `state` marks the bare name of a country or capital, `ours` the one whose people are counted, `owns` that what is
    said is called its own.
    """

    hit: Hit
    cue: Hit | None
    link: float
    state: bool
    ours: bool
    owns: bool

    @property
    def relay(self) -> bool:
        """Whether it only passes on what others say."""
        return self.hit.value == OUTLET

    @property
    def claimant(self) -> str:
        """Whom it stands for."""
        return MEDIA if self.relay else self.hit.value.removesuffix(BESIDE)

    def speaks(self) -> bool:
        """Whether it can be the one who says something: a country only right beside a word of saying."""
        if not self.state:
            return True
        if self.owns:
            return True
        if self.cue is not None and self.cue.kind == "speech.nouns":
            return False
        return self.link <= (0.1 if self.ours else _WITHIN)


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
        self._passive, self._dative, self._topic = glue.passive, glue.dative, glue.topic
        self._quoting, self._connectives = glue.quoting, glue.connectives
        self._found: dict[int, list[Voice]] = {}
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
        if not (self._verb_final and opens) or sentence.of(*_CUES, "speech.same") or self.voices(sentence):
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
            people = [voice for voice in self.voices(before) if not (voice.state or voice.relay)]
            if people:
                return self._credit(people[0], own=False)
        return None

    # --- voices ----------------------------------------------------------------------------------------------------

    def voices(self, sentence: Sentence) -> list[Voice]:
        """The claimants named in a sentence, in order."""
        found = self._found.get(sentence.index)
        if found is None:
            hits = sentence.of("claimant")
            hits = [h for h in hits if not (self._is_told(sentence, h, hits) or self._is_recipient(sentence, h))]
            found = self._found[sentence.index] = [self._voice(sentence, hit, hits) for hit in hits]
        return found

    def _voice(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> Voice:
        cue, link = self._cue(sentence, hit, hits)
        state, ours = _is_state(self._passage, sentence, hit)
        owns = self._passage.lower.startswith("'s ", hit.end)
        placed = self._is_place(hit, hits)
        if state and cue is not None and self._is_passive(hit, cue):
            link += _OWNER
        link += _FAR_OFF * placed + _OWNER * (ours and self._is_owner(sentence, hit))
        if cue is not None and self._is_topic(sentence, hit, cue, hits):
            return Voice(hit, cue, 0.0, state, ours, owns=True)
        if owns and (cue is None or not 0 <= cue.start - hit.end <= _POSSESSIVE):
            link, owns = link + _OWNER, False
        resumed = self._passage.text[hit.start - 1 : hit.start] in _RESUMED if hit.start else False
        if resumed or self._passage.lead(sentence.start, hit.start) <= _SUBJECT:
            link = min(link, _UNLINKED)
            dateline = state and not sentence.title and not self._passage.lower.startswith(":", hit.end)
            if not (ours or dateline or placed) and self._opens(hit):
                link = min(link, 0.0 if cue is None or link > _CLOSE else link)
        if not ours and (self._signs(sentence, hit) or puts(self._passage, sentence, hit) or self._is_note(hit, state)):
            link = 0.0
        return Voice(hit, cue, link, state, ours, owns)

    def _is_place(self, hit: Hit, hits: list[Hit]) -> bool:
        """Whether a preposition and a capital only say where somebody named right before is: "the envoy in Seoul"."""
        name = self._passage.lower[hit.start : hit.end]
        prefixed = name.find(" ") in range(1, _SHORT + 1)
        return prefixed and any(o.end + 1 == hit.start and o.value not in (hit.value, OUTLET) for o in hits)

    def _opens(self, hit: Hit) -> bool:
        """Whether what a name says follows a colon, quote or dash, with only the rest of the name before it."""
        if _QUOTES.match(self._passage.lower, hit.end):
            return True
        rest, colon, _ = self._passage.text[hit.end : hit.end + _REST].partition(":")
        return bool(colon) and all(word[0].isupper() or len(word) <= _SHORT for word in rest.replace("(", "").split())

    def _is_note(self, hit: Hit, state: bool) -> bool:
        """Whether a name stands alone in parentheses, as the source of what is said."""
        text = self._passage.text
        rest, closed, _ = text[hit.end : hit.end + _REST].partition(")")
        alone = len(rest.split()) <= _LEAD and not any(map(str.isdigit, rest))
        return not state and text[hit.start - 1 : hit.start] == "(" and bool(closed) and alone

    def _signs(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a name behind a dash ends a sentence as its source: "3,000 were lost – intelligence service"."""
        *told, before = _DASH.split(self._passage.text[sentence.start : hit.start])
        after = self._passage.text[hit.end : sentence.end].strip(' .!…"')
        brief = len(before.split()) <= _LEAD and len(after.split()) <= _TAIL
        return bool(told) and brief and not any(map(str.isdigit, before + after))

    def _is_told(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> bool:
        """Whether somebody is only told what another says: "the president told Western allies"."""
        if self._is_addressed(sentence, hit, hits):
            return True
        return any(
            0 < hit.start - verb.end <= 1
            and any(
                other.value != OUTLET
                and other.end <= verb.start
                and not _is_state(self._passage, sentence, other)[0]
                and self._passage.distance(other.end, verb.start) <= _TELLING
                for other in hits
            )
            for verb in sentence.of("speech.addressing")
        )

    def _is_addressed(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> bool:
        """Whether a name follows "he told", or is an outlet in "told the channel" where another is named who tells."""
        pronouns = [
            same
            for same in sentence.of("speech.same")
            if 0 < hit.start - same.end <= 1 and same.end - same.start <= _BRIEF
        ]
        if any(0 < same.start - verb.end <= 1 for same in pronouns for verb in sentence.of("speech.verbs")):
            return True
        named = any(other.value != OUTLET and not _is_state(self._passage, sentence, other)[0] for other in hits)
        told = sentence.of("speech.addressing") if named and hit.value == OUTLET else []
        return any(phrase.start < hit.start <= phrase.end + _SHORT for phrase in told)

    def _is_recipient(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether the ending written onto a name makes it the one who is told, or the place: 로이터에 말했다."""
        if self._is_compared(sentence, hit):
            return True
        named = self._passage.lower.endswith(self._dative, hit.start, hit.end)
        return named and not any(0 <= cue.start - hit.end <= 1 for cue in sentence.of("speech.according"))

    def _is_topic(self, sentence: Sentence, hit: Hit, cue: Hit, hits: list[Hit]) -> bool:
        """Whether a sentence tells of somebody whose word of saying ends it, with nobody else named between."""
        told = self._verb_final and self._passage.lower.endswith(self._topic, hit.start, hit.end)
        ends = cue.kind == "speech.verbs" and self._passage.distance(cue.end, sentence.end) <= _LAST
        opens = self._passage.lead(sentence.start, hit.start) <= _SUBJECT
        verb = self._passage.between(cue.start, cue.end)
        passive = any(ending in verb for ending in self._passive)
        return told and ends and opens and not passive and not any(_lies_between(o, hit, cue) for o in hits if o != hit)

    def _is_owned(self, number: Number, voice: Voice) -> bool:
        """Whether a figure is called what somebody else said, right before it: 합참이 발표한 1100명."""
        cue = voice.cue
        if cue is None or not voice.hit.end <= cue.start < cue.end <= number.left or cue.kind != "speech.verbs":
            return False
        closes = self._passage.lower.endswith(self._connectives, cue.start, cue.end)
        return not closes and self._passage.distance(cue.end, number.left) <= _SUBJECT

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
            last = voice.cue is not None and self._passage.distance(voice.cue.end, sentence.end) <= _LAST
            if quoted and last and not voice.relay and voice.cue is not None and voice.cue.start > voice.hit.start:
                return index
        return None

    def _is_compared(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a figure is only held against what somebody said: "more than the service's estimate"."""
        ends = [hit.end, *(noun.end for noun in sentence.of("speech.nouns") if noun.start == hit.end + 1)]
        return any(hit.start < held.start < hit.end or held.end in ends for held in sentence.of("limits.compared"))

    def _is_owner(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a country is only whose people they are: "of the soldiers of North Korea told the service"."""
        return any(people.end + 1 == hit.start for people in sentence.of(*_PEOPLE))

    def _is_passive(self, hit: Hit, cue: Hit) -> bool:
        """Whether something is said of a country, not by it: "Russia is believed to …"."""
        return bool(self._passive & set(self._passage.between(hit.end, cue.start).split()))

    def _cue(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> tuple[Hit | None, float]:
        """The word of saying nearest to a name, and how far away it stands."""
        sames = sentence.of("speech.same")
        ranked = []
        for cue in sentence.of(*_CUES):
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
            others = any(_lies_between(o, hit, cue) for o in hits if o.value not in (hit.value, OUTLET))
            cost += _OTHERS * (others and not final)
            cost = self._inverted(hit, cue, hits, cost)
            ranked.append((cost, cue.start, cue))
        if not ranked:
            return None, 99.0
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
        return cost + _LOOSE * (hit.end <= cue.start)

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

    # --- credits ---------------------------------------------------------------------------------------------------

    def _own(self, sentence: Sentence, number: Number) -> Credit | None:
        voices = self.voices(sentence)
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
        if voice.link > _UNLINKED or cost > _LIMIT + _RELAY * voice.relay:
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

    def _service(self, title: Sentence) -> Credit | None:
        """Who speaks for a country, or to an outlet, that a headline names: whom the first words below it name."""
        for below in self._passage.sentences[title.index + 1 : title.index + 1 + _LOOK_AHEAD]:
            speaker = self._speaker(below, person=True)
            if speaker is not None:
                return None if speaker.relay else speaker
        return None

    def _cost(self, voices: list[Voice], voice: Voice, number: Number) -> float:
        cost = _STEP * min(_DISTANT, self._passage.apart(number.left, number.end, voice.hit.start, voice.hit.end))
        cost += _LINK * min(max(voice.link - _CLOSE, 0.0), _LOOSE)
        cost += _RELAY * voice.relay + voice.state
        cost += _AFTER * (voice.hit.start > number.start)
        low, high = sorted((voice.hit.start, number.start))
        for other in voices:
            if other.hit.value != voice.hit.value and not other.relay and not other.state:
                cost += _OTHERS * (low < other.hit.start < high and other.link <= _CLOSE)
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
        if voice.cue is not None and voice.link <= _UNLINKED:
            spans.append((voice.cue.start, voice.cue.end))
        return Credit(voice.claimant, tuple(spans), own, voice.relay)

    def _speaker(self, sentence: Sentence, *, person: bool = False) -> Credit | None:
        """The one who speaks in a sentence, apart from any number; `person`: no country."""
        voices = self.voices(sentence)
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
        voices = self.voices(sentence) if noun else []
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
            brief = not after.numbers and len(self._passage.between(after.start, after.end).split()) <= _TAIL
            speaker = self._speaker(after) if brief else None
            if speaker is not None:
                return speaker
        return None

    def _headed(self, sentence: Sentence) -> Credit | None:
        title = self._passage.sentences[0]
        return self._speaker(title) if title.title and title is not sentence else None


def _lies_between(other: Hit, hit: Hit, cue: Hit) -> bool:
    return min(hit.end, cue.end) <= other.start < max(hit.start, cue.start)


def _is_state(passage: Passage, sentence: Sentence, hit: Hit) -> tuple[bool, bool]:
    """Whether a name is a bare country or capital, and whether it is the one whose people are counted."""
    kinds = (*_STATES, "side.rival.actors", "side.rival.adjectives", "theatre")
    first = passage.lower.find(" ", hit.start, hit.end) + 1  # behind a preposition: "in Seoul"
    starts = (hit.start, first) if 0 < first - hit.start <= _SHORT + 1 else (hit.start,)
    same = [name.kind for name in sentence.of(*kinds) if name.start in starts and name.end >= hit.end]
    beside = hit.value.endswith(BESIDE)
    return bool(same) or beside, not beside and any(kind in _STATES for kind in same)


def _loses(sentence: Sentence, hit: Hit) -> bool:
    """Whether a state is the next in a list of losses that names none of ours: "Russia lost 5,000; Ukraine – 3,000"."""
    states = [state.start for state in sentence.of("side.rival.actors") if state.start == hit.start]
    lists = any(verb.end <= hit.start for verb in sentence.of("metrics.lost", "metrics.casualties"))
    return bool(states) and lists and not sentence.of(*_OURS)


def puts(passage: Passage, sentence: Sentence, hit: Hit) -> bool:
    """Whether a dash for a verb parts a name from its figure: "Seoul – at 11,000"."""
    dash = _INSTEAD.match(passage.lower, hit.end)
    return (
        dash is not None
        and not hit.value.endswith(BESIDE)
        and not _loses(sentence, hit)
        and any(number.left <= dash.end() <= number.start for number in sentence.numbers)
    )
