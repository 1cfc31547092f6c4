"""Learn the reader's weights from the labelled passages: `make learn`.

Passages held out (tests/corpus/HELDOUT) are left out. Every number of a passage is an example; its label is the claim
whose anchor holds it. Each question is a logistic regression over the evidence, so every weight can be read.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from tests.reading.aligning import align
from tests.reading.scoring import CORPUS, Claims, Passage, held_out, load
from tests.reading.short_passages import short_passages
from watchers.reading.evidence import Candidate
from watchers.reading.reader import load_reader
from watchers.reading.tongue import Tongue
from watchers.reading.weighing import NOTHING
from watchers.reading.weights import ALWAYS, FOLDER

QUESTIONS = ("metric", "scope", "tense")
_STRENGTH = 0.5  # the inverse of what large weights cost
UNSURE = "unsure"
_LEAST = 4  # hundredths; what weighs less is left out
_RARE = 2  # evidence seen fewer times is left out
Examples = list[tuple[list[str], str]]


def teach(passage: Passage, tongue: Tongue) -> dict[str, Examples]:
    """What one passage teaches on each question."""
    conclusion = tongue.conclude(passage["title"], passage["text"], date.fromisoformat(passage["published"]))
    candidates, evidence = conclusion.candidates, conclusion.evidence
    labels = align(passage["claims"], evidence.text, candidates)
    found: dict[str, Examples] = {question: [] for question in QUESTIONS}
    for index, candidate in enumerate(candidates):
        seen, label = evidence.on_metric(index), labels.get(index)
        again = None if label else repeated(candidate, passage["claims"])
        if again != UNSURE:
            found["metric"].append((seen, label["metric"] if label else again or NOTHING))
        if label:
            found["scope"].append(([*seen, *evidence.on_scope(seen, label["metric"])], label["scope"]))
            found["tense"].append(([*seen, *evidence.on_tense(index, label["metric"])], label["tense"]))
    return found


def repeated(candidate: Candidate, claims: Claims) -> str | None:
    """The metric of a claim that a candidate without a label states once more, UNSURE where it may mean another."""
    number = candidate.number
    metrics = {claim["metric"] for claim in claims if (claim["low"], claim["high"]) == (number.low, number.high)}
    if not metrics:
        return None
    ruled = candidate.claim.metric.value if candidate.claim else None
    return ruled if ruled in metrics else UNSURE


def fit(examples: Examples) -> tuple[list[str], dict[str, list[float]]]:
    """The answers and the weights of each piece of evidence."""
    counts = Counter(name for seen, _ in examples for name in set(seen))
    rows = [{name: 1.0 for name in seen if counts[name] >= _RARE} for seen, _ in examples]
    columns = DictVectorizer()
    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    model.fit(columns.fit_transform(rows), [answer for _, answer in examples])
    weights, bases = model.coef_.T.tolist(), model.intercept_.tolist()
    if len(model.classes_) == 2:
        weights, bases = [[-row[0] / 2, row[0] / 2] for row in weights], [-bases[0] / 2, bases[0] / 2]
    return list(model.classes_), {ALWAYS: bases, **dict(zip(columns.get_feature_names_out(), weights, strict=True))}


def write(question: str, answers: Sequence[str], weights: Mapping[str, Sequence[float]]) -> None:
    """Write the weights of one question in hundredths; evidence that weighs next to nothing is left out."""
    lines = ["\t".join(["", *answers])]
    for name in sorted(weights):
        hundredths = [round(100 * weight) for weight in weights[name]]
        if name == ALWAYS or max(map(abs, hundredths)) >= _LEAST:
            lines.append("\t".join([name, *map(str, hundredths)]))
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{question}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read every passage that is not held out and write the weights."""
    reader = load_reader(CORPUS.parents[1] / "seeds")
    examples: dict[str, Examples] = {question: [] for question in QUESTIONS}
    passages = [p for file in sorted(CORPUS.glob("*.jsonl")) for p in load(file.name) if not held_out(p)]
    for passage in (*passages, *short_passages()):
        for question, found in teach(passage, reader.tongue(passage["lang"])).items():
            examples[question] += found
    for question in QUESTIONS:
        write(question, *fit(examples[question]))
        print(f"{question}: {len(examples[question])} examples")


if __name__ == "__main__":
    main()
