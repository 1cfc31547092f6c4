"""Which articles a guild or workspace cares about: all keywords of all of them in one pass over a text.

A rule is what an admin writes: `north korea | dprk + killed | wounded -exercise` asks for one word of each group that
`+` joins, any of those between `|`, and none of what follows a `-`. A keyword matches the inflected forms of its words;
`casualt*` matches any ending.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from ahocorasick_rs import AhoCorasick, Implementation

from watchers.errors import TollwatchError

MAX_RULE = 600
MAX_KEYWORDS = 40
MAX_KEYWORD = 100
# What a reader takes for the same sign: hyphens between words, apostrophes within them, the Russian ё.
LOOKALIKES = {
    **dict.fromkeys(map(ord, "‐‑‒–—―-\u2212"), " "),
    **dict.fromkeys(map(ord, "’ʼ‘`´′"), "'"),
    ord("ё"): "е",
}
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
# Korean letters and Chinese characters: one of them can be a word.
# Korean letters and Chinese characters: one alone can be a word, and what follows needs no space.
SYLLABIC = re.compile("[\u1100-\u11ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3]")
CYRILLIC = re.compile("[\u0400-\u052f]")
LATIN = re.compile("[a-z\u00c0-\u024f]")
# Endings of an English word, and how much of a Cyrillic one may change: its case, number, gender or tense.
ENGLISH_ENDINGS = "(?:'s|s'|s|es|ed|d|ing|er|ers|n|ns|ns')?"
SHORT_ENDINGS = "(?:'s|s)?"
CYRILLIC_VOWELS = "аеиоуыэюяьйіїє"


class KeywordError(TollwatchError):
    """A keyword rule cannot be understood."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as parsed: each of `groups` needs one of its keywords in the text, `none` may have none there."""

    text: str
    groups: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()

    @property
    def mixed(self) -> tuple[str, ...]:
        """The words that mix alphabets, such as a Latin word with a Cyrillic letter: they will never match."""
        words = [word for group in (*self.groups, self.none) for keyword in group for word in keyword.split()]
        return tuple(word for word in words if CYRILLIC.search(word) and LATIN.search(word))


def parse_rule(text: str) -> Rule:
    """Parse a rule as an admin wrote it. Raises KeywordError, which says what is wrong."""
    if len(text) > MAX_RULE:
        raise KeywordError(f"a keyword rule has at most {MAX_RULE} characters", hint="Split it into several.")
    groups: list[tuple[str, ...]] = []
    none: list[str] = []
    for sign, part in _parts(text):
        keywords = tuple(_keyword(piece) for piece in part.split("|"))
        if sign == "-":
            none.extend(keywords)
        else:
            groups.append(keywords)
    if not groups:
        raise KeywordError("a keyword rule needs a word to look for", hint="Write for example: north korea + killed")
    if sum(map(len, groups)) + len(none) > MAX_KEYWORDS:
        raise KeywordError(f"a keyword rule has at most {MAX_KEYWORDS} words", hint="Split it into several.")
    return Rule(" ".join(text.split()), tuple(groups), tuple(none))


class Keywords:
    """The rules of all layers, ready to match. Its cost for an article does not depend on how many layers there are."""

    def __init__(self, rules: Mapping[str, Iterable[Rule]]) -> None:
        self._layers: dict[Rule, set[str]] = defaultdict(set)
        for layer, of_layer in rules.items():
            for rule in of_layer:
                self._layers[rule].add(layer)
        self._wanted: dict[str, list[Rule]] = defaultdict(list)
        keywords: set[str] = set()
        for rule in self._layers:
            keywords.update(rule.none, *rule.groups)
            for keyword in rule.groups[0]:
                self._wanted[keyword].append(rule)
        self._needles: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
        for keyword in keywords:
            self._needles[_needle(keyword)].append((keyword, _pattern(keyword)))
        self._names = list(self._needles)
        self._automaton = AhoCorasick(self._names, implementation=Implementation.ContiguousNFA) if self._names else None

    def match(self, title: str, text: str) -> frozenset[str]:
        """Give the layers that an article with this title and text is for."""
        (layers,) = self.match_all([(title, text)])
        return layers

    def match_all(self, articles: Sequence[tuple[str, str]]) -> list[frozenset[str]]:
        """Give for each article, told by its title and text, the layers that it is for."""
        return [
            frozenset(layer for rule in self._fulfilled(found) for layer in self._layers[rule])
            for found in self._found(articles)
        ]

    def matching(self, title: str, text: str) -> list[Rule]:
        """Give the rules that an article with this title and text fulfils."""
        (found,) = self._found([(title, text)])
        return self._fulfilled(found)

    def words(self, title: str, text: str) -> list[str]:
        """Give the keywords by which an article with this title and text fulfils its rules, as the rules write them."""
        (found,) = self._found([(title, text)])
        used = {word for rule in self._fulfilled(found) for group in rule.groups for word in group}
        return sorted(found & used)

    def _fulfilled(self, found: set[str]) -> list[Rule]:
        candidates = {rule for keyword in found for rule in self._wanted.get(keyword, ())}
        return [rule for rule in candidates if _fulfils(rule, found)]

    def _found(self, articles: Sequence[tuple[str, str]]) -> list[set[str]]:
        """Find the keywords in each article: all articles in one search, and then only those that may have some."""
        if self._automaton is None:
            return [set() for _ in articles]
        folded = [fold(f"{title}\n{text}") for title, text in articles]
        ends = list(accumulate(len(text) + 1 for text in folded))
        hits: dict[int, set[int]] = defaultdict(set)
        # No keyword's needle holds a line break, so none is found across two articles.
        for index, start, _ in self._automaton.find_matches_as_indexes("\n".join(folded), overlapping=True):
            hits[bisect_right(ends, start)].add(index)
        return [self._confirmed(hits[place], text) if place in hits else set() for place, text in enumerate(folded)]

    def _confirmed(self, hits: set[int], folded: str) -> set[str]:
        forms = (form for index in hits for form in self._needles[self._names[index]])
        return {keyword for keyword, pattern in forms if pattern.search(folded)}


def fold(text: str) -> str:
    """Fold letter case, forms of characters, composed Hangul, look-alike signs, and drop what cannot be seen."""
    if text.isascii():
        return text.lower().replace("-", " ").replace("`", "'")
    text = INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return text.translate(LOOKALIKES)


def _parts(text: str) -> list[tuple[str, str]]:
    """Cut a rule at `+`, and at a `-` that stands before a word."""
    pieces = re.split(r"(\+|(?:(?<=\s)|^)-(?=\S))", text)
    signs = ["+", *pieces[1::2]]
    parts = [(sign, piece) for sign, piece in zip(signs, pieces[::2], strict=True)]
    return parts[1:] if not parts[0][1].strip() and len(parts) > 1 else parts


def _keyword(piece: str) -> str:
    """Fold one keyword. Raises KeywordError for an empty or senseless one."""
    keyword = " ".join(fold(piece.strip().strip('"“”«»')).split())
    if not re.search(r"\w", keyword):
        raise KeywordError("a keyword is empty", hint="Put a word on each side of | and +.")
    if len(keyword) > MAX_KEYWORD:
        raise KeywordError(f"a keyword has at most {MAX_KEYWORD} characters", hint="Use fewer words.")
    is_short = len(keyword.strip("* ")) < 2 and not SYLLABIC.search(keyword)
    if is_short or any("*" in word[:-1] or word == "*" for word in keyword.split()):
        hint = "Use two letters or more, and * only at the end of a word."
        raise KeywordError(f"{keyword} would match too much", hint=hint)
    return keyword


def _needle(keyword: str) -> str:
    """Give the part of a keyword that every form of it contains: the unchanging part of its longest word."""
    return max((_stem(word) for word in keyword.split()), key=len)


def _stem(word: str) -> str:
    if word.endswith("*"):
        return word[:-1]
    if not CYRILLIC.search(word) or len(word) < 5:
        return word
    stem = word.rstrip(CYRILLIC_VOWELS)
    return stem if len(stem) >= 4 else word[:-1]


def _pattern(keyword: str) -> re.Pattern[str]:
    """Make the pattern that tells a keyword in any of its forms from a part of another word. It runs in linear time."""
    words = keyword.split()
    if SYLLABIC.search(keyword):
        # Particles follow without a space, compounds are written with or without one.
        start = r"(?<!\w)" if len(words[0].strip("*")) == 1 else ""
        return re.compile(start + r"\s?".join(re.escape(word.rstrip("*")) for word in words))
    return re.compile(r"(?<!\w)" + r"\s+".join(_word_pattern(word) for word in words) + r"(?!\w)")


def _word_pattern(word: str) -> str:
    stem = re.escape(_stem(word))
    if word.endswith("*"):
        return stem + r"[\w']{0,20}"
    if CYRILLIC.search(word):
        return stem + (r"\w{0,4}" if len(word) >= 5 else "")
    return stem + (ENGLISH_ENDINGS if len(word) >= 4 else SHORT_ENDINGS)


def _fulfils(rule: Rule, found: set[str]) -> bool:
    wanted = all(any(keyword in found for keyword in group) for group in rule.groups)
    return wanted and not any(keyword in found for keyword in rule.none)
