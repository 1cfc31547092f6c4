"""The words that bound a number, before and after it, as patterns."""

import re
from collections.abc import Iterable, Mapping

from watchers.reading.language import Language


def either(words: Iterable[str]) -> str:
    """An alternation of data patterns, the longest first."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w{0,12}") for word in ordered) or "(?!)"


def bounds_before(language: Language) -> Mapping[str, tuple[str, ...]]:
    """The words that bound a number behind them, by the kind of bound."""
    return _bounds_tables(language, "before")


def _bounds_tables(language: Language, side: str) -> Mapping[str, tuple[str, ...]]:
    return {kind: language.words["bounds", f"{kind}_{side}"] for kind in ("at_least", "at_most", "about")}


def ending(language: Language) -> re.Pattern[str]:
    """A bound, or a word that changes nothing, right before a number."""
    tables = dict(_bounds_tables(language, "before")) | {"plain": language.words["bounds", "plain"]}
    space = r"\s?" if language.open_ends else r"(?:\s|(?<=\W))"
    groups = "|".join(f"(?P<{kind}>{either(words)})" for kind, words in tables.items())
    return re.compile(rf"(?<!\w)(?:{groups}){space}$")


def beginning(language: Language) -> re.Pattern[str]:
    """A bound after a number and its counter or noun."""
    tables = _bounds_tables(language, "after")
    groups = "|".join(f"(?P<{kind}>{either(tables[kind])})" for kind in ("at_most", "at_least", "about"))
    counters = either(language.words["numbers", "counters"] + language.words["numbers", "bodies"])
    particles = either(language.words["numbers", "particles"])
    if language.open_ends:
        return re.compile(rf"\s?(?:{counters})?(?:{particles})?\s?(?:{groups})")
    nouns = either(language.words["people", "soldiers"] + language.words["people", "heads"])
    return re.compile(rf"(?:\s(?:{nouns}))?[\s-]?(?:{groups})(?!\w|-\w)")


def trailing(language: Language) -> re.Pattern[str]:
    """A bound that closes a clause, up to three words behind its number: "12,000 soldiers of the North or more"."""
    groups = "|".join(f"(?P<{kind}>{either(words)})" for kind, words in _bounds_tables(language, "after").items())
    joints = either(word for word in language.words["metrics", "both"] if word.isalpha())
    close = rf"(?=\s?[,.;:!?)–]|\s?$|\s(?:{joints})\s)"
    return re.compile(rf"(?:\s[^\W\d]+){{1,3}}\s(?:{groups}){close}" if not language.open_ends else r"(?!)")


def counter(language: Language) -> re.Pattern[str]:
    """A counter of people, bodies or portraits."""
    kinds = {"people": "counters", "bodies": "bodies", "likenesses": "likenesses"}
    groups = "|".join(f"(?P<{kind}>{either(language.words['numbers', key])})" for kind, key in kinds.items())
    return re.compile(rf"\s?(?:{groups})" if language.open_ends else r"(?!)")


def alone(language: Language) -> re.Pattern[str]:
    """What may follow a number that has no counter though the language has them: a particle or verb written onto it,
    a bound, or the end of its phrase."""
    endings = either(language.words["numbers", "endings"])
    counters = language.words["numbers", "counters"] + language.words["numbers", "bodies"]
    begun = {counter[:length] for counter in counters for length in range(1, len(counter))}
    words = (word for bounds in _bounds_tables(language, "after").values() for word in bounds)
    bounds = either(word for word in words if word not in begun and not word.startswith(counters))
    return re.compile(rf"(?:{endings})?(?=$|[.,;!?…\"')\]·])|(?:{endings})(?=\s)|\s?(?:{bounds})")
