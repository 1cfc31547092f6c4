"""The weights: what evidence adds up to, what is said of it, and what a wrong file is told."""

from datetime import date
from pathlib import Path

import pytest

from tests.reading.aligning import align
from tests.reading.scoring import CORPUS, load
from watchers.errors import SeedError
from watchers.reading.reader import Reader
from watchers.reading.weights import Weights, joined, load_weights

FRUIT = Weights(("apple", "pear"), {"*": (10, 0), "red": (200, -100), "long": (-150, 150), "sweet": (5, 5)})


def test_every_piece_of_evidence_counts_once_and_unknown_ones_nothing() -> None:
    assert FRUIT.sums(["red", "red", "unheard of"]) == (210, -100)
    assert FRUIT.best(FRUIT.sums(["long"])) == "pear"


def test_shares_are_shares() -> None:
    shares = FRUIT.shares(FRUIT.sums(["red"]))
    assert shares["apple"] == pytest.approx(1 - shares["pear"])
    assert shares["apple"] > 0.9


def test_reasons_name_the_loudest_evidence_first_and_only_what_speaks_for_the_answer() -> None:
    assert FRUIT.reasons(["sweet", "red", "long"], "apple", "pear") == ["red"]


def test_joined_weights_give_every_question_what_it_had() -> None:
    shape = Weights(("round", "oblong", "flat"), {"*": (0, 0, 1), "long": (-9, 9, 0)})
    both = joined((FRUIT, shape))
    assert both.sums(["red", "long"]) == (*FRUIT.sums(["red", "long"]), *shape.sums(["red", "long"]))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\tyes\tno\n*\t1\t0\nnear\t3\n", "weights.tsv:3: a name and 2 whole numbers are needed"),
        ("\tyes\tno\n*\t1\t0\nnear\t3\t1.5\n", "weights.tsv:3: a name and 2 whole numbers are needed"),
        ("\tyes\tno\nnear\t3\t1\n", r"the line for \* is missing"),
        ("", "is empty"),
    ],
)
def test_a_wrong_file_of_weights_is_named_with_the_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "weights.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(SeedError, match=said):
        load_weights("weights", tmp_path)


def test_a_missing_file_of_weights_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot be read"):
        load_weights("weights", tmp_path)


def test_nearly_every_label_belongs_to_a_number_that_is_found(reader: Reader) -> None:
    wanted = found = 0
    for file in CORPUS.glob("dev-*.jsonl"):
        for passage in load(file.name):
            tongue = reader.tongue(passage["lang"])
            conclusion = tongue.conclude(passage["title"], passage["text"], date.fromisoformat(passage["published"]))
            wanted += len(passage["claims"])
            found += len(align(passage["claims"], conclusion.evidence.text, conclusion.candidates))
    assert found >= 0.98 * wanted


def test_a_decision_against_the_rules_says_what_weighed(reader: Reader) -> None:
    overruled = []
    for file in CORPUS.glob("more-*.jsonl"):
        for passage in load(file.name):
            claims = reader.read(
                passage["text"], title=passage["title"], published=date.fromisoformat(passage["published"])
            )
            overruled += [words for claim in claims for words in claim.why.values() if words.startswith("weighed")]
    assert overruled
    assert all(words.removeprefix("weighed against ").partition(": ")[2] for words in overruled)
