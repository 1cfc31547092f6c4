"""Numerals: the atoms a number is written with, and how they add up."""

from dataclasses import dataclass, replace
from decimal import Decimal

_TEN = 10  # a scale that counts nothing alone: "a ten or two"


_LONGEST = 12  # atoms of one number


@dataclass(frozen=True, slots=True)
class Atom:
    """A digit group or number word; `high` is the upper bound of a vague one."""

    start: int
    end: int
    value: Decimal
    kind: str  # "digits", "word", "unit", "scale" or "vague"
    high: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Atoms that make one number; `vague` holds bounds that are known already."""

    start: int
    end: int
    atoms: tuple[Atom, ...]
    vague: tuple[int, int] | None = None
    is_range: bool = False
    bound: str = ""  # what a word inside it says of its bounds
    turned: bool = False  # its scale stands before its number

    def add(self, atom: Atom, *, spaced: bool) -> "Group | None":
        """The number grown by `atom`, None where it does not go on: 3 thousand 500, but not 4 700 000 men 12."""
        last = self.atoms[-1]
        if self.turned:
            return self._turned_with(atom)
        if len(self.atoms) >= _LONGEST:
            return None
        grown = replace(self, end=atom.end, atoms=(*self.atoms, atom))
        if len(self.atoms) == 1 and last.kind == "scale" and last.value == _TEN and atom.kind == "word":
            return replace(self, end=atom.end, atoms=(atom, last), bound="about", turned=True)
        if atom.kind == "scale":
            return grown if last.kind != "scale" or last.value != atom.value else None
        if atom.kind == "vague":
            return None
        if last.kind == "scale":
            joins = atom.value < last.value and not (spaced and atom.kind == "digits" and last.value < 1000)
            return grown if joins else None
        if last.kind in ("word", "unit") and atom.kind in ("word", "unit"):
            tens = last.value >= 20 and last.value % 10 == 0 and atom.value < 10
            hundreds = last.value >= 100 and last.value % 100 == 0 and atom.value < 100
            thousands = last.value >= 1000 and last.value % 1000 == 0 and atom.value < 1000
            return grown if tens or hundreds or thousands else None
        return None

    def _turned_with(self, atom: Atom) -> "Group | None":
        first = self.atoms[0]
        if len(self.atoms) > 2 or atom.kind not in ("word", "unit") or first.value % 10 or atom.value >= 10:
            return None
        return replace(self, end=atom.end, atoms=(first, atom, *self.atoms[1:])) if first.value >= 20 else None

    def value(self) -> Decimal:
        """What the atoms add up to; of known bounds the upper one."""
        if self.vague is not None:
            return Decimal(self.vague[1])
        parts: list[Decimal] = []
        for atom in self.atoms:
            if atom.kind != "scale":
                parts.append(atom.value)
                continue
            tail = Decimal(0)
            while parts and parts[-1] < atom.value:
                tail += parts.pop()
            parts.append((tail or Decimal(1)) * atom.value)
        return sum(parts, Decimal(0))

    def scale(self) -> Decimal:
        """What the last atom multiplies by, 0 where it is no scale."""
        last = self.atoms[-1] if self.atoms else None
        return last.value if last is not None and last.kind == "scale" else Decimal(0)

    def is_article(self) -> bool:
        """ "a", which counts only before a scale."""
        return len(self.atoms) == 1 and self.atoms[0].kind == "word" and self.atoms[0].value == 1
