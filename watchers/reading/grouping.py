"""The numerals of a text: its digits and number words, each put together with those that make one number with it."""

import re
from collections.abc import Iterator
from decimal import Decimal

from watchers.reading.bounds import ending
from watchers.reading.inserts import Inserts
from watchers.reading.language import Language
from watchers.reading.numerals import Atom, Group
from watchers.reading.ranges import Ranges

_HUNDRED, _SCALE = 100, 12  # what may follow "and" in a number is less; characters of a scale behind it
_GAP = re.compile(r"[\s-]?")
_BOUND = 40  # characters that may hold what bounds a number


class Grouper:
    """Finds the groups of numerals in one language."""

    def __init__(self, language: Language, inserts: Inserts, ranges: Ranges) -> None:
        self._language, self._inserts, self._ranges = language, inserts, ranges
        self._kinds: dict[str, list[tuple[str, Decimal, int]]] = {}
        self._atom = self._atom_pattern()
        self._before = ending(language)
        self._additive = frozenset(language.words["numbers.inserts", "additive"])

    def groups(self, text: str) -> Iterator[Group]:
        """The groups of lower-cased `text`, in order."""
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

    def is_bound(self, text: str, start: int) -> bool:
        """Whether a bound stands right before a number."""
        found = self._before.search(text, max(0, start - _BOUND), start)
        return found is not None and found.lastgroup not in (None, "plain")

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
        return gap.strip() in self._ranges.reaching and self._ranges.is_opened(text, group.start)

    def _begin(self, text: str, readings: list[Atom]) -> Group | None:
        """How a number begins here. A vague form after a bound is a plain one: "up to a thousand"."""
        start = readings[0].start
        vague = [atom for atom in readings if atom.kind == "vague"]
        plain = [atom for atom in readings if atom.kind != "vague"]
        if vague and (not plain or not self.is_bound(text, start)):
            scales = tuple(atom for atom in plain if atom.kind == "scale")
            return Group(start, vague[0].end, scales, (int(vague[0].value), vague[0].high))
        if not plain:
            return None
        atom = plain[0]
        if atom.kind == "scale" and atom.end - atom.start < 2 and not self._language.open_ends:
            return None
        return Group(start, atom.end, (atom,))
