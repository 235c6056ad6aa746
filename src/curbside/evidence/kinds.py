"""The closed vocabularies of evidence: what a source is, how it stands, what a statement does.

Names follow the design's word list; they appear in front matter, JSON and pages, so they never change
meaning.
"""

from __future__ import annotations

from enum import StrEnum


class SourceKind(StrEnum):
    """What sort of source a reference is; decides its group and, by aspect, its strength."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic_review"
    RANDOMIZED_TRIAL = "randomized_trial"
    NONRANDOMIZED_TRIAL = "nonrandomized_trial"
    COHORT_STUDY = "cohort_study"
    REGISTRY_STUDY = "registry_study"
    CASE_SERIES = "case_series"
    CASE_REPORT = "case_report"
    NARRATIVE_REVIEW = "narrative_review"
    DRUG_LABEL = "drug_label"
    TOPIC_OVERVIEW = "topic_overview"
    PATIENT_INFORMATION = "patient_information"
    OTHER = "other"

    @property
    def group(self) -> ReferenceGroup:
        """The heading under which a reference list shows this kind."""
        if self is SourceKind.GUIDELINE:
            return ReferenceGroup.GUIDELINE
        if self in _NOT_RESEARCH:
            return ReferenceGroup.OTHER
        return ReferenceGroup.RESEARCH

    @property
    def label(self) -> str:
        """The kind in words, as a reader sees it."""
        return self.value.replace("_", " ")


_NOT_RESEARCH = frozenset(
    {
        SourceKind.DRUG_LABEL,
        SourceKind.TOPIC_OVERVIEW,
        SourceKind.PATIENT_INFORMATION,
        SourceKind.OTHER,
    }
)


class ReferenceGroup(StrEnum):
    """The three groups of a reference list, in the order in which they are shown."""

    GUIDELINE = "Guideline"
    RESEARCH = "Research"
    OTHER = "Other sources"


class Standing(StrEnum):
    """Whether a source may still be relied on."""

    CURRENT = "current"
    CORRECTED = "corrected"
    CONCERN = "concern"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    RETIRED = "retired"

    @property
    def answers(self) -> bool:
        """Whether a source of this standing may carry an answer that was not asked of it by name (standing.toml)."""
        from curbside.evidence.standing import standing_rule

        return standing_rule(self).answers

    @property
    def gravity(self) -> int:
        """How grave it is, from 0: of several things said of a source the gravest holds."""
        return _GRAVITY[self]


_GRAVITY = {standing: gravity for gravity, standing in enumerate(Standing)}


class Basis(StrEnum):
    """What of the source was seen when its document was made."""

    FULL_TEXT = "full_text"
    ABSTRACT = "abstract"
    EXCERPT = "excerpt"
    SECONDARY_PAGE = "secondary_page"
    SEED_PAGE = "seed_page"

    @property
    def verb(self) -> str:
        """How a citation introduces text of this basis."""
        return _VERBS[self]


_VERBS = {
    Basis.FULL_TEXT: "quoted from",
    Basis.ABSTRACT: "summarised from the abstract",
    Basis.EXCERPT: "summarised from an excerpt",
    Basis.SECONDARY_PAGE: "as reported by a secondary page, original not seen",
    Basis.SEED_PAGE: "commercial overview, pending review, guideline not seen",
}


class Role(StrEnum):
    """What a statement does in its source. Only the last three answer a question."""

    BACKGROUND = "background"
    AIM = "aim"
    METHOD = "method"
    RESULT = "result"
    CONCLUSION = "conclusion"
    RECOMMENDATION = "recommendation"

    @property
    def answers(self) -> bool:
        """Whether a statement of this role may be shown as an answer."""
        return self in {Role.RESULT, Role.CONCLUSION, Role.RECOMMENDATION}


class Reader(StrEnum):
    """For whom an answer is worded, and for whom a source was written."""

    CLINICIAN = "clinician"
    TRAINEE = "trainee"
    PATIENT = "patient"

    @property
    def plural(self) -> str:
        """Readers of this kind in words: "clinicians"."""
        return f"{self.value}s"


class Aspect(StrEnum):
    """What a question asks about its focus.

    The list joins the taxonomy of generic clinical questions (Ely et al., BMJ 2000;321:429-432) with the
    question types of MedQuAD (Ben Abacha & Demner-Fushman, BMC Bioinformatics 2019;20:511).
    """

    DEFINITION = "definition"
    FREQUENCY = "frequency"
    CAUSE = "cause"
    SYMPTOMS = "symptoms"
    DIAGNOSIS = "diagnosis"
    STAGING = "staging"
    SPREAD = "spread"
    TREATMENT = "treatment"
    DOSE = "dose"
    PROGNOSIS = "prognosis"
    PREVENTION = "prevention"
    MONITORING = "monitoring"
    SAFETY = "safety"
    INHERITANCE = "inheritance"
    REFERRAL = "referral"
    GENERAL = "general"
