"""What a reader must be told beside an answer: about its sources, and about what was not shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from curbside.answer.answer import AnswerReference, listed_numbers
from curbside.answer.jurisdiction import country_of, is_of, only_country
from curbside.answer.question import Question
from curbside.answer.wording import wording
from curbside.evidence.kinds import Aspect, Basis, Standing
from curbside.evidence.standing import Calendar, standing_rule
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
    question: Question,
    direct: Sequence[Source],
    cited: Sequence[Source],
    named: Sequence[Source],
    withheld: int,
    references: Sequence[AnswerReference],
    calendar: Calendar,
) -> tuple[str, ...]:
    """The notices of an answer, the gravest first.

    `direct` are the sources of the direct answer, `cited` all that are cited, numbered in `references`, `named` those
    that the question names; `withheld` counts statements that the stored sources no longer carry.
    """
    return (
        *question.notices,
        *_standings(cited, named),
        *_countries(question, direct, cited),
        *_basis(cited),
        *((wording()["withheld"].format(count=withheld),) if withheld else ()),
        *one_trial(references),
        *_aged(direct, calendar),
        *unchecked(references, calendar.counts_as_checked),
    )


def _standings(cited: Sequence[Source], named: Sequence[Source]) -> Iterator[str]:
    for source in sorted(named, key=lambda one: one.document_id):
        reference = source.reference
        rule = standing_rule(reference.standing)
        if not rule.answers:
            why = f" ({reference.standing_note})" if reference.standing_note else ""
            yield wording()["by_name" if rule.answers_by_name else "withdrawn"].format(
                name=reference.short_name, title=reference.title, standing=reference.standing.value, why=why
            )
    concern = sorted({one.reference.short_name for one in cited if one.reference.standing is Standing.CONCERN})
    if concern:
        yield wording()["concern"].format(names=", ".join(concern))


def _countries(question: Question, direct: Sequence[Source], cited: Sequence[Source]) -> Iterator[str]:
    asked = question.country
    if asked is not None and cited and not any(is_of(one.reference.jurisdiction, asked) for one in cited):
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


def gives_way(superseded: Sequence[Source]) -> tuple[str, ...]:
    """That superseded sources speak of what nothing else answers; nothing if there are none."""
    if not superseded:
        return ()
    names = {f"“{one.reference.title}” ({one.reference.short_name})": None for one in superseded}
    return (wording()["gives_way"].format(names="; ".join(names)),)


def one_trial(references: Sequence[AnswerReference]) -> Iterator[str]:
    """Which references report the same trial: their figures are one finding."""
    reporting: dict[str, list[int]] = {}
    for one in references:
        for trial in one.trial.split(", ") if one.trial and one.same_trial else ():
            reporting.setdefault(trial, []).append(one.number)
    trials: dict[tuple[int, ...], list[str]] = {}
    for trial, numbers in reporting.items():
        trials.setdefault(tuple(numbers), []).append(trial)
    for together, names in trials.items():
        yield wording()["one_trial"].format(numbers=listed_numbers(together), trial=", ".join(names))


def _aged(direct: Sequence[Source], calendar: Calendar) -> Iterator[str]:
    names = sorted({one.reference.short_name for one in direct if calendar.is_aged(one.reference)})
    if names:
        yield wording()["aged_guideline"].format(years=calendar.guideline_years, names="; ".join(names))


def unchecked(references: Sequence[AnswerReference], counts: Callable[[str], bool]) -> Iterator[str]:
    """How many of the sources cited nobody has looked up, ever or for too long; one sentence for all.

    `counts` says whether a look-up on a day still does.
    """
    never = sum(one.standing_checked is None for one in references)
    checked = [one.standing_checked for one in references if one.standing_checked is not None]
    old = sorted(day for day in checked if not counts(day))
    of_all = f" of {len(references)}"
    told = [wording()["never_checked"].format(count=f"{never}{of_all}")] if never else []
    if old:
        count = f"{len(old)}{'' if never else of_all}"
        told.append(wording()["checked_long_ago"].format(count=count, date=old[0]))
    if told:
        yield wording()["unchecked"].format(counts=", ".join(told))
