"""What a reader must be told beside an answer: about its sources, and about what was not shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from curbside.answer.jurisdiction import country_of, only_country
from curbside.answer.question import Question
from curbside.answer.wording import wording
from curbside.evidence.kinds import Aspect, Basis, Standing
from curbside.index.library import Source
from curbside.ingest.packs import STARTER

# Practice differs by country in what to do; how often a tumour spreads does not.
_PRACTICE = frozenset(
    {
        Aspect.TREATMENT,
        Aspect.DOSE,
        Aspect.SAFETY,
        Aspect.DIAGNOSIS,
        Aspect.MONITORING,
        Aspect.PREVENTION,
        Aspect.REFERRAL,
    }
)


def notices_of(
    question: Question, direct: Sequence[Source], cited: Sequence[Source], named: Sequence[Source], withheld: int
) -> tuple[str, ...]:
    """The notices of an answer, the gravest first.

    `direct` are the sources of the direct answer, `cited` all that are cited, `named` those that the question
    names; `withheld` counts statements that the stored sources no longer carry.
    """
    return (
        *question.notices,
        *_standings(cited, named),
        *_countries(question, direct, cited),
        *_basis(cited),
        *((wording()["withheld"].format(count=withheld),) if withheld else ()),
    )


def _standings(cited: Sequence[Source], named: Sequence[Source]) -> Iterator[str]:
    for source in sorted(named, key=lambda one: one.document_id):
        reference = source.reference
        if not reference.standing.answers:
            why = f" ({reference.standing_note})" if reference.standing_note else ""
            yield wording()["withdrawn"].format(
                name=reference.short_name, title=reference.title, standing=reference.standing.value, why=why
            )
    concern = sorted({one.reference.short_name for one in cited if one.reference.standing is Standing.CONCERN})
    if concern:
        yield wording()["concern"].format(names=", ".join(concern))


def _countries(question: Question, direct: Sequence[Source], cited: Sequence[Source]) -> Iterator[str]:
    asked = question.country
    if asked is not None and cited and all(one.reference.jurisdiction != asked for one in cited):
        yield wording()["elsewhere"].format(country=country_of(asked).name)
        return
    country = only_country(one.reference.jurisdiction for one in direct)
    if country is not None and question.aspect in _PRACTICE:
        yield wording()["one_country"].format(country=country.name)


def _basis(cited: Sequence[Source]) -> Iterator[str]:
    if any(source.basis is Basis.SEED_PAGE for source in cited):
        yield wording()["overview"]
    if any(source.basis is Basis.SECONDARY_PAGE for source in cited):
        yield wording()["secondary"]
    if any(source.pack == STARTER for source in cited):
        yield wording()["demonstration"]
