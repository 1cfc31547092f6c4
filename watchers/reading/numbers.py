"""Numbers of people as texts write them, with the words that bound them and the counters they stand with."""

import re
from dataclasses import dataclass, replace

from watchers.claims import Figure, Qualifier
from watchers.reading.bounds import alone, beginning, counter, either, ending, trailing
from watchers.reading.grouping import Grouper
from watchers.reading.inserts import read_inserts
from watchers.reading.language import Language
from watchers.reading.numerals import Group
from watchers.reading.ranges import Ranges

_CEILING = 999_999
_ALONE = 100  # people so many are counted without a counter too
_BOUND = 40  # characters that may hold what bounds a number


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its bounds. `core` is where the bare number ends, `end` where its counter ends.

    `counted` says that a counter of people stands beside it, `words` holds the text that decided its bounds.
    """

    start: int
    core: int
    end: int
    low: int | None
    high: int | None
    qualifier: Qualifier
    words: str = ""
    counted: bool = False
    bodies: bool = False
    alone: bool = False  # without the counter that its language asks for
    likeness: bool = False  # a counter of portraits, or of other things
    left: int = 0  # where the words that bound it start
    right: int = 0  # and where such words behind it end
    known: bool = False  # "both": people known already
    turned: bool = False  # behind its noun: people twenty
    terse: bool = False  # may leave its thousands out
    elided: bool = False  # has left them out
    people: bool = False  # a numeral that counts people by itself
    former: bool = False  # what a figure rose or fell from

    @property
    def size(self) -> int:
        """The number that is stated: its only bound, or the middle of two."""
        low, high = self.low, self.high
        if low is None or high is None:
            return low or high or 0
        return (low + high) // 2

    def reached(self) -> "Number":
        """The number as what a figure moved to: a word that else means "up to" only leads there."""
        if self.qualifier is not Qualifier.AT_MOST:
            return self
        return replace(self, low=self.high, qualifier=Qualifier.EXACT)

    def figure(self) -> Figure:
        """Its value as a domain figure."""
        return Figure(self.low, self.high, self.qualifier)


class NumberReader:
    """Finds numbers in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._before = ending(language)
        self._after = beginning(language)
        self._trailing = trailing(language)
        self._counter = counter(language)
        self._inserts = read_inserts(language)
        self._ranges = Ranges(language)
        self._grouper = Grouper(language, self._inserts, self._ranges)
        self._alone = alone(language)
        self._nouns = frozenset(language.words["numbers", "nouns"])
        self._abbreviations = frozenset(language.words["text", "abbreviations"])
        self._needs_counter = bool(language.words["numbers", "counters"])
        ordinals = language.words["numbers", "ordinals"]
        self._ordinal = re.compile("|".join(map(re.escape, ordinals)) or r"(?!)")
        after = language.words["numbers.never", "after"] if language.open_ends else ()
        self._never_after = re.compile(rf"\s?(?:{either(after)})")
        before = either(language.words["numbers.never", "before"])
        pair = either(language.words["metrics", "both"])
        self._never_before = re.compile(rf"(?<!\w)(?:{before})\s?(?:\d{{1,3}}\s(?:{pair})\s)?$")

    def find(self, text: str) -> list[Number]:
        """All numbers of lower-cased `text` that may count something, in order."""
        groups = list(self._grouper.groups(text))
        numbers: list[Number] = []
        skip = False
        for index, group in enumerate(groups):
            if skip:
                skip = False
                continue
            following = groups[index + 1] if index + 1 < len(groups) else None
            former = (following is not None and self._ranges.changes(text, group, following, "to")) or (
                index > 0 and self._ranges.changes(text, groups[index - 1], group, "from")
            )
            joined = self._ranges.join(text, group, following) if following is not None and not former else None
            skip = joined is not None
            limit = next((g.start for g in groups[index + 1 + skip : index + 2 + skip]), len(text))
            number = self._finish(text, joined or group, limit)
            if number is not None and index > 0 and self._ranges.changes(text, groups[index - 1], group, "to"):
                number = number.reached()
            if number is not None and not (following is not None and self._ranges.is_denied(text, group, following)):
                numbers.append(replace(number, former=former))
        return numbers

    def _finish(self, text: str, group: Group, limit: int) -> Number | None:
        if self._is_no_count(text, group):
            return None
        start, core = group.start, group.end
        if text[core : core + 1] == "." and text[start:core].rpartition(" ")[2] in self._abbreviations:
            core += 1
        counter = self._counter.match(text, core)
        if counter is None and self._needs_counter and not self._stands_alone(text, group):
            return None
        end = counter.end() if counter else core
        word, before, left = self._bound_before(text, start)
        after_word, after, right = self._bound_after(text, core, limit)
        behind = self._inserts.follows_noun(text, left)
        bound = _strongest(before, after, group.bound, "about" if behind else "")
        low, high, qualifier = _bounds(group, bound)
        return Number(
            start, core, end, low, high, qualifier,
            words=" … ".join(filter(None, (word, text[start:end].strip(), after_word))),
            counted=counter is not None and counter.lastgroup in ("people", "bodies"),
            bodies=counter is not None and counter.lastgroup == "bodies",
            alone=counter is None and self._needs_counter,
            likeness=counter is not None and counter.lastgroup == "likenesses",
            left=left,
            right=max(end, right),
            turned=behind,
            terse=self._inserts.is_terse(text, group),
            people=text[group.start : group.end] in self._inserts.collectives,
            known=any(atom.kind == "pair" for atom in group.atoms),
        )  # fmt: skip

    def _stands_alone(self, text: str, group: Group) -> bool:
        """Whether a great number, or one written out, needs no counter here: 6천이, 삼백."""
        noun = text[group.start : group.end] in self._nouns
        return (noun or group.value() >= _ALONE) and self._alone.match(text, group.end) is not None

    def _is_no_count(self, text: str, group: Group) -> bool:
        start, end = group.start, group.end
        value = group.value()
        if value != int(value) or value <= 0 or value > _CEILING:
            return True
        if not group.vague and len(group.atoms) == 1 and group.atoms[0].kind == "unit":
            return True
        if not group.vague and group.is_article():
            return True
        if self._is_written_on(text, start, end):
            return True
        if self._ordinal.match(text, end) or self._never_before.search(text, max(0, start - 24), start):
            return True
        return self._never_after.match(text, end) is not None or self._is_year(text, group)

    def _is_written_on(self, text: str, start: int, end: int) -> bool:
        """Letters or marks that make it a name or a code: KN-23, 152mm, 3:40, 12/05."""
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if before in "/:#№$£€₩." or (before in "-–" and start > 1 and text[start - 2].isalnum()):
            return True
        if before.isalpha() and not self._language.open_ends:
            return True
        if after in "/:%" and end + 1 < len(text) and (after == "%" or text[end + 1].isdigit()):
            return True
        return after.isalpha() and not self._language.open_ends

    def _is_year(self, text: str, group: Group) -> bool:
        atoms = group.atoms
        if (group.vague and not group.is_range) or len(atoms) != 1 or atoms[0].kind != "digits":
            return False
        digits = text[atoms[0].start : atoms[0].end]
        if len(digits) != 4 or not digits.isdigit() or not (1900 <= int(digits) <= 1999 or 2010 <= int(digits) <= 2035):
            return False
        return (
            not self._counter.match(text, group.end)
            if self._language.open_ends
            else not self._grouper.is_bound(text, group.start)
        )

    def _bound_before(self, text: str, start: int) -> tuple[str, str, int]:
        found = self._before.search(text, max(0, start - _BOUND), start)
        words, kinds, left = "", set(), start
        while found is not None and found.end() == start:
            kind = found.lastgroup or ""
            if found.group(kind) in self._ranges.reaching and self._ranges.grows(text, found.start(kind)):
                kind = "plain"
            kinds.add(kind)
            if kind != "plain":
                left = found.start(kind)
                words = f"{found.group(kind)} {words}".strip()
            start = found.start(found.lastgroup or 0)
            found = self._before.search(text, max(0, start - _BOUND), start)
        return words, _strongest(*kinds), left

    def _bound_after(self, text: str, core: int, limit: int) -> tuple[str, str, int]:
        found = self._after.match(text, core) or self._trailing.match(text, core)
        if found is None or found.end() > limit:
            return "", "", core
        kind = found.lastgroup or ""
        return found.group(kind), kind, found.end()


def _bounds(group: Group, bound: str) -> tuple[int | None, int | None, Qualifier]:
    if group.is_range and group.vague:
        return group.vague[0], group.vague[1], Qualifier.RANGE
    if group.vague:
        return group.vague[0], group.vague[1], Qualifier.VAGUE
    value = int(group.value())
    if bound == "at_least":
        return value, None, Qualifier.AT_LEAST
    if bound == "at_most":
        return None, value, Qualifier.AT_MOST
    return value, value, Qualifier.ABOUT if bound == "about" else Qualifier.EXACT


def _strongest(*bounds: str) -> str:
    return next((bound for bound in ("at_least", "at_most", "about") if bound in bounds), "")
