"""One thing that `tollwatch check` looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at and whether it is well; `hint` says what to do when it is not, or what was found."""

    subject: str
    well: bool
    hint: str = ""
