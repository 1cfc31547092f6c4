"""Two numbers side by side: a range of both, a figure that moved from one to the other, or one denied for the next."""

import re
from dataclasses import replace

from watchers.reading.bounds import bounds_before, either
from watchers.reading.language import Language
from watchers.reading.numerals import Group

_DASH = re.compile(r"\s?[-–~]\s?")
_OPENER = 40  # characters that may hold what opens a range
_GAP, _CHANGE = 25, 30  # characters between two numbers of a range, and around one that changes


class Ranges:
    """The words of a language that join two numbers, compiled. `reaching` are those that join them on their own."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._free, self._held, self._opener = self._joiner_patterns()
        self._from = self._from_pattern()
        words = language.words
        self.reaching = frozenset(words["numbers.ranges", "free_joiners"])
        changes = either(words["numbers.ranges", "changes"])
        self._change = re.compile(rf"(?:{changes})" if language.open_ends else rf"\b(?:{changes})\b")
        modals = either(words["numbers.ranges", "modals"])
        denied, instead = (either(words["numbers.ranges", key]) for key in ("denied", "instead"))
        self._denied = re.compile(rf"(?<!\w)(?:{denied})\s(?:\w{{1,3}}\s)?$")
        self._instead = re.compile(rf"(?:\s\w+){{0,2}},?\s(?:{instead})\s(?:\w{{1,3}}\s)?")
        self._moved = re.compile(rf"(?<!\w)(?!(?:{modals})\b)\w+\s(?:{changes})\b|^\W*(?:{changes})\b")
        self._counters = bool(words["numbers", "counters"])

    def _joiner_patterns(self) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
        words = self._language.words
        bounds = [w for (table, key), ws in words.items() if table == "bounds" and key.endswith("before") for w in ws]
        bounded = rf"(?:\s(?:{either(bounds)}))?\s?"
        free = re.compile(rf"\s?(?:{either(words['numbers.ranges', 'free_joiners'])}){bounded}")
        held = re.compile(rf"\s?(?:{either(words['numbers.ranges', 'joiners'])}){bounded}")
        opener = re.compile(rf"(?:^|\W)(?:{either(words['numbers.ranges', 'openers'])})\s(?:{either(bounds)})?\s?$")
        return free, held, opener

    def _from_pattern(self) -> re.Pattern[str]:
        """What leads back to the figure that another has moved from: ", up from the"."""
        words = self._language.words
        changes, openers = words["numbers.ranges", "changes"], words["numbers.ranges", "openers"]
        lead = rf",?\s(?:(?P<change>{either(changes)})\s)?(?:{either(openers)})\s"
        bounds = [w for forms in bounds_before(self._language).values() for w in forms]
        return re.compile(rf"{lead}(?:(?:{either(words['bounds', 'plain'])})\s)?(?:(?:{either(bounds)})\s)?")

    def is_opened(self, text: str, start: int) -> bool:
        """Whether a word that opens a range stands right before a number: "from"."""
        return self._opener.search(text[max(0, start - _OPENER) : start]) is not None

    def changes(self, text: str, one: Group, two: Group, way: str) -> bool:
        """Whether a figure moves from `one` to `two`, or to `one` from `two`: "rose from 600 to 2,000"."""
        if two.start - one.end > _GAP:
            return False
        gap = text[one.end : two.start]
        joined = self._free.fullmatch(gap) if way == "to" else self._opener.fullmatch(gap)
        if way == "from" and not self._counters:
            joined = self._from.fullmatch(gap)
            if joined is not None and joined.group("change"):
                return True
        if joined is None:
            return False
        if way == "to" and not self._counters and not self.is_opened(text, one.start):
            return False
        before = text[max(0, one.start - _CHANGE) : one.start].rpartition("\n")[2]
        around = (before, text[two.end : two.end + _CHANGE])
        return self._change.search(around[self._counters]) is not None

    def grows(self, text: str, at: int) -> bool:
        """Whether something moves to a number: what else means "up to" only leads there."""
        before = text[max(0, at - _CHANGE) : at]
        return self._moved.search(before[max(before.rfind(mark) for mark in ",;.") + 1 :]) is not None

    def is_denied(self, text: str, one: Group, two: Group) -> bool:
        """Whether a number is only set against the next: "not dozens but hundreds"."""
        if two.start - one.end > _GAP or self._instead.fullmatch(text, one.end, two.start) is None:
            return False
        return self._denied.search(text, max(0, one.start - _GAP), one.start) is not None

    def join(self, text: str, low: Group, high: Group) -> Group | None:
        """The range that two numbers make, None where they make none."""
        if high.vague or high.start - low.end > _GAP:
            return None
        gap = text[low.end : high.start]
        dash = _DASH.fullmatch(gap) is not None
        opened = self.is_opened(text, low.start)
        if low.vague and low.atoms and opened and not dash:
            low = replace(low, vague=None)  # "from a thousand to three thousand"
        if low.vague:
            return None
        counting = gap == ", " and _counts_on(low, high)
        if not (dash or counting or self._free.fullmatch(gap) or (opened and self._held.fullmatch(gap))):
            return None
        bottom, top = low.value(), high.value()
        scale = high.scale()
        if scale and not low.scale() and bottom < top / scale and bottom < 1000:
            bottom *= scale
        if low.turned and not scale:
            top *= low.scale()
        if not 0 < bottom < top or (dash and top > 20 * bottom):
            return None
        return Group(low.start, high.end, high.atoms, (int(bottom), int(top)), is_range=True)


def _counts_on(low: Group, high: Group) -> bool:
    """Whether two numbers follow one another: "ten, eleven thousand"."""
    scale = high.scale()
    return bool(scale) and not low.scale() and low.value() + 1 == high.value() / scale
