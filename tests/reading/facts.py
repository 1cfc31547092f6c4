"""A claim in a few words, for tables of what a text states."""

from watchers.claims import Claim, Figure, Qualifier, Scope, Tense


def stated(claim: Claim) -> str:
    """As in "killed >=100 part past nis"; what is total and current goes without saying."""
    part = "part" if claim.scope is Scope.PART else ""
    past = "past" if claim.tense is Tense.PAST else ""
    return " ".join(filter(None, (claim.metric.value, _number(claim.figure), part, past, claim.claimant)))


def _number(figure: Figure) -> str:
    if figure.qualifier is Qualifier.AT_LEAST:
        return f">={figure.low}"
    if figure.qualifier is Qualifier.AT_MOST:
        return f"<={figure.high}"
    if figure.qualifier is Qualifier.ABOUT:
        return f"~{figure.low}"
    return f"{figure.low}" if figure.low == figure.high else f"{figure.low}-{figure.high}"
