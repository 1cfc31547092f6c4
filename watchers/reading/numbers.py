"""Numbers of people as texts write them: digits, words, scales, ranges and the words that bound them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from watchers.claims import Figure, Qualifier
from watchers.reading.bounds import alone, beginning, bounds_before, counter, either, ending, trailing
from watchers.reading.inserts import read_inserts
from watchers.reading.language import Language
from watchers.reading.numerals import Atom, Group

_DASH = re.compile(r"\s?[-–~]\s?")
_HUNDRED, _SCALE = 100, 12  # what may follow "and" in a number is less; characters of a scale behind it
_GAP = re.compile(r"[\s-]?")
_CEILING = 999_999
_ALONE = 100  # people so many are counted without a counter too
_OPENER = 40
_GAP_OF_RANGE, _CHANGE = 25, 30  # characters between two numbers of a range, and around one that changes


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
        self._kinds: dict[str, list[tuple[str, Decimal, int]]] = {}
        self._atom = self._atom_pattern()
        self._before = ending(language)
        self._after = beginning(language)
        self._trailing = trailing(language)
        self._counter = counter(language)
        self._inserts = read_inserts(language)
        self._alone = alone(language)
        self._nouns = frozenset(language.words["numbers", "nouns"])
        self._joiners = self._joiner_patterns()
        self._from = self._from_pattern()
        self._additive = frozenset(language.words["numbers.inserts", "additive"])
        self._reaching = frozenset(language.words["numbers.ranges", "free_joiners"])
        changes = language.words["numbers.ranges", "changes"]
        self._change = re.compile(rf"(?:{either(changes)})" if language.open_ends else rf"\b(?:{either(changes)})\b")
        modals = either(language.words["numbers.ranges", "modals"])
        denied, instead = (either(language.words["numbers.ranges", key]) for key in ("denied", "instead"))
        self._denied = re.compile(rf"(?<!\w)(?:{denied})\s(?:\w{{1,3}}\s)?$")
        self._instead = re.compile(rf"(?:\s\w+){{0,2}},?\s(?:{instead})\s(?:\w{{1,3}}\s)?")
        self._moved = re.compile(rf"(?<!\w)(?!(?:{modals})\b)\w+\s(?:{either(changes)})\b|^\W*(?:{either(changes)})\b")
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
        groups = list(self._groups(text))
        numbers: list[Number] = []
        skip = False
        for index, group in enumerate(groups):
            if skip:
                skip = False
                continue
            following = groups[index + 1] if index + 1 < len(groups) else None
            former = (following is not None and self._changes(text, group, following, "to")) or (
                index > 0 and self._changes(text, groups[index - 1], group, "from")
            )
            joined = self._range(text, group, following) if following is not None and not former else None
            skip = joined is not None
            limit = next((g.start for g in groups[index + 1 + skip : index + 2 + skip]), len(text))
            number = self._finish(text, joined or group, limit)
            if number is not None and index > 0 and self._changes(text, groups[index - 1], group, "to"):
                number = number.reached()
            if number is not None and not (following is not None and self._is_denied(text, group, following)):
                numbers.append(replace(number, former=former))
        return numbers

    def _is_denied(self, text: str, one: Group, two: Group) -> bool:
        """Whether a number is only set against the next: "not dozens but hundreds"."""
        if two.start - one.end > _GAP_OF_RANGE or self._instead.fullmatch(text, one.end, two.start) is None:
            return False
        return self._denied.search(text, max(0, one.start - _GAP_OF_RANGE), one.start) is not None

    # --- atoms -----------------------------------------------------------------------------------------------------

    def _atom_pattern(self) -> re.Pattern[str]:
        words: list[tuple[str, str, Decimal, int]] = []
        for kind in ("words", "units", "pairs", "scales"):
            for value, forms in self._language.table(f"numbers.{kind}").items():
                words += [(form, kind[:-1], Decimal(value), 0) for form in forms]
        for bounds, phrases in self._language.table("numbers.vague").items():
            low, high = bounds.split("-")
            words += [(phrase, "vague", Decimal(low), int(high)) for phrase in phrases]
        for form, kind, number, top in words:
            self._kinds.setdefault(form.rstrip("*"), []).append((kind, number, top))
        group, decimal = re.escape(self._language.group), re.escape(self._language.decimal)
        digits = rf"\d{{1,3}}(?:[{group}]\d{{3}})+(?!\d)|\d{{1,15}}(?:[{decimal}]\d{{1,2}}(?!\d))?"
        starred = {form.rstrip("*") for form, *_ in words if form.endswith("*")}
        self._starred = starred
        ends = "" if self._language.open_ends else r"(?!'?\w)"
        spelled = "|".join(
            re.escape(f) + (r"\w{0,6}" if f in starred else "") for f in sorted(self._kinds, key=len, reverse=True)
        )
        scales = "".join(f for forms in self._language.table("numbers.scales").values() for f in forms if len(f) == 1)
        begins = r"(?<![^\W\d_])" + (rf"|(?<=[{scales}])" if self._language.open_ends else "")
        return re.compile(rf"(?P<digits>{digits})|(?:{begins})(?P<spelled>{spelled}){ends}")

    def _atoms(self, text: str) -> Iterator[list[Atom]]:
        """Each place with all its readings: a word may be a scale or a vague number."""
        for found in self._atom.finditer(text):
            spelled = found.group("spelled")
            if spelled is None:
                yield [Atom(found.start(), found.end(), self._value(found.group()), "digits")]
                continue
            form = spelled
            if form not in self._kinds:
                form = next((f for f in self._starred if spelled.startswith(f)), form)
            yield [Atom(found.start(), found.end(), value, kind, high) for kind, value, high in self._kinds[form]]

    def _value(self, digits: str) -> Decimal:
        group, decimal = self._language.group, self._language.decimal
        if decimal in digits and len(digits.rpartition(decimal)[2]) < 3:
            whole, _, part = digits.rpartition(decimal)
            return Decimal(re.sub(r"\D", "", whole) + "." + part)
        return Decimal("".join(str(int(c)) for c in digits if c not in group and c.isdigit()))

    def _groups(self, text: str) -> Iterator[Group]:
        current: Group | None = None
        for readings in self._atoms(text):
            grown = current and self._grow(text, current, readings)
            if grown:
                current = grown
                continue
            if current:
                yield current
            current = self._begin(text, readings)
        if current:
            yield current

    def _grow(self, text: str, group: Group, readings: list[Atom]) -> Group | None:
        gap = text[group.end : readings[0].start]
        if group.vague:
            return None if self._is_bottom(text, group, gap) else self._inserts.turn(group, gap, readings)
        if len(gap) > 1 or _GAP.fullmatch(gap) is None:
            return self._rest(text, group, gap, readings[0]) or self._inserts.grow(group, gap, readings)
        for atom in readings:
            grown = group.add(atom, spaced=bool(gap))
            if grown is not None:
                return grown
        return None

    def _rest(self, text: str, group: Group, gap: str, atom: Atom) -> Group | None:
        """A number that goes on behind "and": "one hundred and one", but not "one hundred and two hundred"."""
        spelled = all(part.kind in ("word", "unit", "scale") for part in (*group.atoms, atom))
        if not (spelled and gap.strip() in self._additive and group.scale() and atom.value < _HUNDRED):
            return None
        following = text[atom.end : atom.end + _SCALE].strip(" -").split(" ")[0]
        scaled = any(kind == "scale" for kind, _, _ in self._kinds.get(following, ()))
        return None if scaled else group.add(atom, spaced=True)

    def _is_bottom(self, text: str, group: Group, gap: str) -> bool:
        """Whether a range goes on from here: "from a thousand to …"."""
        opener = self._joiners[2].search(text[max(0, group.start - _OPENER) : group.start])
        return gap.strip() in self._reaching and opener is not None

    def _begin(self, text: str, readings: list[Atom]) -> Group | None:
        """How a number begins here. A vague form after a bound is a plain one: "up to a thousand"."""
        start = readings[0].start
        vague = [atom for atom in readings if atom.kind == "vague"]
        plain = [atom for atom in readings if atom.kind != "vague"]
        if vague and (not plain or not self._is_bound(text, start)):
            scales = tuple(atom for atom in plain if atom.kind == "scale")
            return Group(start, vague[0].end, scales, (int(vague[0].value), vague[0].high))
        if not plain:
            return None
        atom = plain[0]
        if atom.kind == "scale" and atom.end - atom.start < 2 and not self._language.open_ends:
            return None
        return Group(start, atom.end, (atom,))

    def _is_bound(self, text: str, start: int) -> bool:
        found = self._before.search(text, max(0, start - 40), start)
        return found is not None and found.lastgroup not in (None, "plain")

    # --- ranges ----------------------------------------------------------------------------------------------------

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

    def _changes(self, text: str, one: Group, two: Group, way: str) -> bool:
        """Whether a figure moves from `one` to `two`, or to `one` from `two`: "rose from 600 to 2,000"."""
        if two.start - one.end > _GAP_OF_RANGE:
            return False
        gap, (free, _, opener) = text[one.end : two.start], self._joiners
        joined = free.fullmatch(gap) if way == "to" else opener.fullmatch(gap)
        if way == "from" and not self._needs_counter:
            joined = self._from.fullmatch(gap)
            if joined is not None and joined.group("change"):
                return True
        if joined is None:
            return False
        if way == "to" and not self._needs_counter and opener.search(text[max(0, one.start - 40) : one.start]) is None:
            return False
        before = text[max(0, one.start - _CHANGE) : one.start].rpartition("\n")[2]
        around = (before, text[two.end : two.end + _CHANGE])
        return self._change.search(around[self._needs_counter]) is not None

    def _range(self, text: str, low: Group, high: Group) -> Group | None:
        if high.vague or high.start - low.end > _GAP_OF_RANGE:
            return None
        gap = text[low.end : high.start]
        free, held, opener = self._joiners
        dash = _DASH.fullmatch(gap) is not None
        opened = opener.search(text[max(0, low.start - 40) : low.start]) is not None
        if low.vague and low.atoms and opened and not dash:
            low = replace(low, vague=None)  # "from a thousand to three thousand"
        if low.vague:
            return None
        counting = gap == ", " and _counts_on(low, high)
        if not (dash or counting or free.fullmatch(gap) or (opened and held.fullmatch(gap))):
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

    # --- finished numbers ------------------------------------------------------------------------------------------

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
            else not self._is_bound(text, group.start)
        )

    def _bound_before(self, text: str, start: int) -> tuple[str, str, int]:
        found = self._before.search(text, max(0, start - 40), start)
        words, kinds, left = "", set(), start
        while found is not None and found.end() == start:
            kind = found.lastgroup or ""
            if found.group(kind) in self._reaching and self._grows(text, found.start(kind)):
                kind = "plain"
            kinds.add(kind)
            if kind != "plain":
                left = found.start(kind)
                words = f"{found.group(kind)} {words}".strip()
            start = found.start(found.lastgroup or 0)
            found = self._before.search(text, max(0, start - 40), start)
        return words, _strongest(*kinds), left

    def _grows(self, text: str, at: int) -> bool:
        """Whether something moves to a number: what else means "up to" only leads there."""
        before = text[max(0, at - _CHANGE) : at]
        return self._moved.search(before[max(before.rfind(mark) for mark in ",;.") + 1 :]) is not None

    def _bound_after(self, text: str, core: int, limit: int) -> tuple[str, str, int]:
        found = self._after.match(text, core) or self._trailing.match(text, core)
        if found is None or found.end() > limit:
            return "", "", core
        kind = found.lastgroup or ""
        return found.group(kind), kind, found.end()


def _counts_on(low: Group, high: Group) -> bool:
    """Whether two numbers follow one another: "ten, eleven thousand"."""
    scale = high.scale()
    return bool(scale) and not low.scale() and low.value() + 1 == high.value() / scale


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
