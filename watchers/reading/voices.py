"""The claimants that a sentence names, and whether they can be the ones who say something in it."""

import re
from dataclasses import dataclass

from watchers.reading.links import Links, lies_between
from watchers.reading.metrics import Glue
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit
from watchers.reading.topic import BESIDE, MEDIA, OUTLET

CLOSE = 2.2  # up to here a word of saying stands close to a name
UNLINKED = 16.0  # and beyond here it is another's
LAST = 0.6  # from a verb that ends a sentence to its end

_QUOTES = re.compile(r"\s?[:\"]|\s[–-]\s")
_DASH = re.compile(r"[\s,.]\s?[–-]\s")
_INSTEAD = re.compile(r"\s[–-]\s(?:[^\W\d]{1,4}\s)?")
_REST, _SHORT = 40, 2  # characters that may follow a name before a colon, and letters of a preposition
_LEAD, _TAIL = 2, 3  # words that may stand around the name of a source at the end
_OURS = ("side.subject.people", "side.subject.actors", "side.subject.adjectives")
_STATES = ("side.subject.actors", "side.subject.adjectives")
_PEOPLE = ("people.soldiers", "people.heads", "people.ranks")
_WITHIN = 1.2  # how far from a word of saying a country still speaks
_SUBJECT = 3.0
_RESUMED = ("…", ";", "·")  # behind one of these the next speaker of a headline is named
_BRIEF = 4  # letters of a pronoun at most
_TELLING = 1.6  # a comma may stand between
_OWNER, _FAR_OFF = 4.0, 20.0
_POSSESSIVE = 3  # letters of "'s " between an owner and what is said


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


class Voices:
    """Finds the claimants named in the sentences of one passage."""

    def __init__(self, passage: Passage, glue: Glue) -> None:
        self._passage, self._verb_final = passage, glue.verb_final
        self._passive, self._dative, self._topic = glue.passive, glue.dative, glue.topic
        self._links = Links(passage, verb_final=glue.verb_final)
        self._found: dict[int, list[Voice]] = {}

    def of(self, sentence: Sentence) -> list[Voice]:
        """The claimants named in a sentence, in order."""
        found = self._found.get(sentence.index)
        if found is None:
            hits = sentence.of("claimant")
            hits = [h for h in hits if not (self._is_told(sentence, h, hits) or self._is_recipient(sentence, h))]
            found = self._found[sentence.index] = [self._voice(sentence, hit, hits) for hit in hits]
        return found

    def _voice(self, sentence: Sentence, hit: Hit, hits: list[Hit]) -> Voice:
        cue, link = self._links.cue(sentence, hit, hits)
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
            link = min(link, UNLINKED)
            dateline = state and not sentence.title and not self._passage.lower.startswith(":", hit.end)
            if not (ours or dateline or placed) and self._opens(hit):
                link = min(link, 0.0 if cue is None or link > CLOSE else link)
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

    def _is_compared(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a figure is only held against what somebody said: "more than the service's estimate"."""
        ends = [hit.end, *(noun.end for noun in sentence.of("speech.nouns") if noun.start == hit.end + 1)]
        return any(hit.start < held.start < hit.end or held.end in ends for held in sentence.of("limits.compared"))

    def _is_topic(self, sentence: Sentence, hit: Hit, cue: Hit, hits: list[Hit]) -> bool:
        """Whether a sentence tells of somebody whose word of saying ends it, with nobody else named between."""
        told = self._verb_final and self._passage.lower.endswith(self._topic, hit.start, hit.end)
        ends = cue.kind == "speech.verbs" and self._passage.distance(cue.end, sentence.end) <= LAST
        opens = self._passage.lead(sentence.start, hit.start) <= _SUBJECT
        verb = self._passage.between(cue.start, cue.end)
        passive = any(ending in verb for ending in self._passive)
        return told and ends and opens and not passive and not any(lies_between(o, hit, cue) for o in hits if o != hit)

    def _is_owner(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a country is only whose people they are: "of the soldiers of North Korea told the service"."""
        return any(people.end + 1 == hit.start for people in sentence.of(*_PEOPLE))

    def _is_passive(self, hit: Hit, cue: Hit) -> bool:
        """Whether something is said of a country, not by it: "Russia is believed to …"."""
        return bool(self._passive & set(self._passage.between(hit.end, cue.start).split()))


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
