"""The measures themselves, on cases small enough to reckon by hand."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from evaluation.abstracts import Abstract, write_records
from evaluation.baselines import Baseline
from evaluation.retrieval import difference, gain, interval, ndcg, place_of
from evaluation.speed import table, write_report

JUDGED = {"excellent": 4, "good": 3, "related": 2, "wrong": 1}


def test_gains_grow_with_the_judgment() -> None:
    assert [gain(judgment) for judgment in (1, 2, 3, 4)] == [0, 1, 3, 7]


def test_the_ideal_ranking_scores_one() -> None:
    assert ndcg(JUDGED, ["excellent", "good", "related"], condensed=False) == pytest.approx(1.0)


def test_unjudged_records_count_as_wrong_unless_the_ranking_is_condensed() -> None:
    ranking = ["nobody looked", "excellent", "good", "related"]
    best = 7 + 3 / math.log2(3) + 1 / 2
    shifted = 7 / math.log2(3) + 3 / 2 + 1 / math.log2(5)
    assert ndcg(JUDGED, ranking, condensed=False) == pytest.approx(shifted / best)
    assert ndcg(JUDGED, ranking, condensed=True) == pytest.approx(1.0)


def test_what_is_found_past_the_tenth_place_does_not_count() -> None:
    assert ndcg(JUDGED, ["x"] * 10 + ["excellent"], condensed=False) == 0


def test_a_difference_is_paired_and_its_interval_is_the_same_each_time() -> None:
    ours, theirs = [0.9, 0.5, 0.7, 0.2], [0.8, 0.4, 0.6, 0.1]
    assert difference(ours, theirs) == "+0.100 (+0.100 to +0.100)"
    spread = np.array([0.3, -0.1, 0.2, 0.0])
    low, high = interval(spread)
    assert low < spread.mean() < high
    assert (low, high) == interval(spread)


def test_an_abstract_that_is_not_found_has_no_place() -> None:
    assert place_of("b", ["a", "b"]) == 2
    assert place_of("c", ["a", "b"]) == math.inf


def test_an_abstract_is_written_without_its_question(tmp_path: Path) -> None:
    path = write_records([Abstract("pmid-1", "What was found.", "What was asked?")], tmp_path / "some.jsonl")
    assert "asked" not in path.read_text()


def test_bm25_prefers_the_rare_term_and_fusion_takes_both_lists() -> None:
    records = {"a": "liver liver", "b": "insulinoma of the liver", "c": "bone"}
    baseline = Baseline(records, ["insulinoma liver"])
    scores = baseline.bm25("insulinoma liver").tolist()
    assert scores[1] > scores[0] > scores[2] == 0
    assert baseline.fused_with("insulinoma liver", np.array([0.1, 0.9, 0.5])) == ["b", "a", "c"]


def test_a_report_replaces_only_what_is_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    path.write_text("before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n")
    write_report(path, "\n".join(table([("a", "b", "c")])) + "\n")
    text = path.read_text()
    assert text.startswith("before\n<!-- speed -->\n| what |")
    assert text.endswith("| a | b | c |\n<!-- /speed -->\nafter\n")
    assert "old" not in text
