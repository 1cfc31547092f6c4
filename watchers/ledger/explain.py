"""What became of an article or a change, stage by stage, as lines for people."""

from collections.abc import Iterable, Sequence

from watchers.claims import Claim
from watchers.ledger.reasons import figure_words
from watchers.ledger.state import Step, Telling

TOLD = {Telling.POST: "an alert is posted", Telling.EDIT: "its alert is edited", Telling.NOTHING: "no alert"}


def explain_claims(claims: Sequence[Claim]) -> list[str]:
    """Say which claims were read, each with its sentence and what decided its fields."""
    lines = []
    for claim in claims:
        figure = figure_words(claim.figure)
        lines.append(f"read: {claim.metric}, {figure}, {claim.scope}, {claim.tense}, credited to {claim.claimant}")
        if claim.evidence:
            lines.append(f"  from: {claim.evidence}")
        lines.extend(f"  {field}: {why}" for field, why in claim.why.items())
    return lines or ["read: no claim"]


def explain_steps(steps: Iterable[Step]) -> list[str]:
    """Say what the judge did, step by step: in which layer, by which rule, why, and what was told."""
    return [_line(step) for step in steps] or ["judged: nothing"]


def _line(step: Step) -> str:
    place = f" in {step.key.layer}" if step.key.layer else ""
    who = f" by {step.author}" if step.author else f" from {step.outlet}" if step.outlet else ""
    what = f"{step.key.metric} {figure_words(step.figure)}, {step.key.claimant}"
    change = f" (change {step.change})" if step.change else ""
    told = (
        "; told in the catch-up card" if step.caught_up and step.telling is Telling.POST else f"; {TOLD[step.telling]}"
    )
    head = f"{step.at:%Y-%m-%d %H:%M} rule {step.rule}, {step.kind}{place}{who}: {what}{change}"
    return f"{head}: {step.explanation.rstrip('.')}{told}."
