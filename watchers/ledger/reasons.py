"""Why a step was taken: a code with its values, and the English sentence that a person can check."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from watchers.claims import Figure, Qualifier


class Reason(StrEnum):
    """Every reason the judge gives. The value is the English sentence, with the names of the values it needs."""

    PART = "{figure} counts only a part (a day, a battle, a unit or a group), so it moves no total."
    PAST = "The article recalls the figure {figure} as an earlier one, so it moves nothing."
    OLDER = "The article of {date} is older than the standing figure of {as_of}, so it only fills in history."
    RESURFACED = "{figure} is a figure that was given before; nothing says that it stands again."
    ANOTHERS = "{figure} is lower than what {claimant} says and is what {others} says, so it is no news of {claimant}."
    SAME_DAY = "{figure} is lower than the {standing} of the same day, so it is an earlier count."
    PRESENT = "{figure} is lower than the {standing} ever sent: it counts those now present, or in one place."
    IMPOSSIBLE = "{figure} is more than three times the {standing} ever sent: it counts somebody else."
    MISNAMED = "{figure} is what {claimant} says of another count ({metric}), so it is that count under a wrong name."
    RISEN = "{figure} is lower than the {standing}, while the same article's {metric} are not: it counts a part."
    TOTAL = "{figure} is the total itself, not an addition to it."
    SIBLING = "The same article gives {standing} for the same count, so {figure} is its rounder or smaller form."
    SUM = "{figure} is part of, or the sum of, plans told already: {parts}."
    FULFILLED = "{figure} planned in all are no more than the {standing} already sent."
    IMPLIED = "{figure} is weaker than the standing {standing} and says nothing new."
    BELOW_OTHERS = "{figure}, credited to nobody, is no more than what others say already."
    DISMISSED = "{figure} was dismissed before."
    STANDS = "{figure} is the standing figure {standing}, within 5 %."
    SAME_CHANGE = "{figure} is the change {standing} told already, within 5 %."
    TOLD_BY_OTHERS = "{figure} is what {others} said already."
    WITHIN_OTHERS = "It is the first figure of {claimant}; {figure} lies within what others say ({range})."
    OUTSIDE_OTHERS = "It is the first figure of {claimant}; {figure} lies outside what others say ({range})."
    NOTHING_SAID = "Nobody has given a figure before."
    FAR_BELOW = "{figure} is less than a fifth of what others say ({range}); it waits for a second independent story."
    ALONE = "{figure} is credited to nobody; it waits for a second independent story."
    ABOVE = "{figure} is more than the standing {standing}."
    BELOW = "{figure} is less than the standing {standing}; it is unconfirmed until a second story carries it."
    JUMP = "{figure} is more than five times {standing}; it is unconfirmed until a second story carries it."
    ARITHMETIC = "{figure} does not fit {standing}; it is unconfirmed until a second story carries it."
    PLAN = "{claimant} has not told a plan of {figure} before."
    ADDITION = "{claimant} has not told an addition of {figure} before; the total is left alone."
    WHOLE = "{figure} more would be as many as were ever sent; it waits for a second independent story."
    TWO_STORIES = "Two independent stories carry it: {stories}."
    SECOND_OUTLET = "{outlet} carries it too."
    COPY = "{outlet} carries a copy of a story counted already."
    WITHDRAWN = "{outlet} no longer carries it."
    UNSUPPORTED = "No article carries it any more; the figure before it stands again."
    ONE_STORY_LEFT = "Fewer than two independent stories still carry it; the figure before it stands again."
    CREDITED = "Two independent stories credit it to {claimant}, and only one to {others}."
    CONFIRMED = "{author} confirmed it: {why}"
    MISREAD = "{author} dismissed it as misread: {why}"
    FALSE = "{author} dismissed it as false: {why}"
    SET = "{author} set {figure} by hand, from {source}: {why}"
    UNDONE = "{author} undid it: {why}"
    OWN_LAYER = "From here on this server or workspace has its own figure."


@dataclass(frozen=True, slots=True)
class Because:
    """A reason with its values as text, so that another language can word it from the same parts."""

    reason: Reason
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.reason.value.format_map(self.values)


def because(reason: Reason, **values: object) -> Because:
    """Make a reason; figures are put in words."""
    return Because(reason, {name: words(value) for name, value in values.items()})


def words(value: object) -> str:
    """Put a value in English words: "more than 3,000", "about 600", "1,000 to 3,000"."""
    return figure_words(value) if isinstance(value, Figure) else str(value)


def figure_words(figure: Figure) -> str:
    """Put a figure in English words."""
    if figure.high is None:
        return f"at least {figure.low:,}"
    if figure.low is None:
        return f"up to {figure.high:,}"
    if figure.low != figure.high:
        return f"{figure.low:,} to {figure.high:,}"
    return f"about {figure.low:,}" if figure.qualifier is Qualifier.ABOUT else f"{figure.low:,}"
