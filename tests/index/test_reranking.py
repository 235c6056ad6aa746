"""The second look at what was found: what each measure rewards, and that equals stay equal."""

from __future__ import annotations

import numpy as np
import pytest

from curbside.index.embedding import default_embedding
from curbside.index.reranking import SAME_MEANING, Candidates, Reading, Reranker, SaidOtherwise, Sought, weights_of

FREQUENCIES = {"liver": 400, "spread": 500, "bone": 100, "insulinoma": 3}


def reranker() -> Reranker:
    return Reranker(lambda term: FREQUENCIES.get(term, 50), 1_000)


def reading(text: str) -> Reading:
    return Reading(text.split(), default_embedding().embed([text]))


def candidates(
    *passages: tuple[str, str], sources: list[int] | None = None, named: list[bool] | None = None
) -> Candidates:
    """Passages of a heading and a body each, all at the same place in the fused list."""
    count = len(passages)
    embed = default_embedding().embed
    return Candidates(
        sources=np.array(sources or range(count)),
        headings=[heading.split() for heading, _ in passages],
        bodies=[body.split() for _, body in passages],
        named=np.array(named or [True] * count),
        places=np.zeros(count, dtype=np.int64),
        heading_cosines=np.full(count, 0.4),
        body_cosines=np.full(count, 0.4),
        body_vectors=embed([body for _, body in passages]),
    )


def measured(question: str, these: Candidates) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in reranker().measures(reading(question), these).items()}


@pytest.mark.parametrize("sought", Sought)
def test_every_weight_has_its_measure(sought: Sought) -> None:
    assert set(weights_of(sought)) <= set(measured("liver", candidates(("liver", "liver"))))


def test_every_measure_counts_for_something() -> None:
    counted = {name for sought in Sought for name in weights_of(sought)}
    assert set(measured("liver", candidates(("liver", "liver")))) == counted


def test_a_rare_term_met_counts_more_than_a_common_one() -> None:
    common, rare = measured("liver insulinoma", candidates(("liver", ""), ("insulinoma", "")))["heading coverage"]
    assert rare > 2 * common


def test_all_terms_met_once_beat_one_term_met_often() -> None:
    once, often = measured("lung bone", candidates(("x", "lung bone"), ("x", "bone bone bone bone")))["source BM25"]
    assert once > often


def test_a_heading_about_more_than_was_asked_says_less() -> None:
    exact, wider = measured("liver", candidates(("liver", ""), ("liver bone insulinoma", "")))["heading focus"]
    assert exact == pytest.approx(1.0)
    assert wider < 0.3


def test_a_word_of_like_meaning_counts_for_something_and_the_word_itself_for_all() -> None:
    same, like, other = measured("kidney", candidates(("kidney", ""), ("renal", ""), ("guitar", "")))[
        "heading likeness"
    ]
    assert same == pytest.approx(1.0)
    assert 1.0 > like > 2 * other


def test_passages_of_one_source_speak_together() -> None:
    values = measured("spread bone", candidates(("x", "spread"), ("x", "bone"), ("x", "bone"), sources=[1, 1, 2]))
    first, second, alone = values["source BM25"]
    assert first == second > alone
    assert values["source passages"][2] == 0.0


def test_a_source_whose_title_says_nothing_is_judged_by_its_text() -> None:
    passage = ("pmid 1234567", "spread bone")
    named, nameless = reranker().scores(
        reading("spread bone"), candidates(passage, passage, named=[True, False], sources=[1, 2])
    )
    assert nameless > named


@pytest.mark.parametrize("sought", Sought)
@pytest.mark.parametrize("question", ["spread bone liver insulinoma", "liver", "nothing of it"])
def test_equal_passages_score_equally_wherever_they_stand(question: str, sought: Sought) -> None:
    twin = ("liver insulinoma", "spread of insulinoma to the bone and liver")
    others = [(f"bone {n}", " ".join(["liver", "spread", "bone"][: n % 4])) for n in range(37)]
    scores = reranker().scores(reading(question), candidates(twin, *others, twin), sought).tolist()
    assert scores[0] == scores[-1]
    reversed_scores = reranker().scores(reading(question), candidates(twin, *others[::-1], twin), sought).tolist()
    assert reversed_scores == scores[::-1]


def test_what_a_heading_says_need_not_be_said_again_where_passages_are_sought() -> None:
    """A detail stands in few passages, and they seldom repeat what their title says."""
    detail, headline = ("liver spread", "insulinoma"), ("liver spread", "liver spread liver spread")
    asked, these = reading("liver spread insulinoma"), candidates(detail, headline, sources=[1, 2])
    says_it, repeats = reranker().measures(asked, these)["heading and passage likeness"]
    assert says_it == pytest.approx(1.0)
    assert repeats < 0.9
    of_sources, of_passages = (reranker().scores(asked, these, sought) for sought in Sought)
    assert of_passages[0] - of_passages[1] > of_sources[0] - of_sources[1] > 0


def test_empty_texts_and_a_question_of_unknown_words_do_no_harm() -> None:
    scores = reranker().scores(reading("qzxv"), candidates(("", ""), ("", "liver")))
    assert np.isfinite(scores).all()


def test_a_source_that_says_it_in_a_like_word_says_it_less_surely() -> None:
    same, like, other = measured("kidney", candidates(("x", "kidney"), ("x", "renal"), ("x", "guitar")))["source BM25"]
    assert same > like > 2 * other


def test_a_stem_is_known_as_the_word_that_it_stands_for() -> None:
    surgery, kidney = measured("surgic", candidates(("surgeri", ""), ("kidney", "")))["heading likeness"]
    assert surgery > 0.5 > kidney


def test_where_no_title_says_what_a_source_is_about_its_text_does_in_like_words_too() -> None:
    these = candidates(("x7", "renal bone"), ("x8", "guitar bone"), named=[False, False])
    for measure in ("heading BM25", "heading coverage", "heading likeness", "heading focus"):
        like, other = measured("kidney bone", these)[measure]
        assert like > other


def test_another_name_of_what_was_asked_is_nearly_as_good_where_all_of_it_is_said() -> None:
    asked = reading("heart attack bone")
    names = (frozenset({"myocardi", "infarct"}),)
    known = Reading(asked.terms, asked.vector, [SaidOtherwise(("heart", "attack"), names)])
    these = candidates(("bone heart attack", ""), ("bone myocardi infarct", ""), ("bone myocardi", ""))
    itself, renamed, half = reranker().measures(known, these)["heading likeness"]
    assert itself == pytest.approx(1.0)
    assert itself > renamed >= SAME_MEANING
    assert half == pytest.approx(reranker().measures(asked, these)["heading likeness"][2])


def test_a_name_of_terms_that_were_not_asked_changes_nothing() -> None:
    asked = reading("bone")
    known = Reading(asked.terms, asked.vector, [SaidOtherwise(("heart",), (frozenset({"cardiac"}),))])
    these = candidates(("cardiac bone", "cardiac"), ("bone", "liver"))
    assert reranker().scores(known, these).tolist() == reranker().scores(asked, these).tolist()
