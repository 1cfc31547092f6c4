"""Numerals out of the plain order: "three and a half thousand", a scale or a noun before its number, a number that
leaves its thousands out."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from watchers.reading.bounds import bounds_before, either
from watchers.reading.language import Language
from watchers.reading.numerals import Atom, Group

_HALF = Decimal("0.5")
_LEAST, _MOST = Decimal("1.5"), 90  # a number behind its scale: "thousands three" are about 3,000
_TERSE = 100
_GAP, _NOUN = 24, 12  # characters


@dataclass(frozen=True, slots=True)
class Inserts:
    """The words of a language that stand inside numerals or turn them round."""

    inside: re.Pattern[str]
    turned: re.Pattern[str]
    noun: re.Pattern[str]
    turns: bool
    collectives: frozenset[str]

    def grow(self, group: Group, gap: str, readings: list[Atom]) -> Group | None:
        """The number with a scale behind words that part them: "three with more thousand" is at least so many."""
        found = self.inside.fullmatch(gap) if len(gap) <= _GAP else None
        scale = next((atom for atom in readings if atom.kind == "scale"), None)
        if found is None or scale is None or group.atoms[-1].kind == "scale":
            return None
        atoms, kind = (*group.atoms, scale), found.lastgroup or ""
        if kind == "half":
            atoms = (*group.atoms, Atom(group.end, scale.start, _HALF, "word"), scale)
        return replace(group, end=scale.end, atoms=atoms, bound=kind if kind.startswith("at_") else group.bound)

    def turn(self, group: Group, gap: str, readings: list[Atom]) -> Group | None:
        """A scale with its number behind it: about so many, or as a bound between the two says."""
        found = self.turned.fullmatch(gap) if self.turns and len(gap) <= _GAP else None
        atom = next((a for a in readings if a.kind == "word" and _LEAST <= a.value <= _MOST), None)
        if found is None or atom is None or not group.atoms or group.atoms[0].kind != "scale":
            return None
        bound = found.lastgroup or "about"
        return Group(group.start, atom.end, (atom, group.atoms[0]), bound=bound, turned=True)

    def follows_noun(self, text: str, left: int) -> bool:
        """Whether what is counted stands right before its number, which so is about right: "people twenty"."""
        return self.turns and self.noun.search(text, max(0, left - _NOUN), left) is not None

    def is_terse(self, text: str, group: Group) -> bool:
        """Whether a number may leave its thousands out: a small one that does not count people by itself."""
        if not self.collectives or group.vague or group.scale() or not 1 < group.value() < _TERSE:
            return False
        return text[group.start : group.end] not in self.collectives


def read_inserts(language: Language) -> Inserts:
    """The words of `language` that part or turn numerals, compiled."""
    words = {key: language.words["numbers.inserts", key] for key in ("half", "at_least", "plain", "inverted")}
    groups = "|".join(rf"\s(?P<{kind}>{either(words[kind])})\s" for kind in ("half", "at_least"))
    kinds = "|".join(f"(?P<{kind}>{either(forms)})" for kind, forms in bounds_before(language).items())
    return Inserts(
        inside=re.compile(rf"{groups}|(?P<plain>{either(words['plain'])})\s"),
        turned=re.compile(rf"\s(?:(?:{kinds})\s)?"),
        noun=re.compile(rf"(?<!\d\s)(?<!\w)(?:{either(words['inverted'])})\s$"),
        turns=bool(words["inverted"]),
        collectives=frozenset(language.words["numbers.inserts", "collectives"]),
    )
