"""The ledger starts from the seed document, and a broken seed file says where it is broken."""

from datetime import date
from pathlib import Path

import pytest

from tests.ledger.court import on
from watchers.claims import Article, Figure, Metric, Qualifier
from watchers.errors import SeedError
from watchers.ledger.baseline import BaselineFigure, load_baseline, start
from watchers.ledger.siblings import sort_of
from watchers.ledger.values import Key, Kind
from watchers.reading.reader import load_reader
from watchers.reading_work import read_article

SEEDS = Path(__file__).parent.parent.parent / "seeds"
DOCUMENT = "2025-01-13-nis-briefing.md"
CLAIMANTS = {"nis", "zelensky", "rok_gov", "none"}
GOOD = """# a comment
[[figure]]
metric = "killed"
high = 300
qualifier = "at_most"
claimant = "nis"
as_of = 2025-01-13
document = "seed.md"
"""


def load(folder: Path, text: str) -> tuple[BaselineFigure, ...]:
    (folder / "seed.md").write_text("told", encoding="utf-8")
    (folder / "baseline.toml").write_text(text, encoding="utf-8")
    return load_baseline(folder, CLAIMANTS)


def test_the_baseline_is_what_the_seed_document_states() -> None:
    baseline = load_baseline(SEEDS, CLAIMANTS)
    assert {(known.metric, known.claimant): known.figure for known in baseline} == {
        (Metric.KILLED, "nis"): Figure(None, 300, Qualifier.AT_MOST),
        (Metric.WOUNDED, "nis"): Figure(2700, 2700, Qualifier.ABOUT),
        (Metric.CASUALTIES, "nis"): Figure(3000, None, Qualifier.AT_LEAST),
        (Metric.CAPTURED, "zelensky"): Figure(2, 2),
        (Metric.DEPLOYED, "rok_gov"): Figure(10000, None, Qualifier.AT_LEAST),
    }
    assert {known.document for known in baseline} == {DOCUMENT}


def test_our_own_reader_finds_exactly_the_baseline_in_the_retold_document() -> None:
    text = (SEEDS / DOCUMENT).read_text(encoding="utf-8")
    article = Article(id="seed", outlet="", text=text, lang="en", published=on("2025-01-13"))
    found = {
        (claim.metric, claim.claimant, claim.figure)
        for claim in read_article(load_reader(SEEDS), article).claims
        if sort_of(claim) is Kind.UP
    }
    assert found == {(known.metric, known.claimant, known.figure) for known in load_baseline(SEEDS, CLAIMANTS)}


def test_the_ledger_starts_with_the_baseline_standing() -> None:
    baseline = load_baseline(SEEDS, CLAIMANTS)
    standing = start(baseline).seen(Key("discord:1", Metric.KILLED, "nis")).standing
    assert standing is not None
    assert (standing.figure.high, standing.as_of, standing.source) == (300, date(2025, 1, 13), DOCUMENT)


@pytest.mark.parametrize(
    ("wrong", "line", "reason"),
    [
        (GOOD.replace("killed", "eaten"), 3, "metric: 'eaten' is none of"),
        (GOOD.replace("high = 300", "high = -1"), 4, "never negative"),
        (GOOD.replace("high = 300", 'high = "300"'), 4, "high: must be a whole number"),
        (GOOD.replace("high = 300", "high = true"), 4, "high: must be a whole number"),
        (GOOD.replace("high = 300", "low = 300"), 4, "low: cannot be given for at_most"),
        (GOOD.replace("high = 300\n", ""), 2, "high: must be given for at_most"),
        (GOOD.replace("at_most", "roughly"), 5, "qualifier: 'roughly' is none of"),
        (GOOD.replace("at_most", "exact").replace("high = 300", "low = 200\nhigh = 300"), 5, "must equal low"),
        (GOOD.replace('"nis"', '"nobody"'), 6, "claimant: nobody is not a claimant"),
        (GOOD.replace("2025-01-13", '"2025-01-13"'), 7, "as_of: must be a date"),
        (GOOD.replace("seed.md", "other.md"), 8, "document: there is no other.md"),
        (GOOD + "colour = 1\n", 9, "colour: is not known here"),
        (GOOD.replace('claimant = "nis"\n', ""), 2, "claimant: is missing"),
        (GOOD + GOOD, 14, "claimant: nis already has a figure for killed"),
        ("figure = 1", 1, "must hold"),
        ("[other]\n", 1, "must hold"),
    ],
)
def test_a_malformed_baseline_names_file_line_and_reason(tmp_path: Path, wrong: str, line: int, reason: str) -> None:
    with pytest.raises(SeedError) as raised:
        load(tmp_path, wrong)
    assert f"baseline.toml:{line}: " in str(raised.value)
    assert reason in str(raised.value)
    assert raised.value.hint


@pytest.mark.parametrize("text", ["metric = ", "[[figure", "metric = 1\n??"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(SeedError, match=r"baseline\.toml: .*line [12]"):
        load(tmp_path, text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"baseline\.toml cannot be read"):
        load_baseline(tmp_path, CLAIMANTS)
