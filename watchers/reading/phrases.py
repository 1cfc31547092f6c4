"""The noun phrase of a number: what it counts, as far as the words right beside it say so."""

from dataclasses import dataclass

from watchers.reading.numbers import Number
from watchers.reading.passage import Passage, Sentence
from watchers.reading.patterns import Hit

OURS, RIVAL, MIXED, UNKNOWN = "ours", "rival", "mixed", ""
_REACH_RIGHT, _REACH_FEW = 4.2, 3.2
_FEW = 20  # so few are counted right beside their noun
_REACH_COUNTED = 2.2
_REACH_OTHERS = 1.1
_REACH_LEFT = 2.6
_REACH_OWNER = 1.1
_PREPOSITION = 2  # letters of a word behind which a place is named, no unit
_REACH_RANK = {"people.heads": 2.2, "people.soldiers": 0.1}
_BESIDE = 0.3
_WRITTEN = 4  # characters that hold an "and" written onto a counter
_TWO = 2
_APPOSED, _ALL = 60, 14  # characters of an insertion, and up to "of them" in it
_STOPS = frozenset(',;:.!?()–\n"')
_HEADS = (
    "people.soldiers",
    "people.pronouns",
    "people.heads",
    "people.ranks",
    "side.subject.people",
    "side.rival.people",
    "side.rival.bystanders",
)
_NAMES = ("side.subject.adjectives", "side.rival.adjectives", "side.subject.actors")
_OWNERS = ("side.subject.actors", "side.subject.people", "side.subject.adjectives", "side.rival.actors")
_LEADING = ("people.ranks", "people.pronouns")  # stand before any number: "sappers among them: a thousand"
_UNITS = "numbers.never.after"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`head` is the noun that is counted, `side` whose people it says they are, `unit` that no people are counted."""

    start: int
    end: int
    head: Hit | None = None
    side: str = UNKNOWN
    unit: bool = False
    owner: str = ""

    @property
    def is_share(self) -> bool:
        """Whether it counts some of those counted before."""
        return self.head is not None and self.head.kind == "people.pronouns"

    @property
    def is_rank(self) -> bool:
        """Whether it counts a sub-group such as officers or sappers."""
        return self.head is not None and self.head.kind == "people.ranks"


def read_phrase(passage: Passage, sentence: Sentence, number: Number, both: frozenset[str]) -> Phrase:
    """Read the words around `number`, to the right first; to the left too where a counter stands beside it."""
    if number.counted and passage.between(number.end, number.end + _WRITTEN).split(" ")[0] in both - {","}:
        right = Phrase(number.start, number.end)  # "N명과": the noun behind is of the next number
    else:
        right = _read_apposed(passage, sentence, number) or _read_right(passage, sentence, number)
    if right.head is not None or right.unit:
        return right
    left = _read_equated(passage, sentence, number) or _read_left(passage, sentence, number)
    equated = left is not None and left.head is not None and _is_equated(passage, left.head.end, number)
    sized = left is not None and left.head is not None and _is_sized(passage, sentence, left.head, number)
    if left is None or not (
        number.counted or number.turned or equated or sized or left.head is None or left.head.kind in _LEADING
    ):
        return right
    return left if left.side or not right.side else right


def _is_sized(passage: Passage, sentence: Sentence, head: Hit, number: Number) -> bool:
    """Whether soldiers stand before their number with a word for their size between: "a contingent of 12,000"."""
    return head.kind == "people.soldiers" and any(
        hit.start == head.end + 1 and hit.end <= number.left and passage.distance(hit.end, number.left) <= _BESIDE
        for hit in sentence.of("people.sized")
    )


def _read_right(passage: Passage, sentence: Sentence, number: Number) -> Phrase:
    limit = next((other.start for other in sentence.numbers if other.start >= number.end), sentence.end)
    sides: list[Hit] = []
    for hit in sentence.of(*_HEADS, *_NAMES, _UNITS):
        if hit.start < number.end or hit.end > limit:
            continue
        cost = passage.distance(number.end, hit.start)
        between = passage.between(number.end, hit.start).rstrip(".").removeprefix('"')
        if number.counted and _is_of_next(hit, cost):
            break
        if cost > _reach(number) or _STOPS & set(between):
            break
        if hit.kind == _UNITS and (between.strip() in passage.light or _is_rate(sentence, number, hit)):
            continue  # "92 a day" is a rate
        if hit.kind == _UNITS:
            near = cost <= 1.0 and between.count(" ") <= 2 and not _does(sentence, number.end, hit.start)
            near = near and not any(len(word) <= _PREPOSITION and word.isalpha() for word in between.split())
            if near and not _heads_at(sentence, hit) and not number.counted:
                return Phrase(number.start, hit.end, hit, unit=True)
        elif hit.kind in _NAMES:
            sides.append(hit)
        else:
            thing = _thing_of(sentence, hit)
            if thing is not None:
                return Phrase(number.start, thing.end, thing, unit=True)
            return _owned(passage, sentence, number, _rank_of(passage, sentence, number, hit), sides)
    beside = [side for side in sides if passage.distance(number.end, side.start) <= _BESIDE]
    return Phrase(number.start, number.end, None, _side_of(beside))


def _is_of_next(hit: Hit, cost: float) -> bool:
    """Whether a noun behind a counter is not what it counts: "… of them", or others behind more than a particle."""
    return hit.kind == "people.pronouns" or (hit.kind == "side.rival.people" and cost > _REACH_OTHERS)


def _read_apposed(passage: Passage, sentence: Sentence, number: Number) -> Phrase | None:
    """ "Some 1,000, all of them sappers, have …": the noun stands in an insertion between two commas."""
    close = passage.lower.find(",", number.end + 1, number.end + _APPOSED)
    if not passage.lower.startswith(", ", number.end) or close < 0:
        return None
    if any(number.end <= other.start < close for other in sentence.numbers):
        return None
    pronouns = [h for h in sentence.of("people.pronouns") if number.end < h.start <= number.end + _ALL]
    nouns = [h for h in sentence.of(*_HEADS) if pronouns and pronouns[0].end < h.start and h.end <= close]
    if not nouns:
        return None
    rank = next((noun for noun in nouns if noun.kind == "people.ranks"), nouns[0])
    sides = [hit for hit in sentence.of(*_NAMES) if pronouns[0].end < hit.start < close] + nouns
    return Phrase(number.start, close + 1, rank, _side_of(sides))


def _is_equated(passage: Passage, end: int, number: Number) -> bool:
    """Whether only a dash stands between people and their number."""
    return passage.between(end, number.left) in (" – ", " - ")


def _read_equated(passage: Passage, sentence: Sentence, number: Number) -> Phrase | None:
    """ "The contingent – about 10,000": what a dash equates with a number is what it counts."""
    floor = max((other.end for other in sentence.numbers if other.end <= number.start), default=sentence.start)
    for hit in reversed(sentence.of("people.soldiers", "side.subject.people")):
        if floor <= hit.start and hit.end < number.left and _is_equated(passage, hit.end, number):
            sides = [name for name in sentence.of(*_NAMES) if name.end <= hit.start and hit.start - name.end <= _TWO]
            sides += [hit] if hit.kind.startswith("side.") else []
            start = min([hit.start, *(side.start for side in sides)])
            return Phrase(start, number.end, hit, _side_of(sides), owner=passage.text[start : hit.end])
    return None


def _thing_of(sentence: Sentence, head: Hit) -> Hit | None:
    """ "Two military units", "infantry brigades": a noun of soldiers right before a thing only says whose it is."""
    if head.kind != "people.soldiers":
        return None
    return next((u for u in sentence.of(_UNITS) if u.start == head.end + 1 and not _heads_at(sentence, u)), None)


def _does(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a verb stands between a number and a unit: "1,000 more clear mines" counts no mines."""
    return any(start < verb.start < end for verb in sentence.of("metrics.deployed", "metrics.planned"))


def _is_rate(sentence: Sentence, number: Number, unit: Hit) -> bool:
    """Whether a unit only says in which time so many are lost."""
    return any(w.start == number.end + 1 and w.start < unit.start < w.end for w in sentence.of("scope.window"))


def _reach(number: Number) -> float:
    """How far to the right a noun may stand; not far where a counter has said already that people are counted."""
    if number.counted:
        return _REACH_COUNTED
    return _REACH_RIGHT if number.size >= _FEW else _REACH_FEW


def _heads_at(sentence: Sentence, unit: Hit) -> bool:
    return any(head.start <= unit.start and head.end >= unit.end for head in sentence.of(*_HEADS))


def _rank_of(passage: Passage, sentence: Sentence, number: Number, head: Hit) -> Hit:
    """ "Men of the construction corps" are of the corps, and "builders, 5,000 people in all" are builders."""
    if head.kind not in _REACH_RANK:
        return head
    for rank in sentence.of("people.ranks"):
        if rank.end <= number.left and passage.distance(rank.end, number.left) <= _REACH_RANK[head.kind]:
            return Hit(head.start, head.end, rank.kind, rank.value)
        near = rank.start >= head.end and passage.distance(head.end, rank.start) <= _REACH_RANK[head.kind]
        if near and not _STOPS & set(passage.between(head.end, rank.start)):
            return Hit(head.start, rank.end, rank.kind, rank.value)
    return head


def _owned(passage: Passage, sentence: Sentence, number: Number, head: Hit, sides: list[Hit]) -> Phrase:
    """A phrase with its head, and the owner named after the head: "soldiers from …", "troops of …"."""
    if head.kind.startswith("side."):
        sides = [*sides, head]
    end = head.end
    if not sides:
        for hit in sentence.of(*_OWNERS):
            if hit.start < end or _STOPS & set(passage.between(end, hit.start)):
                continue
            reach = 0.0 if hit.kind == "side.rival.actors" else _REACH_OWNER
            if passage.distance(end, hit.start) <= reach:
                sides, end = [hit], hit.end
            break
    owner = passage.text[sides[-1].start : sides[-1].end] if sides else ""
    return Phrase(number.start, end, head, _side_of(sides), owner=owner)


def _read_left(passage: Passage, sentence: Sentence, number: Number) -> Phrase | None:
    floor = max((other.end for other in sentence.numbers if other.end <= number.start), default=sentence.start)
    for hit in reversed(sentence.of(*_HEADS)):
        if hit.end > number.left or hit.start < floor:
            continue
        between = passage.between(hit.end, number.start)
        if hit.kind == "side.rival.bystanders" and passage.distance(hit.end, number.left) > _BESIDE:
            continue
        inserted = hit.kind == "people.ranks" and _is_inserted(passage, hit, number)
        if not inserted and (passage.distance(hit.end, number.left) > _REACH_LEFT or _STOPS & set(between)):
            return None
        if hit.kind == "people.pronouns" and _follows_rank(sentence, hit):
            continue
        sides = [name for name in sentence.of(*_NAMES) if name.end <= hit.start and hit.start - name.end <= 2]
        if hit.kind.startswith("side."):
            sides = [hit]
        start = min([hit.start, *(side.start for side in sides)])
        return Phrase(start, number.end, hit, _side_of(sides), owner=passage.text[start : hit.end])
    return None


def _is_inserted(passage: Passage, hit: Hit, number: Number) -> bool:
    """Whether a number stands between two commas behind its noun: "engineers for the region, 6,000, …"."""
    between = passage.between(hit.end, number.left).rstrip()
    closed = passage.lower.startswith(",", number.end) and between.endswith(",")
    near = passage.distance(hit.end, number.left) <= _REACH_RIGHT
    return closed and near and not _STOPS & set(between[:-1])


def _follows_rank(sentence: Sentence, pronoun: Hit) -> bool:
    """ "Sappers among them: a thousand" counts sappers."""
    return any(rank.end <= pronoun.start <= rank.end + 1 for rank in sentence.of("people.ranks"))


def _side_of(sides: list[Hit]) -> str:
    ours = any(side.kind.startswith("side.subject") for side in sides)
    rival = any(side.kind.startswith("side.rival") for side in sides)
    if ours and rival:
        return MIXED
    return OURS if ours else RIVAL if rival else UNKNOWN
