"""Learn what each measure of a statement says, from the development cases, and write `answer/learned.toml`.

    python -m evaluation.learning [--library MEDQUAD] [--measured FILE] [--write]

Four tables. `nearness` and `directness`: which statement of those found answers, a conditional logit over the
statements of each question (McFadden 1974), where a statement is right if it carries what `first` of its case asks for;
a question has several right ones, and the likeliest of them counts (the sum of their chances). `answered`: whether the
most direct statement answers at all, a logistic regression over questions that their library can and cannot answer.
`useful`: whether a statement is of use to who asked, a logistic regression over statements that readers judged one by
one (`on_topic.jsonl`). All are ridge regressions of standardised measures. What is printed is five-fold
cross-validation by question, so that no question is judged by weights that were learned from it; the frozen and sealed
cases are never read here, and what learning.jsonl holds is read nowhere else.
`--measured` keeps what was measured, or reads it; `--write` writes the weights of all development cases.
"""

from __future__ import annotations

import argparse
import pickle
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from curbside import Curbside
from curbside.answer import understood
from curbside.answer.candidates import LOOKED_AT, candidates
from curbside.answer.directness import BRIEF, by_brevity
from curbside.answer.fit import Fit
from curbside.answer.learned import CONSTANT, Learned
from curbside.answer.likeliest import LARGE, LOOKED_INTO, by_size, judged, unchosen
from curbside.answer.nearness import Asked, nearness
from curbside.answer.retrieve import preceding, retrieve
from curbside.answer.select import choices
from curbside.answer.shorthand import written_out
from curbside.answer.usefulness import FOLDED_BELOW, LEADS, LEFT_OUT_BELOW
from curbside.index.library import Library
from evaluation.libraries import MEDQUAD, STARTER
from evaluation.reading import carries
from evaluation.report import UNSEEN, read_cases, starter_library
from evaluation.usefulness import JudgedStatement, judged_statements

Floats = npt.NDArray[np.float64]

OUTPUT = Path(__file__).parents[1] / "src" / "curbside" / "answer" / "learned.toml"
FILES = ("answers.jsonl", "silence.jsonl", "learning.jsonl")
FOLDS = 5
# The ridges: of the two conditional logits, and of the logistic regression.
RIDGE = 20.0
RIDGE_ANSWERED = 20.0
RIDGE_USEFUL = 150.0
# What was written to learn from asks for details, which are not what is mostly asked: it counts less than what else is.
COUNTED = {"learning": 0.5}
# The share of the questions that the library does not hold of which an answer is risked.
RISKED = 0.09
_STEPS = 40
# A step by which no weight of a standardised measure changes more than this is the last.
_SMALL = 1e-4


@dataclass
class Measured:
    """A question, and of every statement that may answer: its measures and whether it is right, in the order found."""

    question: str
    half: str
    library: str
    answered: bool
    by_rule: bool
    near: list[dict[str, float]] = field(default_factory=list)
    judged: list[dict[str, float]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    may_lead: list[bool] = field(default_factory=list)


def measured(library: Library, case: Mapping[str, object]) -> Measured:
    """All that is measured of the statements found for a case."""
    text = str(case["question"])
    question, _ = understood(text, written_out(text), library)
    hits = retrieve(question, library)
    among = candidates(question, hits, preceding(hits, library))
    by_rule = choices(question, among)
    result = Measured(
        text,
        str(case["half"]),
        str(case.get("library", STARTER)),
        bool(case.get("answered", True)),
        bool(by_rule),
    )
    asked = Asked(question)
    leading = {one.candidate.order: one for one in by_rule if one.fit > Fit.CONTEXT}
    first = case.get("first")
    for one in among:
        chosen = leading.get(one.order)
        if chosen is None and one.place >= LOOKED_AT:
            continue
        near = nearness(asked, one)
        found = judged(asked, chosen or unchosen(one), near, chosen is not None, bool(by_rule))
        result.near.append(near)
        result.judged.append(dict(found.measures))
        result.right.append(first is not None and carries(f"{one.caption} {one.text}", tuple(first)))  # type: ignore[arg-type]
        result.may_lead.append(found.evidence.may_lead)
    return result


def measured_cases(medquad: Path | None) -> Iterator[Measured]:
    """All development cases of answers and silence, measured; those of MedQuAD if there is a library of it."""
    cases = [case for name in FILES for case in read_cases(name) if case["half"] not in UNSEEN]
    with starter_library() as curbside:
        for case in cases:
            if case.get("library", STARTER) == STARTER:
                yield measured(curbside.library(), case)
    if medquad is not None:
        with Curbside(medquad, empty=True) as curbside:
            for case in cases:
                if case.get("library", STARTER) == MEDQUAD:
                    yield measured(curbside.library(), case)


# -- regressions


@dataclass(frozen=True)
class Fitted:
    """Weights of standardised measures."""

    names: tuple[str, ...]
    mean: Floats
    spread: Floats
    weights: Floats
    constant: float = 0.0

    def of(self, rows: Floats) -> Floats:
        """The logit of each row of measures."""
        result: Floats = (rows - self.mean) / self.spread @ self.weights + self.constant
        return result

    def table(self, shift: float = 0.0) -> dict[str, float]:
        """The weights of measures as they stand; what says nothing is left out."""
        raw = self.weights / self.spread
        constant = self.constant - float(self.mean @ raw) - shift
        return {CONSTANT: constant, **{n: float(w) for n, w in zip(self.names, raw, strict=True) if abs(w) > 1e-9}}


def conditional_logit(
    names: Sequence[str], questions: Sequence[tuple[Floats, npt.NDArray[np.bool_]]], counted: Sequence[float]
) -> Fitted:
    """Weights under which right statements are chosen among those of their question, each counted as much as is said.

    By majorisation: which of several right statements counts is weighed anew in each step, which is then one of
    Newton's, halved as often as it would make the cases less likely.
    """
    usable = [(*one, much) for one, much in zip(questions, counted, strict=True) if one[1].any() and not one[1].all()]
    every = np.concatenate([rows for rows, _, _ in usable])
    mean, spread = every.mean(axis=0), every.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    standard = [((rows - mean) / spread, right, much) for rows, right, much in usable]
    weights = np.zeros(len(names))
    likely = likelihood(standard, weights)
    for _ in range(_STEPS):
        gradient, curvature = -RIDGE * weights, RIDGE * np.eye(len(names))
        for rows, right, much in standard:
            logits = rows @ weights
            chance = _chances(logits)
            # Among the right ones alone, of which all may be so unlikely that their chances come out as nothing.
            of_right = _chances(np.where(right, logits, -np.inf))
            gradient += much * ((of_right - chance) @ rows)
            centred = rows - chance @ rows
            curvature += much * ((centred * chance[:, None]).T @ centred)
        step = np.linalg.solve(curvature, gradient)
        stepped = likelihood(standard, weights + step)
        while stepped < likely and np.abs(step).max() >= _SMALL:
            step /= 2
            stepped = likelihood(standard, weights + step)
        weights, likely = weights + step, stepped
        if np.abs(step).max() < _SMALL:
            break
    return Fitted(tuple(names), mean, spread, weights)


def likelihood(questions: Sequence[tuple[Floats, npt.NDArray[np.bool_], float]], weights: Floats) -> float:
    """The logarithm of how likely the right statements are to be chosen, less the ridge."""
    total = -RIDGE / 2 * float(weights @ weights)
    for rows, right, much in questions:
        logits = rows @ weights
        total += much * float(np.logaddexp.reduce(logits[right]) - np.logaddexp.reduce(logits))
    return total


def logistic(
    names: Sequence[str], rows: Floats, holds: npt.NDArray[np.bool_], ridge: float, counted: Floats | None = None
) -> Fitted:
    """Weights that tell rows of which something holds from the others; each counts once, or as much as is said."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    standard = np.column_stack([(rows - mean) / spread, np.ones(len(rows))])
    much = np.ones(len(rows)) if counted is None else counted
    penalty = ridge * np.diag([*np.ones(len(names)), 0.0])
    weights = np.zeros(len(names) + 1)
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-standard @ weights))
        gradient = standard.T @ (much * (holds - chance)) - penalty @ weights
        curvature = (standard * (much * chance * (1 - chance))[:, None]).T @ standard + penalty
        step = np.linalg.solve(curvature, gradient)
        weights = weights + step
        if np.abs(step).max() < 1e-6:
            break
    return Fitted(tuple(names), mean, spread, weights[:-1], float(weights[-1]))


def _evenly(groups: Sequence[Hashable]) -> Floats:
    """How much each of several counts, so that its group does as much as any other."""
    sizes = Counter(groups)
    return np.array([len(groups) / (len(sizes) * sizes[one]) for one in groups])


def _chances(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max())
    result: Floats = raised / raised.sum()
    return result


# -- learning and cross-validation


@dataclass(frozen=True)
class Weights:
    """The three tables; an answer is given where the last, less `risk`, is not negative."""

    nearness: Fitted
    directness: Fitted
    answered: Fitted

    def best(self, one: Measured) -> int:
        """The statement that leads, of the nearest that may."""
        near = np.argsort(-self.nearness.of(_rows(one.near, self.nearness.names)), kind="stable")
        looked = [place for place in near[: 2 * LOOKED_INTO] if one.may_lead[place]] or list(near[:1])
        direct = self.directness.of(_rows(_briefly([one.judged[place] for place in looked]), self.directness.names))
        return int(looked[int(np.argmax(direct))])

    def likelihood(self, one: Measured) -> float:
        """How likely the statement that leads answers."""
        return float(self.answered.of(_rows([by_size(one.judged[self.best(one)])], self.answered.names))[0])


def learn(cases: Sequence[Measured]) -> Weights:
    """The weights that some cases teach."""
    answers = [one for one in cases if any(one.right)]
    near, direct, whole = _names(cases)
    counted = [COUNTED.get(one.half, 1.0) for one in answers]
    nearness_ = conditional_logit(near, [(_rows(one.near, near), np.array(one.right)) for one in answers], counted)
    leading = [np.flatnonzero(one.may_lead) for one in answers]
    directness_ = conditional_logit(
        direct,
        [
            (_rows(_briefly(one.judged), direct)[places], np.array(one.right)[places])
            for one, places in zip(answers, leading, strict=True)
        ],
        counted,
    )
    first = Weights(nearness_, directness_, nearness_)
    told = [one for one in cases if one.near]
    rows = _rows([by_size(one.judged[first.best(one)]) for one in told], whole)
    held = np.array([one.answered for one in told])
    evenly = _evenly([(one.library, one.answered) for one in told])
    return Weights(nearness_, directness_, logistic(whole, rows, held, RIDGE_ANSWERED, evenly))


def learn_use(statements: Sequence[JudgedStatement]) -> Fitted:
    """The weights by which readers' judgements are told best."""
    names = list(statements[0].measures)
    holds = np.array([one.of_use for one in statements])
    rows = _rows([one.measures for one in statements], names)
    return logistic(names, rows, holds, RIDGE_USEFUL)


def _names(cases: Sequence[Measured]) -> tuple[list[str], list[str], list[str]]:
    one = next(case for case in cases if case.near)
    # What is asked is the same for all statements of a question.
    of_question = {"parts asked", "parts told", "rarity asked", "words asked", "answered by rule", LARGE}
    # What a statement lacks of what was asked for is, among those of one question, what the others have.
    direct = [name for name in one.judged[0] if name not in of_question and not name.endswith(" lacking")]
    # That advice is asked for is told by the first word, which in brief questions ("When does gout begin?") misleads.
    direct += [f"{name}, {BRIEF}" for name in direct if name != "advice"]
    return list(one.near[0]), direct, list(by_size(one.judged[0]))


def _briefly(judged: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    return [by_brevity(row, row["parts asked"] + row["words asked"]) for row in judged]


def _rows(measures: Sequence[Mapping[str, float]], names: Sequence[str]) -> Floats:
    return np.array([[row[name] for name in names] for row in measures])


def risk(likelihoods: Floats, answered: npt.NDArray[np.bool_]) -> float:
    """The likelihood above which a share of `RISKED` of the questions that cannot be answered would be."""
    return float(np.quantile(likelihoods[~answered], 1.0 - RISKED))


def cross_validated(cases: Sequence[Measured]) -> tuple[list[str], float]:
    """What weights learned from other questions make of each, as lines, and the risk that they show."""
    order = np.random.RandomState(0).permutation(len(cases))
    likelihoods, right = np.full(len(cases), -np.inf), np.zeros(len(cases), dtype=bool)
    for fold in range(FOLDS):
        weights = learn([cases[i] for i in order[np.arange(len(order)) % FOLDS != fold]])
        for i in order[fold::FOLDS]:
            if cases[i].near:
                likelihoods[i] = weights.likelihood(cases[i])
                right[i] = cases[i].right[weights.best(cases[i])]
    answered = np.array([one.answered for one in cases])
    at = risk(likelihoods, answered)
    asked = np.array([any(one.right) for one in cases])
    lines = [f"{len(cases)} questions, {int(asked.sum())} with a statement that is right"]
    groups = {(one.library, one.half) for one in cases}
    for library, half in [*sorted(groups), (STARTER, "all"), (MEDQUAD, "all")]:
        of = np.array([one.library == library and half in (one.half, "all") for one in cases])
        held, lacking = of & answered, of & ~answered
        if not of.any():
            continue
        lines.append(
            f"{library} {half}: first right {right[of & asked].mean():.2f} of {int((of & asked).sum())}; "
            f"silent though held {int((likelihoods[held] < at).sum())} of {int(held.sum())} "
            f"(rules {sum(not one.by_rule for one, h in zip(cases, held, strict=True) if h)}); "
            f"answered though not held {int((likelihoods[lacking] >= at).sum())} of {int(lacking.sum())} "
            f"(rules {sum(one.by_rule for one, h in zip(cases, lacking, strict=True) if h)})"
        )
    return lines, at


def use_cross_validated(statements: Sequence[JudgedStatement]) -> list[str]:
    """How well weights learned from other questions tell what is of use, as lines."""
    questions = list(dict.fromkeys((one.library, one.question) for one in statements))
    order = np.random.RandomState(0).permutation(len(questions))
    fold_of = {questions[at]: number % FOLDS for number, at in enumerate(order)}
    folds = np.array([fold_of[one.library, one.question] for one in statements])
    logits = np.zeros(len(statements))
    for fold in range(FOLDS):
        weights = learn_use([one for one, of in zip(statements, folds, strict=True) if of != fold])
        rows = _rows([one.measures for one in statements], weights.names)
        logits[folds == fold] = weights.of(rows)[folds == fold]
    of_use = np.array([one.of_use for one in statements])
    lines = [f"{len(statements)} judged statements of {len(questions)} questions, {of_use.mean():.2f} of use"]
    for name, kept in {
        "shown first": logits >= FOLDED_BELOW,
        "on request": (logits < FOLDED_BELOW) & (logits >= LEFT_OUT_BELOW),
        "left out": logits < LEFT_OUT_BELOW,
    }.items():
        lines.append(
            f"{name}: {kept.mean():.2f} of all, {of_use[kept].mean():.2f} of them of use, "
            f"{of_use[kept].sum() / of_use.sum():.2f} of what is"
        )
    leads = np.array([one.measures[LEADS] > 0.0 for one in statements])
    for name, kept in {"sure": logits >= FOLDED_BELOW, "in doubt": logits < FOLDED_BELOW}.items():
        those = leads & kept
        lines.append(f"leading, {name}: {those.sum()}, {of_use[those].sum()} of them of use")
    return lines


def written(weights: Weights, at: float, use: Fitted) -> str:
    """The tables as TOML."""
    tables = {
        Learned.NEARNESS: weights.nearness.table(),
        Learned.DIRECTNESS: weights.directness.table(),
        Learned.ANSWERED: weights.answered.table(at),
        Learned.USEFUL: use.table(),
    }
    head = "# Written by `python -m evaluation.learning --write`, from the development cases; not changed by hand.\n"
    return head + "".join(
        f"\n[{name}]\n" + "".join(f'"{measure}" = {weight:.6g}\n' for measure, weight in table.items())
        for name, table in tables.items()
    )


def main() -> None:
    """Measure, cross-validate, and write."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.learning", description=__doc__.partition("\n")[0])
    parser.add_argument("--library", type=Path, help="a library that holds MedQuAD")
    parser.add_argument("--measured", type=Path, help="a file that keeps what was measured")
    parser.add_argument("--write", action="store_true", help="write the weights that all cases teach")
    given = parser.parse_args()
    if given.measured is not None and given.measured.exists():
        cases, statements = pickle.loads(given.measured.read_bytes())
    else:
        cases, statements = list(measured_cases(given.library)), list(judged_statements(given.library))
        if given.measured is not None:
            given.measured.write_bytes(pickle.dumps((cases, statements)))
    lines, at = cross_validated(cases)
    print("\n".join([*lines, *use_cross_validated(statements)]))
    if given.write:
        OUTPUT.write_text(written(learn(cases), at, learn_use(statements)), "utf-8")


if __name__ == "__main__":
    main()
