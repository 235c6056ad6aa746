"""The measures themselves, on cases small enough to reckon by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from evaluation.retrieval import gain, ndcg
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


def test_a_report_replaces_only_what_is_between_its_markers(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    path.write_text("before\n<!-- speed -->\nold\n<!-- /speed -->\nafter\n")
    write_report(path, "\n".join(table([("a", "b", "c")])) + "\n")
    text = path.read_text()
    assert text.startswith("before\n<!-- speed -->\n| what |")
    assert text.endswith("| a | b | c |\n<!-- /speed -->\nafter\n")
    assert "old" not in text
