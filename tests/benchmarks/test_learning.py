"""What is learned from cases: the regressions find weights that are known, and the tables can be read back."""

from __future__ import annotations

import re
import tomllib

import numpy as np
from evaluation.learning import (
    RIDGE_ANSWERED,
    RISKED,
    Measured,
    Weights,
    conditional_logit,
    learn,
    learn_use,
    likelihood,
    logistic,
    risk,
    use_cross_validated,
    written,
)
from evaluation.usefulness import JudgedStatement

from curbside.answer.usefulness import LEADS

RANDOM = np.random.RandomState(7)


def questions(count: int, weights: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    made = []
    for _ in range(count):
        rows = RANDOM.normal(size=(12, len(weights))) * [1.0, 10.0, 1.0]
        right = np.zeros(12, dtype=bool)
        right[np.argmax(rows @ weights + RANDOM.gumbel(size=12))] = True
        made.append((rows, right))
    return made


def test_a_conditional_logit_finds_the_weights_that_chose() -> None:
    known = np.array([2.0, -0.1, 0.0])
    fitted = conditional_logit(["a", "b", "c"], questions(600, known), [1.0] * 600)
    found = fitted.table()
    assert abs(found["a"] - 2.0) < 0.4
    assert abs(found["b"] + 0.1) < 0.04
    assert abs(found["c"]) < 0.25


def test_no_weights_beside_those_found_make_the_cases_likelier() -> None:
    """Several are right in each, some of them unlikely: a whole step of Newton's may overshoot there."""
    made = []
    for rows, right in questions(200, np.array([6.0, -0.4, 0.1])):
        made.append((rows, right | (RANDOM.random(12) < 0.2)))
    fitted = conditional_logit("abc", made, [1.0] * 200)
    standard = [((rows - fitted.mean) / fitted.spread, right, 1.0) for rows, right in made]
    best = likelihood(standard, fitted.weights)
    assert best > likelihood(standard, np.zeros(3))
    for step in (*np.eye(3), *-np.eye(3)):
        assert likelihood(standard, fitted.weights + 0.05 * step) <= best


def test_a_question_without_a_right_statement_teaches_nothing() -> None:
    made = questions(50, np.array([2.0, -0.1, 0.0]))
    blank = (np.full((12, 3), 99.0), np.zeros(12, dtype=bool))
    counted = [1.0] * len(made)
    taught = conditional_logit("abc", [*made, blank], [*counted, 1.0])
    assert conditional_logit("abc", made, counted).table() == taught.table()


def test_a_question_counts_as_much_as_is_said() -> None:
    some, others = questions(50, np.array([2.0, 0.0, 0.0])), questions(50, np.array([-2.0, 0.0, 0.0]))
    ones, nothing = [1.0] * 50, [0.0] * 50
    assert conditional_logit("abc", [*some, *others], [*ones, *nothing]).table()["a"] > 0.5
    assert conditional_logit("abc", [*some, *others], [*nothing, *ones]).table()["a"] < -0.5


def test_a_logistic_regression_tells_what_is_answered() -> None:
    rows = RANDOM.normal(size=(600, 2))
    answered = rows[:, 0] * 3 + RANDOM.logistic(size=600) > 1.0
    fitted = logistic(["a", "b"], rows, answered, RIDGE_ANSWERED)
    assert np.mean((fitted.of(rows) >= 0) == answered) > 0.8
    assert abs(fitted.table()["b"]) < 0.4 < fitted.table()["a"]


def test_tables_say_the_same_as_what_was_fitted() -> None:
    rows = RANDOM.normal(size=(50, 2)) * 5 + 3
    fitted = logistic(["a", "b"], rows, rows[:, 0] > 3, RIDGE_ANSWERED)
    table = fitted.table(0.5)
    told = rows[:, 0] * table["a"] + rows[:, 1] * table["b"] + table["constant"]
    assert np.allclose(told, fitted.of(rows) - 0.5)


def case(answered: bool, good: int) -> Measured:
    rows = [{"x": float(place == good) + RANDOM.normal() * 0.1, "y": RANDOM.normal()} for place in range(6)]
    rows = [{**row, "x": row["x"] * answered} for row in rows]
    asked = {"parts asked": 1.0, "words asked": 4.0, "answered by rule": 0.0, "large": 0.0}
    told = [{**row, **asked} for row in rows]
    right = [place == good and answered for place in range(6)]
    return Measured("?", "dev", "starter", answered, False, rows, told, right, [True] * 6)


def test_what_is_learned_leads_with_what_is_right_and_is_silent_where_nothing_is() -> None:
    cases = [case(number % 2 == 0, number % 6) for number in range(80)]
    weights = learn(cases)
    held = [one for one in cases if one.answered]
    assert np.mean([one.right[weights.best(one)] for one in held]) > 0.9
    likelihoods = np.array([weights.likelihood(one) for one in cases])
    answered = np.array([one.answered for one in cases])
    at = risk(likelihoods, answered)
    assert np.mean(likelihoods[answered] > at) > 0.9
    assert np.mean(likelihoods[~answered] > at) < RISKED + 0.05
    read = tomllib.loads(written(weights, at, learn_use(judged(60))))
    assert set(read) == {"nearness", "directness", "answered", "useful"}
    assert isinstance(weights, Weights)


def judged(count: int) -> list[JudgedStatement]:
    """Statements of which those with a large `x` are of use, three to a question."""
    made = []
    for number in range(count):
        x = RANDOM.normal()
        measures = {"x": x * 9.0, "y": RANDOM.normal(), LEADS: float(number % 3 == 0)}
        made.append(JudgedStatement(f"{number // 3}?", "starter", x > 0.0, measures))
    return made


def test_what_is_of_use_is_told_by_what_readers_judged() -> None:
    statements = judged(900)
    fitted = learn_use(statements)
    rows = np.array([list(one.measures.values()) for one in statements])
    assert np.mean((fitted.of(rows) > 0.0) == np.array([one.of_use for one in statements])) > 0.95
    first, at_once, on_request, left_out, sure, in_doubt = use_cross_validated(statements)
    assert first.startswith("900 judged statements of 300 questions")
    assert (at_once[:12], on_request[:11], left_out[:9]) == ("shown first:", "on request:", "left out:")
    leading = [int(re.search(r": (\d+),", line)[1]) for line in (sure, in_doubt)]
    assert sum(leading) == 300 and min(leading) > 100


def test_a_group_that_counts_more_moves_the_weights() -> None:
    rows = np.repeat([[1.0], [0.0]], 100, axis=0)
    holds = np.arange(200) % 4 == 0
    even = logistic(["a"], rows, holds, RIDGE_ANSWERED)
    much = logistic(["a"], rows, holds, RIDGE_ANSWERED, np.where(holds, 3.0, 1.0))
    assert abs(float(even.of(rows)[0]) - np.log(1 / 3)) < 0.05
    assert abs(float(much.of(rows)[0])) < 0.05
