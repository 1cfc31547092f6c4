"""When: the days and the words of time that a text names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from watchers.reading.language import Language
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit

_TOUCH, _PARTICLE = 0.5, 3  # moments side by side: words and characters between them at most
_BOUND = 0.3
_EARLY = 5  # the day that "early in the month" stands for
_RECALLED = 3  # days from which on a dated statement is an earlier one
_COUNT = re.compile(r"([\w']+)\s?$")
_YEAR_AGO, _JUST_PAST = 200, 45
_LONG_AGO = 400
_YEAR = re.compile(r",?\s?(?:of\s)?(20\d\d)")


@dataclass(frozen=True, slots=True)
class Moment:
    """A word of time. `ago` counts the days before publication; None is "earlier" without a date."""

    start: int
    end: int
    ago: int | None
    day: date | None = None
    bare: bool = False  # a month without a day

    @property
    def earlier(self) -> bool:
        """Whether a statement made then is an earlier one."""
        return self.ago is None or self.ago >= _RECALLED


class Calendar:
    """Finds moments in one language."""

    def __init__(self, language: Language) -> None:
        days = "|".join(map(re.escape, language.words["dates", "day_words"]))
        self._day_needed = frozenset(language.words["dates", "day_needed"])
        never = "|".join(map(re.escape, language.words["dates", "day_not"]))
        self._after = re.compile(
            rf"[.\s]{{0,2}}(\d{{1,2}})(?:{days})" if days else r"[.\s]{0,2}(\d{1,2})(?!\w|,\d|\s?\d{3})"
        )
        self._numerals = {
            form: int(v) for v, fs in language.table("numbers.words").items() if v.isdigit() for form in fs
        }
        self._day = re.compile(rf"(?<!\d)(\d{{1,2}})(?:{days})(?!{never})") if days else None

    def find(self, passage: Passage, sentence: Sentence, published: date | None) -> list[Moment]:
        """The moments of a sentence, in order. Without a day of publication only words such as "earlier" tell."""
        moments = [Moment(h.start, h.end, None) for h in sentence.of("tense.earlier")]
        moments += [Moment(h.start, h.end, 0, published) for h in sentence.of("tense.now")]
        moments += [_ago(h, published) for h in sentence.of("tense.ago")]
        moments += self._ago(passage, sentence, published)
        if published is not None:
            moments += self._dates(passage, sentence, published)
        return _merged(passage, sorted(moments, key=lambda moment: moment.start))

    def _ago(self, passage: Passage, sentence: Sentence, published: date | None) -> Iterator[Moment]:
        """ "Ten days ago": a number and a unit; `published` dates it."""
        for hit in sentence.of("dates.ago"):
            before = _COUNT.search(passage.lower, max(0, hit.start - 14), hit.start)
            word = before.group(1) if before else ""
            number = int(word) if word.isdigit() else self._numerals.get(word, 0)
            if before and 0 < number <= _LONG_AGO:
                days = number * int(hit.value)
                yield Moment(before.start(1), hit.end, days, published - timedelta(days=days) if published else None)

    def _dates(self, passage: Passage, sentence: Sentence, published: date) -> Iterator[Moment]:
        for hit in sentence.of("dates.weekdays"):
            ago = (published.weekday() - int(hit.value)) % 7
            yield Moment(hit.start, hit.end, ago, published - timedelta(days=ago))
        for hit in sentence.of("dates.seasons"):
            day = _latest(None, (2, 5, 8, 11)[int(hit.value)], 0, published)
            if day is not None:
                yield Moment(hit.start, hit.end, (published - day).days, day)
        months = sentence.of("dates.months", "dates.last_month", "dates.same_month")
        used = []
        for hit in months:
            moment = self._month(passage, sentence, hit, published)
            if moment is not None:
                used.append(moment)
                yield moment
        if self._day is None:
            return
        for found in self._day.finditer(passage.lower, sentence.start, sentence.end):
            if any(moment.start <= found.start() < moment.end for moment in used):
                continue
            day = _bare(int(found.group(1)), published)
            if day is not None:
                yield Moment(found.start(), found.end(), (published - day).days, day)

    def _month(self, passage: Passage, sentence: Sentence, hit: Hit, published: date) -> Moment | None:
        month = _month_number(hit, published)
        after = self._after.match(passage.lower, hit.end)
        before = re.search(
            r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|-?\w{1,2})?\s$", passage.lower[max(0, hit.start - 7) : hit.start]
        )
        start, end, number = hit.start, hit.end, 0
        if after and 1 <= int(after.group(1)) <= 31:
            number, end = int(after.group(1)), after.end()
        elif before and 1 <= int(before.group(1)) <= 31:
            number, start = int(before.group(1)), hit.start - len(before.group())
        if not number and any(_beside(passage, early, hit) for early in sentence.of("dates.early")):
            number = _EARLY
        year = _YEAR.match(passage.lower, end)
        if (
            not (number or year or passage.text[hit.start].isupper())
            and passage.lower[hit.start : hit.end] in self._day_needed
        ):
            return None
        day = _latest(int(year.group(1)) if year else None, month, number, published)
        if day is None:
            return None
        return Moment(start, year.end() if year else end, (published - day).days, day, bare=not number)


def _merged(passage: Passage, moments: list[Moment]) -> list[Moment]:
    """Two moments right beside one another are one, the nearer day counts: "last year in October"."""
    merged: list[Moment] = []
    for moment in moments:
        last = merged[-1] if merged else None
        if last is None or last.ago is None or moment.ago is None or not _touch(passage, last, moment):
            merged.append(moment)
            continue
        merged[-1] = replace(_joint(last, moment), start=last.start, end=max(last.end, moment.end))
    return merged


def _joint(one: Moment, two: Moment) -> Moment:
    """The day that two moments side by side mean: the nearer, but "a year ago, on 18 October" is no day just past."""
    nearer, farther = (one, two) if (one.ago or 0) <= (two.ago or 0) else (two, one)
    last_year = (farther.ago or 0) >= _YEAR_AGO and (nearer.ago or 0) < _JUST_PAST and not nearer.bare
    same_month = nearer.bare and nearer.ago == 0 and (farther.ago or 0) >= _YEAR_AGO
    return farther if last_year or same_month else nearer


def _touch(passage: Passage, one: Moment, two: Moment) -> bool:
    return two.start >= one.end and passage.distance(one.end, two.start) <= _TOUCH and two.start - one.end <= _PARTICLE


def _beside(passage: Passage, one: Hit, two: Hit) -> bool:
    return passage.apart(one.start, one.end, two.start, two.end) <= _BOUND


def _ago(hit: Hit, published: date | None) -> Moment:
    days = int(hit.value)
    return Moment(hit.start, hit.end, days, published - timedelta(days=days) if published else None)


def _month_number(hit: Hit, published: date) -> int:
    if hit.kind == "dates.months":
        return int(hit.value) + 1
    if hit.kind == "dates.same_month":
        return published.month
    return (published.month - 2) % 12 + 1


def _latest(year: int | None, month: int, number: int, published: date) -> date | None:
    """The latest such day up to publication; a bare month means its last day, or today within it."""
    guess = year if year is not None else published.year - (month > published.month)
    if number:
        try:
            day = date(guess, month, number)
        except ValueError:
            return None
        return day if day <= published + timedelta(days=1) else (None if year else day.replace(year=guess - 1))
    if (guess, month) == (published.year, published.month):
        return published
    end = date(guess + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end if end <= published else None


def _bare(number: int, published: date) -> date | None:
    """A day without a month: the last day of that number."""
    if not 1 <= number <= 31:
        return None
    day = published
    for _ in range(62):
        if day.day == number:
            return day
        day -= timedelta(days=1)
    return None
