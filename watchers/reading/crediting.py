"""What speaks for and against each claimant of a figure: where and how a text names it, and who else speaks."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from watchers.reading.attribution import Attribution, Voice
from watchers.reading.evidence import Candidate, step
from watchers.reading.passage import Passage, Sentence
from watchers.reading.topic import NOBODY

_HEARD, _SPEAKS = 8.0, 4.0  # how far a word of saying may stand from one who is heard, or speaks here
_CUES = ("speech.verbs", "speech.according", "speech.nouns")
_MANY, _FAR, _NEXT = 4, 5, 4  # mentions and sentences that are told apart
_FIRST = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A claimant named in a sentence."""

    sentence: Sentence
    voice: Voice


class Crediting:
    """The evidence on the claimants that one passage names."""

    def __init__(self, passage: Passage, attribution: Attribution) -> None:
        self._passage = passage
        self._named: dict[str, list[Named]] = {NOBODY: []}
        self._told: dict[int, Mapping[str, list[str]]] = {}
        self._here: defaultdict[int, list[Named]] = defaultdict(list)
        named_in_order: list[Named] = []
        for sentence in passage.sentences:
            for voice in attribution.voices(sentence):
                named = Named(sentence, voice)
                self._named.setdefault(voice.claimant, []).append(named)
                self._here[sentence.index].append(named)
                named_in_order.append(named)
        self._heard = [n for n in named_in_order if n.voice.speaks() and n.voice.link <= _HEARD]
        self._body = [named for named in self._heard if not named.sentence.title]
        self._sources = [named for named in self._body if not named.voice.relay]

    def on_claimants(self, candidate: Candidate, credited: str, *, own: bool) -> Mapping[str, list[str]]:
        """The evidence on each claimant and on nobody; `credited` by the rules, from the figure's `own` sentence.

        Whom the rules credit though the text does not name him, nobody else is weighed against.
        """
        if credited not in self._named:
            return {credited: [f"claimant {credited}", "rule True"]}
        sentence = candidate.sentence
        here = self._here[sentence.index]
        before, told = _last_before(self._body, sentence), _last_before(self._sources, sentence)
        setting = _setting(sentence, here)
        last, source = before.voice.claimant if before else "", told.voice.claimant if told else ""
        first = self._body[0].voice.claimant if self._body else ""
        elsewhere = self._elsewhere(sentence, setting)
        found = {}
        opens = sentence.index > 1 and "\n" in self._passage.text[max(0, sentence.start - 2) : sentence.start]
        for claimant, named in self._named.items():
            ruled = claimant == credited
            names = [
                f"claimant {claimant}",
                f"rule {ruled}",
                f"rule {ruled} own {own}",
                f"rule {ruled} {setting}",
                f"rule {ruled} nobody {claimant == NOBODY} opens {opens} {setting}",
                f"setting {setting} nobody {claimant == NOBODY}",
                f"mentions {min(len(named), _MANY)}",
                f"last {claimant == last} {setting}",
                f"source {claimant == source} {setting}",
                f"first {claimant == first} {setting}",
                f"alone {len(self._named) == 2} nobody {claimant == NOBODY}",
            ]
            names += self._beside(candidate, claimant, here, setting)
            names += elsewhere[claimant]
            if claimant == NOBODY:
                age = min(sentence.index - before.sentence.index, _FAR) if before else "-"
                names += [
                    f"nobody {setting} sentence {min(sentence.index, _NEXT)}",
                    f"nobody {setting} heard {min(len(self._heard), _MANY)}",
                    f"nobody heard before {age}",
                ]
            found[claimant] = names
        return found

    def _elsewhere(self, sentence: Sentence, setting: str) -> Mapping[str, list[str]]:
        """Where else than in a sentence its claimants are named, the same for all its figures."""
        known = self._told.get(sentence.index)
        if known is None:
            known = {claimant: _elsewhere(sentence, named, setting) for claimant, named in self._named.items()}
            self._told[sentence.index] = known
        return known

    def words(self, claimant: str) -> str:
        """The words that name a claimant first."""
        named = self._named.get(claimant)
        return self._passage.text[named[0].voice.hit.start : named[0].voice.hit.end] if named else ""

    def _beside(self, candidate: Candidate, claimant: str, here: Sequence[Named], setting: str) -> list[str]:
        """The mention of a claimant in the figure's own sentence that stands nearest to the figure."""
        mine = [
            (self._apart(candidate, named.voice), named.voice) for named in here if named.voice.claimant == claimant
        ]
        if not mine:
            return [f"not here {setting}"]
        number = candidate.number
        far, voice = min(mine, key=lambda entry: entry[0])
        side = "before" if voice.hit.end <= number.start else "after"
        link = step(voice.link)
        others = [n.voice for n in here if n.voice.claimant != claimant and n.voice.speaks()]
        nearest = min((self._apart(candidate, other) for other in others), default=99.0)
        low, high = sorted((voice.hit.start, number.start))
        between = sum(1 for other in candidate.numbers if low < other.start < high)
        names = [
            f"here {side}",
            f"here {side} {step(far)}",
            f"link {link}",
            f"link {link} {side}",
            f"state {voice.state} ours {voice.ours}",
            f"state {voice.state} link {link}",
            f"relay {voice.relay}",
            f"speaks {voice.speaks()}",
            f"lead {step(self._passage.lead(candidate.sentence.start, voice.hit.start))}",
            f"others {min(len(others), _FIRST)}",
            f"nearer {far < nearest} {side}",
            f"numbers between {min(between, 2)}",
            f"commas {min(self._passage.between(low, high).count(','), _FIRST)} {side}",
        ]
        if voice.cue is not None:
            names.append(f"cue {voice.cue.kind} {'after' if voice.cue.start >= voice.hit.end else 'before'}")
        return names

    def _apart(self, candidate: Candidate, voice: Voice) -> float:
        return self._passage.apart(candidate.number.left, candidate.number.end, voice.hit.start, voice.hit.end)


def _last_before(named: Sequence[Named], sentence: Sentence) -> Named | None:
    """The last who is named before a sentence."""
    place = bisect_left(named, sentence.index, key=lambda one: one.sentence.index)
    return named[place - 1] if place else None


def _setting(sentence: Sentence, here: Sequence[Named]) -> str:
    """Who is named and who speaks in a sentence, in a few letters."""
    speaks = any(named.voice.speaks() and named.voice.link <= _SPEAKS for named in here)
    marks = (
        ("n", bool(here)),
        ("s", speaks),
        ("c", bool(sentence.of(*_CUES))),
        ("p", bool(sentence.of("speech.same"))),
    )
    return "".join(letter for letter, there in marks if there) or "-"


def _elsewhere(sentence: Sentence, named: Sequence[Named], setting: str) -> list[str]:
    """The mentions of a claimant before and after a figure's sentence, and in the headline."""
    names = []
    last = _last_before(named, sentence)
    if last is not None and not last.sentence.title:
        ago = min(sentence.index - last.sentence.index, _FAR)
        names += [f"before {ago}", f"before {ago} {setting}", f"before link {step(last.voice.link)}"]
        names += [f"before speaks {last.voice.speaks()}", f"before state {last.voice.state}"]
    place = bisect_right(named, sentence.index, key=lambda one: one.sentence.index)
    if place < len(named):
        after = named[place]
        names.append(f"later {min(after.sentence.index - sentence.index, _NEXT)} {setting}")
        names.append(f"later link {step(after.voice.link)}")
    if named and named[0].sentence.title:
        names += [f"headline {setting}", f"headline sentence {min(sentence.index, _FIRST)}"]
    return names
