"""What is learned of passages: known weights are found, no case is judged by what it taught, and all is read back."""

from __future__ import annotations

import tomllib

import numpy as np
from evaluation.passages import MEASURES, Case, Found, found, learn, load_cases, places, table, written
from evaluation.report import UNSEEN

from curbside.engine import Curbside
from curbside.index.reranking import Sought, weights_of

RANDOM = np.random.RandomState(11)
KNOWN = np.linspace(-2.0, 2.0, len(MEASURES))


def made(half: str, count: int) -> list[Found]:
    """Questions of which one passage in ten is right, as weights that are known would have it."""
    cases = []
    for number in range(count):
        rows = RANDOM.normal(size=(10, len(MEASURES)))
        right = np.zeros(10, dtype=bool)
        right[np.argmax(rows @ KNOWN + RANDOM.gumbel(size=10))] = True
        cases.append(Found(Case("starter", f"{half} {number}", ("x",), half), (rows,), right))
    return cases


def test_weights_that_chose_are_found() -> None:
    weights = learn(made("dev", 600))
    assert np.corrcoef(weights, KNOWN)[0, 1] > 0.97


def test_halves_that_are_only_counted_teach_nothing() -> None:
    some = made("dev", 60)
    others = [Found(one.case, tuple(-rows for rows in one.readings), one.right) for one in made("sealed", 60)]
    assert places([*some, *others])[2].tolist() == places(some)[2].tolist()


def test_a_question_is_judged_by_weights_that_others_taught() -> None:
    """A measure that is right by chance on a few questions helps none of them."""
    noise = [Found(one.case, (RANDOM.normal(size=(10, len(MEASURES))),), one.right) for one in made("dev", 40)]
    _, by_others, weights = places(noise)
    by_itself = np.array([one.place(weights) for one in noise])
    assert (by_itself == 0).mean() > (by_others == 0).mean()


def test_a_question_without_a_right_passage_is_never_found() -> None:
    nothing = Found(Case("starter", "q", ("x",), "dev"), (np.ones((3, len(MEASURES))),), np.zeros(3, dtype=bool))
    assert nothing.place(KNOWN) == np.inf
    *_, line = table([nothing], np.array([np.inf]), np.array([0.0]))
    assert line == "| starter, dev | 1 | 0.000 | 0.000 | 0.000 | 1.000 | 1.000 | 1.000 |"


def test_the_weights_are_those_that_search_reads() -> None:
    weights = weights_of(Sought.PASSAGES)
    assert tomllib.loads(written(weights)) == weights
    assert tuple(weights) == MEASURES


def test_cases_of_the_starter_pack_are_found_in_it(starter_library: Curbside) -> None:
    cases = [one for one in load_cases() if one.library == "starter" and one.half not in UNSEEN][:5]
    for case in cases:
        one = found(case, starter_library.library())
        assert one is not None
        assert one.right.any(), case.question
        assert one.readings[0].shape == (len(one.right), len(MEASURES))
