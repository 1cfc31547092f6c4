"""The words for the topic's values: figures, metrics, claimants, kinds and states, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.i18n import Words, language_of, mark, words_for
from watchers.claims import Figure, Metric, Qualifier
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
