"""Which number of a passage each label means."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.reading.scoring import Claims
from watchers.reading.evidence import Candidate

_EXACT, _NEARLY, _ELSEWHERE, _TAKEN = 0, 1, 3, 4  # how well a number fits a label, the lower the better


def align(claims: Claims, text: str, candidates: Sequence[Candidate]) -> Mapping[int, Mapping[str, Any]]:
    """The label of each candidate that has one, by its place; `text` is lower-cased."""
    labels: dict[int, Mapping[str, Any]] = {}
    for claim in claims:
        words = r"\W*".join(map(re.escape, re.findall(r"\w+", claim["anchor"].lower())))
        spots = [found.span() for found in re.finditer(words, text)]
        fits = []
        for index, candidate in enumerate(candidates):
            number = candidate.number
            inside = any(number.start < end and start < number.end for start, end in spots)
            bounds = {claim["low"], claim["high"]} - {None}
            if (number.low, number.high) == (claim["low"], claim["high"]):
                fit = _EXACT if inside else _ELSEWHERE
            elif inside and bounds & {number.low, number.high}:
                fit = _NEARLY
            else:
                continue
            fit += _TAKEN * (index in labels and labels[index]["metric"] != claim["metric"])
            far = min((abs(number.start - start) for start, _ in spots), default=0)
            fits.append((fit, far, index))
        if fits:
            labels.setdefault(min(fits)[2], claim)
    return labels
