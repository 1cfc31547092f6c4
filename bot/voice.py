"""The words for the topic's values: figures, metrics, claimants, kinds and states, in one language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.i18n import Words, language_of, mark, words_for
from watchers.claims import Figure, Metric, Qualifier
from watchers.ledger.reasons import Because
from watchers.ledger.values import Hold, Kind, State
from watchers.reading.topic import Claimant, Topic

METRICS = {
    Metric.KILLED: mark("killed"),
    Metric.WOUNDED: mark("wounded"),
    Metric.CASUALTIES: mark("casualties"),
    Metric.CAPTURED: mark("captured"),
    Metric.MISSING: mark("missing"),
    Metric.DEPLOYED: mark("deployed"),
    Metric.PLANNED: mark("planned"),
}
KINDS = {
    Kind.FIRST: mark("first figure"),
    Kind.UP: mark("up"),
    Kind.DOWN: mark("down"),
    Kind.ADDITION: mark("addition, kept apart from the total"),
    Kind.PLANNED: mark("plan, kept apart from the total"),
    Kind.RETRACTION: mark("retraction"),
}
STATES = {
    State.REPORTED: mark("reported"),
    State.CORROBORATED: mark("carried by more outlets, not yet by a second story"),
    State.ADOPTED: mark("confirmed: two independent stories carry it"),
    State.HELD: mark("unconfirmed"),
    State.DISMISSED: mark("dismissed"),
    State.RETRACTED: mark("retracted"),
}
HOLDS = {
    Hold.FALL: mark("unconfirmed: it is lower than before"),
    Hold.JUMP: mark("unconfirmed: it is more than five times the figure before"),
    Hold.ARITHMETIC: mark("unconfirmed: it does not fit the other figures"),
}

FIGURE_WORDS = re.compile(
    r"(?:(?P<bound>about|at least|up to) )?(?P<low>\d[\d,]{0,14})(?: to (?P<high>\d[\d,]{0,14}))?"
)
BOUNDS = {"about": mark("about {number}"), "at least": mark("at least {number}"), "up to": mark("up to {number}")}


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks of one topic in one language."""

    words: Words
    claimants: Mapping[str, Claimant]

    def figure(self, figure: Figure) -> str:
        """A figure with its qualifier in words: "at least 3,000", "about 600", "1,000 to 3,000"."""
        say, number = self.words.say, self.words.number
        if figure.high is None and figure.low is not None:
            return say("at least {number}", number=number(figure.low))
        if figure.low is None and figure.high is not None:
            return say("up to {number}", number=number(figure.high))
        if figure.low != figure.high:
            return say("{low} to {high}", low=number(figure.low or 0), high=number(figure.high or 0))
        if figure.qualifier in {Qualifier.ABOUT, Qualifier.VAGUE}:
            return say("about {number}", number=number(figure.number))
        return number(figure.number)

    def metric(self, metric: Metric) -> str:
        """What is counted."""
        return self.words.say(METRICS[metric])

    def who(self, claimant: str) -> str:
        """The claimant's full name; an id that the topic no longer holds is shown as it is."""
        known = self.claimants.get(claimant)
        return claimant if known is None else known.name(self.words.language)

    def short(self, claimant: str) -> str:
        """The claimant's short name."""
        known = self.claimants.get(claimant)
        return claimant if known is None else known.short(self.words.language)

    def kind(self, kind: Kind) -> str:
        """What sort of change it is."""
        return self.words.say(KINDS[kind])

    def state(self, state: State, hold: Hold = Hold.NO) -> str:
        """How far a change has come, and why it is held where it is."""
        return self.words.say(HOLDS[hold] if state is State.HELD and hold in HOLDS else STATES[state])

    def reason(self, why: Because) -> str:
        """Why a step was taken, its figures and claimants in this language too."""
        values = {name: self._value(name, text) for name, text in why.values.items()}
        return self.words.say(why.reason.value, **values)

    def _value(self, name: str, text: str) -> str:
        """A value of a reason: it was put in English words when the step was taken."""
        if name in {"claimant", "others"}:
            return self.short(text)
        if name == "metric" and text in set(Metric):
            return self.metric(Metric(text))
        return FIGURE_WORDS.sub(self._reworded, text) if name in {"figure", "standing", "range", "parts"} else text

    def _reworded(self, found: re.Match[str]) -> str:
        number = self.words.number(int(found["low"].replace(",", "")))
        if found["high"]:
            high = self.words.number(int(found["high"].replace(",", "")))
            return self.words.say("{low} to {high}", low=number, high=high)
        bound = BOUNDS.get(found["bound"], "{number}")
        return self.words.say(bound, number=number)

    def difference(self, figure: Figure, previous: Figure | None) -> str:
        """How far the number moved, "" where there was none before."""
        return "" if previous is None else self.words.signed(figure.number - previous.number)


@dataclass(frozen=True, slots=True)
class Voices:
    """The topic's voice in every language."""

    topic: Topic
    _made: dict[str, Voice] = field(default_factory=dict)

    def of(self, locale: str) -> Voice:
        """The voice for a platform's locale ("en-US", "uk")."""
        language = language_of(locale)
        if language not in self._made:
            self._made[language] = Voice(words_for(language), self.topic.claimants)
        return self._made[language]
