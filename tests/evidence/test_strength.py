"""Strength by aspect, as the design states it."""

import pytest

from curbside.evidence.kinds import Aspect, Basis, ReferenceGroup, Role, SourceKind, Standing
from curbside.evidence.strength import strength

K = SourceKind
ALL_BUT_OVERVIEW = [kind for kind in SourceKind if kind is not K.TOPIC_OVERVIEW]


@pytest.mark.parametrize("aspect", Aspect)
def test_a_topic_overview_ranks_last_whatever_is_asked(aspect):
    assert strength(aspect, K.TOPIC_OVERVIEW) == 0.0
    assert all(strength(aspect, kind) > 0.0 for kind in ALL_BUT_OVERVIEW)


@pytest.mark.parametrize("aspect", Aspect)
def test_strength_runs_from_one_downwards(aspect):
    assert max(strength(aspect, kind) for kind in SourceKind) == 1.0
    assert strength(aspect, K.OTHER) == min(strength(aspect, kind) for kind in ALL_BUT_OVERVIEW)


@pytest.mark.parametrize("aspect", [Aspect.FREQUENCY, Aspect.SPREAD, Aspect.PROGNOSIS])
def test_counting_questions_trust_reviews_registries_and_cohorts_before_guidelines(aspect):
    counted = [strength(aspect, kind) for kind in (K.SYSTEMATIC_REVIEW, K.REGISTRY_STUDY, K.COHORT_STUDY)]
    assert min(counted) > strength(aspect, K.GUIDELINE)


def test_treatment_questions_trust_guideline_then_review_then_trial():
    order = [K.GUIDELINE, K.SYSTEMATIC_REVIEW, K.RANDOMIZED_TRIAL, K.COHORT_STUDY, K.NARRATIVE_REVIEW, K.CASE_REPORT]
    strengths = [strength(Aspect.TREATMENT, kind) for kind in order]
    assert strengths == sorted(set(strengths), reverse=True)


@pytest.mark.parametrize("aspect", [Aspect.DOSE, Aspect.SAFETY])
def test_dose_and_safety_questions_trust_label_and_guideline_first(aspect):
    assert strength(aspect, K.DRUG_LABEL) == strength(aspect, K.GUIDELINE) == 1.0
    assert strength(aspect, K.SYSTEMATIC_REVIEW) < 1.0


def test_a_reference_list_has_guidelines_research_and_other_sources():
    assert [group.value for group in ReferenceGroup] == ["Guideline", "Research", "Other sources"]
    assert K.GUIDELINE.group is ReferenceGroup.GUIDELINE
    other = {kind for kind in SourceKind if kind.group is ReferenceGroup.OTHER}
    assert other == {K.DRUG_LABEL, K.TOPIC_OVERVIEW, K.PATIENT_INFORMATION, K.OTHER}


def test_what_was_superseded_retracted_or_retired_carries_no_answer():
    assert {s for s in Standing if s.answers} == {Standing.CURRENT, Standing.CORRECTED, Standing.CONCERN}


def test_only_results_conclusions_and_recommendations_answer():
    assert {r for r in Role if r.answers} == {Role.RESULT, Role.CONCLUSION, Role.RECOMMENDATION}


def test_every_basis_says_how_its_text_is_introduced():
    assert len({basis.verb for basis in Basis}) == len(Basis)
